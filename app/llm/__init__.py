"""Which extractor reads an article: the rules, a language model behind an HTTP endpoint, or both side by side."""

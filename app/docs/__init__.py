"""The documentation, served under `/docs` from Markdown."""

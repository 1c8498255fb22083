"""Interface texts in the reader's language: the message files of the client, for what the service renders itself."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import negotiate_locale
from fastapi import Request

from app.codes import labels

_FOLDER = Path(__file__).parent / "js/messages"
#: Languages of the interface (ISO 639-1) by their own names; each has its file. Also in `js/messages.js`.
LANGUAGES = {"en": "English", "fi": "Suomi", "et": "Eesti"}


def spoken(request: Request) -> str:
    """The language of this request: `lang` in the address, else what the browser asks for, else English."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    # By falling quality; what cannot be read counts as 0 (RFC 9110, 12.5.4).
    wishes = [part.strip().partition(";q=") for part in request.headers.get("accept-language", "").split(",")[:20]]
    ranked = sorted(wishes, key=lambda wish: -_quality(wish[2]))
    return negotiate_locale([name for name, _, quality in ranked if name], list(LANGUAGES), sep="-") or "en"


class Messages:
    """The texts of one language; `messages("list.sources", n=3)` as `t` in the client."""

    def __init__(self, language: str, texts: Mapping[str, str]) -> None:
        self.language = language
        self._texts = texts

    def __call__(self, key: str, **values: str | int) -> str:
        """The text `key` with values put in; `key.one` where `n` is 1. Raises KeyError for a key that is not there."""
        text = self._texts.get(f"{key}.one") if values.get("n") == 1 else None
        text = text or self._texts[key]
        for name, value in values.items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    def label(self, code: str, codes: str) -> str:
        """The label of `code` in the list `codes` of `data/codes.json`; a code that it doesn't hold, as it is."""
        return self._texts.get(f"code.{codes}.{code}") or labels(codes).get(code, code)

    def labels(self, codes: str) -> dict[str, str]:
        """Code → label of a whole list."""
        return {code: self.label(code, codes) for code in labels(codes)}


@cache
def messages(language: str) -> Messages:
    """The texts of a language of LANGUAGES."""
    return Messages(language, json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8")))


def _quality(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0

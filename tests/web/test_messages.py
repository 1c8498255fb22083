"""The message files: the same texts in every language, with the same values to put in."""

import json
import re
from pathlib import Path

import pytest
from starlette.requests import Request

from app.codes import codes
from app.web import messages

FOLDER = Path(messages.__file__).parent / "js/messages"
TEXTS = {language: json.loads((FOLDER / f"{language}.json").read_text("utf-8")) for language in messages.LANGUAGES}
OTHERS = [language for language in TEXTS if language != "en"]
#: Lists whose labels the interface shows; English has them in `data/codes.json`.
SHOWN = ("categories", "types", "modalities", "verifications", "statuses", "date_precisions", "vessel_roles")
#: Those whose definitions it shows.
EXPLAINED = ("categories", "types", "modalities", "verifications")


def test_every_file_of_the_folder_is_a_language_and_the_client_knows_the_same():
    assert {path.stem for path in FOLDER.glob("*.json")} == set(messages.LANGUAGES)
    known = re.search(r"LANGUAGES = (\[.*?\]);", (FOLDER.parent / "messages.js").read_text("utf-8"))[1]
    assert json.loads(known) == list(messages.LANGUAGES)


@pytest.mark.parametrize("language", TEXTS)
def test_no_text_is_given_twice(language):
    pairs = json.loads((FOLDER / f"{language}.json").read_text("utf-8"), object_pairs_hook=list)
    assert len(pairs) == len(TEXTS[language])


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing_and_none_is_left_over(language):
    labels = {f"code.{name}.{code}" for name in SHOWN for code in codes(name)}
    meanings = {f"code.{name}.{code}.means" for name in EXPLAINED for code in codes(name)}
    own = {key for key in TEXTS[language] if key.startswith("code.")}
    assert labels | meanings <= own
    assert {key for key in own if key.endswith(".means")} == meanings
    assert set(TEXTS[language]) - own == set(TEXTS["en"])


@pytest.mark.parametrize("language", OTHERS)
def test_the_values_of_a_text_are_those_of_the_english_one(language):
    values = {key: set(re.findall(r"\{(\w+)\}", text)) for key, text in TEXTS["en"].items()}
    assert {
        key: text
        for key, text in TEXTS[language].items()
        # Where English says "1 event", another language may say the number.
        if key in values and set(re.findall(r"\{(\w+)\}", text)) - {"n"} != values[key] - {"n"}
    } == {}


def request(query: str = "", accept: str = "") -> Request:
    headers = [(b"accept-language", accept.encode("latin-1"))]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize("accept", ["", "de,sv;q=0.5", "xx-nonsense;q=high", ";;;,,,", "\xff" * 300])
def test_who_asks_for_nothing_that_there_is_gets_english(accept):
    assert messages.spoken(request(accept=accept)) == "en"


@pytest.mark.parametrize(
    ("query", "accept", "language"),
    [
        ("lang=et", "fi", "et"),
        ("lang=xx", "fi-FI,en;q=0.8", "fi"),
        ("", "de, et;q=0.3, fi;q=0.7", "fi"),
        ("", "en-US,en;q=0.9,fi;q=0.8", "en"),
    ],
)
def test_the_address_speaks_louder_than_the_browser(query, accept, language):
    assert messages.spoken(request(query, accept)) == language

"""The regular inflected forms of place names: enough to find a name in running text, more than grammar allows.

A form too many does no harm, since names are matched with their capital letter; a form too few loses a mention. What
the rules get wrong stands in the gazetteer's `forms`. Sources: the languages' school grammars (Estonian genitive stems,
Finnish consonant gradation and vowel harmony, Polish softening before -e, Russian declensions).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import product
from typing import Literal

Case = Literal["nom", "gen", "from", "to", "other"]
"""What a form says: "from" the place (elative, ablative), "to" it (illative, allative, terminative), or neither."""
Form = tuple[str, Case]


def forms(name: str, language: str) -> dict[str, Case]:
    """Every regular form of a name in a language, with what its case says; the name itself is among them."""
    rule = _RULES.get(language)
    found: dict[str, Case] = {name: "nom"}
    if rule is not None and name and name[-1].isalpha():
        for form, case in rule(name):
            found.setdefault(form, case)
    return found


# --- Germanic -------------------------------------------------------------------------------------------------------


def _genitive_s(name: str) -> Iterator[Form]:
    if name[-1] not in "sxzß":
        yield name + "s", "gen"


def _german(name: str) -> Iterator[Form]:
    yield from _genitive_s(name)
    first, space, rest = name.partition(" ")
    for ending in ("er", "es", "e"):  # Finnischer Meerbusen: im Finnischen Meerbusen, des Finnischen Meerbusens
        if space and first.endswith(ending):
            for declined in (first[: -len(ending)] + "en", first[: -len(ending)] + "e"):
                yield f"{declined} {rest}", "other"
                yield from _genitive_s(f"{declined} {rest}")
            break


# --- Estonian -------------------------------------------------------------------------------------------------------

_ET_GENITIVES = (
    ("saared", "saarte"), ("saar", "saare"), ("laht", "lahe"), ("neem", "neeme"), ("ots", "otsa"), ("väin", "väina"),
    ("meri", "mere"), ("linn", "linna"), ("kurk", "kurgu"), ("madal", "madala"), ("säär", "sääre"), ("rand", "ranna"),
    ("sadam", "sadama"), ("reid", "reidi"), ("ankruala", "ankruala"), ("väinad", "väinade"), ("madalik", "madaliku"),
    ("kaabel", "kaabli"), ("tuletorn", "tuletorni"), ("trass", "trassi"), ("toru", "toru"), ("rannik", "ranniku"),
)  # fmt: skip
_ET_PARTITIVES = {"saar": "saart", "laht": "lahte", "meri": "merd", "väin": "väina"}
_ET_ENDINGS: tuple[tuple[str, Case], ...] = (
    ("", "gen"), ("s", "other"), ("st", "from"), ("sse", "to"), ("l", "other"), ("lt", "from"), ("le", "to"),
    ("ni", "to"), ("t", "other"), ("d", "other"), ("ga", "other"), ("ks", "other"), ("ta", "other"),
)  # fmt: skip


def _estonian(name: str) -> Iterator[Form]:
    stem = next((name[: -len(end)] + gen for end, gen in _ET_GENITIVES if name.lower().endswith(end)), None)
    if stem is None:
        stem = name if name[-1] in "aeiouõäöüy" else name + "i"
    for ending, case in _ET_ENDINGS:
        yield stem + ending, case
    for end, partitive in _ET_PARTITIVES.items():
        if name.lower().endswith(end):
            yield name[: -len(end)] + partitive, "other"
    if name.endswith("maa"):
        yield name + "le", "to"


# --- Finnish --------------------------------------------------------------------------------------------------------

_FI_STEMS = (  # ending of the nominative: stems, the weak one first
    ("saaret", ("saari",)), ("saari", ("saare",)), ("niemi", ("nieme",)), ("lahti", ("lahde", "lahte")),
    ("meri", ("mere",)), ("salmi", ("salme",)), ("järvi", ("järve",)), ("joki", ("joe", "joke")), ("kivi", ("kive",)),
    ("virta", ("virra", "virta")), ("luoto", ("luodo", "luoto")), ("selkä", ("selä", "selkä")),
    ("kurkku", ("kurku", "kurkku")), ("kaupunki", ("kaupungi", "kaupunki")), ("salmet", ("salmi",)),
)  # fmt: skip
_FI_GRADATION = (
    ("nk", "ng"), ("nt", "nn"), ("lt", "ll"), ("rt", "rr"), ("mp", "mm"), ("kk", "k"), ("pp", "p"), ("tt", "t"),
)  # fmt: skip
_FI_SINGLE = {"k": "", "t": "d", "p": "v"}
_FI_ENDINGS: tuple[tuple[str, Case], ...] = (
    ("n", "gen"), ("A", "other"), ("tA", "other"), ("ssA", "other"), ("stA", "from"), ("llA", "other"),
    ("ltA", "from"), ("lle", "to"), ("nA", "other"), ("ksi", "other"), ("seen", "to"), ("kin", "other"),
)  # fmt: skip


def _finnish(name: str) -> Iterator[Form]:
    lower = name.lower()
    stems = next((tuple(name[: -len(e)] + s for s in ss) for e, ss in _FI_STEMS if lower.endswith(e)), None)
    if stems is None:
        stems = _finnish_grades(name if lower[-1] in "aeiouyäöåøõü" else name + "i")
    front = max((lower.rfind(v) for v in "äöyø"), default=-1) > max(lower.rfind(v) for v in "aouå")
    vowels = "ä" if front else "a"
    if not any(v in lower for v in "aouåäöyø"):
        vowels = "ä"
    elif front and any(v in lower for v in "aouå"):
        vowels = "äa"  # compounds and foreign names go either way
    for stem, vowel in product(stems, vowels):
        for ending, case in _FI_ENDINGS:
            yield stem + ending.replace("A", vowel), case
    strong = stems[-1]
    yield strong + strong[-1] + "n", "to"
    if len(strong) > 1 and strong[-2] in "aeiouyäö":
        yield strong + "h" + strong[-1] + "n", "to"


def _finnish_grades(name: str) -> tuple[str, ...]:
    """A name's weak and strong stem: Helsinki, Helsingi-; Riika, Riia-."""
    body, last = name[:-1], name[-1]
    for strong, weak in _FI_GRADATION:
        if body.endswith(strong):
            return (body[: -len(strong)] + weak + last, name)
    if len(body) > 1 and body[-1] in _FI_SINGLE and (body[-2] in "aeiouyäö" or body[-2:] in ("rk", "lk")):
        return (body[:-1] + _FI_SINGLE[body[-1]] + last, name)
    return (name,)


# --- Polish ---------------------------------------------------------------------------------------------------------
# Each paradigm lists nominative, genitive, dative, accusative, instrumental, locative.

_Paradigm = tuple[str, tuple[str, ...]]
_PL_IRREGULAR: dict[str, tuple[str, ...]] = {
    "wyspy": ("wyspy", "wysp", "wyspom", "wyspy", "wyspami", "wyspach"),
    "cieśniny": ("cieśniny", "cieśnin", "cieśninom", "cieśniny", "cieśninami", "cieśninach"),
    "przylądek": ("przylądek", "przylądka", "przylądkowi", "przylądek", "przylądkiem", "przylądku"),
    "bełt": ("bełt", "bełtu", "bełtowi", "bełt", "bełtem", "bełcie"),
}
_PLURALS = frozenset({"wyspy", "cieśniny", "острова", "проливы"})
_PL_SOFT = (
    ("st", "ście"), ("ch", None), ("cz", None), ("sz", None), ("rz", None), ("dz", None), ("t", "cie"), ("d", "dzie"),
    ("r", "rze"), ("ł", "le"), ("n", "nie"), ("m", "mie"), ("w", "wie"), ("b", "bie"), ("p", "pie"), ("s", "sie"),
    ("z", "zie"), ("f", "fie"),
)  # fmt: skip
_PL_SOFT_A = (("g", "dze"), ("k", "ce"), *_PL_SOFT)


def _softened(stem: str, table: Iterable[tuple[str, str | None]]) -> str | None:
    for end, soft in table:
        if stem.endswith(end):
            return None if soft is None else stem[: -len(end)] + soft
    return None


def _polish_word(word: str, plural: bool) -> tuple[str, ...]:
    lower = word.lower()
    for irregular, cases in _PL_IRREGULAR.items():
        if lower == irregular:
            return tuple(word[0] + case[1:] for case in cases)
    if lower.endswith(("ski", "cki")):
        return _with(word, (word, word + "ego", word + "emu", word, word + "m", word + "m"))
    if lower.endswith(("ska", "cka")):
        return _with(word, (word, word[:-1] + "iej", word[:-1] + "iej", word[:-1] + "ą", word[:-1] + "ą"))
    if lower.endswith(("skie", "ckie")):
        return tuple(
            word[:-1] + e for e in (("e", "ch", "m", "e", "mi", "ch") if plural else ("e", "ego", "emu", "e", "m", "m"))
        )
    if lower.endswith("y") and lower in ("mały", "biały", "wielki", "czarny"):
        return tuple(word[:-1] + e for e in ("y", "ego", "emu", "y", "ym", "ym"))
    if lower == "wielki":
        return tuple(word + e for e in ("", "ego", "emu", "", "m", "m"))
    if lower.endswith("a"):
        return _polish_feminine(word)
    if lower.endswith(("o", "e")):
        stem = word[:-1]
        return (word, stem + "a", stem + "u", word, stem + "em", _softened(stem, _PL_SOFT) or stem + "u")
    if lower[-1] in "iuyöäåüø":
        return (word,)
    hard = _softened(word, _PL_SOFT)
    if lower.endswith("ń"):
        stem = word[:-1] + "ni"
        return (word, stem + "a", stem + "owi", word, stem + "em", stem + "u")
    instrumental = word + ("iem" if lower[-1] in "kg" else "em")
    return (word, word + "u", word + "owi", word, instrumental, hard or word + "u", word + "a")


def _polish_feminine(word: str) -> tuple[str, ...]:
    stem = word[:-1]
    soft = _softened(stem, _PL_SOFT_A)
    if stem.endswith(("i", "j", "l")):
        genitive = stem if stem.endswith("ni") else stem + "i"
        return (word, genitive, genitive, stem + "ę", stem + "ą", genitive, stem + "i")  # Gdyni, but Estonii
    genitive = stem + ("i" if stem[-1] in "kg" else "y")
    return (word, genitive, soft or genitive, stem + "ę", stem + "ą", soft or genitive)


# --- Russian --------------------------------------------------------------------------------------------------------

_RU_IRREGULAR: dict[str, tuple[str, ...]] = {
    "острова": ("острова", "островов", "островам", "острова", "островами", "островах"),
    "проливы": ("проливы", "проливов", "проливам", "проливы", "проливами", "проливах"),
    "берёзовые": ("берёзовые", "берёзовых", "берёзовым", "берёзовые", "берёзовыми", "берёзовых"),
}


def _russian_word(word: str, _plural: bool) -> tuple[str, ...]:
    lower = word.lower()
    if lower in _RU_IRREGULAR:
        return tuple(word[0] + case[1:] for case in _RU_IRREGULAR[lower])
    stem, two = word[:-1], word[:-2]
    hush = "и" if len(stem) and stem[-1] in "гкхжчшщ" else "ы"
    tables: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = (
        (("ый", "ой"), two, ("ый", "ого", "ому", "ый", "ым", "ом")),
        (("ский", "цкий", "кий", "гий"), two, ("ий", "ого", "ому", "ий", "им", "ом")),
        (("ая",), two, ("ая", "ой", "ой", "ую", "ой", "ой")),
        (("ское", "цкое"), two, ("ое", "ого", "ому", "ое", "им", "ом")),
        (("ое",), two, ("ое", "ого", "ому", "ое", "ым", "ом")),
        (("ские", "цкие"), two, ("ие", "их", "им", "ие", "ими", "их")),
        (("ые",), two, ("ые", "ых", "ым", "ые", "ыми", "ых")),
        (("ия",), two, ("ия", "ии", "ии", "ию", "ией", "ии")),
        (("я",), stem, ("я", "и", "е", "ю", "ей", "е")),
        (("а",), stem, ("а", hush, "е", "у", "ой", "е")),
        (("ие",), stem, ("е", "я", "ю", "е", "ем", "и")),
        (("ре", "ье"), stem, ("е", "я", "ю", "е", "ем", "е")),
        (("о",), stem, ("о", "а", "у", "о", "ом", "е")),
        (("ь",), stem, ("ь", "и", "и", "ь", "ью", "и", "я", "ю", "ем", "е")),
        (("й",), stem, ("й", "я", "ю", "й", "ем", "е")),
        (tuple("еиуэыюё"), word, ("",)),
    )
    for ends, base, endings in tables:
        if lower.endswith(ends):
            return _with(word, tuple(base + ending for ending in endings))
    return tuple(word + ending for ending in ("", "а", "у", "", "ом", "е"))


# --- Names of several words -----------------------------------------------------------------------------------------


def _with(word: str, cases: tuple[str, ...]) -> tuple[str, ...]:
    return cases if cases[0] == word else (word, *cases)


def _declined(decline: Callable[[str, bool], tuple[str, ...]]) -> Callable[[str], Iterator[Form]]:
    """All words in one case, and, for names in apposition ("мыса Таран"), the first word alone."""

    def rule(name: str) -> Iterator[Form]:
        parts = re.split(r" +", name)[:6]
        plural = any(part.lower() in _PLURALS for part in parts)
        words = [decline(part, plural) if part[-1].isalpha() else (part,) for part in parts]
        for index in range(1, max(len(cases) for cases in words)):
            together = " ".join(cases[min(index, len(cases) - 1)] for cases in words)
            yield together, "gen" if index == 1 else "other"
            if len(words) > 1 and index < len(words[0]):
                yield " ".join((words[0][index], *(cases[0] for cases in words[1:]))), "other"

    return rule


_RULES: dict[str, Callable[[str], Iterator[Form]]] = {
    "et": _estonian,
    "fi": _finnish,
    "sv": _genitive_s,
    "de": _german,
    "pl": _declined(_polish_word),
    "ru": _declined(_russian_word),
}

"""Place expressions: "12 nautical miles north-west of Naissaar", "Porkkalan edustalla", "между Выборгом и Кронштадтом".

`find_places` reads running text, `locate` one expression. Both are pure and never raise, whatever the text. A mention takes
in its relation words, so a distance and bearing is one mention and not also a mention of the place that it starts from.

Strictness in running text: names count only with their capital letter; a country's name counts only with a noun or a
relation that makes it a place ("Estonian waters", "off Estonia"); a name beside another capitalised word, in quotation
marks or after a word for a ship is taken for the name of a person, firm or ship, unless a relation word precedes it.
"The gulf" and the like are read as the last gulf that the text named; `rests_on` then begins with "anaphora".
"""

import re
from dataclasses import dataclass, replace

from geo import coordinates, geodesy, matching, place_words, relations
from geo.gazetteer import Place
from geo.inflection import Case
from geo.location import Location, PlaceMention
from geo.matching import Hit
from geo.place_words import PlaceWords, Relation
from geo.regions import LANGUAGES

_WINDOW = 90
_GAP = 60
_CAPITALISED_BEFORE = re.compile(r"(?:^|[^\w'’-])([^\W\d_a-z][\w'’-]{0,30}) $")
_LETTER_OR_DEGREE = re.compile(r"[^\W\d_]|[°º˚/]")
_POSITION = re.compile(r"posi[ctz]|pozyc|sijain|asukoh|koord|coord|координат|точк|geo:", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?:^|[.!?…:;\"“”»)\]]|[-–—]) ?$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A name with the nouns that belong to it ("the island of Utö", "Ristna tuletornist")."""

    start: int
    lead: int
    end: int
    places: tuple[Place, ...]
    case: Case
    noun: bool
    zone: str


def find_places(text: str, language: str) -> list[PlaceMention]:
    """All place expressions of a text in one of the seven languages, in order, without overlap.

    Offsets count Unicode code points. A language that is none of the seven is read as English.
    """
    language = language if language in LANGUAGES else "en"
    return _Reader(text, language, strict=True).mentions()


def locate(text: str, language: str | None = None) -> Location | None:
    """What one place expression means, or None if nothing in it is known.

    Without a language all seven are tried, and the reading that accounts for most of the text is taken.
    """
    text = text[:2000].strip()
    languages = (language,) if language in LANGUAGES else LANGUAGES
    best: tuple[float, PlaceMention] | None = None
    for each in languages:
        for mention in _Reader(text, str(each), strict=False).mentions():
            score = mention.end - mention.start + _WEIGHT[mention.kind]
            if best is None or score > best[0]:
                best = (score, mention)
    places = matching.finder("en").exactly(text)
    if places and (best is None or best[1].end - best[1].start < len(text)):
        return _with_others([relations.at(place) for place in places], text)
    return None if best is None else best[1].location


_WEIGHT = {"coordinates": 100, "bearing": 20, "between": 10, "route": 10, "relation": 6, "place": 4, "region": 0}


class _Reader:
    def __init__(self, text: str, language: str, strict: bool) -> None:
        self.text = text
        self.norm = matching.normalised(text)
        self.words: PlaceWords = place_words.load(language)
        self.finder = matching.finder(language)
        self.strict = strict

    def mentions(self) -> list[PlaceMention]:
        units = [self._unit(hit) for hit in self.finder.find(self.norm)]
        found: list[PlaceMention] = [
            self._coordinates(each)
            for each in coordinates.parse(self.norm)
            if not self.strict or self._is_position(each)
        ]
        index, floor = 0, 0
        while index < len(units):
            pair = self._pair(units[index], units[index + 1], floor) if index + 1 < len(units) else None
            mention = pair or self._single(units[index], floor)
            if mention is not None:
                found.append(mention)
                floor = mention.end
            index += 2 if pair else 1
        found.sort(key=lambda mention: (mention.start, -mention.end))
        kept: list[PlaceMention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return kept

    # --- parts ------------------------------------------------------------------------------------------------------

    def _unit(self, hit: Hit) -> _Unit:
        words, norm = self.words, self.norm
        lead = words.lead.search(norm, max(0, hit.start - _WINDOW), hit.start)
        after = norm[hit.end : hit.end + _WINDOW]
        end, case, noun, zone = hit.end, hit.case, False, ""
        if hit.places[0].kind == "country":
            for name, pattern in (("region", words.zone_region), ("area", words.zone_area)):
                if match := pattern.match(after):
                    return _Unit(
                        hit.start, lead.start() if lead else hit.start, end + match.end(), hit.places, "nom", True, name
                    )
        if trail := words.trail.match(after):
            end, noun = end + trail.end(), True
            if words.language in ("et", "fi"):
                case = matching.case_of(trail.group().lower(), words.language)
        return _Unit(hit.start, lead.start() if lead else hit.start, end, hit.places, case, noun, zone)

    def _is_position(self, found: coordinates.Coordinates) -> bool:
        """Two bare decimals with two places may as well be prices: they need three places, or a word such as "position"."""
        said = self.norm[found.start : found.end]
        if _LETTER_OR_DEGREE.search(said) or found.uncertainty_m < 100:
            return True
        return _POSITION.search(self.norm, max(0, found.start - 30), found.start) is not None

    def _coordinates(self, found: coordinates.Coordinates) -> PlaceMention:
        said = self.text[found.start : found.end]
        where = relations.located(said, found.lon, found.lat, found.uncertainty_m, "exact", ("coordinates",), ())
        return PlaceMention(found.start, found.end, said, where, "coordinates")

    def _pair(self, one: _Unit, other: _Unit, floor: int) -> PlaceMention | None:
        norm, words = self.norm, self.words
        if other.lead < one.end or other.lead - one.end > _GAP:
            return None
        gap = norm[one.end : other.lead] or " "
        begin = max(floor, one.lead - _WINDOW)
        before = words.between.search(norm, begin, one.lead)
        start, end, route = one.start, other.end, False
        if words.joined.fullmatch(gap) and before:
            start = before.start()
        elif words.joined.fullmatch(gap) and (after := words.between_after.match(norm, other.end)):
            end = after.end()
        elif words.reaches.fullmatch(gap) and (origin := words.starts.search(norm, begin, one.lead)):
            start, route = origin.start(), True
        elif words.language in ("et", "fi") and one.case == "from" and other.case == "to" and gap.isspace():
            route = True
        elif gap == "–" or (not self.strict and words.reaches.fullmatch(gap)):
            route = gap != "–"
        else:
            return None
        first, second = self._chosen(one), self._chosen(other)
        if first[0] is second[0]:
            return None
        readings = [relations.between(a, b, route) for a in first[:2] for b in second[:2] if a is not b]
        return self._mention(start, end, readings, "route" if route else "between")

    def _single(self, unit: _Unit, floor: int) -> PlaceMention | None:
        before = self._relation_before(unit, floor)
        after = self._relation_after(unit)
        places = self._chosen(unit)
        if self.strict and not (before or after or unit.noun) and self._no_place(unit, places):
            return None
        relation, start, end = before, before.start if before else unit.start, unit.end
        if before is not None and before.kind.endswith("-of"):
            relation = None
            if after is not None and after.kind in ("bearing", "distance"):
                relation = replace(after, metres=before.metres, digits=before.digits)
            elif before.kind == "bearing-of" and unit.case == "from":
                relation = replace(before, kind="bearing")
            start = before.start if relation else unit.start
            end = after.end if relation and after else end
            before = None
        if after is not None and (relation is None or relation.kind == "near") and end == unit.end:
            relation, end = after, after.end
        if relation is None and unit.zone == "" and places[0].kind == "country" and self.strict:
            return None
        readings = [self._related(place, relation, unit.zone) for place in places[:4]]
        kind = (
            "place"
            if relation is None
            else "bearing"
            if relation.metres and relation.bearing is not None
            else "relation"
        )
        if kind == "place" and readings[0].precision == "region":
            kind = "region"
        return self._mention(start, end, readings, kind)

    def _relation_before(self, unit: _Unit, floor: int) -> Relation | None:
        begin = max(floor, unit.lead - _WINDOW, unit.start - _WINDOW)
        if begin >= unit.start:
            return None
        window = self.norm[begin : unit.start]
        if window[-1] != " ":
            return None
        for template in self.words.before:
            if match := template.pattern.search(window):
                return self.words.relation(template, match, begin)
        return None

    def _relation_after(self, unit: _Unit) -> Relation | None:
        window = self.norm[unit.end : unit.end + _WINDOW]
        if window[:1] not in (" ", "'", "’"):
            return None
        for template in self.words.after:
            if template.case and unit.case != template.case and not (template.case == "gen" and unit.case == "nom"):
                continue
            if match := template.pattern.match(window):
                return self.words.relation(template, match, unit.end)
        return None

    # --- meaning ----------------------------------------------------------------------------------------------------

    def _related(self, place: Place, relation: Relation | None, zone: str) -> Location:
        if zone and (relation is None or relation.kind in ("near", "part")):
            return relations.zone(place, zone == "area")
        if relation is None:
            return relations.at(place)
        if relation.kind == "bearing" and relation.bearing is not None:
            return relations.bearing(place, relation.bearing, relation.metres, relation.digits)
        if relation.kind == "coast" and relation.bearing is not None:
            return relations.coast(place, relation.bearing)
        if relation.kind == "part" and relation.bearing is not None:
            return relations.part(place, relation.bearing)
        if relation.kind == "distance" and relation.metres is not None:
            return relations.off(place, relation.metres)
        if relation.kind == "mouth":
            return relations.mouth(place)
        return relations.at(place)

    def _chosen(self, unit: _Unit) -> tuple[Place, ...]:
        return unit.places

    def _no_place(self, unit: _Unit, places: tuple[Place, ...]) -> bool:
        """Whether a bare name is likelier to be a person's, a firm's or a ship's, or an ordinary word."""
        norm, start, end = self.norm, unit.start, unit.end
        if norm[start:end] in self.words.also_words:
            return True
        if self.words.ship_words.search(norm, max(0, start - 40), start):
            return True
        if norm[start - 1 : start] in ("«", "„", "“", '"', "”", "'", "‘") and norm[end : end + 1] in (
            "»", "“", '"', "”", "'", "’",
        ):  # fmt: skip
            return True
        if places[0].kind == "region":
            return False
        if re.match(r"-[a-z]", norm[end : end + 2]) and self.words.language == "en":
            return True
        if self.words.language == "de":
            return False
        if norm[end : end + 1] == " " and norm[end + 1 : end + 2].isupper() and self.words.language in ("en", "sv"):
            return True
        previous = _CAPITALISED_BEFORE.search(norm, max(0, start - 40), start)
        if previous is None or not previous.group(1)[0].isupper():
            return False
        return not _SENTENCE_END.search(norm, 0, previous.start(1))

    def _mention(self, start: int, end: int, readings: list[Location], kind: str) -> PlaceMention:
        said = self.text[start:end]
        return PlaceMention(start, end, said, _with_others(readings, said), kind)


def _with_others(readings: list[Location], said: str) -> Location:
    """The first reading under the words that were said, the others as its alternatives."""
    others = tuple(
        other
        for other in readings[1:]
        if geodesy.distance_m(other.lon, other.lat, readings[0].lon, readings[0].lat) > readings[0].uncertainty_m / 2
    )
    return replace(readings[0], name=said, alternatives=others)

"""Place expressions: "12 nautical miles north-west of Naissaar", "Porkkalan edustalla", "между Выборгом и Кронштадтом".

`find_places` reads running text, `locate` one expression. Both are pure and never raise, whatever the text. A mention
takes in its relation words: a distance and bearing is one mention, and not also one of the place that it starts from.

Strictness in running text: names count only with their capital letter; a country's name counts only with a noun or a
relation that makes it a place ("Estonian waters", "off Estonia"); a name beside another capitalised word, in quotation
marks or after a word for a ship is taken for the name of a person, firm or ship, unless a relation word precedes it.
"The gulf" and the like are read as the last gulf that the text named; `rests_on` then begins with "anaphora".
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from geo import anaphora, coordinates, geodesy, matching, place_words, plausibility, relations
from geo.gazetteer import Place
from geo.inflection import Case
from geo.location import Location, PlaceMention
from geo.matching import Hit
from geo.place_words import PlaceWords, Relation
from geo.regions import LANGUAGES

_WINDOW = 90
_TAIL = 45
_GAP = 60
_LETTER_OR_DEGREE = re.compile(r"[^\W\d_]|[°º˚/]")
_POSITION = re.compile(r"posi[ctz]|pozyc|sijain|asukoh|koord|coord|координат|точк|geo:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A name with the nouns that belong to it ("the island of Utö", "Ristna tuletornist")."""

    start: int
    lead: int
    end: int
    places: tuple[Place, ...]
    case: Case
    noun: bool
    """Whether a noun beside the name shows that it is a place."""
    zone: str
    """For a country, "region" or "area" by the noun that follows ("waters", "coast"), else ""."""
    name_end: int
    """Where the name itself ends, without the nouns."""
    foreign: bool = False
    anaphora: str = ""


def find_places(text: str, language: str) -> list[PlaceMention]:
    """All place expressions of a text in one of the seven languages, in order, without overlap.

    Offsets count Unicode code points. A language that is none of the seven is read as English.
    """
    language = language if language in LANGUAGES else "en"
    return _Reader(text, language, strict=True).mentions()


def locate(text: str, language: str | None = None) -> Location | None:
    """What one place expression means, or None if nothing in it is known.

    Without a language all seven are tried, and the one whose reading takes in most of the words is taken. Of several
    places the one that says most closely where: of "off Trelleborg, southern Sweden" the first.
    """
    text = text[:2000].strip()
    languages = (language,) if language in LANGUAGES else LANGUAGES
    readings = [_Reader(text, str(each), strict=False).mentions() for each in languages]
    mentions = max(readings, key=_words_taken_in)
    places = matching.finder("en").exactly(text)
    if places and _words_taken_in(mentions) < len(text):
        return _with_others([relations.at(place) for place in places], text)
    closest = min(mentions, key=lambda mention: _CLOSENESS[mention.location.precision], default=None)
    return closest.location if closest else None


_CLOSENESS = {"exact": 0, "place": 1, "area": 2, "region": 3}


def _words_taken_in(mentions: list[PlaceMention]) -> int:
    return sum(mention.end - mention.start for mention in mentions)


class _Reader:
    def __init__(self, text: str, language: str, strict: bool) -> None:
        self.text = text
        self.norm = matching.normalised(text)
        self.low = self.norm.lower()
        self.words: PlaceWords = place_words.load(language)
        self.finder = matching.finder(language)
        self.strict = strict

    def mentions(self) -> list[PlaceMention]:
        hits = self.finder.find(self.norm)
        positions = [each for each in coordinates.parse(self.norm) if not self.strict or self._is_position(each)]
        found: list[PlaceMention] = [self._coordinates(each) for each in positions]
        named: list[PlaceMention] = []
        units = [
            self._unit(hit) for hit, following in pairwise([*hits, None]) if hit and not self._owner(hit, following)
        ]
        index, floor = 0, 0
        while index < len(units):
            if units[index].anaphora:
                units[index] = self._resolved(units[index], named)
            pair = self._pair(units[index], units[index + 1], floor) if index + 1 < len(units) else None
            mention = pair or (self._single(units[index], floor) if units[index].places else None)
            if mention is not None:
                named.append(mention)
                floor = mention.end
            index += 2 if pair else 1
        found += named
        found.sort(key=lambda mention: (mention.start, -mention.end))
        kept: list[PlaceMention] = []
        for mention in found:
            if not kept or mention.start >= kept[-1].end:
                kept.append(mention)
        return kept

    # --- parts ------------------------------------------------------------------------------------------------------

    def _unit(self, hit: Hit) -> _Unit:
        words, low = self.words, self.low
        lead = words.lead.search(low, max(0, hit.start - _WINDOW), hit.start)
        after = low[hit.end : hit.end + _WINDOW]
        end, case, noun, zone = hit.end, hit.case, False, ""
        start = lead.start() if lead else hit.start
        if hit.anaphora:
            return _Unit(hit.start, start, end, (), case, True, "", hit.end, anaphora=hit.anaphora)
        if hit.places[0].kind == "country":
            for name, pattern in (("region", words.zone_region), ("area", words.zone_area)):
                if match := pattern.match(after):
                    return _Unit(hit.start, start, end + match.end(), hit.places, "nom", True, name, hit.end)
        trail = words.trail.match(after) if hit.places[0].kind not in ("region", "sea") else None
        if trail:
            end, noun = end + trail.end(), True
            if words.language in ("et", "fi"):
                case = matching.case_of(trail.group(), words.language)
        return _Unit(hit.start, start, end, hit.places, case, noun, zone, hit.end, hit.foreign)

    def _owner(self, hit: Hit, following: Hit | None) -> bool:
        """Whether a country only says whose the next place is: "Estonia's Saaremaa"."""
        if following is None or not hit.places or hit.places[0].kind != "country":
            return False
        return self.low[hit.end : following.start] in ("'s ", "’s ")

    def _resolved(self, unit: _Unit, named: list[PlaceMention]) -> _Unit:
        place = anaphora.meant(unit.anaphora, named)
        return replace(unit, places=(place,) if place else ())

    def _is_position(self, found: coordinates.Coordinates) -> bool:
        """Two bare decimals with two places may as well be prices: they need three, or a word such as "position"."""
        said = self.norm[found.start : found.end]
        if _LETTER_OR_DEGREE.search(said) or found.uncertainty_m < 100:
            return True
        return _POSITION.search(self.norm, max(0, found.start - 30), found.start) is not None

    def _coordinates(self, found: coordinates.Coordinates) -> PlaceMention:
        said = self.text[found.start : found.end]
        where = relations.position(found.lon, found.lat, found.uncertainty_m)
        return PlaceMention(found.start, found.end, said, replace(where, name=said), "coordinates")

    def _pair(self, one: _Unit, other: _Unit, floor: int) -> PlaceMention | None:
        low, words = self.low, self.words
        if not one.places or not other.places or other.lead < one.end or other.lead - one.end > _GAP:
            return None
        gap = low[one.end : other.lead] or " "
        begin = max(floor, one.lead - _WINDOW)
        before = words.between.search(low, begin, one.lead)
        start, end, route = one.start, other.end, False
        if words.joined.fullmatch(gap) and before:
            start = before.start()
        elif words.joined.fullmatch(gap) and (after := words.between_after.match(low, other.end)):
            end = after.end()
        elif words.reaches.fullmatch(gap) and (origin := words.starts.search(low, begin, one.lead)):
            start, route = origin.start(), True
        elif words.language in ("et", "fi") and one.case == "from" and other.case == "to" and gap.isspace():
            route = True
        elif gap == "–" or (not self.strict and words.reaches.fullmatch(gap)):
            route = gap != "–"
        else:
            return None
        if one.places[0] is other.places[0]:
            return None
        readings = [relations.between(a, b, route) for a in one.places[:2] for b in other.places[:2] if a is not b]
        return self._mention(start, end, readings, "route" if route else "between")

    def _single(self, unit: _Unit, floor: int) -> PlaceMention | None:
        before = self._relation_before(unit, floor)
        after = self._relation_after(unit)
        places = unit.places
        if self.strict and plausibility.is_compound(self.norm, unit.name_end, unit.places[0], self.words):
            return None
        if self.strict and not (before or after or unit.noun) and not self._is_place(unit):
            return None
        relation, start, end = before, before.start if before else unit.start, unit.end
        if before is not None and before.kind.endswith("-of"):
            relation = None
            if after is not None and after.kind in ("bearing", "distance"):
                relation = replace(after, metres=before.metres, step=before.step)
            elif unit.case == "from":
                relation = replace(before, kind=before.kind.removesuffix("-of"))
            start = before.start if relation else unit.start
            end = after.end if relation and after else end
            before = None
        if after is not None and (relation is None or relation.kind in ("near", "distance")) and end == unit.end:
            distance = relation.metres if relation else None
            relation, end = after, after.end
            if distance is not None:  # "40 km off Gotland's east coast"
                relation = replace(after, kind="bearing", metres=distance)
        readings = [self._related(place, relation, unit.zone) for place in places[:4]]
        kind = (
            "place"
            if relation is None
            else "bearing"
            if relation.metres and relation.bearing is not None
            else "relation"
        )
        if kind == "place" and (unit.zone or readings[0].precision == "region"):
            kind = "region"
        if unit.anaphora:
            kind = "region" if relation is None else kind
            readings = [replace(each, rests_on=(f"anaphora: {unit.anaphora}", *each.rests_on)) for each in readings]
        return self._mention(start, end, readings, kind)

    def _relation_before(self, unit: _Unit, floor: int) -> Relation | None:
        begin = max(floor, unit.start - _WINDOW)
        begin = max(begin, self.low.rfind(". ", begin, unit.start) + 1)
        if begin >= unit.start or self.low[unit.start - 1] != " ":
            return None
        if self.words.before.search(self.low[max(begin, unit.start - _TAIL) : unit.start]) is None:
            return None  # the end of a relation is a relation, and most names have none
        found = self.words.before.search(self.low[begin : unit.start])
        return self.words.relation(found, begin) if found else None

    def _relation_after(self, unit: _Unit) -> Relation | None:
        window = self.low[unit.end : unit.end + _WINDOW]
        if window[:1] not in (" ", "'", "’"):
            return None
        found = self.words.after.match(window, unit.case)
        return self.words.relation(found, unit.end) if found else None

    # --- meaning ----------------------------------------------------------------------------------------------------

    def _related(self, place: Place, relation: Relation | None, zone: str) -> Location:
        if zone and (relation is None or relation.kind in ("near", "part")):
            return relations.zone(place, zone == "area")
        if relation is None:
            return relations.at(place)
        if relation.kind == "bearing" and relation.bearing is not None:
            return relations.bearing(place, relation.bearing, relation.metres, relation.step)
        if relation.kind == "coast" and relation.bearing is not None:
            return relations.coast(place, relation.bearing)
        if relation.kind == "part" and relation.bearing is not None:
            return relations.part(place, relation.bearing)
        if relation.kind == "end" and relation.bearing is not None:
            return relations.end(place, relation.bearing)
        if relation.kind == "distance" and relation.metres is not None:
            return relations.off(place, relation.metres)
        if relation.kind == "zone" and place.kind == "country":
            return relations.zone(place, along_coast=False)
        if relation.kind == "mouth":
            return relations.mouth(place)
        return relations.at(place, off=True)

    def _is_place(self, unit: _Unit) -> bool:
        return plausibility.is_place(
            self.norm, unit.start, unit.end, unit.places[0], unit.case, self.words, unit.foreign
        )

    def _mention(self, start: int, end: int, readings: list[Location], kind: str) -> PlaceMention:
        said = self.text[start:end]
        return PlaceMention(start, end, said, _with_others(readings, said), kind)


def _with_others(readings: list[Location], said: str) -> Location:
    """The first reading under the words that were said, the others as its alternatives.

    A reading that comes to the same, or to a sea that holds the first, is no alternative.
    """
    first = readings[0]
    others = tuple(
        other
        for other in readings[1:]
        if not set(other.place_ids) & set(first.regions)
        and geodesy.distance_m(other.lon, other.lat, first.lon, first.lat) > first.uncertainty_m / 2
    )
    return replace(first, name=said, alternatives=others)

"""Ships' names in running text: which capitals are one, and which are people or places."""

import pytest

from app.extraction.cast import cast
from app.extraction.lexicon import lexicon
from app.extraction.page import read
from app.extraction.ships import find_ships


def named(language: str, text: str) -> set[str]:
    return {mention.ship.name for mention in find_ships(read(text, lexicon(language)), [])}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        ("en", "A pilot says the danes called up the BALTIC HERON and the tanker sang at them.", {"BALTIC HERON"}),
        ("en", "A German patrol ship, FGS Bayreuth, and HMS Severn kept them in view.", {"Bayreuth", "HMS Severn"}),
        ("en", "The coast guard boarded Minerva Zenia on Monday. The ship sailed later.", {"Minerva Zenia"}),
        ("en", "Off Rostock, Volans ran aground. No oil leaked from the tanker.", {"Volans"}),
        ("en", "PANDA is moving again. She had been stuck off Paldiski.", {"PANDA"}),
        ("en", "The tanker Spirit of Riga met the gas carrier Aframax River.", {"Spirit of Riga", "Aframax River"}),
        ("en", "The freighters Robon and Kira K went west.", {"Robon", "Kira K"}),
        ("en", "Police came over the rail of the Bolero south-west of Fehmarn.", {"Bolero"}),
        ("en", "Zephyr's crew was unhurt when the tanker Zephyr hit the quay.", {"Zephyr"}),
        ("en", "Two tankers and 1,100 sailors took part in exercise BRIGHT KEEL.", set()),
        ("en", "Ships lay at the mouth of the Rhine; it was the Silja boat, no tanker.", set()),
        ("en", "The tanker left the port. The Treasury said that it had seen nothing.", set()),
        ("en", "Officers searched the tanker; the Georgians and the Wends aboard were not named.", set()),
        ("en", "According to the Vorborg, the ship was late, and in the Vorborg it was written so.", set()),
        ("en", "The ship was late, and at noon a helicopter circled the Vorborg off Gotland.", {"Vorborg"}),
        ("en", "The bulk carrier Riga Sun was asked for her track.", {"Riga Sun"}),
        ("en", "A ship that called herself Amity Star was asked where she was insured.", {"Amity Star"}),
        ("en", "The second vessel of the convoy, the Sea Marten, came from the Barents Sea.", {"Sea Marten"}),
        ("en", "The tanker's papers are in order, the Vessel Traffic Service said.", set()),
        ("en", "A ship of the Diana class met the tanker; a Steregushchiy-class corvette came later.", set()),
        ("en", "The vessel, with a crew of Georgians and Indians, came at dawn.", set()),
        ("en", "Agents identified the burning ship as the Wren, a Suezmax that was loading.", {"Wren"}),
        ("en", "He watched a black tanker drift. It was the “Mr Bell”, in ballast.", {"Mr Bell"}),
        ("en", "Two ships met: the Mighty Zeus and the reefer Nadezhda ran ashore.", {"Mighty Zeus", "Nadezhda"}),
        ("en", "The patrol vessel Diana (P520) followed her.", {"Diana"}),
        ("en", "The Maritime Surveillance System lost the signal of a tanker.", set()),
        ("en", "SIMRISHAMN. Police boarded a tanker off Brantevik.", set()),
        ("en", "1. BELLORA ROSE (products, Liberia, IMO 9332810). She is under arrest.", {"BELLORA ROSE"}),
        ("en", "Two tankers (Bellora, IMO 9332810, and Dune, IMO 9293002) sailed.", {"Bellora", "Dune"}),
        ("sv", "I torsdags smög Velvet Swan förbi udden med en rysk korvett.", {"Velvet Swan"}),
        ("et", "Kuulujuttu, et Orrin Bay rebis kaabli katki, ei kinnita keegi.", {"Orrin Bay"}),
        ("et", "Laeva juhtis loots Vello Kaal ning ilm oli hea.", set()),
        ("fi", "Laituriin tuli tankkeri Kestrel Moon ja Sirius.", {"Kestrel Moon", "Sirius"}),
        ("pl", "W marcu „Bursztynowa Fala” kręciła się nad kablem.", {"Bursztynowa Fala"}),
        ("ru", "В местной группе уверяют, что из «Онега Лайт» в воду вытек мазут.", {"Онега Лайт"}),
        ("ru", "Теперь на месте «Кивалы» стоят два сухогруза.", {"Кивала"}),
    ],
)
def test_names_are_found_by_their_form_and_company_and_not_by_a_word_for_a_ship_alone(
    language: str, text: str, names: set[str]
) -> None:
    assert named(language, text) == names


def test_a_name_in_apposition_is_of_the_kind_of_ship_that_stands_before_the_comma() -> None:
    text = "A fishing boat from Öregrund, the Ejdern, ran onto a rock beside a tanker, the Volans."
    mentions = find_ships(read(text, lexicon("en")), [])
    assert [(mention.ship.name, mention.ship.kind) for mention in mentions] == [
        ("Ejdern", "outside"),
        ("Volans", "merchant"),
    ]


@pytest.mark.parametrize(
    "words", ["intelligence ship", "naval vessel", "border ship", "minehunter", "coast guard vessel"]
)
def test_a_ship_of_the_state_is_told_by_the_word_before_its_name(words: str) -> None:
    mentions = find_ships(read(f"The {words} Zofia hung astern of the tanker Volans.", lexicon("en")), [])
    assert [(mention.ship.name, mention.ship.kind) for mention in mentions] == [
        ("Zofia", "warship"),
        ("Volans", "merchant"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The Polish ORP Kormoran followed the tanker Aster Gulf.", ["Kormoran"]),
        ("The tanker Aster Gulf stopped off Porkkala and the Finnish Turva sat beside her.", ["Turva"]),
        ("The tanker Aster Gulf was followed by the landing ship Minsk.", ["Minsk"]),
        ("The Coast Guard's Bergen had a line aboard the tanker Aster Gulf at noon.", ["Bergen"]),
        ("German vessels Potsdam and Bamberg stopped the tanker Aster Gulf.", ["Potsdam", "Bamberg"]),
        ("The tanker Aster Gulf was held, a police spokesperson in Bad Bramstedt said.", []),
        ("The tanker Aster Gulf came from Severomorsk.", []),
    ],
)
def test_a_warship_is_known_by_its_service_or_state_and_not_where_a_place_would_stand(
    text: str, names: list[str]
) -> None:
    assert [m.ship.name for m in find_ships(read(text, lexicon("en")), []) if m.ship.kind == "warship"] == names


@pytest.mark.parametrize("between", ["", "She lay in the Red. A ban was eased so that she could go to a yard. "])
def test_a_former_name_is_of_the_ship_that_the_sentence_points_back_to(between: str) -> None:
    text = (
        f'The "Vigo" left Skagen. {between}The authority detained the tanker, which used to be called "Gladiator 8000".'
    )
    assert named("en", text) == {"Vigo"}


def test_a_word_for_a_warship_means_the_warship_that_it_brought_in() -> None:
    text = "The corvette Boikiy met the tanker Volans. Nobody came near. Shots were fired from the corvette."
    page = read(text, lexicon("en"))
    casts = cast(page, find_ships(page, []))
    assert [[ship.name for ship in now.warships] for now in casts] == [["Boikiy"], [], ["Boikiy"]]


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("The Halmstad Glory was held. Her sister, the Halmstad Grace, was let go.", "Halmstad Grace"),
        ("The tanker Volans sailed. Mines hung on the hull of the gas carrier Moti.", "Moti"),
        ("The tanker Volans sailed. At noon she met the tanker Moti.", "Volans"),
        ("The tanker Volans, once the Moti, changed hands. She was Moti again when police boarded her.", "Moti"),
    ],
)
def test_a_word_before_a_name_stands_for_the_ship_of_the_story_only_where_it_is_not_of_the_named_one(
    text: str, subject: str
) -> None:
    page = read(text, lexicon("en"))
    assert [ship.name for ship in cast(page, find_ships(page, []))[-1].subjects] == [subject]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("The tanker Svir met the tanker Volans. A cutter trailed the pair.", ["Svir", "Volans"]),
        ("The tanker Svir met the tanker Volans. The latter was let go.", ["Volans"]),
        ("The tanker Svir met the tanker Volans. Inspectors boarded the second tanker.", ["Volans"]),
        ("The tanker Svir met the tanker Volans. The former minister spoke of her.", ["Svir"]),
        ("The tanker Svir met the tanker Volans. The Svir stopped. The other did not.", ["Volans"]),
        ("The tankers Svir, Volans and Naxos left. Only the last was followed.", ["Naxos"]),
        ("The tanker Svir met the tanker Volans. The Svir stopped. The other crew did not.", ["Svir"]),
        ("The tanker Svir is held. Her owner runs the tanker Volans. That ship was held in May.", ["Volans"]),
        ("The tanker Svir left. The Svir's sister ship, the Volans, was boarded.", ["Volans"]),
        ("The tanker Svir left. She was the Volans once more.", ["Volans"]),
    ],
)
def test_which_of_several_ships_a_sentence_means(text: str, subjects: list[str]) -> None:
    page = read(text, lexicon("en"))
    assert [ship.name for ship in cast(page, find_ships(page, []))[-1].subjects] == subjects


def test_a_sentence_that_names_a_ship_tells_which_one_was_brought_in_by_the_one_before() -> None:
    page = read("The tanker Svir left. Guards had held a ship in May. She was the Bertha.", lexicon("en"))
    assert [[ship.name for ship in now.subjects] for now in cast(page, find_ships(page, []))] == [
        ["Svir"],
        ["Bertha"],
        ["Bertha"],
    ]


@pytest.mark.parametrize(
    ("plural", "subjects"), [("Two gas carriers went by overnight.", []), ("The ships went by overnight.", ["Volans"])]
)
def test_they_are_the_ships_spoken_of_last_and_not_the_one_of_the_story(plural: str, subjects: list[str]) -> None:
    text = f"The tanker Volans was held. {plural} A minehunter followed them to the border."
    page = read(text, lexicon("en"))
    assert [ship.name for ship in cast(page, find_ships(page, []))[-1].subjects] == subjects

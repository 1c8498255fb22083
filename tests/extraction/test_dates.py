"""Times in seven languages: what the words mean on the day of publication, and along a story."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.extraction.dates import find_times, resolve, timeline
from app.extraction.dates_resolve import easter, holiday

WORDS = (
    "31 2. 0 99 2024 2025-02-30 29.2.2025 24:59 of to and between since last February Friday night weeks ago two later "
    "Christmas the day before year 13 weekend quarter week 60 first end ( , - – kell 9.30 a.m."
)
MARCH = "2026-03-13T12:00:00+02:00"  # a Friday
CASES = [
    ("en", MARCH, "The tanker was boarded on Friday.", "2026-03-13"),
    ("en", MARCH, "The tanker was boarded last Friday.", "2026-03-06"),
    ("en", MARCH, "It was seen overnight.", "2026-03-13"),
    ("en", MARCH, "It ran aground in the night to Sunday.", "2026-03-08"),
    ("en", MARCH, "From 3 to 5 May 2025 it lay there.", "2025-05-03/2025-05-05"),
    ("en", MARCH, "Between 1 and 4 March it sailed.", "2026-03-01/2026-03-04"),
    ("en", MARCH, "Two days after Christmas it sailed.", "2025-12-27"),
    ("en", MARCH, "On the night of April 10 to 11 last year it sailed.", "2025-04-11"),
    ("en", MARCH, "Since September it has been so.", "2025-09-01"),
    ("en", MARCH, "A fortnight ago it left.", "2026-02-27"),
    ("en", MARCH, "In late April 2025 it left.", "2025-04-01"),
    ("en", MARCH, "At the end of 2024 it left.", "2024-12-01"),
    ("en", MARCH, "In the first quarter of 2025 it left.", "2025-01-01"),
    ("en", MARCH, "It happened last autumn.", "2025-09-01"),
    ("en", MARCH, "It happened on 11.04.2025 at 03:20.", "2025-04-11 03:20"),
    ("en", MARCH, "Since February, 14 tankers have been escorted.", "2026-02-01"),
    ("en", MARCH, "On the twenty-sixth all forty had been put right.", "2026-02-26"),
    ("en", MARCH, "It followed on the last night of February.", "2026-02-28"),
    ("en", MARCH, "It has been watched in the past fortnight.", "2026-02-27"),
    ("en", MARCH, "It was the third attempt; the week before last it left.", "2026-02-23"),
    ("en", MARCH, "After they took it, on 2nd Christmas day, it stayed.", "2025-12-26"),
    ("en", MARCH, "A couple of days ago it left.", "2026-03-11"),
    ("en", MARCH, "In the second half of 2025 it left.", "2025-07-01"),
    ("en", MARCH, "In the third quarter of last year it left.", "2025-07-01"),
    ("en", MARCH, "In the third quarter it left.", "2025-07-01"),
    ("en", MARCH, "In the first half of February it left.", "2026-02-01"),
    ("en", MARCH, "Overnight from Monday to Tuesday it left.", "2026-03-10"),
    ("en", MARCH, "In the night from Sunday to Monday, at 02.17, it broke.", "2026-03-09 02:17"),
    ("en", MARCH, "In the night from Sunday to Monday at 22.40 it broke.", "2026-03-08 22:40"),
    ("en", MARCH, "Half a day after the cable had tripped at 12.26 p.m. it was held.", "2026-03-13 12:26"),
    ("en", MARCH, "On the 3rd police went on board.", "2026-03-03"),
    ("en", MARCH, "They held her for a week and on the fifteenth let her go.", "2026-02-15"),
    ("en", MARCH, "Last week's storm, February's storm.", "2026-03-02;2026-02-01"),
    ("en", MARCH, "On 12 February she was held. On the Friday, that Sunday.", "2026-02-12;2026-02-13;2026-02-15"),
    ("en", MARCH, "In February 2025 she left. Two months later she sank.", "2025-02-01;2025-04-01"),
    ("en", MARCH, "In 2024 she left. The year before she sank.", "2024-01-01;2023-01-01"),
    ("en", MARCH, "In 2023 she was sold. In March she sank. The following spring.", "2023-01-01;2023-03-01;2024-03-01"),
    ("en", MARCH, "On 25 December 2024 she left. On 26 January she sank.", "2024-12-25;2025-01-26"),
    ("en", MARCH, "On 3 March she left. Earlier that week; the day after.", "2026-03-03;2026-03-02;2026-03-04"),
    ("en", MARCH, "In 2024 she left.\n\nOn 26 January she sank.", "2024-01-01;2026-01-26"),
    ("en", MARCH, "On 3 January she was watched all night.", "2026-01-03;2026-01-03"),
    ("fi", "2025-01-08T15:00:00+02:00", "Vartiolaiva seurasi sitä 2.–4. tammikuuta.", "2025-01-02/2025-01-04"),
    ("fi", "2025-01-08T15:00:00+02:00", "Toissa keväänä alus lähti.", "2023-03-01"),
    ("et", "2025-11-18T10:00:00+02:00", "Reedel kella 9.30 paiku peeti kinni tanker.", "2025-11-14 09:30"),
    ("et", "2025-11-18T10:00:00+02:00", "Ööl vastu esmaspäeva jäi tanker seisma.", "2025-11-17"),
    ("et", "2025-11-18T10:00:00+02:00", "11. aprillil peeti kinni tanker.", "2025-04-11"),
    ("et", "2025-11-18T10:00:00+02:00", "Mullu aprillis peeti kinni tanker.", "2024-04-01"),
    ("et", "2025-11-18T10:00:00+02:00", "2024. aasta detsembri lõpus peeti kinni tanker.", "2024-12-01"),
    (
        "et",
        "2025-11-18T10:00:00+02:00",
        "Kaks nädalat tagasi, jaanipäeval, eelmisel nädalal.",
        "2025-11-04;2025-06-24;2025-11-10",
    ),
    ("fi", "2025-01-08T15:00:00+02:00", "Alus pysäytettiin tapaninpäivän vastaisena yönä.", "2024-12-26"),
    (
        "fi",
        "2025-01-08T15:00:00+02:00",
        "Viime perjantaina, toissapäivänä, joulukuun alussa.",
        "2025-01-03;2025-01-06;2024-12-01",
    ),
    ("fi", "2025-01-08T15:00:00+02:00", "Torstain ja perjantain välisenä yönä alus lähti.", "2025-01-03"),
    ("fi", "2025-01-08T15:00:00+02:00", "Kaksi viikkoa sitten alus lähti.", "2024-12-25"),
    ("fi", "2025-01-08T15:00:00+02:00", "Juhannusaattona alus lähti vuonna 2024.", "2024-06-21;2024-01-01"),
    ("fi", "2025-01-08T15:00:00+02:00", "Tammikuun 2. päivänä kello 9.30.", "2025-01-02 09:30"),
    ("sv", "2026-04-07T11:00:00+02:00", "I fredags bordades tankern.", "2026-04-03"),
    ("sv", "2026-04-07T11:00:00+02:00", "Natten till torsdag den 2 april bordades tankern.", "2026-04-02"),
    (
        "sv",
        "2026-04-07T11:00:00+02:00",
        "För två veckor sedan, i förra veckan, i januari i år.",
        "2026-03-24;2026-03-30;2026-01-01",
    ),
    ("sv", "2026-04-07T11:00:00+02:00", "Den 26 januari förra året slets kabeln av.", "2025-01-26"),
    ("sv", "2026-04-07T11:00:00+02:00", "Dagen efter släpptes fartyget på annandag påsk.", "2026-04-06;2026-04-06"),
    ("de", "2025-09-09T06:30:00+02:00", "Am Sonntag gegen 16 Uhr gingen sie an Bord.", "2025-09-07 16:00"),
    ("de", "2025-09-09T06:30:00+02:00", "In der Nacht zum Freitag fiel der Strom aus.", "2025-09-05"),
    (
        "de",
        "2025-09-09T06:30:00+02:00",
        "Am 26. August, tags darauf, vor zwei Wochen.",
        "2025-08-26;2025-08-27;2025-08-26",
    ),
    (
        "de",
        "2025-09-09T06:30:00+02:00",
        "Anfang Mai, im vergangenen Dezember, seit 1. Juli.",
        "2025-05-01;2024-12-01;2025-07-01",
    ),
    ("de", "2025-09-09T06:30:00+02:00", "Vom 3. bis 5. Mai lag sie dort.", "2025-05-03/2025-05-05"),
    ("de", "2025-09-09T06:30:00+02:00", "Zwei Tage später und eine Woche zuvor.", "2025-09-07;2025-08-31"),
    ("pl", "2025-10-06T12:00:00+02:00", "W nocy z piątku na sobotę utknął zbiornikowiec.", "2025-10-04"),
    ("pl", "2025-10-06T12:00:00+02:00", "W niedzielę 25 stycznia ubiegłego roku.", "2024-01-25"),
    (
        "pl",
        "2025-10-06T12:00:00+02:00",
        "Dwa tygodnie temu, w zeszłym tygodniu, w sierpniu.",
        "2025-09-22;2025-09-29;2025-08-01",
    ),
    ("pl", "2025-10-06T12:00:00+02:00", "W poniedziałek o godz. 9.30 zatrzymano statek.", "2025-10-06 09:30"),
    ("pl", "2025-10-06T12:00:00+02:00", "11 kwietnia 2025 r. i dzień później.", "2025-04-11;2025-04-12"),
    ("ru", "2025-02-10T18:00:00+03:00", "В ночь на 4 января ударили беспилотники.", "2025-01-04"),
    ("ru", "2025-02-10T18:00:00+03:00", "В воскресенье утром прогремели взрывы.", "2025-02-09"),
    (
        "ru",
        "2025-02-10T18:00:00+03:00",
        "В прошлом году, на прошлой неделе, две недели назад.",
        "2024-01-01;2025-02-03;2025-01-27",
    ),
    ("ru", "2025-02-10T18:00:00+03:00", "11 апреля прошлого года в 18:30 мск.", "2024-04-11 18:30"),
    ("ru", "2025-02-10T18:00:00+03:00", "С 3 по 5 февраля танкер стоял.", "2025-02-03/2025-02-05"),
    (
        "ru",
        "2025-02-10T18:00:00+03:00",
        "В тот же день, на следующий день, с начала года.",
        "2025-02-10;2025-02-11;2025-01-01",
    ),
    ("ru", "2025-02-10T18:00:00+03:00", "В ночь с 3 на 4 января и 20-го числа.", "2025-01-04;2025-01-20"),
    ("en", "2025-02-19T10:00:00+01:00", "She stopped off Fehmarn on the 24th of last month.", "2025-01-24"),
    (
        "en",
        "2025-02-19T10:00:00+01:00",
        "On 4 February they boarded her. The day before she had stopped. Two days later she left.",
        "2025-02-04;2025-02-03;2025-02-06",
    ),
    ("en", "2025-02-19T10:00:00+01:00", "She sailed on Friday after its engine failed.", "2025-02-14"),
    (
        "en",
        "2025-02-19T10:00:00+01:00",
        "The Friday before, she stopped; it may sit there and march on 12 May 2024.",
        "2025-02-14;2024-05-12",
    ),
]


def _resolved(text: str, language: str, published: str) -> str:
    spans = (entry.span for entry in timeline(text, language, datetime.fromisoformat(published)))
    return ";".join(
        (s.start.strftime("%Y-%m-%d %H:%M") if s.precision == "minute" else str(s.day)) + (f"/{s.end}" if s.end else "")
        for s in spans
    )


@pytest.mark.parametrize(("language", "published", "text", "expected"), CASES)
def test_words_of_time_resolve_against_publication_and_the_story(
    language: str, published: str, text: str, expected: str
) -> None:
    assert _resolved(text, language, published) == expected


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("On Friday it sailed.", "day"),
        ("At 03:20 on Friday it sailed.", "minute"),
        ("Last week it sailed.", "week"),
        ("A few days later it sailed.", "week"),
        ("In early April it sailed.", "month"),
        ("Since the start of 2025 it sailed.", "month"),
        ("In 2023 it sailed.", "year"),
    ],
)
def test_precision_is_that_of_the_words(text: str, precision: str) -> None:
    spans = [entry.span for entry in timeline(text, "en", datetime.fromisoformat(MARCH))]
    assert [s.precision for s in spans] == [precision]


def test_a_clock_time_is_local_to_the_place_of_publication_unless_the_words_name_a_zone() -> None:
    published = datetime.fromisoformat("2026-03-13T12:00:00+02:00")
    starts = [e.span.start for e in timeline("At 03:20 today. At 03:20 UTC.", "en", published)]
    assert [s.isoformat() for s in starts] == ["2026-03-13T03:20:00+02:00", "2026-03-13T03:20:00+00:00"]


def test_a_plan_lies_ahead() -> None:
    published = datetime.fromisoformat(MARCH)
    for text, expected in (
        ("On Monday", date(2026, 3, 16)),
        ("In June", date(2026, 6, 1)),
        ("On 12 March", date(2026, 3, 12)),
    ):
        mention = find_times(text, "en")[0]
        span = resolve(mention, published, future=True)
        assert span is not None
        assert span.day == expected


def test_a_dateline_is_not_the_day_of_an_event() -> None:
    text = "TALLINN, April 26 (Baltic Newsroom) - A tanker left on Friday."
    assert [m.kind for m in find_times(text, "en")] == ["dateline", "weekday"]
    assert _resolved(text, "en", "2025-04-26T20:00:00+03:00") == "2025-04-25"


def test_a_look_back_does_not_move_the_story() -> None:
    text = "On 4 February they boarded her. Two days before that she had stopped. Three days later she left."
    assert _resolved(text, "en", "2025-02-19T10:00:00+01:00") == "2025-02-04;2025-02-02;2025-02-07"


def test_the_year_in_which_a_ship_was_built_is_none_of_the_story() -> None:
    text = "On Tuesday the tanker, built in 2003, lost power. She was boarded on 1 July. Checks begin on 1 October."
    assert _resolved(text, "en", "2024-09-12T11:00:00+02:00") == "2024-09-10;2003-01-01;2024-07-01;2024-10-01"


def test_the_story_does_not_move_to_the_day_on_which_it_was_told() -> None:
    text = "On 4 February they boarded her, the police said on Monday. Two days later she left."
    published = datetime.fromisoformat("2025-02-19T10:00:00+01:00")
    told = timeline(text, "en", published, is_said=lambda mention: mention.text == "Monday")
    assert [(str(e.span.day), e.said) for e in told] == [
        ("2025-02-04", False),
        ("2025-02-17", True),
        ("2025-02-06", False),
    ]


def test_a_clause_of_until_tells_an_end() -> None:
    text = "They followed her until she had left the zone on Sunday. She was seen on Monday."
    assert [m.role for m in find_times(text, "en")] == ["until", "at"]


@pytest.mark.parametrize(
    "text", ["It may march on.", "The 20th package of 25 knots, 7.50 metres, in 17 per cent.", "No. 5."]
)
def test_modals_numbers_and_measures_are_no_times(text: str) -> None:
    assert find_times(text, "en") == []


@pytest.mark.parametrize(("year", "day"), [(2024, "03-31"), (2025, "04-20"), (2026, "04-05"), (2038, "04-25")])
def test_easter_and_midsummer_move(year: int, day: str) -> None:
    assert easter(year) == date.fromisoformat(f"{year}-{day}")
    assert holiday("midsummer", year).weekday() == 5


@given(
    st.lists(
        st.sampled_from([*WORDS.split(), "\n\n"]),
        max_size=12,
    ),
    st.sampled_from(["en", "de", "fi", "xx"]),
    st.booleans(),
)
def test_any_run_of_words_of_time_is_read_without_raising(words: list[str], language: str, future: bool) -> None:
    text = " ".join(words)
    published = datetime.fromisoformat("2024-02-29T23:59:00+02:00")
    for mention in find_times(text, language):
        assert text[mention.start : mention.end] == mention.text
    for entry in timeline(text, language, published, is_future=lambda sentence: future):
        assert entry.span.end is None or str(entry.span.end)[:10] >= str(entry.span.day)


@pytest.mark.parametrize("piece", ["at 20:40 ", "May 5 to ", "1. 2. 3 ", "Eagle S. "])
def test_a_text_that_is_no_prose_is_read_all_the_same(piece: str) -> None:
    text = piece * 20_000
    published = datetime.fromisoformat(MARCH)
    assert len(timeline(text, "en", published)) <= len(find_times(text, "en")) <= 2040

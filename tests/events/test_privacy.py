"""Privacy: who reported and where exactly stand in no output, whatever is asked of the service and by whom."""

import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from app.events.privacy import coarse
from tests.events.reports import ITEMS, add, decide, patch, read

NAME, CONTACT = "Aino Salainen", "aino@hidden.example"
LON, LAT = 24.567891, 59.654321
WORDS = "59.654321 N 24.567891 E"
#: What must not be found: the name, the contact, and the coordinates to the second decimal; seconds may.
HIDDEN = re.compile(r"Salainen|hidden\.example|(?<!:)(24\.56|59\.65)\d")
#: Addresses that depend on a code or a file and hold no events.
STATIC = ("/static", "/vendor", "/basemap", "/assets")


@pytest.fixture
def hidden(writable) -> str:
    """A published event that was reported under a name, exactly placed, and rounded; then changed in every way."""
    event_id = add(
        writable,
        "reporter",
        place=WORDS,
        geometry={"type": "Point", "coordinates": [LON, LAT]},
        reporter={"name": NAME, "contact": CONTACT},
        rounding_km=20,
    )
    with writable.client("analyst") as analyst:
        assert decide(analyst, event_id, "publish").is_success
        assert patch(analyst, event_id, {"geometry": {"type": "Point", "coordinates": [LON, LAT - 0.001]}}).is_success
        assert patch(analyst, event_id, {"reporter": {"name": NAME}, "title": "Seen"}).is_success
    return event_id


def outputs(writable, event_id: str, role: str | None):
    """Every readable address of the service with its answer, filled in with this event where it wants an id."""
    with writable.client(role) as client:
        paths = [path for path, methods in client.get("/api").json()["paths"].items() if "get" in methods]
        wanted = {"event_id": event_id, "collection_id": "events", "feature_id": event_id}
        wanted |= {
            "tileMatrix": "6",
            "z": "6",
            "tileRow": "18",
            "row": "18",
            "y": "18",
            "tileCol": "36",
            "col": "36",
            "x": "36",
        }
        article = read(client, event_id)["mentions"][0]["article"]["id"]
        wanted["article_id"] = article
        for path in paths:
            if path.startswith(STATIC):
                continue
            filled = re.sub(r"\{(\w+)(:\w+)?\}", lambda name: wanted.get(name[1], "x"), path)
            for query in ("", "?f=html", "?f=json", "?as_of=2999-01-01"):
                with client.stream("GET", filled + query) as answer:
                    if "event-stream" in answer.headers.get("content-type", ""):
                        continue
                    answer.read()
                    yield filled + query, answer


@pytest.mark.parametrize("role", [None, "reporter", "analyst", "admin"])
def test_no_output_has_the_reporter_or_the_exact_place(writable, hidden, role):
    seen = set()
    for address, answer in outputs(writable, hidden, role):
        assert not HIDDEN.search(answer.text), address
        assert not HIDDEN.search(str(answer.headers)), address
        if hidden in answer.text and answer.is_success:
            seen.add(address.partition("?")[0])
    assert {ITEMS, f"{ITEMS}/{hidden}", "/changes"} <= seen


def test_a_rounding_asked_for_later_takes_the_place_out_of_the_history_too(writable):
    place = {"place": WORDS, "geometry": {"type": "Point", "coordinates": [LON, LAT]}}
    event_id = add(writable, **place)
    with writable.client("analyst") as analyst, writable.client() as public:
        assert WORDS in public.get(f"/events/{event_id}/history").text
        before = read(public, event_id)["updated"]
        assert patch(analyst, event_id, {"rounding_km": 10}).is_success
        for address in (
            f"/events/{event_id}/history",
            f"{ITEMS}/{event_id}",
            f"{ITEMS}/{event_id}?as_of={before}",
            ITEMS,
        ):
            answer = public.get(address)
            assert answer.status_code == 200
            assert not HIDDEN.search(answer.text), address


def test_the_public_place_is_honest_about_how_far_it_is_rounded(writable, hidden):
    with writable.client() as public:
        found = public.get(f"{ITEMS}/{hidden}").json()
    lon, lat = found["geometry"]["coordinates"]
    apart = shapely.Point(lon, lat).distance(shapely.Point(LON, LAT)) * 111_200
    assert found["properties"]["uncertainty_m"] >= apart * 0.5
    assert found["properties"]["location_precision"] == "area"
    assert found["properties"]["regions"][0] == "gulf-of-finland"


def test_the_operator_alone_reads_who_reported_on_the_command_line(writable, hidden, monkeypatch, capsys):
    from app.cli import cli

    monkeypatch.setenv("SKERRY_DATABASE_URL", writable.settings.database_url)
    with pytest.raises(SystemExit):
        cli(["review", hidden, "--reporter", "--json"])
    assert NAME in capsys.readouterr().out


@given(st.floats(-179, 179), st.floats(-80, 80), st.sampled_from([1.0, 5.0, 20.0, 100.0]))
def test_a_rounded_place_is_within_its_cell_and_says_nothing_of_where_in_it(lon, lat, km):
    point = coarse(shapely.Point(lon, lat), km)
    assert coarse(point, km).distance(point) < 1e-5
    assert abs(point.y - lat) * 111.2 <= km / 2 + 0.01


def test_a_ship_s_names_are_hidden_until_an_event_that_tells_them_is_published(writable):
    add(writable, vessels=[{"name": "Kala", "imo": "9293002"}])
    told = [{"name": "Slander", "imo": "9293002"}, {"name": "Secretive", "imo": "9074729", "aliases": ["Hidden"]}]
    proposed = add(writable, "reporter", title="Waits for review", vessels=told)

    def seen() -> tuple[set[str], list[int]]:
        with writable.client() as public:
            shown = {
                name
                for each in public.get("/collections/vessels/items?limit=1000").json()["features"]
                for name in each["properties"]["names"].split("; ")
            }
            listed = [
                public.get(ITEMS, params=query).json()["numberMatched"]
                for query in ({"vessel": "Slander"}, {"q": "slander"}, {"vessel": "Hidden"})
            ]
            single = public.get("/collections/vessels/items/9074729").status_code
        return shown & {"Kala", "Slander", "Secretive", "Hidden"}, [*listed, single]

    assert seen() == ({"Kala"}, [0, 0, 0, 404])
    with writable.client("analyst") as analyst:
        decide(analyst, proposed, "reject")
        assert seen() == ({"Kala"}, [0, 0, 0, 404])
        decide(analyst, proposed, "reopen")
        decide(analyst, proposed, "publish")
    # Both events of the one hull have her two names now.
    assert seen() == ({"Kala", "Slander", "Secretive", "Hidden"}, [2, 2, 1, 200])

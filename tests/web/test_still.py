"""The still map: the same events and base map as the client's, as SVG that holds no script and no outside address."""

import gzip
import re
from xml.etree import ElementTree

import pytest

from app.web import query, still
from app.web.symbols import drawings, symbol
from app.web.tiles import shapes

SVG = "{http://www.w3.org/2000/svg}"


def event(**properties) -> dict:
    known = {"type": "detention", "modality": "occurred", "verification": "confirmed", "title": "Held", "regions": []}
    point = {"type": "Point", "coordinates": [24.85, 59.57]}
    return {"type": "Feature", "id": "e-1", "geometry": point, "properties": {**known, **properties}}


def test_an_event_is_drawn_where_it_was():
    root = ElementTree.fromstring(still.render([event()], box=(24, 59, 26, 60), width=1000))
    [group] = root.findall(f"{SVG}a/{SVG}g")
    x, y = (float(number) for number in re.findall(r"translate\(([\d.]+) ([\d.]+)\)", group.get("transform"))[0])
    assert x + still.SIDE / 2 == pytest.approx(425, abs=1)
    assert y + still.SIDE / 2 == pytest.approx(float(root.get("height")) * 0.434, abs=3)


def test_the_base_map_is_cut_at_the_edges_of_its_tiles_and_small_enough_to_send():
    picture = still.render([])
    root = ElementTree.fromstring(picture)
    tiles = [tile for tile in root.iter(f"{SVG}svg") if tile is not root]
    boxes = {tuple(int(tile.get(side)) for side in ("x", "y", "width", "height")) for tile in tiles}
    assert len(boxes) == len(tiles) // 2 > 4
    for x, y, width, height in boxes:
        right = {box for box in boxes if box[1] == y and x < box[0] <= x + width + 1}
        below = {box for box in boxes if box[0] == x and y < box[1] <= y + height + 1}
        assert all(box[0] == x + width for box in right)
        assert all(box[1] == y + height for box in below)
    assert len(gzip.compress(picture.encode())) < 60_000


@pytest.mark.parametrize("text", ["<script>x</script>", '"/><image href="http://evil.example/x"/>', "]]>", "&lt;"])
def test_a_title_stays_text(text):
    root = ElementTree.fromstring(still.render([event(title=text, type=text, modality=text, verification=text)]))
    assert text in [title.text for title in root.iter(f"{SVG}title")]
    known = {"svg", "title", "rect", "path", "a", "g", "circle", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= known


def test_areas_stand_at_their_middle_and_events_without_a_place_are_left_out():
    area = {"type": "Polygon", "coordinates": [[[24, 59], [25, 59], [25, 60], [24, 59]]]}
    root = ElementTree.fromstring(still.render([{**event(), "geometry": area}, {**event(), "geometry": None}]))
    assert len(list(root.iter(f"{SVG}a"))) == 1


def test_the_picture_leaves_out_the_events_of_a_publisher_that_the_page_leaves_out(service):
    with service.client() as client:
        every, kept, left = (
            set(re.findall(r"\?e=([0-9a-f-]{36})", client.get(f"/map.svg?v=0/50/0{more}").text))
            for more in ("", "&publisher=err news", "&publisher!=ERR News")
        )
    assert kept
    assert kept | left == every
    assert not kept & left


@pytest.mark.parametrize(
    ("address", "question"),
    [
        ("", ""),
        ("type=detention,boarding", "type=detention,boarding"),
        ("t=boarding&region=gulf-of-finland", "type=boarding&region=gulf-of-finland"),
        ("type!=detention", "filter=type <> 'detention'"),
        ("from=2025-05-01&to=2025-05-31", "datetime=2025-05-01/2025-05-31"),
        ("from=2025-05-31&to=2025-05-01", "datetime=2025-05-01/2025-05-31"),
        ("q=eagle s", "q=eagle s"),
        ("publisher=ERR", "publisher=ERR"),
        ("last=1d&type=detention", "type=detention&datetime=2026-11-01/.."),
        ("from=nonsense&theme=dark&x=y", ""),
    ],
)
def test_the_picture_shows_what_the_page_of_the_same_address_does(address, question, service):
    with service.client() as client:
        picture = client.get("/map.svg?v=0/50/0&" + address)
        events = client.get("/collections/events/items?limit=1000&" + question).raise_for_status().json()["features"]
    drawn = {link.get("href").split("=")[-1] for link in ElementTree.fromstring(picture.text).iter(f"{SVG}a")}
    assert drawn == {each["id"] for each in events if each["geometry"]}


def test_a_flag_is_a_ships_and_a_country_an_actors():
    given = event(vessels=[{"flag": "PA"}], actors=[{"country": "EE"}])
    assert query.matches(given, {"flag": "PA", "country": "EE"})
    assert not query.matches(given, {"flag": "EE"})
    assert not query.matches(given, {"country!": "EE"})


def test_the_view_of_an_address_is_a_box_around_its_middle():
    west, south, east, north = query.box_of({"v": "8/59.5/25"}, 1024, 512)
    assert (west + east) / 2 == pytest.approx(25)
    assert east - west == pytest.approx(2.8125)
    assert 0.6 < north - south < 0.9
    assert query.box_of({"v": "nowhere"}, 1024, 512) is None
    assert query.box_of({"v": "99/0/0"}, 1024, 512) is None


def test_every_type_has_a_glyph_and_looks_like_no_other():
    types = drawings()["glyphs"]
    drawn = {str(symbol({"type": name, "modality": "occurred", "verification": "confirmed"})) for name in types}
    assert len(drawn) == len(types) == 19


def test_a_tile_that_is_cut_short_is_an_error_and_no_endless_loop():
    with pytest.raises(IndexError):
        list(shapes(gzip.compress(b"\x1a\xff"), "land"))

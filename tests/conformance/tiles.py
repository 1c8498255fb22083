"""OGC API - Tiles (20-057, annex A)."""

import mapbox_vector_tile

from tests.conformance.checks import Subject, check, linked

TILES = "ogcapi-tiles-1/1.0/"
_RELATION = "http://www.opengis.net/def/rel/ogc/1.0/"
_SET = "/collections/events/tiles/WebMercatorQuad"
_MVT = "application/vnd.mapbox-vector-tile"


@check(TILES + "geodata-tilesets")
@check(TILES + "tilesets-list")
def the_collection_leads_to_the_list_of_its_tile_sets(subject: Subject) -> None:
    sets = subject.json(linked(subject.json("/collections/events"), _RELATION + "tilesets-vector"))["tilesets"]
    assert sets
    for each in sets:
        assert each["dataType"] == "vector" and each["crs"] and linked(each, "self")
        assert subject.json(linked(each, "self"))["tileMatrixSetURI"] == each["tileMatrixSetURI"]


@check(TILES + "tileset")
def the_tile_set_says_its_matrices_and_where_its_tiles_are(subject: Subject) -> None:
    found = subject.json(_SET)
    assert found["tileMatrixSetURI"] == "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
    scheme = subject.json(linked(found, _RELATION + "tiling-scheme"))
    assert scheme["uri"] == found["tileMatrixSetURI"]
    assert [each["matrixWidth"] for each in scheme["tileMatrices"]] == [
        2**zoom for zoom in range(len(scheme["tileMatrices"]))
    ]
    item = next(each for each in found["links"] if each["rel"] == "item")
    assert item["templated"] is True and item["type"] == _MVT
    assert all(name in item["href"] for name in ("{tileMatrix}", "{tileRow}", "{tileCol}"))


@check(TILES + "core")
def a_tile_is_found_where_the_template_says(subject: Subject) -> None:
    template = next(each["href"] for each in subject.json(_SET)["links"] if each["rel"] == "item")
    for place in ((0, 0, 0), (1, 0, 1), (5, 9, 18)):
        address = template
        for name, value in zip(("{tileMatrix}", "{tileRow}", "{tileCol}"), place, strict=True):
            address = address.replace(name, str(value))
        assert subject.get(address, accept=_MVT).headers["content-type"] == _MVT
    subject.get(f"{_SET}/0/1/0", status=404)
    subject.get(f"{_SET}/99/0/0", status=404)
    subject.get("/collections/events/tiles/NoSuchSet", status=404)
    subject.get("/collections/there-is-no-such/tiles", status=404)


@check(TILES + "core")
def an_empty_tile_is_an_empty_answer(subject: Subject) -> None:
    assert not subject.get(f"{_SET}/10/0/0", status=204).content


@check(TILES + "mvt")
def a_tile_is_a_mapbox_vector_tile(subject: Subject) -> None:
    layers = mapbox_vector_tile.decode(subject.get(f"{_SET}/0/0/0", accept=_MVT).content)
    assert list(layers) == ["events"]
    assert layers["events"]["features"]


@check(TILES + "tileset")
def the_tile_set_says_its_kind_its_system_and_its_layers(subject: Subject) -> None:
    found = subject.json(_SET)
    assert found["dataType"] == "vector" and found["crs"].endswith("/EPSG/0/3857")
    assert [each["id"] for each in found["layers"]] == ["events"]
    assert linked(found, "self")


@check(TILES + "core")
def a_tile_that_is_no_number_is_refused(subject: Subject) -> None:
    for place in ("x/0/0", "0/y/0", "0/0/z", "-1/0/0"):
        answer = subject.client.get(f"{_SET}/{place}")
        assert answer.status_code in (400, 404), place


@check(TILES + "geodata-tilesets")
def the_tiles_of_a_collection_show_what_its_items_show(subject: Subject) -> None:
    shown = mapbox_vector_tile.decode(subject.get(f"{_SET}/0/0/0", accept=_MVT, type="detention").content)
    assert {each["properties"]["type"] for each in shown["events"]["features"]} == {"detention"}

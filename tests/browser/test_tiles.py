"""Our vector tiles in MapLibre itself, as any web map would take them: from the TileJSON."""

import pytest

from tests.browser.conftest import settled

#: Adds the tile set as a source, and gives what of it is drawn, and where the map is, with a margin of some pixels.
DRAW = """
async ({tilejson, margin}) => {
    const map = document.getElementById("map").skerryMap;
    map.addSource("tiles", {type: "vector", url: tilejson});
    map.addLayer({
        id: "tiles", type: "circle", source: "tiles", "source-layer": "events",
        filter: ["==", ["geometry-type"], "Point"], paint: {"circle-radius": 1},
    });
    await new Promise((resolve) => map.once("idle", resolve));
    const drawn = map.queryRenderedFeatures({layers: ["tiles"]}).map(({properties}) => properties);
    const {width, height} = map.getCanvas().getBoundingClientRect();
    const box = (by) => [...map.unproject([by, height - by]).toArray(), ...map.unproject([width - by, by]).toArray()];
    return {drawn, inside: box(margin), around: box(-margin)};
}
"""


@pytest.mark.parametrize("filters", ["", "?type=detention,boarding&datetime=2024-06-01/..", "?q=tanker"])
@pytest.mark.parametrize("view", ["5/58.5/19", "8/59.6/25"])
def test_maplibre_draws_the_events_that_the_collection_has_there(open_page, served, filters, view):
    page = settled(open_page(f"/?v={view}"))
    address = f"{served.url}/collections/events"
    seen = page.evaluate(DRAW, {"tilejson": f"{address}/tiles/WebMercatorQuad/tilejson.json{filters}", "margin": 4})
    drawn = {each["id"]: each for each in seen["drawn"]}

    def listed(box: list[float]) -> dict[str, dict]:
        given = f"{filters}&" if filters else "?"
        answer = page.request.get(f"{address}/items{given}limit=10000&bbox={','.join(map(str, box))}").json()
        points = (each for each in answer["features"] if each["geometry"]["type"] == "Point")
        return {each["id"]: each["properties"] for each in points}

    inside, around = listed(seen["inside"]), listed(seen["around"])
    assert inside
    assert inside.keys() <= drawn.keys() <= around.keys()
    for id, properties in drawn.items():
        assert {name: properties[name] for name in ("type", "modality", "verification")} == {
            name: around[id][name] for name in ("type", "modality", "verification")
        }

"""Each export, read back by another's reader, has the store's events row by row."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import geopandas
import numpy as np
import orjson
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from app.db.indexes import Bounds
from app.events.repository import Filter
from app.events.time import interval
from app.exports import delimited, xml
from app.exports.formats import FORMATS
from app.exports.source import TooMany
from tests.exports.conftest import QUOTE

KML, ATOM = "{http://www.opengis.net/kml/2.2}", "{http://www.w3.org/2005/Atom}"
GEORSS = "{http://www.georss.org/georss}"


def shape(feature) -> shapely.Geometry | None:
    return shapely.from_geojson(orjson.dumps(feature["geometry"])) if feature["geometry"] else None


def same_shape(mine, theirs) -> bool:
    if mine is None or theirs is None or shapely.is_missing(theirs):
        return mine is None and (theirs is None or shapely.is_missing(theirs) or theirs.is_empty)
    return shapely.equals_exact(shapely.normalize(mine), shapely.normalize(theirs), 1e-6)


def in_xml(text: str | None) -> str | None:
    """The text as XML can have it."""
    return (
        None
        if text is None
        else "".join(c if c >= " " or c in "\t\n\r" else "\ufffd" for c in text).replace("\ufffe", "\ufffd")
    )


def test_geojson_has_the_finished_features_byte_for_byte(filled):
    document = json.loads(filled.write("geojson"))
    assert document["features"] == filled.features()
    assert document["numberReturned"] == 60


def test_a_sequence_has_one_feature_between_a_record_separator_and_a_line_feed(filled):
    texts = filled.write("geojsonseq").split(b"\x1e")
    assert texts[0] == b"" and all(text.endswith(b"\n") and text.count(b"\n") == 1 for text in texts[1:])
    assert [json.loads(text) for text in texts[1:]] == filled.features()


def test_gdal_reads_the_sequence(filled, tmp_path):
    filled.write("geojsonseq", tmp_path / "events.geojsons")
    assert list(geopandas.read_file(tmp_path / "events.geojsons")["title"]) == titles(filled)


def titles(filled) -> list[str]:
    return [each["properties"]["title"] for each in filled.features()]


def test_csv_has_every_event_and_no_formula(filled):
    text = filled.write("csv").decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    expected = filled.features()
    assert len(rows) == len(expected)
    for row, feature in zip(rows, expected, strict=True):
        properties = feature["properties"]
        for name in ("title", "summary", "place", "type", "vessel_names", "actor_names", "start"):
            assert delimited.restored(row[name]) == (properties[name] or "")
        for name, cell in row.items():
            assert name in ("lon", "lat") or not cell.startswith(delimited.FORMULA)
        assert json.loads(delimited.restored(row["vessels"]) or "[]") == properties["vessels"]
        assert row["regions"] == "; ".join(properties["regions"])
        assert same_shape(shape(feature), shapely.from_wkt(row["wkt"]) if row["wkt"] else None)
        if row["lon"]:
            assert [float(row["lon"]), float(row["lat"])] == feature["geometry"]["coordinates"]


@given(st.text())
def test_what_is_defused_comes_back_and_begins_no_formula(text):
    assert delimited.restored(delimited.defused(text)) == text
    assert not delimited.defused(text).startswith(delimited.FORMULA)


def compared(filled, table: geopandas.GeoDataFrame, *, ordered: bool = True) -> None:
    """The table has the store's events, value by value."""
    expected = {each["id"]: each for each in filled.features()}
    assert list(table["id"]) == list(expected) if ordered else sorted(table["id"]) == sorted(expected)
    for row in table.to_dict("records"):
        feature = expected[row["id"]]
        properties = feature["properties"]
        for name in ("title", "summary", "place", "verification", "vessel_names", "start", "date_precision"):
            assert (None if not isinstance(row[name], str) else row[name]) == properties[name], name
        for name in ("count", "mentions_count", "revision"):
            assert row[name] == properties[name]
        assert np.isnan(row["uncertainty_m"]) if properties["uncertainty_m"] is None else row["uncertainty_m"] == 1500.5
        assert row["updated"] == datetime.fromisoformat(properties["updated"])
        time = interval(properties["start"], properties["end"], properties["date_precision"])
        if time is not None:
            assert (row["start_utc"], row["end_utc"]) == tuple(datetime.fromtimestamp(t, UTC) for t in time)
        assert json.loads(row["vessels"] if isinstance(row["vessels"], str) else "[]") == properties["vessels"]
        assert same_shape(shape(feature), row["geometry"]), row["geometry"]


def test_geoparquet_has_every_event(filled, tmp_path):
    filled.write("geoparquet", tmp_path / "events.parquet")
    table = geopandas.read_parquet(tmp_path / "events.parquet")
    assert table.crs == "OGC:CRS84"
    compared(filled, table)


def test_geoparquet_says_what_the_standard_asks_for(filled, tmp_path):
    filled.write("geoparquet", tmp_path / "events.parquet")
    file = pq.ParquetFile(tmp_path / "events.parquet")
    geo = json.loads(file.metadata.metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert geo["version"] == "1.1.0"
    assert column["encoding"] == "WKB"
    assert column["geometry_types"] == ["LineString", "Point", "Polygon"]
    assert column["bbox"] == [-179.9, -66.0, 27.0, 61.0]
    assert column["covering"] == {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    for row in file.read([geo["primary_column"], "bbox"]).to_pylist():
        bounds = shapely.from_wkb(row["geometry"]).bounds if row["geometry"] else None
        assert bounds == (tuple(row["bbox"].values()) if row["bbox"] else None)


def test_a_reader_of_geoparquet_finds_a_box_by_its_covering(filled, tmp_path):
    filled.write("geoparquet", tmp_path / "events.parquet")
    found = geopandas.read_parquet(tmp_path / "events.parquet", bbox=(24, 59.5, 25, 59.7))
    inside = [
        each["id"] for each in filled.features() if (s := shape(each)) and s.intersects(shapely.box(24, 59.5, 25, 59.7))
    ]
    assert inside and set(inside) <= set(found["id"]) and len(found) < 60


@pytest.mark.parametrize(("name", "driver"), [("gpkg", "GPKG"), ("fgb", "FlatGeobuf")])
def test_gdal_reads_every_event(filled, tmp_path, name, driver):
    path = tmp_path / f"events.{name}"
    filled.write(name, path)
    info = pyogrio.read_info(path)
    assert (info["driver"], info["crs"]) == (driver, "EPSG:4326")
    compared(filled, pyogrio.read_dataframe(path), ordered=name == "gpkg")
    boxed = pyogrio.read_dataframe(path, bbox=(24.6, 59.5, 24.8, 59.7))
    inside = {
        each["id"]
        for each in filled.features()
        if (s := shape(each)) and s.intersects(shapely.box(24.6, 59.5, 24.8, 59.7))
    }
    assert set(boxed["id"]) == inside


@pytest.mark.parametrize("everywhere", [True, False])
def test_flatgeobuf_has_an_index_where_every_event_has_a_place(filled, tmp_path, everywhere):
    path = tmp_path / "events.fgb"
    filled.write("fgb", path, wanted=Filter(bounds=Bounds(20, 55, 30, 65) if everywhere else None))
    assert pyogrio.read_info(path)["capabilities"]["fast_spatial_filter"] == everywhere


def test_kml_is_well_formed_and_has_every_event(filled, tmp_path):
    body = filled.write("kml", tmp_path / "events.kml")
    marks = list(ET.fromstring(body).iter(f"{KML}Placemark"))
    expected = filled.features()
    for mark, feature in zip(marks, expected, strict=True):
        assert mark.attrib["id"] == "e" + feature["id"]
        assert mark.findtext(f"{KML}name") == in_xml(feature["properties"]["title"])
        data = {each.attrib["name"]: each.findtext(f"{KML}value") for each in mark.iter(f"{KML}Data")}
        assert data["id"] == feature["id"]
        assert data.get("vessel_names") == in_xml(feature["properties"]["vessel_names"])
        assert (mark.find(f"{KML}TimeSpan") is None) == (feature["properties"]["start"] is None)
    read = pyogrio.read_dataframe(tmp_path / "events.kml")
    for theirs, feature in zip(read["geometry"], expected, strict=True):
        assert same_shape(shape(feature), shapely.force_2d(theirs) if theirs is not None else None)


def test_atom_is_a_feed_whose_entries_have_what_rfc_4287_requires(filled):
    feed = ET.fromstring(filled.write("atom"))
    assert feed.findtext(f"{ATOM}id") and feed.findtext(f"{ATOM}title") == "Events & more"
    assert feed.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    for entry, feature in zip(entries, filled.features(), strict=True):
        assert entry.findtext(f"{ATOM}id") == f"urn:uuid:{feature['id']}"
        assert entry.findtext(f"{ATOM}title") == in_xml(feature["properties"]["title"])
        assert entry.findtext(f"{ATOM}updated") == feature["properties"]["updated"]
        assert entry.findtext(f"{ATOM}summary")
        point = entry.findtext(f"{GEORSS}point")
        if feature["geometry"] and feature["geometry"]["type"] == "Point":
            assert [float(part) for part in point.split()] == feature["geometry"]["coordinates"][::-1]
        else:
            assert point is None


def test_gdal_reads_the_places_of_the_feed(filled, tmp_path):
    filled.write("atom", tmp_path / "events.xml")
    read = pyogrio.read_dataframe(tmp_path / "events.xml")
    points = {
        each["id"]: shape(each)
        for each in filled.features()
        if each["geometry"] and each["geometry"]["type"] == "Point"
    }
    found = {row["id"].removeprefix("urn:uuid:"): row["geometry"] for row in read.to_dict("records")}
    assert len(found) == 60
    for key, point in points.items():
        assert same_shape(point, found[key])


@given(st.text())
def test_any_text_is_well_formed_in_xml(text):
    read = ET.fromstring(f'<a b="{xml.text(text)}">{xml.text(text)}</a>')
    allowed = "".join(
        c if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff") else "\ufffd"
        for c in text
    )
    assert (read.text or "") == allowed


def test_every_mention_is_an_annotation(filled):
    document = json.loads(filled.write("annotations"))
    items = document["first"]["items"]
    assert document["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert document["total"] == len(items) == sum(each["properties"]["mentions_count"] for each in filled.features())
    assert {each["body"].rpartition("/")[2] for each in items} == {each["id"] for each in filled.features()}
    positions = [s for each in items for s in each["target"]["selector"] if s["type"] == "TextPositionSelector"]
    assert len(positions) == 6 and all(each["end"] - each["start"] == len(QUOTE) for each in positions)
    assert all(each["target"]["selector"][0]["exact"] == QUOTE for each in items)


@pytest.mark.parametrize("name", [name for name, kind in FORMATS.items() if kind.offered])
def test_an_export_of_nothing_can_be_read(filled, tmp_path, name):
    kind = FORMATS[name]
    path = tmp_path / f"none{kind.ending}"
    filled.write(name, path, wanted=Filter(words=("nothinglikethis",)))
    match name:
        case "geojson":
            assert json.loads(path.read_bytes())["features"] == []
        case "annotations":
            assert json.loads(path.read_bytes())["total"] == 0
        case "csv":
            assert len(path.read_text().splitlines()) == 1
        case "geojsonseq" | "ftm":
            assert path.read_bytes() == b""
        case "kml" | "atom":
            ET.parse(path)
        case "geoparquet":
            assert len(geopandas.read_parquet(path)) == 0
        case _:
            assert len(pyogrio.read_dataframe(path)) == 0


def test_the_filter_the_order_and_the_limit_are_those_of_the_items(filled):
    escorts = [each for each in filled.features() if each["properties"]["type"] == "naval_escort"]
    wanted = Filter(terms=(("type", ("naval_escort",)),))
    assert json.loads(filled.write("geojson", wanted=wanted))["features"] == escorts
    assert json.loads(filled.write("geojson", wanted=wanted, limit=9))["features"] == escorts[:9]
    rising = json.loads(filled.write("geojson", order="start"))["features"]
    assert rising == filled.features()[::-1]


def test_only_the_properties_that_are_asked_for_are_handed_out(filled):
    wanted = frozenset({"type", "title"})
    for feature in json.loads(filled.write("geojson", properties=wanted))["features"]:
        assert set(feature["properties"]) == wanted
    head = filled.write("csv", properties=wanted).partition(b"\r\n")[0]
    assert head == b"id,type,title,link,lon,lat,wkt"


def test_more_than_the_most_is_refused_before_anything_is_written(filled):
    with pytest.raises(TooMany, match="60 events"):
        filled.write("csv", most=59)
    assert filled.write("csv", most=60)
    assert filled.write("csv", most=10, limit=10)

"""What a person does in QGIS, step by step; run by the Python that QGIS brings, so it imports nothing of ours.

Its arguments: the service's address, a token, and how many events there are in all, in `BOX` and after `FILTER`. Each
step prints what it saw, or fails.
"""

import sys

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsDataSourceUri,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsPointXY,
    QgsRectangle,
    QgsVectorLayer,
)

#: As `qgis.py` asks for them.
BOX = (22, 59, 30, 61)
FILTER = "\"type\" = 'detention' AND \"start\" > '2025-01-01'"
#: QGIS to 3.30 only reads OGC API - Features.
FIRST_TO_EDIT = 33200


def opened(url, user="", system=""):
    source = QgsDataSourceUri()
    source.setParam("url", url)
    source.setParam("typename", "events")
    if system:
        source.setParam("srsname", system)
    source.setUsername(user)
    layer = QgsVectorLayer(source.uri(False), "events", "OAPIF")
    assert layer.isValid(), layer.error().message()
    return layer


def read(layer, everything, in_box, filtered):
    """All pages, a box, and a filter that the service applies."""
    seen = [feature["id"] for feature in layer.getFeatures()]
    assert len(seen) == len(set(seen)) == layer.featureCount() == everything, (len(seen), layer.featureCount())
    boxed = QgsFeatureRequest().setFilterRect(QgsRectangle(*BOX))
    assert sum(1 for _ in layer.getFeatures(boxed)) == in_box
    assert layer.setSubsetString(FILTER)
    assert {feature["type"] for feature in layer.getFeatures()} == {"detention"}
    assert layer.featureCount() == filtered, layer.featureCount()
    assert layer.setSubsetString("")
    return f"{everything} events, {in_box} in the box, {filtered} after the filter"


def reread(layer, key):
    layer.reload()
    return [feature for feature in layer.getFeatures() if feature["id"] == key]


def edited(url, token, system, x, y):
    """Add an event, change its words and its place, and take it away again; places in the layer's own system."""
    layer = opened(url, token, system)
    assert layer.crs().authid() == system, layer.crs().authid()
    before = layer.featureCount()
    event = QgsFeature(layer.fields())
    event["type"], event["title"], event["start"] = "boarding", "Made in QGIS", "2025-05-13"
    event["summary"] = "Seen from the shore."
    event.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
    assert layer.startEditing() and layer.addFeature(event) and layer.commitChanges(), layer.commitErrors()
    [added] = [feature for feature in layer.getFeatures() if feature["title"] == "Made in QGIS"]
    key = added["id"]

    [event] = reread(layer, key)
    moved = QgsGeometry.fromPointXY(QgsPointXY(x * 1.001, y))
    title = layer.fields().indexOf("title")
    layer.startEditing()
    assert layer.changeAttributeValue(event.id(), title, "Changed in QGIS")
    assert layer.changeGeometry(event.id(), moved)
    assert layer.commitChanges(), layer.commitErrors()
    [event] = reread(layer, key)
    assert event["title"] == "Changed in QGIS"
    assert event.geometry().distance(moved) < abs(x) * 1e-6, event.geometry().asWkt()

    layer.startEditing()
    assert layer.deleteFeature(event.id()) and layer.commitChanges(), layer.commitErrors()
    assert not reread(layer, key) and layer.featureCount() == before
    return f"added, changed and deleted {key} in {system}"


def main(url, token, *counts):
    application = QgsApplication([], False)
    application.initQgis()
    print(f"QGIS {Qgis.QGIS_VERSION}")
    print(read(opened(url), *map(int, counts)))
    if Qgis.QGIS_VERSION_INT < FIRST_TO_EDIT:
        print("this QGIS reads OGC API - Features only: editing needs 3.32")
        return
    # Longitude first, latitude first, and metres.
    for system, x, y in (("OGC:CRS84", 25.1, 59.9), ("EPSG:4326", 25.1, 59.9), ("EPSG:3067", 393_700, 6_642_000)):
        print(edited(url, token, system, x, y))


main(*sys.argv[1:])

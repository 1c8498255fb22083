"""Conformance classes that the service declares: those that hold, and no other."""

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
#: Part 4 is a draft still (20-002r1).
_FEATURES_4 = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/"

CONFORMANCE = (
    *(_FEATURES_1 + name for name in ("core", "geojson", "html", "oas30")),
    *(_FEATURES_4 + name for name in ("create-replace-delete", "update", "features")),
)

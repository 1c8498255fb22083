"""Conformance classes that the service declares: those that hold, and no other."""

_FEATURES_1 = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"

CONFORMANCE = tuple(_FEATURES_1 + name for name in ("core", "geojson", "html", "oas30"))

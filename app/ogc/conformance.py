"""Conformance classes that the service declares: those that hold, and no other (`make conformance` looks)."""

_SPEC = "http://www.opengis.net/spec/"


def _classes(standard: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{_SPEC}{standard}/conf/{name}" for name in names)


CONFORMANCE = (
    *_classes("ogcapi-features-1/1.0", "core", "geojson", "html", "oas30"),
    *_classes("ogcapi-features-2/1.0", "crs"),
    *_classes("ogcapi-features-3/1.0", "queryables", "filter", "features-filter"),
    *_classes(
        "cql2/1.0",
        "cql2-text",
        "cql2-json",
        "basic-cql2",
        "advanced-comparison-operators",
        "case-insensitive-comparison",
        "accent-insensitive-comparison",
        "basic-spatial-functions",
        "basic-spatial-functions-plus",
        "spatial-functions",
        "temporal-functions",
        "array-functions",
        "property-property",
    ),
    # Part 4 is a draft still (20-002r1).
    *_classes("ogcapi-features-4/1.0", "create-replace-delete", "update", "features"),
    *_classes("ogcapi-features-5/1.0", "schemas", "core-roles-features"),
    *_classes("ogcapi-tiles-1/1.0", "core", "tileset", "tilesets-list", "geodata-tilesets", "mvt"),
)

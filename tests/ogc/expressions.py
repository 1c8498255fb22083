"""The filter expressions of CQL2's abstract test suite (OGC 21-065r2, annex A), said of our own properties."""

from itertools import product

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
_AREAS = {
    "box": "BBOX(22,59,30,61)",
    "world": "BBOX(-180,-90,180,90)",
    "polygon": "POLYGON((22 59,30 59,30 61,22 61,22 59))",
    "holed": "POLYGON((-10 50,30 50,30 66,-10 66,-10 50),(20 55,24 55,24 60,20 60,20 55))",
    "multipolygon": "MULTIPOLYGON(((22 59,30 59,30 61,22 61,22 59)),((8 54,14 54,14 58,8 58,8 54)))",
    "line": "LINESTRING(-180 55.5,180 55.5)",
    "multiline": "MULTILINESTRING((-180 55.5,0 55.5),(10 50,10 60))",
    "point": "POINT({lon} {lat})",
    "far": "POINT(90 180)",
    "multipoint": "MULTIPOINT((7 50),({lon} {lat}))",
    "collection": "GEOMETRYCOLLECTION(POINT({lon} {lat}),POLYGON((8 54,14 54,14 58,8 58,8 54)))",
}
_TIMES = (
    "TIMESTAMP('2025-04-24T07:59:57Z')",
    "DATE('2025-05-13')",
    "INTERVAL('2025-01-01T00:00:00Z','2025-12-31T23:59:59Z')",
    "INTERVAL('2025-01-01','2025-06-30')",
    "INTERVAL('2025-01-01','..')",
    "INTERVAL('..','2025-01-01')",
)
_SPANS = (
    *("T_CONTAINS", "T_DURING", "T_FINISHEDBY", "T_FINISHES", "T_MEETS", "T_METBY"),
    *("T_OVERLAPPEDBY", "T_OVERLAPS", "T_STARTEDBY", "T_STARTS"),
)

BASIC = (
    *(f"count {operator} 2" for operator in _COMPARISONS),
    *(f"uncertainty_m {operator} 5000.0" for operator in _COMPARISONS),
    *(f"title {operator} 'Finland'" for operator in _COMPARISONS),
    *(f"start {operator} DATE('2025-05-13')" for operator in _COMPARISONS),
    *(f"updated {operator} TIMESTAMP('2025-05-13T10:00:00Z')" for operator in _COMPARISONS),
    "type = 'detention'",
    "'detention' = type",
    "confidence IS NULL",
    "imo_numbers IS NOT NULL",
    "start IS NULL",
    "updated IS NOT NULL",
    "geometry IS NULL",
    "true",
    "false",
    "NOT true",
    "type = 'detention' AND modality = 'occurred'",
    "type = 'detention' OR type = 'escort'",
    "NOT (type = 'detention' OR count > 1)",
    "NOT imo_numbers = '9293002'",
    "type = 'detention' OR (NOT type = 'boarding' AND verification = 'confirmed')",
)
ADVANCED = (
    "title LIKE '%'",
    "title LIKE '_%'",
    "title LIKE ''",
    "title LIKE '%%'",
    r"title LIKE '\\%\\_'",
    r"title LIKE '%\%%'",
    "title LIKE '%[a-z]%'",
    "title LIKE '%tanker%'",
    "title LIKE '%Tanker%'",
    "title NOT LIKE '%a%'",
    "imo_numbers NOT LIKE '9%'",
    "count BETWEEN 1 AND 3",
    "uncertainty_m BETWEEN 100.0 AND 1.0",
    "title BETWEEN 'D' AND 'S'",
    "start BETWEEN DATE('2025-01-01') AND DATE('2025-06-30')",
    "count NOT BETWEEN 2 AND 100",
    "type IN ('detention','boarding')",
    "type NOT IN ('detention')",
    "imo_numbers NOT IN ('9293002')",
    "count IN (2,3)",
)
FOLDED = (
    "CASEI(title) = casei('FOO')",
    "CASEI(title) <> casei('foo')",
    "CASEI(title) LIKE casei('%TANKER%')",
    "CASEI(type) IN (casei('DETENTION'), casei('Escort'))",
    "CASEI(vessel_names) LIKE casei('%jaguar%')",
    "ACCENTI(title) = accenti('äöüéáí')",
    "ACCENTI(title) <> accenti('aoueai')",
    "ACCENTI(summary) LIKE accenti('%Ä%')",
    "ACCENTI(place) LIKE '%O%'",
    "ACCENTI(CASEI(place)) LIKE accenti(casei('%Ö%'))",
    "CASEI(ACCENTI(region_names)) LIKE casei(accenti('%ÅLAND%'))",
)
ARRAYS = tuple(
    f"{function}(regions,{codes})"
    for function, codes in product(
        ("A_CONTAINS", "A_CONTAINEDBY", "A_EQUALS", "A_OVERLAPS"),
        ("('gulf-of-finland','baltic-sea')", "('baltic-sea')", "('foo','bar')", "('gulf-of-finland baltic-sea')"),
    )
)
PROPERTIES = (
    *(f"publishers {operator} mentions_count" for operator in _COMPARISONS),
    *(f"confidence {operator} uncertainty_m" for operator in _COMPARISONS),
    *(f'start {operator} "end"' for operator in _COMPARISONS),
    *(f"title {operator} summary" for operator in ("=", "<", ">=")),
)
SPATIAL = (
    *(f"S_INTERSECTS(geometry,{area})" for area in _AREAS.values()),
    *(f"S_DISJOINT(geometry,{_AREAS[name]})" for name in ("box", "polygon", "line", "point", "far")),
    *(f"NOT S_INTERSECTS(geometry,{_AREAS[name]})" for name in ("box", "holed")),
    *(f"S_WITHIN(geometry,{_AREAS[name]})" for name in ("box", "world", "polygon", "line", "multipoint")),
    *(f"S_CONTAINS(geometry,{_AREAS[name]})" for name in ("point", "line", "multipoint", "box")),
    *(f"S_EQUALS(geometry,{_AREAS[name]})" for name in ("point", "polygon", "line")),
    *(f"S_TOUCHES(geometry,{_AREAS[name]})" for name in ("box", "polygon", "line")),
    *(f"S_CROSSES(geometry,{_AREAS[name]})" for name in ("box", "polygon", "line")),
    *(f"S_OVERLAPS(geometry,{_AREAS[name]})" for name in ("box", "polygon", "multipolygon")),
    "S_WITHIN(POINT({lon} {lat}),geometry)",
    "S_INTERSECTS(geometry,BBOX(-10,50,5,60)) AND S_INTERSECTS(geometry,BBOX(5,50,30,60))",
    "S_INTERSECTS(geometry,BBOX(170,50,12,60))",
)
TEMPORAL = (
    *(
        f"{function}(start,{time})"
        for function, time in product(("T_AFTER", "T_BEFORE", "T_DISJOINT", "T_EQUALS", "T_INTERSECTS"), _TIMES)
    ),
    *(f'T_INTERSECTS(INTERVAL(start,"end"),{time})' for time in _TIMES),
    *(f"{function}(INTERVAL(start,\"end\"),INTERVAL('2025-05-13','2025-06-30'))" for function in _SPANS),
)

ALL = (*BASIC, *ADVANCED, *FOLDED, *ARRAYS, *PROPERTIES, *SPATIAL, *TEMPORAL)

"""The pure modules, run where they run: in the browser."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def run(page, body: str, argument=None):
    """The value of a function body that has the page's modules as `state`, `geo`, `events`, `format`."""
    return page.evaluate(
        f"""async (argument) => {{
            const base = document.querySelector("script[type=module]").src.replace("main.js", "");
            const [state, geo, events, format] = await Promise.all(
                ["state.js", "util/geo.js", "events.js", "util/format.js"].map((name) => import(base + name)));
            {body}
        }}""",
        argument,
    )


#: What ECMAScript trims (ECMA-262, 12.2), to which U+FEFF belongs: a name neither begins nor ends with any of it.
WHITE_SPACE = "\ufeff" + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
CODES = st.lists(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
    .map(lambda text: text.strip(WHITE_SPACE))
    .filter(bool),
    max_size=4,
    unique=True,
)
DAYS = st.dates().filter(lambda day: day.year >= 1000).map(str)
STATES = st.fixed_dictionaries(
    {
        "include": st.fixed_dictionaries(dict.fromkeys(("type", "region", "publisher"), CODES)),
        "exclude": st.fixed_dictionaries(dict.fromkeys(("type", "region", "publisher"), CODES)),
        "from": st.none() | DAYS,
        "last": st.none() | st.sampled_from(["30d", "12m", "2y"]),
        "confidence": st.none() | st.sampled_from([0.25, 0.6, 1]),
        "q": st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
        "event": st.none() | st.uuids().map(str),
        "layers": st.sampled_from([[], ["regions"], ["regions", "uncertainty"]]),
        "pane": st.sampled_from([None, "list", "map"]),
        "inView": st.booleans(),
        "sort": st.sampled_from(["newest", "oldest", "updated"]),
        "theme": st.sampled_from([None, "dark", "light"]),
        "view": st.none()
        | st.fixed_dictionaries(
            {
                "zoom": st.sampled_from([2.5, 7.25]),
                "lat": st.sampled_from([59.4371, -3.5]),
                "lon": st.sampled_from([24.7536, 0.25]),
            }
        ),
    }
)


def test_a_state_survives_its_address(open_page):
    page = open_page("/?view=list")

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(STATES, min_size=12, max_size=12))
    def check(batch):
        body = """
            return argument.map((given) => {
                const whole = state.initialState();
                const both = (side) => ({ ...whole[side], ...given[side] });
                const start = { ...whole, ...given, include: both("include"), exclude: both("exclude") };
                const { state: read, dropped } = state.parse(state.serialise(start, [["utm", "ö&="]]));
                return [JSON.stringify(start), JSON.stringify(read), dropped.length];
            });"""
        for before, after, dropped in run(page, body, batch):
            assert json.loads(before) == json.loads(after)
            assert dropped == 0

    check()


def test_any_query_string_is_read_without_an_error_and_reads_the_same_again(open_page):
    page = open_page("/?view=list")

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace").decode()), min_size=10, max_size=10
        )
    )
    def check(queries):
        keys = [
            "v",
            "from",
            "to",
            "last",
            "t",
            "t!",
            "region",
            "conf",
            "q",
            "e",
            "layers",
            "inview",
            "sort",
            "theme",
            "",
            "x",
        ]
        queries = [f"?{key}={text}" for text in queries for key in keys]
        body = """
            return argument.every((query) => {
                const first = state.parse(query);
                const address = state.serialise(first.state, first.unknown);
                const second = state.parse(address);
                return state.serialise(second.state, second.unknown) === address;
            });"""
        assert run(page, body, queries)

    check()


def test_positions_are_written_as_sailors_write_them(open_page):
    page = open_page("/?view=list")
    pairs = [[24.7536, 59.437], [-0.0001, 0], [25.99999999, -59.9999999], [180, 90], [-179.5, 51.25]]
    assert run(page, "return argument.map(([lon, lat]) => geo.degreesMinutes(lon, lat));", pairs) == [
        "59°26.22′N 024°45.22′E",
        "00°00.00′N 000°00.01′W",
        "60°00.00′S 026°00.00′E",
        "90°00.00′N 180°00.00′E",
        "51°15.00′N 179°30.00′W",
    ]


def test_a_circle_keeps_its_radius_in_high_latitudes(open_page):
    page = open_page("/?view=list")
    radii = run(page, "return geo.circle(25, 65.5, 20000).map(([lon, lat]) => geo.distance(25, 65.5, lon, lat));")
    assert len(radii) == 73
    assert all(abs(radius - 20_000) < 1 for radius in radii)


def test_a_date_covers_all_that_its_precision_allows(open_page):
    page = open_page("/?view=list")
    cases = [
        ["2024-02-01", None, "month"],
        ["2025-05-12", None, "week"],
        ["2024-01-01", None, "year"],
        ["2025-05-13T23:30:00Z", None, "minute"],
        ["2024-12-31", "2025-01-12", "day"],
        [None, None, "unknown"],
    ]
    spans = run(
        page,
        "return argument.map((each) => format.daySpan(...each).map((day) => day === null ? null : format.isoOf(day)));",
        cases,
    )
    assert spans == [
        ["2024-02-01", "2024-02-29"],
        ["2025-05-12", "2025-05-18"],
        ["2024-01-01", "2024-12-31"],
        ["2025-05-13", "2025-05-13"],
        ["2024-12-31", "2025-01-12"],
        [None, None],
    ]

"""Whatever is sent for an event is an event or an error that names a field; nothing breaks the reading of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import SkerryError
from app.events import drafts
from app.events.models import Event
from app.events.schemas import Draft

FIELDS = [
    *Draft.model_fields,
    *("geometry", "properties", "sources", "reporter", "rounding_km", "vessel_names", "imo_numbers", "actor_names"),
]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=20)
    | st.sampled_from(["boarding", "2025-04-11", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "exact"])
    | st.sampled_from([{"type": "Point", "coordinates": [24.5, 59.7]}, {"type": "Polygon", "coordinates": [[[]]]}])
)
JSON = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner))
DOCUMENTS = st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=8)


def an_event() -> Event:
    """An event that is in no store."""
    return Event(
        type="boarding",
        modality="occurred",
        verification="reported",
        title="Boarding",
        summary="",
        start="2025-04-11",
        date_precision="day",
        location_precision="none",
        count=1,
        regions=[],
        vessels=[],
        actors=[],
        mentions=[],
    )


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_any_document_is_an_event_or_an_error(document):
    try:
        read = drafts.whole(drafts.flat({"type": "boarding", **document}))
    except SkerryError as error:
        assert error.errors
    else:
        assert (read.draft.shape is None) == (read.draft.location_precision == "none")


@settings(max_examples=300, deadline=None)
@given(DOCUMENTS)
def test_any_patch_is_an_event_or_an_error(document):
    try:
        drafts.patched(an_event(), drafts.flat(document))
    except SkerryError as error:
        assert error.errors


def test_ships_may_come_as_the_text_columns_of_a_desktop_gis():
    read = drafts.whole({"type": "boarding", "vessel_names": "Kiwala; Jaguar", "imo_numbers": "9332810; 9293002"})
    assert [(each.name, each.imo) for each in read.draft.vessels] == [("Kiwala", "9332810"), ("Jaguar", "9293002")]
    one = drafts.whole({"type": "boarding", "vessel_names": "Kiwala; Jaguar", "imo_numbers": "9332810"})
    assert [each.imo for each in one.draft.vessels] == [None, None]


def test_a_title_that_was_made_from_the_fields_follows_them_and_a_written_one_stays():
    event = an_event()
    patch = {"vessels": [{"name": "Kiwala"}]}
    assert drafts.patched(event, patch).draft.title == ""
    event.title = "Held at night"
    assert drafts.patched(event, patch).draft.title == "Held at night"

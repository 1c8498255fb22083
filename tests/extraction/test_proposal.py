"""The extractor's types are the code lists' and no others: a type checker wants them in code, all else in data."""

from typing import get_args

import pytest

from app.codes import category_of, codes
from app.extraction import proposal

LITERALS = {
    "types": proposal.EventType,
    "modalities": proposal.Modality,
    "date_precisions": proposal.DatePrecision,
    "location_precisions": proposal.LocationPrecision,
    "vessel_roles": proposal.VesselRole,
    "actor_roles": proposal.ActorRole,
}


@pytest.mark.parametrize("name", LITERALS)
def test_each_literal_holds_the_codes_of_its_list(name):
    assert get_args(LITERALS[name]) == codes(name)


def test_each_type_rolls_up_to_the_category_of_the_list():
    assert {code: proposal.CATEGORIES.get(code, "incident") for code in codes("types")} == category_of()

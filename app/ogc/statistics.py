"""`/statistics`: how many events by month, type, region and flag, with the filters of the items: the timeline."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from app.errors import BadRequest
from app.events.index.service import Published
from app.ogc.answer import Asked, Body, answered, digest
from app.ogc.links import JSON
from app.ogc.parameters import FilterQuery, wanted

router = APIRouter(tags=["Events"])

#: What counts can be broken down by, together.
PARTS = ("month", "type", "region", "flag")
#: What they are broken down by alone, since an event may have several.
ALONE = "publisher"


class StatisticsQuery(FilterQuery):
    """The filters of the items, and what to break the counts down by."""

    by: str | None = Field(
        None,
        description="What to count by: month, type, region and flag, or some of them, separated by commas; or "
        "publisher, alone.",
        examples=["month,type"],
    )


@router.get("/statistics", summary="Counts of events", response_class=Response)
async def statistics(request: Request, query: Annotated[StatisticsQuery, Query()]) -> Response:
    """`{"counts": [{"month": "2025-05", "type": …, "region": …, "flag": …, "count": n}, …], "total": n}`.

    Each event counts once: in the month in which it began (UTC; null if undated), in the smallest region that holds it
    (null if none does), under the flag of its first subject ship (null where none is known). So the counts add up to
    `total`, which is the items' `numberMatched`.

    By publisher, an event counts once for each that tells of it: `{"counts": [{"publisher": …, "count": n}, …]}`, the
    most first; the names are those that the parameter `publisher` takes.
    """
    by = tuple(part.strip() for part in query.by.split(",")) if query.by is not None else PARTS
    if by != (ALONE,) and (not set(by) <= set(PARTS) or len(set(by)) < len(by)):
        raise BadRequest.field("by", "must name some of these, each once, and publisher alone", (*PARTS, ALONE))
    asked = wanted(query)
    published: Published = request.app.state.published

    def make() -> Body:
        body = published.statistics(asked, by)
        return Body([body], len(body), JSON, {})

    holds_still = partial(published.holds_still, wanted=asked)
    quick = by != (ALONE,) and published.light(asked)
    return await answered(request, Asked(digest(request), make, holds_still, quick=quick))

"""The queue of proposals, decisions about events, their history, and the log of changes to follow."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field

from app.auth import limits
from app.auth.dependencies import Analyst, Caller
from app.codes import codes
from app.errors import BadRequest
from app.events import deciding, drafts, features, history, joining, merging, records, visibility
from app.events.deciding import DECISIONS, Decision
from app.events.linking import Verdict
from app.events.models import Event
from app.events.schemas import Strict

router = APIRouter(tags=["Review"])

#: Events that a report is told to be like, at most.
MOST_ALIKE = 10

Reason = Annotated[str, Field(min_length=1, max_length=2000, examples=["the navy's own statement says so"])]


class ReviewBody(Strict):
    """A decision with its reason, and what to change before it."""

    decision: str = Field(description=f"One of {', '.join(DECISIONS)}.", examples=["publish"])
    reason: Reason
    changes: dict[str, Any] | None = Field(None, description="A merge patch of the event, as PATCH takes it.")


class ManyBody(Strict):
    """The same decision about many events."""

    ids: list[UUID] = Field(min_length=1, max_length=500)
    decision: str = Field(examples=["reject"])
    reason: Reason


class UndoBody(Strict):
    """Why a batch is taken back."""

    reason: Reason


class AssignBody(Strict):
    """Who reviews which events."""

    ids: list[UUID] = Field(min_length=1, max_length=500)
    to: str | None = Field(max_length=255, description="A reviewer's name; null takes the name off.")


class MergeBody(Strict):
    """The event that goes on."""

    into: UUID
    reason: Reason


class SplitBody(Strict):
    """The mentions that tell of another event, and what is different about that."""

    mentions: list[UUID] = Field(min_length=1, max_length=500)
    changes: dict[str, Any] = Field(default_factory=dict)
    reason: Reason


class RestoreBody(Strict):
    """The version to bring back."""

    revision: int = Field(ge=1)
    reason: Reason


@router.get("/events", summary="What awaits review")
def awaiting(
    request: Request,
    author: Caller,
    status: Annotated[str, Query(description="proposed, published, rejected or merged.")] = "proposed",
    type: Annotated[str | None, Query(description="Event types, separated by commas.")] = None,
    region: Annotated[str | None, Query(description="A region's code.")] = None,
    origin: Annotated[str | None, Query(description="extraction, report or import.")] = None,
    assigned: Annotated[str | None, Query(description="A reviewer's name; `nobody` for what nobody took on.")] = None,
    article: Annotated[UUID | None, Query(description="Only what this article tells of.")] = None,
    q: Annotated[str | None, Query(max_length=200, description="Words of the title, the summary or a quote.")] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    cursor: Annotated[UUID | None, Query(description="From the `next` of the page before.")] = None,
) -> dict[str, Any]:
    """Events by status, the longest waiting first, whole. Reviewers see all, a reporter his own."""
    if status not in codes("statuses"):
        raise BadRequest.field("status", "is not known", codes("statuses"))
    wanted = records.Wanted(
        status=status,
        types=tuple(type.split(",")) if type else (),
        region=region,
        origin=origin,
        assigned=assigned,
        article=article,
        words=q,
    )
    with request.app.state.database.read() as session:
        found, more = records.queue(session, wanted, author, limit=limit, after=cursor)
        return {
            "events": [_entry(event, author) for event in found],
            "next": _here(request, cursor=found[-1].id) if more else None,
        }


@router.post("/events/review", summary="Decide about many events, or none")
def review_many(request: Request, body: ManyBody, author: Analyst) -> dict[str, Any]:
    """The same decision about all of them, in one step; where one cannot be decided so, none is. `batch` undoes it."""
    wanted = [Decision(each, body.decision, body.reason) for each in dict.fromkeys(body.ids)]
    with request.app.state.database.write() as session:
        batch, events = deciding.decide_all(session, wanted, author)
        return {"batch": str(batch), "events": [_brief(event) for event in events]}


@router.post("/events/review/{batch}/undo", summary="Take a batch of decisions back")
def undo(request: Request, batch: UUID, body: UndoBody, author: Analyst) -> dict[str, Any]:
    """Every event is again what it was before; 409 where one of them has been changed since."""
    with request.app.state.database.write() as session:
        return {"events": [_brief(event) for event in deciding.undo(session, batch, body.reason, author)]}


@router.post("/events/similar", summary="What a report may be the same as")
def similar_to(
    request: Request,
    author: Caller,
    body: Annotated[dict[str, Any], Body(description="A report as it would be sent; its sources are not looked at.")],
) -> dict[str, Any]:
    """Events that the caller may see, the likeliest first, each with what speaks for it. Nothing is stored."""
    limits.of(request).check_look_up(request)
    incoming = drafts.whole(drafts.flat(body))
    with request.app.state.database.read() as session:
        found = joining.similar_to_draft(session, incoming.draft)
        seen = [(event, verdict) for event, verdict in found if visibility.may_see(event, author)]
        return {"events": [_alike(*each) for each in seen[:MOST_ALIKE]]}


@router.post("/events/assign", summary="Say who reviews what")
def assign(request: Request, body: AssignBody, author: Analyst) -> dict[str, Any]:
    """Put a reviewer's name on events of the queue, or take it off."""
    with request.app.state.database.write() as session:
        return {"events": [_brief(event) for event in deciding.assign(session, body.ids, body.to, author)]}


@router.post("/events/{event_id}/review", summary="Decide about an event")
def review(request: Request, event_id: UUID, body: ReviewBody, author: Analyst) -> dict[str, Any]:
    """Publish, reject, reopen; or confirm, dispute, retract, recount. The decision is kept with its reason."""
    with request.app.state.database.write() as session:
        wanted = Decision(event_id, body.decision, body.reason, body.changes)
        return _brief(deciding.decide(session, wanted, author))


@router.post("/events/{event_id}/merge", summary="Join an event into another")
def merge(request: Request, event_id: UUID, body: MergeBody, author: Analyst) -> dict[str, Any]:
    """Its mentions move, its history stays, and `/changes` says where it went. `reopen` takes it back."""
    with request.app.state.database.write() as session:
        event, target = merging.merge(session, event_id, body.into, body.reason, author)
        return {**_brief(event), "into": _brief(target)}


@router.get("/events/{event_id}/similar", summary="What an event may be the same as")
def similar(request: Request, event_id: UUID, author: Analyst) -> dict[str, Any]:
    """Events that a reviewer may merge it with, the likeliest first, each with what speaks for it."""
    with request.app.state.database.read() as session:
        event = visibility.seen(session, event_id, author)
        return {"events": [_alike(*found) for found in joining.similar(session, event)]}


@router.post("/events/{event_id}/split", summary="Make an event of some of another's mentions", status_code=201)
def split(request: Request, response: Response, event_id: UUID, body: SplitBody, author: Analyst) -> dict[str, Any]:
    """The mentions go to a new event, which differs from the old one by `changes`."""
    with request.app.state.database.write() as session:
        event, new = merging.split(session, event_id, body.mentions, body.changes, body.reason, author)
        response.headers["Location"] = f"/collections/events/items/{new.id}"
        return {**_brief(new), "from": _brief(event)}


@router.post("/events/{event_id}/restore", summary="Bring a version back")
def restore(request: Request, event_id: UUID, body: RestoreBody, author: Analyst) -> dict[str, Any]:
    """The event becomes what it was after that revision, as a new revision."""
    with request.app.state.database.write() as session:
        event = visibility.changed(session, event_id, author)
        return _brief(history.restore(session, event, body.revision, body.reason, author))


@router.get("/events/{event_id}/history", summary="Every change of an event")
def past(request: Request, event_id: UUID, author: Caller) -> dict[str, Any]:
    """Who changed what, when and why, the first change first. The public sees who only where it was the service."""
    with request.app.state.database.read() as session:
        event = visibility.seen(session, event_id, author)
        return {"revisions": history.listed(session, event, author)}


@router.get("/changes", summary="What has changed since")
def changes(
    request: Request,
    since: Annotated[
        int, Query(ge=0, le=2**63 - 1, description="The `seq` up to which all is known; 0 for everything.")
    ] = 0,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 1_000,
) -> dict[str, Any]:
    """Every change of published events, the first first: what is gone is said to be gone. `next` is null at the end."""
    with request.app.state.database.read() as session:
        rows = records.changes(session, since, limit + 1)
        merged = records.merged_into(session, [row.event_id for row in rows if row.action == "merged"])
        found = [
            {
                "seq": row.seq,
                "id": str(row.event_id),
                "action": row.action,
                "at": _stamp(row.at),
                **({"into": str(merged[row.event_id])} if merged.get(row.event_id) else {}),
            }
            for row in rows[:limit]
        ]
        more = len(rows) > limit
        return {
            "changes": found,
            "next": _here(request, since=found[-1]["seq"]) if more else None,
        }


def _alike(event: Event, verdict: Verdict) -> dict[str, Any]:
    score = round(verdict.score, 2)
    return {**_brief(event), "title": event.title, "score": score, "reasons": verdict.reasons}


def _entry(event: Event, author: Caller) -> dict[str, Any]:
    document = features.item(event)
    if author is not None and author.may("analyst"):
        document["properties"]["assigned_to"] = event.assigned_to
    return document


def _brief(event: Event) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "status": event.status,
        "verification": event.verification,
        "revision": event.revision,
        "assigned_to": event.assigned_to,
        "merged_into": str(event.merged_into) if event.merged_into else None,
    }


def _here(request: Request, **changed: object) -> str:
    """This request with some parameters changed, from the root of the host: whatever name the client knows us by."""
    url = request.url.include_query_params(**changed)
    return f"{url.path}?{url.query}"


def _stamp(value: datetime) -> str:
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")

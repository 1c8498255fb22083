"""Decisions about events, and the history of what was decided."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from app.auth.dependencies import Analyst, Caller
from app.errors import NotFound
from app.events import repository, revisions, service
from app.events.schemas import Strict

router = APIRouter(tags=["Review"])


class ReviewBody(Strict):
    """A decision with its reason."""

    decision: str = Field(description="publish, reject, reopen, dispute or retract.", examples=["publish"])
    reason: str = Field(min_length=1, max_length=2000, examples=["the navy's own statement says so"])


@router.post("/events/{event_id}/review", summary="Decide about an event")
def review(request: Request, event_id: UUID, body: ReviewBody, author: Analyst) -> dict[str, Any]:
    """Publish, reject, reopen, dispute or retract; the decision is kept with its reason."""
    with request.app.state.database.write() as session:
        event = service.review(session, event_id, body.decision, body.reason, author)
        return {
            "id": str(event.id),
            "status": event.status,
            "verification": event.verification,
            "revision": event.revision,
        }


@router.get("/events/{event_id}/history", summary="Every change of an event")
def history(request: Request, event_id: UUID, author: Caller) -> dict[str, Any]:
    """Who changed what, when and why, the first change first. The public sees who only where it was the service."""
    insider = author is not None and author.may("analyst")
    with request.app.state.database.read() as session:
        event = repository.whole(session, event_id)
        if event is None or not (insider or event.status == "published"):
            raise NotFound(f"no event {event_id}")
        return {
            "revisions": [
                {
                    "revision": each.revision,
                    "at": each.at.isoformat().replace("+00:00", "Z"),
                    "by": each.by if insider or not each.by_person else "a reviewer",
                    "action": each.action,
                    "reason": each.reason,
                    "changes": each.changes,
                }
                for each in revisions.of(session, event_id)
            ]
        }

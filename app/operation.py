"""Whether the service lives, and whether it is ready to answer."""

from fastapi import APIRouter, Request
from sqlalchemy import text

router = APIRouter(tags=["Operation"])


@router.get("/healthz", summary="The process lives")
def healthz() -> dict[str, str]:
    """Answers as long as the process does, whatever the store is at."""
    return {"status": "ok"}


@router.get("/readyz", summary="The service can answer")
def readyz(request: Request) -> dict[str, str]:
    """Asks the store; 503 if it is out of reach."""
    with request.app.state.database.read() as session:
        session.execute(text("SELECT count(*) FROM alembic_version"))
    return {"status": "ready"}

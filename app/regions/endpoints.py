"""Places said in words, looked up over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.auth import limits
from app.regions.location import in_waters
from geo.expressions import locate
from geo.regions import LANGUAGES

router = APIRouter(tags=["Places"])

Language = Annotated[str | None, Query(pattern=f"^({'|'.join(LANGUAGES)})$", description="Without it all are tried.")]


@router.get("/locate", summary="Where a place expression lies")
def look_up(
    request: Request,
    response: Response,
    text: Annotated[
        str,
        Query(
            min_length=1,
            max_length=500,
            description="A position in any notation, a place, or a place expression.",
            examples=["12 nautical miles north-west of Naissaar"],
        ),
    ],
    language: Language = None,
) -> dict[str, Any]:
    """The readings of the words, the likeliest first, none where they are not understood: point (WGS 84 degrees),
    uncertainty in metres, sea regions, whose waters, and what each rests on. `geometry` is null for a whole sea,
    whose outline is its item in `/collections/regions`."""
    limits.of(request).check_look_up(request)
    response.headers["Cache-Control"] = "public, max-age=300"
    found = locate(text, language)
    readings = [found, *found.alternatives] if found else []
    return {"text": text, "locations": [in_waters(each) for each in readings]}

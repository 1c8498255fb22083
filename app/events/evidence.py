"""Articles over HTTP: handed in, and looked up with the passages that events rest on."""

from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field, ValidationError, model_validator
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from app.articles import incoming as reading
from app.articles import repository as articles
from app.articles.models import Article
from app.articles.service import Incoming
from app.auth.author import Author
from app.auth.dependencies import Analyst, Caller
from app.errors import BadRequest, FieldError, NotFound, Unprocessable, UnsupportedMediaType
from app.events import annotations, repository
from app.events.features import published
from app.events.ingest import ingest
from app.events.models import Event
from app.events.schemas import Strict
from app.extraction.language import LANGUAGES

router = APIRouter(tags=["Articles"])

Moment = Annotated[str, AfterValidator(reading.checked_moment)]


class ArticleBody(Strict):
    """An article to take in: its address, or its text with what is known of it."""

    url: str | None = Field(None, max_length=2048, examples=["https://example.org/news/tanker"])
    text: str | None = Field(None, description="The article's plain text; paragraphs separated by an empty line.")
    title: str | None = Field(None, max_length=500)
    publisher: str | None = Field(None, max_length=255)
    published: Moment | None = Field(
        None, description="When it was published, ISO 8601: relative dates are resolved against it."
    )
    language: str | None = Field(None, description=f"One of {', '.join(LANGUAGES)}; found out where it is not given.")

    @model_validator(mode="after")
    def one_source(self) -> Self:
        """An address to fetch, or a text; a text may name its address too."""
        if self.url is None and self.text is None:
            raise ValueError("text: give the article's text, or its url")
        if self.text is not None and not self.text.strip():
            raise ValueError("text: is empty")
        return self


_MULTIPART = {
    "type": "object",
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "A .txt, .md, .html or .pdf file."},
        **{name: {"type": "string"} for name in ("url", "title", "publisher", "published", "language")},
    },
    "required": ["file"],
}


@router.post(
    "/articles",
    status_code=201,
    summary="Take in an article",
    response_class=JSONResponse,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": ArticleBody.model_json_schema()},
                "multipart/form-data": {"schema": _MULTIPART},
            },
        }
    },
    responses={200: {"description": "The same article was taken in before."}},
)
async def take_in(request: Request, author: Analyst) -> JSONResponse:
    """Store an article and propose its events. The same article again answers 200 with what it brought before."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        async with request.form(max_files=1, max_fields=8) as form:
            upload = form.get("file")
            if not isinstance(upload, UploadFile):
                raise BadRequest.field("file", "is missing: send the article as a file part of that name")
            body = await upload.read()
            filename = upload.filename
            given = _body({key: value for key, value in form.items() if key != "file" and value}, needs_text=False)
        return await run_in_threadpool(_take_file, request, author, body, filename, given)
    if media_type != "application/json":
        raise UnsupportedMediaType("send application/json, or multipart/form-data with a file")
    given = _body(await request.body(), needs_text=True)
    return await run_in_threadpool(_take, request, author, given)


@router.get("/articles/{article_id}", summary="An article and its passages")
def one(request: Request, article_id: UUID, author: Caller) -> dict[str, Any]:
    """Metadata and passages, each with the event that it tells of. Signed-in analysts see the whole text as well."""
    with request.app.state.database.read() as session:
        article, events = _visible(session, article_id, author)
        return _document(article, events, full=_insider(author))


@router.get("/articles/{article_id}/annotations", summary="Passages as W3C Web Annotations")
def annotated(request: Request, article_id: UUID, author: Caller) -> Response:
    """An annotation collection of the W3C Web Annotation Data Model, with position and quote selectors."""
    with request.app.state.database.read() as session:
        article, events = _visible(session, article_id, author)
        document = annotations.collection(article, events, str(request.base_url).rstrip("/"))
    return JSONResponse(document, media_type=annotations.MEDIA_TYPE)


def _take(request: Request, author: Author, given: ArticleBody) -> JSONResponse:
    if given.text is None:
        assert given.url is not None
        incoming = reading.fetch(given.url, request.app.state.fetcher)
    else:
        incoming = reading.plain(given.text, url=given.url)
    return _stored(request, author, reading.with_given(incoming, given.model_dump(exclude={"text", "url"})))


def _take_file(request: Request, author: Author, body: bytes, filename: str | None, given: ArticleBody) -> JSONResponse:
    incoming = reading.from_bytes(body, filename=filename, url=given.url)
    return _stored(request, author, reading.with_given(incoming, given.model_dump(exclude={"text", "url"})))


def _stored(request: Request, author: Author, incoming: Incoming) -> JSONResponse:
    database = request.app.state.database
    result = ingest(database, incoming, author, request.app.state.extractors.read)
    with database.read() as session:
        article = articles.get(session, result.article_id)
        assert article is not None
        document = _document(article, repository.of_article(session, article.id), full=False)
    document["new_version"] = result.new_version
    document["remarks"] = list(result.remarks)
    status = 201 if result.new_article or result.new_version else 200
    return JSONResponse(document, status, headers={"Location": f"/articles/{result.article_id}"})


def _body(raw: bytes | dict[str, Any], *, needs_text: bool) -> ArticleBody:
    try:
        if isinstance(raw, bytes):
            return ArticleBody.model_validate_json(raw)
        return ArticleBody.model_validate(raw if needs_text else {**raw, "text": "-"})
    except ValidationError as error:
        found = []
        for item in error.errors(include_url=False, include_context=False):
            message = item["msg"].removeprefix("Value error, ")
            field = ".".join(str(part) for part in item["loc"])
            if not field and ": " in message:
                field, _, message = message.partition(": ")
            found.append(FieldError(field or "body", message))
        broken = any(item["type"] == "json_invalid" for item in error.errors(include_url=False, include_context=False))
        detail = "; ".join(f"{each.field}: {each.message}" for each in found)
        raise (BadRequest if broken else Unprocessable)(detail, errors=found) from None


def _insider(author: Author | None) -> bool:
    return author is not None and author.may("analyst")


def _visible(session: Session, article_id: UUID, author: Author | None) -> tuple[Article, list[Event]]:
    """The article and those of its events that this caller may see; NotFound where the public would see nothing."""
    article = articles.get(session, article_id)
    events = repository.of_article(session, article_id) if article else []
    if not _insider(author):
        events = [event for event in events if event.status == "published"]
    if article is None or not (events or _insider(author)):
        raise NotFound(f"no article {article_id}")
    return article, events


def _document(article: Article, events: list[Event], *, full: bool) -> dict[str, Any]:
    version = article.newest
    document = {
        "id": str(article.id),
        "kind": article.kind,
        "title": article.title,
        "publisher": article.publisher,
        "url": article.url,
        "published": published(article.published, article.published_precision),
        "language": article.language,
        "digest_of": article.digest_of,
        "version": version.number if version else None,
        "sha256": version.sha256 if version else None,
        "events": [_event(event, article) for event in events],
    }
    if full:
        document["text"] = version.text if version else None
    return document


def _event(event: Event, article: Article) -> dict[str, Any]:
    mentions = [m for m in event.mentions if m.article_id == article.id]
    return {
        "id": str(event.id),
        "status": event.status,
        "type": event.type,
        "modality": event.modality,
        "title": event.title,
        "start": event.start,
        "end": event.end,
        "date_precision": event.date_precision,
        "place": event.place,
        "location_precision": event.location_precision,
        "regions": event.regions,
        "vessels": [
            {"name": v.name, "imo": v.vessel.imo, "mmsi": v.mmsi, "flag": v.flag, "role": v.role} for v in event.vessels
        ],
        "actors": [{"name": a.actor.name, "country": a.actor.country or None, "role": a.role} for a in event.actors],
        "attributed_to": event.attributed_to,
        "count": event.count,
        "confidence": event.confidence,
        "rules": sorted({rule for m in mentions for rule in m.rules}),
        "found_by": sorted({m.found_by for m in mentions}),
        "reasons": list(dict.fromkeys(reason for m in mentions for reason in m.reasons)),
        "passages": [
            {
                "start": m.passage.start,
                "end": m.passage.end,
                "exact": m.passage.exact,
                "prefix": m.passage.prefix,
                "suffix": m.passage.suffix,
                "state": m.state,
            }
            for m in mentions
            if m.passage is not None
        ],
    }

"""The service: handlers, middleware, routers, return."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

from app import home, operation, problems
from app.articles.fetch import Fetcher
from app.auth import endpoints as session
from app.auth.limits import Limits
from app.db.engine import Database
from app.docs import endpoints as docs
from app.events import endpoints as events
from app.events import evidence
from app.events.index.service import Published
from app.llm.extractors import Extractors
from app.middleware import HeadAsGet, LargestBody
from app.ogc import dossier, features, feed, statistics, tiles, transactions
from app.ogc import endpoints as ogc
from app.ogc import events as event_items
from app.ogc.kept import Answers
from app.ogc.openapi import openapi_31
from app.ogc.plain import put_first
from app.regions import endpoints as places
from app.settings import Settings
from app.web import endpoints as web

#: Bytes of pages, tiles and statistics that a worker keeps until the data change.
ANSWERS_BYTES = 12_000_000


def create_app(settings: Settings, database: Database) -> FastAPI:
    """The application over a store that is ready (see `app.store.prepare`)."""
    published = Published(database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        published.follower.start()
        yield
        published.follower.stop()
        database.close()

    app = FastAPI(
        title=ogc.TITLE,
        description=ogc.DESCRIPTION,
        version=version("skerry"),
        license_info={"name": "Apache-2.0"},
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    app.openapi = partial(openapi_31, app)  # type: ignore[method-assign]
    app.state.settings = settings
    app.state.database = database
    app.state.published = published
    app.state.questions = {}
    app.state.answers = Answers(ANSWERS_BYTES)
    app.state.limits = Limits(settings)
    app.state.fetcher = Fetcher(allow_private=settings.fetch_private_hosts)
    app.state.extractors = Extractors(settings, database)
    problems.install(app)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=[settings.cors_origins],
            allow_methods=["GET", "HEAD", "OPTIONS"],
            allow_headers=["Authorization", "If-None-Match"],
            expose_headers=["ETag", "Link"],
        )
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(LargestBody, max_bytes=settings.max_body_bytes)
    app.add_middleware(HeadAsGet)
    put_first(app, event_items.router, tiles.router, statistics.router)
    for each in (
        home,
        operation,
        ogc,
        transactions,
        features,
        dossier,
        feed,
        events,
        evidence,
        places,
        session,
        docs,
        web,
    ):
        app.include_router(each.router)
    return app

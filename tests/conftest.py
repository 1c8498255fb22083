"""What all tests share: both back ends where they can be had, and a real server over a store with the catalogue."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy import create_engine, text

from app.auth import service as auth
from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.store import prepare

#: URL of a PostgreSQL server with PostGIS on which databases may be made, such as postgresql://postgres@127.0.0.1:5433/.
POSTGRES = os.environ.get("SKERRY_TEST_POSTGRES")
BACKENDS = ["sqlite", *(["postgresql"] if POSTGRES else [])]
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Service:
    """A running service and how to reach it."""

    url: str
    database: Database
    settings: Settings
    tokens: dict[str, str]

    def client(self, role: str | None = None, **options) -> httpx.Client:
        """A client with the token of a role, or without any."""
        headers = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, **options)


def new_database(backend: str, folder: Path, name: str) -> str:
    """URL of a store that does not exist yet; two runs at once do not meet."""
    name = f"{name}_{os.getpid()}"
    if backend == "sqlite":
        return f"sqlite:///{folder / name}.sqlite3"
    engine = create_engine(POSTGRES.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'"))
    engine.dispose()
    return POSTGRES.rstrip("/") + "/" + name


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request) -> str:
    """Each test that reaches the store runs once on each back end."""
    return request.param


@pytest.fixture
def database(backend: str, tmp_path: Path) -> Iterator[Database]:
    """An empty store of this release."""
    opened = Database(new_database(backend, tmp_path, "skerry_empty"))
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def service(backend: str, tmp_path_factory) -> Iterator[Service]:
    """A service with the catalogue, to read from."""
    yield from running(backend, tmp_path_factory.mktemp("reading"), "skerry_read")


@pytest.fixture
def writable(backend: str, tmp_path: Path) -> Iterator[Service]:
    """A service of the test's own, to change as it likes; empty but for its tokens."""
    yield from running(backend, tmp_path, "skerry_write", starter=False)


def running(backend: str, folder: Path, name: str, *, starter: bool = True, **changed) -> Iterator[Service]:
    """Start a service on a free port, and end it. `changed` are settings of its own."""
    settings = Settings(
        database_url=new_database(backend, folder, name),
        fetch_private_hosts=frozenset({"127.0.0.1"}),
        port=0,
        **changed,
    )
    database = Database(settings.database_url)
    if starter:
        prepare(settings, database)
    else:
        database.migrate()
    with database.write() as session:
        tokens = {role: auth.issue(session, name=role, role=role).secret for role in ("reporter", "analyst", "admin")}
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(settings, database), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield Service(f"http://127.0.0.1:{listener.getsockname()[1]}", database, settings, tokens)
        server.should_exit = True
        thread.join(10)
    database.close()

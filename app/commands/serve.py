"""`skerry serve`: everything that a first start needs, then the server."""

import gc
import socket
from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated

import typer
import uvicorn

from app.auth import service as auth
from app.auth.models import Token
from app.commands.common import Demo, remarks, store
from app.db.engine import Database
from app.db.types import utcnow
from app.errors import SetupError
from app.main import create_app
from app.settings import Settings

#: Name of the token behind the sign-in link that is printed at each start.
LOCAL = "local sign-in"
#: Connections that may wait (uvicorn's default). We listen before the address is printed: who opens it at once
#: waits for the application to load instead of being refused.
BACKLOG = 2048


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on [SKERRY_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 picks a free one [SKERRY_PORT].")] = None,
    demo: Demo = False,
) -> None:
    """Start the service: migrates, loads regions and the starter catalogue on first start, prints the address."""
    with store(demo) as (settings, database):
        host = host or settings.host
        listener = listen(host, settings.port if port is None else port)
        address = f"http://{'[' + host + ']' if ':' in host else host}:{listener.getsockname()[1]}"
        remarks.print(f"Skerry listens on {address}", soft_wrap=True)
        if settings.demo:
            remarks.print("Demonstration: the texts were written for the project; many ships are invented.")
        if _is_loopback(host):
            link = f"{address}/?token={_local_token(settings, database)}"
            remarks.print(f"Sign in as analyst on this machine: {link}", soft_wrap=True)
        app = create_app(settings, database)
        # What the service consists of stays: without this, the collector stops everybody for it now and then.
        gc.collect()
        gc.freeze()
        config = uvicorn.Config(app, log_level=settings.log_level, access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket on `host` that takes connections already; raises SetupError where the address can't be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SetupError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port, or --port 0 for a free one"
        ) from error
    return listener


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _local_token(settings: Settings, database: Database) -> str:
    """A token for the person at this machine; those of earlier starts end with it."""
    with database.write() as session:
        for token in auth.tokens(session):
            if token.name == LOCAL and token.revoked is None:
                _end(token)
        expires = utcnow() + timedelta(hours=settings.session_hours)
        return auth.issue(session, name=LOCAL, role="analyst", expires=expires).secret


def _end(token: Token) -> None:
    token.revoked = utcnow()

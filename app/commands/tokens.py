"""`skerry token`: who may write."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

import typer

from app.auth import service as auth
from app.auth.author import RANKS
from app.auth.endpoints import described
from app.commands.common import Demo, Json, print_json, remarks, store
from app.db.types import utcnow

tokens = typer.Typer(help="Make, list and revoke the tokens that writing needs.", no_args_is_help=True)


@tokens.command("create")
def create(
    role: Annotated[str, typer.Option(help=f"One of {', '.join(RANKS)}.")],
    name: Annotated[str, typer.Option(help="Whose token it is; it signs every change.")],
    days: Annotated[int | None, typer.Option(min=1, help="Days until it expires; without it, never.")] = None,
    if_match: Annotated[
        bool, typer.Option(help="Whether changes must name the version that they were made from; QGIS cannot.")
    ] = True,
    json: Json = False,
    demo: Demo = False,
) -> None:
    """Make a token. It is shown this once, and only its hash is kept."""
    with store(demo) as (_, database), database.write() as session:
        expires = utcnow() + timedelta(days=days) if days else None
        issued = auth.issue(session, name=name, role=role, expires=expires, must_match=if_match)
    if json:
        print_json({"token": issued.secret, "id": str(issued.id), "role": role})
    else:
        remarks.print(f"Token of {name}, role {role}. Keep it: it is shown only now.")
        typer.echo(issued.secret)


@tokens.command("list")
def list_tokens(json: Json = False, demo: Demo = False) -> None:
    """Show all tokens, without their secrets."""
    with store(demo) as (_, database), database.read() as session:
        rows = [described(token) for token in auth.tokens(session)]
    if json:
        print_json({"tokens": rows})
        return
    for row in rows:
        state = f"revoked {row['revoked']}" if row["revoked"] else f"expires {row['expires'] or 'never'}"
        typer.echo(f"{row['id']}  {row['role']:8}  {row['name']}  last used {row['last_used'] or 'never'}  {state}")
    if not rows:
        remarks.print("No tokens yet: skerry token create --role analyst --name NAME")


@tokens.command("revoke")
def revoke(
    token_id: Annotated[UUID, typer.Argument(help="The id that `skerry token list` shows.")], demo: Demo = False
) -> None:
    """End a token, and every sign-in that was opened with it."""
    with store(demo) as (_, database), database.write() as session:
        auth.revoke(session, token_id)
    remarks.print(f"Revoked {token_id}.")

"""The `skerry` command."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from app.commands import backup, doctor, evaluate, export, extraction, imports, ingest, review, serve
from app.commands.common import remarks
from app.commands.tokens import tokens
from app.errors import SkerryError

cli = typer.Typer(
    name="skerry",
    help="Shadow-fleet events of the Baltic, each linked to the exact words that report it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    serve.serve,
    ingest.ingest,
    extraction.extract,
    evaluate.evaluate,
    extraction.locate,
    review.review,
    export.export,
    backup.backup,
    backup.restore,
    doctor.doctor,
):
    cli.command()(command)
cli.command("import")(imports.import_events)
cli.add_typer(tokens, name="token")


@cli.callback(invoke_without_command=True)
def options(
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Options before any command."""
    if show_version:
        typer.echo(version("skerry"))
        raise typer.Exit


def main() -> None:
    """Run the command; an error of ours is one line on standard error and exit code 1."""
    try:
        cli()
    except SkerryError as error:
        remarks.print(f"skerry: {error.detail}", style="red", soft_wrap=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

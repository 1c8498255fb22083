"""`skerry evaluate`: how well the extractor does on annotated reports."""

from pathlib import Path
from typing import Annotated

import typer

from app.commands.common import Json
from app.extraction import evaluation


def evaluate(
    folder: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="Annotated reports, one JSON file each.")
    ],
    language: Annotated[str | None, typer.Option(help="Only this language; `other` for all but English.")] = None,
    errors: Annotated[bool, typer.Option("--errors", help="List what was missed, invented or wrong.")] = False,
    json: Json = False,
) -> None:
    """Measure the extractor against annotated reports: the figures of the annotation guide's scorer, by language,
    register and type, with intervals."""
    evaluation.main(folder, language=language, errors=errors, as_json=json)

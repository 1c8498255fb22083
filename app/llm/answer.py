"""The shape of a model's answer. Whatever does not have it is no answer; nothing in it is believed (see `verify`)."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.codes import codes
from app.llm.errors import NoAnswer


def _code(name: str) -> Any:
    """A string of which the schema says the codes; one that is none costs its event, not the whole answer."""
    return Field(json_schema_extra={"enum": list(codes(name))})


Type = Annotated[str, _code("types")]
Modality = Annotated[str, _code("modalities")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class VesselWords(_Part):
    """A ship by the words of the text."""

    name: str
    role: Annotated[str, _code("vessel_roles")]


class ActorWords(_Part):
    """An actor by the words of the text."""

    name: str
    role: Annotated[str, _code("actor_roles")]


class EventWords(_Part):
    """One event: codes of our lists, and otherwise only words that must stand in the text."""

    type: Type
    modality: Modality
    quotes: list[str]
    when: str | None
    where: str | None
    vessels: list[VesselWords]
    actors: list[ActorWords]
    attributed_to: str | None
    how_many: str | None


class Answer(_Part):
    """The whole answer, as the schema that is sent along describes it."""

    events: list[EventWords]


class _Envelope(_Part):
    """The answer with its events unread, so that one that is badly made costs the others nothing."""

    events: list[Any]


def schema() -> dict[str, Any]:
    """The JSON Schema of the answer."""
    return Answer.model_json_schema()


def read(content: str) -> tuple[list[EventWords], int]:
    """The events of an answer, and how many more were badly made. Raises NoAnswer where it is not our JSON."""
    try:
        envelope = _Envelope.model_validate_json(_unfenced(content))
    except ValidationError:
        raise NoAnswer("its answer is not the JSON that was asked for") from None
    events: list[EventWords] = []
    for each in envelope.events:
        try:
            events.append(EventWords.model_validate(each))
        except ValidationError:
            continue
    return events, len(envelope.events) - len(events)


def _unfenced(content: str) -> str:
    """Without the Markdown fence that some models put around JSON."""
    content = content.strip()
    if content.startswith("```") and content.endswith("```"):
        content = content[3:-3].removeprefix("json")
    return content

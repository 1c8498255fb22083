"""Which extractor reads an article. The rules always do: what the model says stands beside them, or is missing."""

from dataclasses import dataclass
from typing import Literal

from app.articles.service import Incoming
from app.db.engine import Database
from app.errors import SetupError
from app.extraction import EventProposal, extract
from app.llm import prompt
from app.llm.agreement import agree
from app.llm.asking import Asking
from app.llm.client import Client
from app.llm.errors import NoAnswer
from app.llm.ledger import Budget, Ledger
from app.llm.verify import verify
from app.settings import Settings

Choice = Literal["rules", "llm", "both"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in an article, and what a person should know about how."""

    proposals: list[EventProposal]
    remarks: tuple[str, ...] = ()


def by_rules(incoming: Incoming) -> Reading:
    """What the rules find: offline, and always the same."""
    proposals = extract(
        incoming.text,
        language=incoming.language,
        published=incoming.told_on,
        title=incoming.title,
        posts=incoming.posts,
    )
    return Reading(proposals)


class Extractors:
    """The extractors that the settings ask for. Threads may share one."""

    def __init__(
        self, settings: Settings, database: Database, choice: Choice | None = None, *, one_run: bool = False
    ) -> None:
        """`choice` goes over the settings'. `one_run`: the budget of a run holds for the life of this object.

        Raises SetupError where the model is wanted and its settings are missing.
        """
        self._choice = choice or settings.extractor
        self._asking = None if self._choice == "rules" else _asking(settings, database, one_run)

    def read(self, incoming: Incoming) -> Reading:
        """Candidate events of an article. Never fails because of the model: the rules' answer then stands, with a
        remark that says why."""
        rules = by_rules(incoming)
        if self._asking is None:
            return rules
        model = self._asking.model
        try:
            said, malformed = self._asking.events(incoming.text)
        except NoAnswer as error:
            return Reading(
                rules.proposals,
                (f"The model {model} was not heard: {error.reason}. The rules' answer stands.",),
            )
        verified = verify(
            said,
            incoming.text,
            language=incoming.language,
            published=incoming.told_on,
            posts=incoming.posts,
            rules=(f"llm:{model}", f"prompt:{prompt.VERSION}"),
        )
        if malformed:
            verified.dropped["badly made"] += malformed
        remarks = []
        if verified.dropped:
            dropped = ", ".join(f"{number} {reason}" for reason, number in verified.dropped.items())
            remarks.append(f"Of {len(said) + malformed} event(s) of {model} were dropped: {dropped}.")
        if len(incoming.text) > prompt.LONGEST_SENT:
            remarks.append(f"{model} was sent the first {prompt.LONGEST_SENT:,} characters only.")
        compared = agree(rules.proposals, verified.proposals, model)
        return Reading(compared.llm if self._choice == "llm" else compared.both(), tuple(remarks))


def _asking(settings: Settings, database: Database, one_run: bool) -> Asking:
    missing = [name for name in ("llm_url", "llm_model") if not getattr(settings, name)]
    if missing or settings.llm_url is None or settings.llm_model is None:
        names = " and ".join(f"SKERRY_{name.upper()}" for name in missing)
        raise SetupError(f"the extractor llm needs {names}; or use the extractor rules, which needs nothing")
    run = Budget(settings.llm_requests_per_run, settings.llm_tokens_per_run) if one_run else Budget()
    day = Budget(settings.llm_requests_per_day, settings.llm_tokens_per_day)
    return Asking(
        Client(settings.llm_url, settings.llm_key, settings.llm_timeout),
        Ledger(database, day=day, run=run),
        model=settings.llm_model,
        form=settings.llm_format,
        concurrency=settings.llm_concurrency,
        patience_seconds=settings.llm_timeout,
    )

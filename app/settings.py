"""Settings of the service, read once at the edge and passed in; never read at import."""

from pathlib import Path
from typing import Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def default_database(name: str = "skerry") -> str:
    """URL of the embedded store under the user's data folder."""
    return f"sqlite:///{user_data_path('skerry', appauthor=False) / f'{name}.sqlite3'}"


class Settings(BaseSettings):
    """Every setting; the environment variable is the name in capitals behind `SKERRY_`."""

    model_config = SettingsConfigDict(env_prefix="SKERRY_", extra="ignore")

    database_url: str = Field(
        default_factory=default_database,
        description="SQLAlchemy URL of the store. Default: SQLite under the user's data folder.",
    )
    host: str = Field("127.0.0.1", description="Address that `skerry serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `skerry serve` listens on; 0 picks a free one.")
    public_url: str | None = Field(
        None, description="Address under which clients see the service, when it stands behind a proxy; links carry it."
    )
    demo: bool = Field(
        False, description="Serve the annotated sample reports under a banner, from a store of their own."
    )
    page_default: int = Field(100, ge=1, description="Features a page when the request has no `limit`.")
    page_maximum: int = Field(10_000, ge=1, description="Largest page; a larger `limit` is clamped to it.")
    max_body_bytes: int = Field(6_000_000, ge=1_000, description="Largest request body, in bytes.")
    fetch_private_hosts: frozenset[str] = Field(
        frozenset(),
        description="Hosts (JSON list) that `POST /articles` may fetch though they are not public.",
    )
    public_reports: bool = Field(False, description="Let anybody report events without a token; they await review.")
    public_reports_per_hour: int = Field(
        10, ge=1, description="Reports an hour that one address may send without a token."
    )
    writes_per_minute: int = Field(
        600, ge=0, description="Writes a minute that one token may make of each worker; 0: as many as it likes."
    )
    session_hours: int = Field(12, ge=1, description="How long a sign-in of the web page lasts, in hours.")
    cors_origins: Literal["*", ""] = Field("*", description="`*` lets any web page read the API; empty: none may.")
    extractor: Literal["rules", "llm", "both"] = Field(
        "rules",
        description="Who reads articles: `rules` (offline), `llm` or `both`, which send texts to `SKERRY_LLM_URL`.",
    )
    llm_url: str | None = Field(
        None,
        description="Base URL of an OpenAI-compatible API: `http://127.0.0.1:11434/v1`. It gets the texts.",
    )
    llm_model: str | None = Field(None, max_length=200, description="Name of the model, as that API knows it.")
    llm_key: SecretStr | None = Field(None, description="Key of that API, if it asks for one.")
    llm_format: Literal["json_schema", "json_object"] = Field(
        "json_schema", description="`json_object` for an API that cannot hold a model to a JSON Schema."
    )
    llm_timeout: float = Field(60.0, gt=0, le=600, description="Seconds that one answer may take, in all.")
    llm_concurrency: int = Field(2, ge=1, le=64, description="Requests that one worker sends at once.")
    llm_requests_per_day: int = Field(500, ge=0, description="Requests a day (UTC), of all workers and commands.")
    llm_tokens_per_day: int = Field(2_000_000, ge=0, description="Tokens a day, question and answer.")
    llm_requests_per_run: int = Field(200, ge=0, description="Requests of one command.")
    llm_tokens_per_run: int = Field(1_000_000, ge=0, description="Tokens of one command.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")
    bootstrap_token: SecretStr | None = Field(
        None,
        description="A token of role admin to exist at first start, for unattended set-ups; at least 32 characters.",
    )

    @property
    def sqlite_path(self) -> Path | None:
        """File of the embedded store, or None on another database."""
        prefix = "sqlite:///"
        return Path(self.database_url.removeprefix(prefix)) if self.database_url.startswith(prefix) else None

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

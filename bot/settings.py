"""TRAITS_* settings, from the environment and .env, checked at start."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_TOKEN = re.compile(r"\d{6,12}:[\w-]{30,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # what Telegram takes as secret_token
_DESK = re.compile(r"(?:(?:fr|en):)?-\d+(?:\s*,\s*(?:fr|en):-\d+)*")  # one, or one a language
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """What the operator decides; every field is read as TRAITS_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="TRAITS_", env_file=".env", extra="ignore", env_ignore_empty=True
    )

    token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    webhook_url: str | None = None
    webhook_secret: SecretStr | None = None
    listen: str | None = None  # for the webhook and /healthz
    database_url: SecretStr | None = None  # may hold a password
    data: Path = Path("data")
    keys_file: Path = Field(
        default=Path("~/.config/traits/keys"),
        validation_alias=AliasChoices("TRAITS_KEYS_FILE", "keys_file"),
    )
    desk: str | None = None
    operator_name: str | None = None
    operator_contact: str | None = None
    privacy_url: str | None = None

    @property
    def database(self) -> str:
        """Return the database's URL, SQLite in the data folder by default."""
        if self.database_url:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data / 'traits.db').resolve()}"

    @property
    def keys(self) -> Path:
        """Return the file of the keys."""
        return self.keys_file.expanduser()

    @property
    def address(self) -> tuple[str, int]:
        """Return where we listen: this machine only, unless told otherwise."""
        host, _, port = (self.listen or "127.0.0.1:8080").rpartition(":")
        return host, int(port)

    @property
    def desks(self) -> dict[int, str | None]:
        """Return the chat ids of the volunteers' groups, and the language each is for."""
        found: dict[int, str | None] = {}
        for one in filter(None, (self.desk or "").split(",")):
            language, _, chat_id = one.strip().rpartition(":")
            found[int(chat_id)] = language or None
        return found


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a message key with its values."""

    key: str
    values: dict[str, object] = field(default_factory=dict)
    fatal: bool = True


def problems(settings: Settings, *, telegram: bool) -> Iterator[Problem]:
    """Yield a sentence for each mistake; ``telegram`` when the bot is to run there."""
    if telegram:
        yield from _telegram(settings)
    yield from _webhook(settings)
    yield from _database(settings)
    if settings.listen and not re.fullmatch(r"[^\s:]+:\d{1,5}", settings.listen):
        yield Problem("check.listen", {"value": settings.listen})
    if settings.desk and not _DESK.fullmatch(settings.desk):
        yield Problem("check.desk", {"value": settings.desk})
    if _inside(settings.keys, settings.data):
        yield Problem("check.key_beside_data", {"path": str(settings.keys)}, fatal=False)


def _telegram(settings: Settings) -> Iterator[Problem]:
    if settings.token is None:
        yield Problem("check.no_token")
    elif not _TOKEN.fullmatch(settings.token.get_secret_value()):
        yield Problem("check.token_shape")
    for name in ("operator_name", "operator_contact", "privacy_url"):
        if not getattr(settings, name):
            yield Problem("check.required", {"name": f"TRAITS_{name.upper()}"})
    if settings.privacy_url and urlsplit(settings.privacy_url).scheme != "https":
        yield Problem("check.https", {"name": "TRAITS_PRIVACY_URL"})
    api = urlsplit(settings.telegram_api)
    if api.scheme != "https" and not (api.scheme == "http" and api.hostname in _LOOPBACK):
        yield Problem("check.telegram_api")


def _webhook(settings: Settings) -> Iterator[Problem]:
    if settings.webhook_url is None:
        return
    if urlsplit(settings.webhook_url).scheme != "https":
        yield Problem("check.https", {"name": "TRAITS_WEBHOOK_URL"})
    if settings.webhook_secret is None:
        yield Problem("check.required", {"name": "TRAITS_WEBHOOK_SECRET"})
    elif not _SECRET.fullmatch(settings.webhook_secret.get_secret_value()):
        yield Problem("check.webhook_secret")


def _database(settings: Settings) -> Iterator[Problem]:
    try:
        backend = make_url(settings.database).get_backend_name()
    except ArgumentError:
        yield Problem("check.database_url")
        return
    if backend not in {"sqlite", "postgresql"}:
        yield Problem("check.database_url")


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())

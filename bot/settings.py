"""Configuration: environment variables YUANBA_*, read once, wrong ones named in one plain line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot import fonts
from storage.place import Place, Server, is_server

TELEGRAM = "https://api.telegram.org"
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class WrongSetting(Exception):
    """One plain line that names the setting and what to do."""


class Settings(BaseSettings):
    """Everything that can be set from outside. Without a token there is only the sandbox."""

    model_config = SettingsConfigDict(env_prefix="YUANBA_", env_file=".env", extra="ignore")

    token: SecretStr | None = Field(None, description="the bot's token, from @BotFather")
    api_url: str = Field(TELEGRAM, description="where the Bot API is")
    database: str = Field(
        "",
        repr=False,  # a password may stand in it
        description="a file (empty: yuanba.sqlite in your data directory), or postgresql://…",
    )
    webhook_url: str = Field(
        "", description="public https address Telegram posts to; empty: polling"
    )
    webhook_listen: str = Field("127.0.0.1", description="address the webhook server binds")
    webhook_port: int = Field(8080, ge=1, le=65535, description="port the webhook server binds")
    webhook_secret: SecretStr | None = Field(None, description="secret header Telegram must send")
    ops_listen: str = Field("127.0.0.1", description="address where operators look at the bot")
    ops_port: int = Field(0, ge=0, le=65535, description="its port; 0: none")
    proxy: str = Field("", description="http proxy to reach Telegram through")
    font: Path | None = Field(
        None, description="font file for pictures; empty: as fontconfig finds it"
    )
    log: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="how much to log")
    log_format: Literal["plain", "json"] = Field("plain", description="how a line looks")
    clock: Path | None = Field(None, description="sandbox only: a file with the seconds to add")

    @field_validator("token", "webhook_secret", "font", "clock", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("log", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("log_format", mode="before")
    @classmethod
    def _in_small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, _, rest = value.get_secret_value().partition(":")
            if not number.isdigit() or len(rest) < 10:
                raise ValueError("this does not look like a token from @BotFather (123456:ABC…)")
        return value

    @field_validator("api_url", "webhook_url", "proxy")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not _is_address(value):
            raise ValueError("this is not an http(s) address")
        return value.rstrip("/")

    @field_validator("database")
    @classmethod
    def _is_a_place(cls, value: str) -> str:
        if is_server(value):
            Server(value)
        elif "://" in value:
            raise ValueError("a database is a file, or an address that begins with postgresql://")
        return value

    @field_validator("api_url")
    @classmethod
    def _empty_is_telegram(cls, value: str) -> str:
        return value or TELEGRAM

    @field_validator("font")
    @classmethod
    def _writes_chinese(cls, value: Path | None) -> Path | None:
        if value and not value.is_file():
            raise ValueError(f"there is no file {value}")
        if value and fonts.read(value) is None:
            raise ValueError(f"{value} is no font that can write Chinese")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_what_telegram_sends(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not _SECRET.fullmatch(value.get_secret_value()):
            raise ValueError("Telegram takes 1 to 256 letters, digits, _ and - only")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Settings:
        if self.webhook_url and self.webhook_secret is None:
            raise ValueError("YUANBA_WEBHOOK_SECRET is needed with YUANBA_WEBHOOK_URL")
        if self.webhook_secret and not self.webhook_url:
            raise ValueError("YUANBA_WEBHOOK_URL is needed with YUANBA_WEBHOOK_SECRET")
        if self.webhook_url and self.ops_port == self.webhook_port:
            raise ValueError("YUANBA_OPS_PORT and YUANBA_WEBHOOK_PORT must not be the same")
        if self.clock and urlsplit(self.api_url).hostname not in LOOPBACK:
            raise ValueError(
                "YUANBA_CLOCK is for the sandbox: it needs YUANBA_API_URL on this machine"
            )
        return self

    @property
    def place(self) -> Place:
        """Where everything is kept. Raises WrongSetting."""
        return Server(self.database) if is_server(self.database) else self.database_path

    @property
    def secrets(self) -> list[str]:
        """What no line of the log may show."""
        known = [one.get_secret_value() for one in (self.token, self.webhook_secret) if one]
        password = Server(self.database).password if is_server(self.database) else ""
        return [*known, password] if password else known

    @property
    def database_path(self) -> Path:
        """The database file, in a directory that exists. Raises WrongSetting."""
        path = Path(self.database) if self.database else user_data_path("yuanba") / "yuanba.sqlite"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise WrongSetting(
                f"YUANBA_DATABASE: {path.parent} cannot be made ({error.strerror})"
            ) from error
        return path


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def load(**overrides: object) -> Settings:
    """Read the environment. Raises WrongSetting with the first thing that is wrong."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks them
    except UnicodeDecodeError:
        raise WrongSetting(".env: this is not UTF-8 text; save it again as UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        message = first["msg"].removeprefix("Value error, ")
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise WrongSetting(f"YUANBA_{name}: {message}" if name else message) from None


def place_of(text: str) -> Place:
    """A place as it is written on the command line. Raises WrongSetting."""
    try:
        return Server(text) if is_server(text) else Path(text)
    except ValueError as error:
        raise WrongSetting(str(error)) from None

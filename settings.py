"""Every setting of the product, typed, with its default and a line of why. Read only at the doors.

Environment names begin with WHOSAID_, groups with two underscores: WHOSAID_WEB__PORT=8000. A `.env` file in the
working folder is read too; the environment wins over it.
"""

from __future__ import annotations

import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Literal, get_origin

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from errors import BadSetting

PREFIX = "WHOSAID_"
HOUSE = Path(__file__).resolve().parent


class _Group(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IndexSettings(_Group):
    """How text becomes findable."""

    embedder: str = Field(
        str(HOUSE / "models" / "whosaid-multilingual"),
        description="A folder or hub name that sentence-transformers loads; another one needs a new archive.",
    )
    query_prompt: str = Field("", description="Put before every question; some models want one (e5: 'query: ').")
    document_prompt: str = Field("", description="Put before every passage (e5: 'passage: ').")
    chroma_url: str = Field(
        "", description="A Chroma server for the vectors, as http://10.0.0.7:8000; empty: in the archive's folder."
    )
    chroma_token: SecretStr = Field(
        SecretStr(""), description="What that server's proxy wants: sent as `Authorization: Bearer …`."
    )


class IngestSettings(_Group):
    """What is read from article files."""

    max_file_mb: Annotated[int, Field(ge=1, le=4096)] = Field(
        20, description="Larger files are skipped with that reason."
    )
    max_memory_mb: Annotated[int, Field(ge=400, le=1_000_000)] = Field(
        1000, description="A file whose reading needs more memory is skipped."
    )
    max_seconds: Annotated[int, Field(ge=1, le=3600)] = Field(
        20, description="A file whose reading takes longer is skipped."
    )
    default_outlet: str = Field("", description="Outlet of articles whose file names none; empty: unknown.")
    max_pages: Annotated[int, Field(ge=1, le=100_000)] = Field(
        100, description="Articles fetched for one address in one run; the next run goes on with the others."
    )
    fetch_ports: tuple[Annotated[int, Field(ge=1, le=65535)], ...] = Field(
        (80, 443), description="Ports from which pages are fetched."
    )


class WebSettings(_Group):
    """Where and how the chat is served."""

    host: str = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 lets other machines in.")
    port: Annotated[int, Field(ge=1, le=65535)] = Field(7860, description="Port of the chat and of the JSON API.")
    hosts: tuple[str, ...] = Field(
        (), description='Names besides localhost and addresses under which it may be asked, as ["news.example.org"].'
    )
    embed_origins: tuple[str, ...] = Field(
        (), description='Origins of the wikis that may show the chat in a frame, as ["https://wiki.example.org"].'
    )
    title: str = Field("Whosaid", description="Name at the top of the page.")
    readers: Path | None = Field(
        None, description="Password file, made by `python -m web password`; empty: nobody signs in."
    )
    user_header: str = Field("", description="Header in which a trusted proxy names the signed-in reader.")
    trusted_proxies: tuple[str, ...] = Field(
        (), description='Addresses of the proxies in front, as ["10.0.0.7"]; their headers are believed.'
    )
    token_secret: SecretStr = Field(
        SecretStr(""), description="32 characters or more, shared with the wikis: signs who their reader is."
    )
    anonymous: bool | None = Field(
        None, description="Whether somebody not signed in sees the public articles; default: yes unless sign-in is set."
    )
    insecure_public: bool = Field(
        False, description="Listen beyond this machine without any sign-in: everybody there can ask."
    )
    uploads: bool = Field(
        False, description="Readers who signed in (without sign-in: everybody here) may add articles on the page."
    )
    fetch: bool = Field(
        False, description="Who may add articles may also name an address, which this machine then fetches."
    )
    questions_per_minute: Annotated[int, Field(ge=0, le=100_000)] = Field(
        60, description="Questions that one client may ask in a minute, 30 at once; 0: no limit."
    )
    max_question: Annotated[int, Field(ge=20, le=20000)] = Field(
        2000, description="Longest question in characters; a longer one is refused."
    )


class LlmSettings(_Group):
    """Which language model phrases the answers, if any; without an address nothing is asked and nothing is sent."""

    base_url: str = Field(
        "", description="OpenAI-compatible address up to /v1, as http://localhost:11434/v1; empty: no language model."
    )
    model: str = Field("", description="Name of the model at that address; needed if there is an address.")
    timeout: Annotated[float, Field(ge=0.2, le=600)] = Field(
        20.0, description="Seconds for all that the model does for one answer; then the answer comes without it."
    )


class RecordSettings(_Group):
    """Which answers can be opened again under /answers/<id>."""

    answers: Annotated[int, Field(ge=0, le=10_000_000)] = Field(
        10_000, description="Most answers kept in the archive folder, the oldest go first; 0 keeps none."
    )
    days: Annotated[int, Field(ge=1, le=36_500)] = Field(90, description="Days after which a kept answer is forgotten.")


class Settings(BaseSettings):
    """All settings; frozen once read."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",
    )

    archive: Path = Field(Path("var/archive"), description="Folder of the archive: library, vectors, lexical index.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "WARNING", description="DEBUG, INFO, WARNING or ERROR; logs never hold article text."
    )
    index: IndexSettings = IndexSettings()
    ingest: IngestSettings = IngestSettings()
    web: WebSettings = WebSettings()
    llm: LlmSettings = LlmSettings()
    record: RecordSettings = RecordSettings()
    openai_api_key: SecretStr = Field(
        SecretStr(""), validation_alias="OPENAI_API_KEY", description="Key for that address, if it wants one."
    )


def names() -> dict[str, str]:
    """Every environment name with the path of its field: `WHOSAID_WEB__PORT` → `web.port`.

    The key alone goes by the name that every other program gives it.
    """
    found: dict[str, str] = {}
    for name, info in Settings.model_fields.items():
        group = info.annotation
        if isinstance(group, type) and issubclass(group, _Group):
            found |= {f"{PREFIX}{name}__{inner}".upper(): f"{name}.{inner}" for inner in group.model_fields}
        else:
            found[str(info.validation_alias or f"{PREFIX}{name}".upper())] = name
    return found


def read() -> Settings:
    """The settings from `.env` and the environment.

    Raises BadSetting for a value out of range and for a WHOSAID_ name that does not exist.
    """
    known = names()
    unknown = sorted(n for n in _given() if n.startswith(PREFIX) and n not in known)
    if unknown:
        listed = [name for name in sorted(known) if name.startswith(PREFIX)]
        raise BadSetting(f"{unknown[0]}: there is no such setting; known: {', '.join(listed)}")
    try:
        chosen = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "__".join(str(part) for part in first["loc"]).upper()
        raise BadSetting(f"{name}={first['input']!r}: {first['msg']}") from None
    except SettingsError as error:
        named = _no_list()
        raise BadSetting(f'{named or error}: lists are written as JSON, for example ["news.example.org"]') from None
    if chosen.archive == Path():
        raise BadSetting("WHOSAID_ARCHIVE is empty; name a folder, for example var/archive")
    return chosen


def _no_list() -> str | None:
    """The name of the list that is not written as JSON; None if that is not what is wrong."""
    given = {name.upper(): value for name, value in (dotenv_values(".env") | os.environ).items()}
    for name, path in names().items():
        group, _, field = path.partition(".")
        kind = Settings.model_fields[group].annotation
        told = kind.model_fields[field].annotation if isinstance(kind, type) and issubclass(kind, _Group) else None
        try:
            if get_origin(told) is tuple and name in given:
                json.loads(given[name] or "")
        except ValueError:
            return f"{name}={given[name]!r}"
    return None


def escape_unknown_scripts() -> None:
    """Let a console whose encoding lacks a script show its letters as escapes; commands call it first."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _given() -> set[str]:
    try:
        lines = Path(".env").read_text("utf-8").splitlines() if Path(".env").is_file() else []
    except (OSError, UnicodeDecodeError):
        raise BadSetting(".env cannot be read as UTF-8 text; see .env.example") from None
    in_file = {line.split("=", 1)[0].strip().upper() for line in lines if "=" in line and not line.startswith("#")}
    return in_file | {name.upper() for name in os.environ}

"""Everything configurable, in one described place: `lotgraph.toml`.

Each setting can be overridden by an environment variable: LOTGRAPH__PATHS__LAKE=s3://… sets
`[paths] lake`. LOTGRAPH_SETTINGS names another file.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from lotgraph.errors import SettingsError
from lotgraph.windows import WindowGrid

FILE_VARIABLE = "LOTGRAPH_SETTINGS"
PREFIX = "LOTGRAPH__"
UNPLACED = "unplaced"  # the site of files that lie under no known site


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("expected an IANA time zone such as Europe/Berlin") from error
    return name


def _divides_the_day(minutes: int) -> int:
    if 60 % minutes and (minutes % 60 or 24 * 60 % minutes):
        raise ValueError("expected minutes that divide an hour, or whole hours that divide a day")
    return minutes


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class Strict(BaseModel):
    """A section in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Paths(Strict):
    """Where things lie: local folders or any address fsspec opens (`s3://…`)."""

    landing: str = Field(default="data/landing", description="Folder where captures arrive.")
    lake: str = Field(default="data/lake", description="Folder of the tables and previews.")


class Windows(Strict):
    """How time is cut into partitions."""

    length_minutes: Annotated[int, Field(ge=5, le=1440), AfterValidator(_divides_the_day)] = Field(
        default=60, description="Length of a window; it must divide the hour or the day."
    )
    horizon_days: int = Field(
        default=30, ge=1, le=400, description="Days of windows kept as live Dagster partitions."
    )
    first_day: date | None = Field(
        default=None,
        description="First live day; unset: `horizon_days` before today. Set it earlier to re-open old windows.",
    )
    last_day: date | None = Field(
        default=None, description="Last live day; unset: windows go on as time does."
    )

    @property
    def grid(self) -> WindowGrid:
        """The windows of this length."""
        return WindowGrid(timedelta(minutes=self.length_minutes))

    @model_validator(mode="after")
    def _in_order(self) -> "Windows":
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValueError("expected last_day on or after first_day")
        return self


class Camera(Strict):
    """One camera of a site."""

    clock_offset_s: float = Field(
        default=0.0,
        ge=-86_400,
        le=86_400,
        description="How far the camera's clock is ahead of true time, in seconds.",
    )
    is_fixed: bool = Field(
        default=True, description="False for a camera that pans by design: it is never called moved."
    )


class Site(Strict):
    """One parking site."""

    name: str = Field(default="", description="What people call the site.")
    timezone: Annotated[str, AfterValidator(_known_zone)] = Field(
        default="UTC", description="Time zone of file names that carry no offset."
    )
    cameras: dict[Identifier, Camera] = Field(
        default_factory=dict, description="Its cameras, by the name of their landing folder."
    )


class Arrivals(Strict):
    """What the arrival sensor takes."""

    settle_s: float = Field(
        default=30.0,
        ge=0,
        description="A file changed within this many seconds is still being written; it waits.",
    )
    future_tolerance_s: float = Field(
        default=300.0,
        ge=0,
        description="How far a file's start may lie after its arrival before it is refused.",
    )
    windows_per_tick: int = Field(
        default=50, ge=1, le=1000, description="Runs requested by one tick at most."
    )
    attempts: int = Field(
        default=3, ge=1, le=20, description="Runs of one unchanged window before it is given up."
    )


class Health(Strict):
    """How cameras are judged."""

    sample_hz: float = Field(
        default=2.0, gt=0, le=30, description="Frames judged per second of footage."
    )
    baseline_days: int = Field(
        default=14, ge=1, le=90, description="Days before a day that make its baseline."
    )
    usable_share: float = Field(
        default=0.5,
        ge=0,
        le=1,
        description="A camera is left out of a window when less of it than this can be used.",
    )


class Server(Strict):
    """The preview server."""

    host: str = Field(default="127.0.0.1", description="Address it binds; loopback by default.")
    port: int = Field(default=3080, ge=1, le=65_535, description="Port it binds.")
    public_url: str = Field(
        default="", description="Address browsers reach it at; empty: http://host:port."
    )
    token: str = Field(
        default="", description="Secret asked of every request; needed off the loopback address."
    )

    @property
    def url(self) -> str:
        """Address browsers reach it at."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @model_validator(mode="after")
    def _guarded(self) -> "Server":
        if self.host not in {"127.0.0.1", "localhost", "::1"} and not self.token:
            raise ValueError("expected a token, because host is not a loopback address")
        return self


class Settings(Strict):
    """All of them."""

    paths: Paths = Field(default_factory=Paths)
    windows: Windows = Field(default_factory=Windows)
    arrivals: Arrivals = Field(default_factory=Arrivals)
    health: Health = Field(default_factory=Health)
    server: Server = Field(default_factory=Server)
    sites: dict[Identifier, Site] = Field(
        default_factory=dict, description="Known sites, by the name of their landing folder."
    )

    @model_validator(mode="after")
    def _no_reserved_site(self) -> "Settings":
        if UNPLACED in self.sites:
            raise ValueError(f"site name {UNPLACED!r} is reserved for files under no known site")
        return self


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings file, lay the environment over it and validate.

    Relative local paths are taken from the file's own folder, so that it does not matter where
    a command is started. Without a file the defaults hold.

    Raises:
        SettingsError: naming file, line, key, what was expected and what came.
    """
    named = path or (Path(environ[FILE_VARIABLE]) if environ.get(FILE_VARIABLE) else None)
    file = named or Path("lotgraph.toml")
    if named is not None and not file.is_file():
        raise SettingsError(f"settings file {file} does not exist; create it or unset {FILE_VARIABLE}")
    text = file.read_text() if file.is_file() else ""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} is not valid TOML: {error}") from error
    _overlay(content, environ)
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        raise SettingsError("\n".join(_complaints(error, file, text, environ))) from error
    return settings.model_copy(update={"paths": _anchored(settings.paths, file.resolve().parent)})


def _anchored(paths: Paths, folder: Path) -> Paths:
    absolute = {
        name: value if "://" in value else str(folder / Path(value).expanduser())
        for name, value in paths.model_dump().items()
    }
    return Paths(**absolute)


def _overlay(content: dict[str, Any], environ: Mapping[str, str]) -> None:
    for variable in sorted(v for v in environ if v.startswith(PREFIX)):
        *sections, key = variable.removeprefix(PREFIX).lower().split("__")
        target = content
        for section in sections:
            target = target.setdefault(section, {})
            if not isinstance(target, dict):
                raise SettingsError(f"environment variable {variable}: {section} is not a section")
        target[key] = environ[variable]


def _complaints(
    error: ValidationError, file: Path, text: str, environ: Mapping[str, str]
) -> list[str]:
    lines = []
    for problem in error.errors():
        keys = [str(part) for part in problem["loc"] if part != "[key]"]
        variable = PREFIX + "__".join(keys).upper()
        where = f"environment variable {variable}" if variable in environ else _place(file, text, keys)
        expected = problem["msg"].removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            expected = "no such setting; `lotgraph settings` lists them all"
        came = problem["input"] if not isinstance(problem["input"], dict | Strict) else "the section"
        lines.append(f"{where}: {'.'.join(keys) or 'settings'}: {expected}; got {came!r}")
    return lines


def _place(file: Path, text: str, keys: list[str]) -> str:
    """`file:line` of the deepest of `keys` found; sections first, then the key inside."""
    section: list[str] = []
    best, depth = 0, 0
    for number, line in enumerate(text.splitlines(), start=1):
        header = re.match(r"\s*\[\[?([^\]]+)\]", line)
        key = re.match(r"\s*([\w.\"'-]+)\s*=", line)
        if header:
            section = [part.strip(" \"'") for part in header[1].split(".")]
        path = section if header else [*section, *_parts(key[1])] if key else []
        if path and keys[: len(path)] == path and len(path) > depth:
            best, depth = number, len(path)
    return f"{file}:{best}" if best else str(file)


def _parts(key: str) -> list[str]:
    return [part.strip("\"'") for part in key.split(".")]



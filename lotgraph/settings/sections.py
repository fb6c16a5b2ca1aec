"""The sections of the settings: each field with its type, default, bounds and description."""

import ipaddress
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import fsspec
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from lotgraph.detector.suppression import Suppression
from lotgraph.polygon import is_polygon
from lotgraph.windows import WindowGrid

UNPLACED = "unplaced"  # the site of files that lie under no known site
TOKEN_CHARACTERS = 16  # fewer can be guessed through the server


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, LookupError, ValueError) as error:  # a folder of zones, unknown, or a path
        raise ValueError("expected an IANA time zone such as Europe/Berlin") from error
    return name


def _divides_the_day(minutes: int) -> int:
    if 60 % minutes and (minutes % 60 or 24 * 60 % minutes):
        raise ValueError("expected minutes that divide an hour, or whole hours that divide a day")
    return minutes


def _day(value: object) -> object:
    """Days may be quoted, as people do; TOML has a type of its own for them."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("expected a day such as 2026-03-02") from error


def _can_be_opened(address: str) -> str:
    protocol = address.partition("://")[0].partition("::")[0]
    if "://" in address and protocol not in fsspec.available_protocols():
        raise ValueError(f"expected a folder or an address that fsspec opens, not {protocol}://")
    return address


def _is_web_address(address: str) -> str:
    parts = urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise ValueError("expected an address such as https://previews.example.org")
    return address


def _is_long_enough(token: str) -> str:
    if token and (len(token) < TOKEN_CHARACTERS or not token.isascii() or not token.isprintable()):
        raise ValueError(f"expected at least {TOKEN_CHARACTERS} printable ASCII characters")
    return token


def _is_suppression(way: str) -> str:
    if way not in {*Suppression}:
        raise ValueError(f"expected {', '.join(Suppression)}")
    return way


def _is_whole(address: str) -> str:
    if "://" not in address and not Path(address).is_absolute():
        raise ValueError("expected a folder written from / on, or an address such as s3://archive")
    return address


Day = Annotated[date, BeforeValidator(_day)]
Folder = Annotated[str, Field(min_length=1), AfterValidator(_can_be_opened)]
WholeFolder = Annotated[Folder, AfterValidator(_is_whole)]


def _not_reserved(site: str) -> str:
    if site == UNPLACED:
        raise ValueError("expected another name; this one is kept for files under no known site")
    return site


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]
SiteIdentifier = Annotated[Identifier, AfterValidator(_not_reserved)]


def _are_polygons(polygons: list[list[list[float]]]) -> list[list[list[float]]]:
    if not all(map(is_polygon, polygons)):
        raise ValueError("expected polygons such as [[[0, 0.3], [1, 0.3], [0.5, 1]]]")
    return polygons


Polygons = Annotated[list[list[list[float]]], AfterValidator(_are_polygons)]


class Strict(BaseModel):
    """A section in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Paths(Strict):
    """Where things lie: local folders or any address fsspec opens (`s3://…`)."""

    landing: Folder = Field(default="data/landing", description="Folder where captures arrive.")
    lake: Folder = Field(default="data/lake", description="Folder of the tables and previews.")
    training: str = Field(
        default="data/training", min_length=1, description="Local folder where models are trained."
    )
    labels: str = Field(
        default="",
        description="Local folder of labels, laid out as the landing folder is, each called as its "
        "capture; empty: none.",
    )
    cameras: str = Field(
        default="",
        description="Local folder of camera models, `SITE/CAMERA.json` each, see docs/ground.md; "
        "empty: none.",
    )


class Windows(Strict):
    """How time is cut into partitions."""

    length_minutes: Annotated[int, Field(ge=5, le=1440), AfterValidator(_divides_the_day)] = Field(
        default=60, description="Length of a window; it must divide the hour or the day."
    )
    horizon_days: int = Field(
        default=30, ge=1, le=400, description="Days of windows kept as live Dagster partitions."
    )
    first_day: Day | None = Field(
        default=None,
        description="First live day; unset: horizon_days before today. Set it earlier to "
        "re-open old windows.",
    )
    last_day: Day | None = Field(
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
        default=True,
        description="False for a camera that pans by design: it is never called moved.",
    )
    keep: Polygons = Field(
        default=[],
        description="Polygons, corners in shares of the picture's width and height: only what "
        "stands in one of them is found; empty: anywhere.",
    )
    leave_out: Polygons = Field(
        default=[], description="Polygons in which nothing is found, such as a street behind."
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
    retry_hours: float = Field(
        default=24.0,
        gt=0,
        description="Hours after which a window that was given up is tried again.",
    )
    footage_roots: list[WholeFolder] = Field(
        default=[],
        description="Folders or addresses besides its own folder that a landed manifest may name "
        "footage in; whoever lands files can have anything below them shown. In the variable: with "
        "commas between.",
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


class Detections(Strict):
    """What looks for vehicles and people, and how often."""

    detector: str = Field(
        default="ours",
        min_length=1,
        description="Who looks: `ours`, the path of an ONNX file, or `torchvision:NAME`; see "
        "docs/detect.md.",
    )
    provider: str = Field(
        default="cpu",
        min_length=1,
        description="Hardware that looks: `cpu`, `cuda`, `tensorrt`, `openvino`, `qnn`, `coreml`, "
        "`directml`. What was found on one is not looked for again on another.",
    )
    rate_hz: float = Field(
        default=5.0, gt=0, le=120, description="Frames looked at per second of footage, at most."
    )
    least_score: float = Field(
        default=0.05,
        ge=0,
        le=1,
        description="Boxes with a lower score are not written. Keep it low: what is sure and what "
        "is not is found from all of them.",
    )
    most_boxes: int = Field(
        default=100, ge=1, le=10_000, description="Boxes of one frame that are written, the surest."
    )
    suppression: Annotated[str, AfterValidator(_is_suppression)] = Field(
        default="hard",
        description="What becomes of a box that overlaps a better one: `hard`, `soft` or "
        "`weighted`; see docs/detect.md.",
    )
    tile_px: int | None = Field(
        default=None,
        ge=32,
        description="Look at tiles of this side as well, for what is small; a look more for each. "
        "Unset: at whole frames only.",
    )
    rest_when_still: bool = Field(
        default=True,
        description="While nothing moves, repeat what was found last instead of looking again; "
        "one frame in two seconds gets a look in any case.",
    )


class Server(Strict):
    """The preview server."""

    host: str = Field(default="127.0.0.1", description="Address it binds; loopback by default.")
    port: int = Field(default=3080, ge=1, le=65_535, description="Port it binds.")
    public_url: Annotated[str, AfterValidator(_is_web_address)] = Field(
        default="", description="Address browsers reach it at; empty: http://host:port."
    )
    token: Annotated[str, AfterValidator(_is_long_enough)] = Field(
        default="", description="Secret asked of every request; needed off the loopback address."
    )

    @property
    def url(self) -> str:
        """Address browsers reach it at."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url.rstrip("/") or f"http://{host}:{self.port}"

    @model_validator(mode="after")
    def _guarded(self) -> "Server":
        if not _is_loopback(self.host) and not self.token:
            raise ValueError("expected a token, because host is not a loopback address")
        if self.host in {"0.0.0.0", "::"} and not self.public_url:  # noqa: S104
            raise ValueError("expected public_url, because no browser can go to host itself")
        return self


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Settings(Strict):
    """All of them."""

    paths: Paths = Field(default_factory=Paths)
    windows: Windows = Field(default_factory=Windows)
    arrivals: Arrivals = Field(default_factory=Arrivals)
    health: Health = Field(default_factory=Health)
    detections: Detections = Field(default_factory=Detections)
    server: Server = Field(default_factory=Server)
    sites: dict[SiteIdentifier, Site] = Field(
        default_factory=dict, description="Known sites, by the name of their landing folder."
    )

    def panning_cameras(self, site_id: str) -> frozenset[str]:
        """Cameras of a site that pan by design."""
        site = self.sites.get(site_id)
        cameras = site.cameras if site else {}
        return frozenset(name for name, camera in cameras.items() if not camera.is_fixed)

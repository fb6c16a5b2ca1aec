"""Camera-days of the twin as short clips, some with a fault; rendered once and kept in a folder.

A camera a site. Each day is a clip every hour, at a minute drawn anew; the second day has
beside them two clips of every kind of fault and two more of slight moves, at hours drawn anew.
The first day teaches what is normal and shows how a camera without a baseline does. The weather is
what a rendering draws that names none: by the climate, and it may change four times a day. A clip
is known by its name and the code that makes it: what is there is not rendered again.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

from lotgraph.kernel import stamp_of
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.render import encoding_of
from lotgraph.twin.deliver.shoot import shoot
from lotgraph.twin.deliver.skies import skies
from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.faults.model import Fault, Kind, strength_of
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.sun import elevation_deg, sun_direction
from lotgraph.twin.world.simulate import simulate
from lotgraph.video.encode import write_clip

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAY_S, HOUR_S, MINUTE_S = 86400.0, 3600.0, 60.0
KINDS: tuple[Kind, ...] = ("covered", "moved", "defocused", "frozen", "black", "over_exposed")
FPS = (2.0, 2.5, 5.0)  # of cameras
DAYS = 2  # the first teaches what is normal, the second is judged by it
EACH = 2  # clips of each kind of fault a day
SLIGHT = 2  # more of moves: few of those drawn evenly by orders of magnitude are so small
SLIGHT_PX = 7.0
SOUND_S, FAULTY_S = 20.0, 30.0
FROZEN_S = 60.0  # of which a camera with a keyframe each ten seconds shows five or six
SECOND = 10.0  # of a minute: what exposure remembers, and all of a clip, lies in one minute's light
BEFORE_S = 6.0  # a fault that was there before its clip began so long ago
ALREADY_SHARE = 1 / 3
ONSETS_S = (5.0, 11.0)  # of the others


@dataclass(frozen=True)
class Clip:
    """Some seconds of one camera; times in seconds since its day began."""

    begins_s: float
    lasts_s: float
    fault: Fault | None = None

    @property
    def name(self) -> str:
        """Of its file."""
        return f"{int(self.begins_s):05d}{'-' + self.fault.kind if self.fault else ''}.mp4"

    @property
    def onset_s(self) -> float:
        """When its fault begins, in seconds from its own beginning; at most 0 if it was there."""
        return self.fault.begins_s - self.begins_s if self.fault else float("nan")


@dataclass(frozen=True)
class CameraDay:
    """One day of the camera of a seed's site."""

    seed: int
    day: int

    @cached_property
    def camera(self) -> Camera:
        """With a frame rate of its own."""
        plan = generate(self.seed)
        chance = stream(self.seed, "health")
        camera = plan.cameras[int(chance.integers(len(plan.cameras)))]
        return replace(camera, fps=float(chance.choice(FPS)))

    @property
    def plan(self) -> Plan:
        """The site with this camera alone."""
        return replace(generate(self.seed), cameras=(self.camera,))

    @property
    def begins_at(self) -> datetime:
        """Days of a camera follow each other, somewhere in the year."""
        first = int(stream(self.seed, "health", "season").integers(365))
        return YEAR + timedelta(days=first + self.day)

    @cached_property
    def skies(self) -> tuple[Stretch, ...]:
        """The weather of the day."""
        return skies(self.plan, self.seed, self.begins_at, DAY_S, MINUTE_S)

    def weather(self, clip: Clip) -> Weather:
        """The weather of a clip."""
        return next(one.weather for one in self.skies if clip.begins_s < one.ends_s)

    @property
    def clips(self) -> list[Clip]:
        """All of the day's, in order of time."""
        chance = stream(self.seed, "health", "clips", self.day)
        sound = [
            Clip(hour * HOUR_S + int(chance.integers(30)) * MINUTE_S + SECOND, SOUND_S)
            for hour in range(24)
        ]
        wanted = [(kind, number) for number in range(EACH) for kind in KINDS] if self.day else []
        wanted += [("moved", EACH + number) for number in range(SLIGHT)] if self.day else []
        hours = chance.permutation(24).tolist()
        faulty = [self._faulty(*one, hour) for one, hour in zip(wanted, hours, strict=False)]
        return sorted([*sound, *faulty], key=lambda clip: clip.begins_s)

    def _faulty(self, kind: Kind, number: int, hour: int) -> Clip:
        chance = stream(self.seed, "health", kind, self.day, number)
        begins_s = hour * HOUR_S + (30 + int(chance.integers(29))) * MINUTE_S + SECOND
        seen_s = FROZEN_S if kind == "frozen" else FAULTY_S
        was_there = chance.random() < ALREADY_SHARE
        onset_s = -BEFORE_S if was_there else float(chance.uniform(*ONSETS_S))
        lasts_s = seen_s - onset_s + BEFORE_S
        strength, seed = float(chance.random()), int(chance.integers(2**31))
        if number >= EACH:
            strength *= strength_of(kind, SLIGHT_PX)
        from_s = begins_s + onset_s
        fault = Fault(self.camera.camera_id, kind, from_s, from_s + lasts_s, strength, seed)
        return Clip(begins_s, seen_s, fault)

    def sun_deg(self, clip: Clip) -> float:
        """How high the sun stands as a clip begins."""
        plan, moment = self.plan, self.begins_at + timedelta(seconds=clip.begins_s)
        return elevation_deg(sun_direction(plan.latitude_deg, plan.longitude_deg, moment))

    def path(self, keep: Path, clip: Clip) -> Path:
        """Where a clip is kept."""
        return keep / film() / f"{self.seed}" / f"{self.day}" / clip.name


@cache
def film() -> str:
    """What the code that makes clips is called: other code makes others."""
    return stamp_of(Path(__file__), "benchmarks.twin_footage")[:12]


def camera_days(seeds: list[int]) -> list[CameraDay]:
    """Day by day, so that what was rendered by any moment is of all sites."""
    return [CameraDay(seed, day) for day in range(DAYS) for seed in seeds]


def missing(one: CameraDay, keep: Path) -> list[Clip]:
    """Clips of a day that are still to be rendered, those with a fault first."""
    left = [clip for clip in one.clips if not one.path(keep, clip).exists()]
    return sorted(left, key=lambda clip: clip.fault is None)


def render_day(one: CameraDay, keep: Path) -> int:
    """Render what is missing of a day; how many frames that were."""
    left = missing(one, keep)
    if not left:
        return 0
    plan = one.plan
    faults = tuple(clip.fault for clip in one.clips if clip.fault)
    traffic = 2 * int(stream(one.seed, "health", "traffic", one.day).integers(2**30))
    traffic += one.seed % 2
    first = one.skies[0].weather
    order = Order(plan, traffic, one.begins_at, DAY_S, first, faults=faults, stretches=one.skies)
    studio = Studio(order, simulate(plan, one.begins_at, DAY_S, traffic))
    return sum(_render(one, clip, studio, one.path(keep, clip)) for clip in left)


def _render(one: CameraDay, clip: Clip, studio: Studio, path: Path) -> int:
    camera = one.camera
    first = round(clip.begins_s * camera.fps)
    piece = Piece(camera, first, first + round(clip.lasts_s * camera.fps))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}")
    frames = ((shot.clock_s, picture) for shot, picture in shoot(piece, studio))
    write_clip(draft, frames, fps=camera.fps, encoding=encoding_of(camera))
    draft.rename(path)
    return piece.last - piece.first


def kept(days: list[CameraDay], keep: Path) -> Iterator[tuple[CameraDay, list[Clip]]]:
    """Days of which something is there, and what."""
    for one in days:
        there = [clip for clip in one.clips if one.path(keep, clip).exists()]
        if there:
            yield one, there

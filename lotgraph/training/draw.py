"""Draws labelled stills from the twin: many sites, cameras, hours and weathers, few of each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.formats.columns import EDGES
from lotgraph.training.columns import KIND_OF, LABELS, STILLS
from lotgraph.training.mix import mixed, named, several
from lotgraph.training.plates import plates
from lotgraph.training.seek import raised, seek
from lotgraph.twin.deliver.order import Order
from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.shoot import Shot, shoot
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.plan import Camera
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.seeds import stream
from lotgraph.twin.stage.weather import SHARES, draw_weather
from lotgraph.twin.sun import elevation_deg, sun_direction
from lotgraph.twin.world.model import World
from lotgraph.twin.world.simulate import simulate

Picture = NDArray[np.uint8]
MOST_OWNERS = 255
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = 365
LASTS_S = 3600.0  # of a round's traffic; it is empty at first but for who is parked
FIRST_S = 120.0
HOURS = (4.5, 22.5)  # by the sun, of most rounds
NIGHT_SHARE = 0.12  # of rounds are at any hour
ANY_WEATHER_SHARE = 0.4  # of rounds draw each kind as often; else as often as a year has it
MOMENTS = 3  # of each camera in a round
CAMERAS = 6  # of a site, at most
SOUGHT_SHARE = 0.4  # of rounds, half of stills, have something rare in view: see `seek`
CROWDED_SHARE = 0.5  # of the others have more of what is rare
CROWDED: dict[str, Any] = {
    "two_wheeler_share": 0.12,
    "delivery_share": 0.15,
    "coach_share": 0.05,
    "walkers_per_visit": 3.0,
}
EMPTY_SHARE = 0.1  # of pictures with nothing in them that are kept
CRF = (18, 38)  # better and worse than what the twin's cameras are coded at
JPEG_QUALITY = 96  # keeps what the codec did


@dataclass(frozen=True)
class Round:
    """A site for an hour: its cameras, `MOMENTS` moments each. The same seed and number, the same.

    An even seed is of the training split, an odd one of the held-out one.
    """

    seed: int
    number: int

    @cached_property
    def is_sought(self) -> bool:
        """Whether its moments are those with something rare in view, or any."""
        return stream(self.seed, "stills", self.number, "sought").random() < SOUGHT_SHARE

    @cached_property
    def order(self) -> Order:
        """What is rendered."""
        plan, chance = generate(self.seed), stream(self.seed, "stills", self.number)
        if chance.random() < CROWDED_SHARE:
            plan = replace(plan, rates=replace(plan.rates, **CROWDED))
        plan = raised(plan) if self.is_sought else plan
        hours = (0.0, 24.0) if chance.random() < NIGHT_SHARE else HOURS
        hour = chance.uniform(*hours) - plan.longitude_deg / 15
        begins_at = YEAR + timedelta(days=int(chance.integers(DAYS)), hours=hour)
        kinds = list(SHARES)
        kind = None
        if chance.random() < ANY_WEATHER_SHARE:
            kind = kinds[int(chance.integers(len(kinds)))]
        drawn, traffic = (2 * int(one) + self.seed % 2 for one in chance.integers(2**30, size=2))
        return Order(plan, traffic, begins_at, LASTS_S, draw_weather(drawn, plan.split, kind))

    def world(self) -> World:
        """Who comes and goes."""
        order = self.order
        models = several(order.plan.split, stream(self.seed, "stills", self.number, "models"))
        models = mixed(models) if self.is_sought else models
        return named(simulate(order.plan, order.begins_at, LASTS_S, order.seed, models))

    def moments(self, world: World, chance: np.random.Generator) -> Iterator[tuple[Camera, float]]:
        """Cameras and seconds; any of the latter are drawn camera by camera."""
        every, within_s = self.order.plan.cameras, (FIRST_S, LASTS_S - 1.0)
        cameras = [every[at] for at in chance.permutation(len(every))[:CAMERAS]]
        if self.is_sought:
            yield from seek(world, cameras, MOMENTS * len(cameras), within_s, chance)
            return
        for camera in cameras:
            yield from ((camera, float(t_s)) for t_s in chance.uniform(*within_s, MOMENTS))

    def stills(self) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
        """Rows of `STILLS` and of `LABELS`, picture by picture."""
        order, chance = self.order, stream(self.seed, "stills", self.number, "moments")
        world = self.world()
        studio = Studio(order, world)
        for camera, t_s in self.moments(world, chance):
            crf, keeps = int(chance.integers(*CRF)), chance.random() < EMPTY_SHARE
            first = round(t_s * camera.fps)
            for shot, picture in shoot(Piece(camera, first, first + 1), studio, looks_back=False):
                labels, owners = _labels(shot, studio)
                if len(labels) or keeps:
                    still_id = f"{order.plan.site_id}-{self.number}-{camera.camera_id}-{first}"
                    still = self._still(still_id, shot, coded(picture, crf), crf, owners)
                    yield still, LABELS.conform(labels.with_columns(still_id=pl.lit(still_id)))

    def _still(
        self, still_id: str, shot: Shot, picture: Picture, crf: int, owners: Picture
    ) -> pl.DataFrame:
        order, plan = self.order, self.order.plan
        moment = order.moment(shot.taken_s)
        sun = sun_direction(plan.latitude_deg, plan.longitude_deg, moment)
        return STILLS.table(
            still_id=[still_id], site_id=[plan.site_id], camera_id=[shot.camera.camera_id],
            split=[plan.split], captured_at=[moment], sun_deg=[elevation_deg(sun)],
            weather=[order.weather_at(shot.taken_s).kind], crf=[crf],
            width_px=[picture.shape[1]], height_px=[picture.shape[0]],
            jpeg=[_packed(picture, ".jpg")], owners=[_packed(owners, ".png")],
        )  # fmt: skip


def _labels(shot: Shot, studio: Studio) -> tuple[pl.DataFrame, Picture]:
    """Everything in a frame, plates too, without the still's name; and whose each pixel is."""
    seen, poses = studio.see(shot.camera, shot.taken_s)
    names = [name for name in LABELS.schema if name != "still_id"]
    rank = {number: at + 1 if at < MOST_OWNERS else 0 for at, number in enumerate(seen.numbers)}
    table = np.zeros(max(rank, default=0) + 1, np.uint8)
    table[list(rank)] = list(rank.values())
    found = shot.boxes.with_columns(
        pl.col("type").replace(KIND_OF).alias("kind"),
        pl.col("object_id").replace_strict(rank, return_dtype=pl.Int32).alias("owner"),
        *(pl.col(name).cast(pl.Float64) for name in EDGES),
    )
    of_plates = plates(shot.camera, seen, poses, studio.wardrobe.meshes(poses))
    return pl.concat([found.select(names), of_plates.select(names)]), table[seen.object_id]


def coded(picture: Picture, crf: int) -> Picture:
    """A picture as H.264 leaves it, coded on its own."""
    import io

    import av

    from lotgraph.video.encode import PARAMETERS

    with io.BytesIO() as kept:
        with av.open(kept, "w", format="mp4") as container:
            video = container.add_stream("libx264", rate=5)
            video.height, video.width = picture.shape[:2]
            video.pix_fmt = "yuv420p"
            video.codec_context.thread_count = 1
            video.codec_context.options = {**PARAMETERS["h264"], "crf": str(crf)}
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            container.mux(video.encode(frame))
            container.mux(video.encode(None))
        kept.seek(0)
        with av.open(kept, "r") as made:
            return np.asarray(next(made.decode(video=0)).to_ndarray(format="rgb24"), np.uint8)


def _packed(picture: Picture, suffix: str) -> bytes:
    import cv2

    turned = picture[..., ::-1] if picture.ndim == 3 else picture  # noqa: PLR2004 -- colours
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY] if suffix == ".jpg" else []
    _, packed = cv2.imencode(suffix, turned, quality)
    return packed.tobytes()


def opened(packed: bytes) -> Picture:
    """The picture (h, w, 3) of a still."""
    import cv2

    return np.asarray(cv2.imdecode(np.frombuffer(packed, np.uint8), cv2.IMREAD_COLOR_RGB), np.uint8)

"""Takes the pictures of a piece, one after the other, with whatever befalls its camera."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from lotgraph.twin.deliver.piece import Piece
from lotgraph.twin.deliver.shelter import is_sheltered
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.faults.paint import Painter
from lotgraph.twin.plan import Camera
from lotgraph.twin.sensor.expose import Imager, Moment, blend
from lotgraph.twin.sensor.exposure import Exposure, Metered
from lotgraph.twin.sensor.moves import camera_at, draw_moves
from lotgraph.twin.stage.light import Light
from lotgraph.twin.truth.boxes import boxes

Picture = NDArray[np.uint8]
LAMPS_KLUX = 0.02  # that lamps give
SMEAR_M = 0.05  # that something moves while the shutter is open: less is no smear
WHILE_OPEN = (-1 / 3, 1 / 3)  # of the time the shutter is open, beside its middle


@dataclass(frozen=True)
class Shot:
    """What is true of one frame of a capture."""

    delivered_s: float  # when it left the camera, since the world began
    taken_s: float  # when its picture was taken: earlier, where the camera froze
    clock_s: float  # what the camera counts since the first frame that arrives
    shows: datetime  # what its clock said
    camera: Camera  # as it hung
    boxes: pl.DataFrame


def shoot(
    piece: Piece, studio: Studio, *, looks_back: bool = True
) -> Iterator[tuple[Shot, Picture]]:
    """Every frame of a piece that arrives, and its picture.

    The camera first meters what it saw before the piece, so that no cut shows in its exposure, and
    whoever renders a piece, after whatever others, makes the same pictures of it. Who needs single
    pictures lets it not look back: as if what it saw before had looked the same. That is to meter
    one frame and not some ten.
    """
    camera = _Shooting(piece, studio, looks_back=looks_back)
    for number in studio.order.arriving(piece):
        yield camera.deliver(number)


class _Shooting:
    """A camera at work: its head, its glass, and what its exposure remembers."""

    def __init__(self, piece: Piece, studio: Studio, *, looks_back: bool) -> None:
        order, camera = studio.order, piece.camera
        self._first = next(order.arriving(piece), piece.first)
        self._studio, self._camera = studio, camera
        self._moves = draw_moves(
            order.plan,
            camera.camera_id,
            order.duration_s,
            order.seed,
            looks_per_hour=order.looks_per_hour,
        )
        self.painter = Painter(camera, order.faults)
        self._imager = Imager(camera, order.plan.seed)
        self._is_sheltered = is_sheltered(camera, order.plan)
        self._memory = self._imager.memory if looks_back else 0
        self._metered: dict[int, Metered] = {}  # of frames, by their numbers
        self._taken: tuple[int, pl.DataFrame, Picture] | None = None

    def deliver(self, number: int) -> tuple[Shot, Picture]:
        """The frame of that number, counted since the world began."""
        taken = self._source(number)
        if self._taken is None or self._taken[0] != taken:
            self._taken = (taken, *self._take(taken))
        _, seen, picture = self._taken
        fps = self._camera.fps
        t_s = number / fps
        shot = Shot(
            delivered_s=t_s,
            taken_s=taken / fps,
            clock_s=self._counts_s(number),
            shows=self._studio.order.shows(self._camera, t_s),
            camera=self._camera_at(taken / fps),
            boxes=seen,
        )
        return shot, picture

    def _counts_s(self, number: int) -> float:
        fps, first = self._camera.fps, self._first
        return self._studio.order.counts_s(self._camera, first / fps, (number - first) / fps)

    def _take(self, number: int) -> tuple[pl.DataFrame, Picture]:
        camera, t_s = self._camera_at(number / self._camera.fps), number / self._camera.fps
        seen, poses = self._studio.see(camera, t_s)
        radiance = self.painter.through(seen.radiance, t_s)
        self._metered[number] = self._imager.meter(radiance)
        moment = moment_of(
            self._studio.light(camera, t_s),
            t_s,
            self._studio.order.shows(self._camera, t_s),
            self.painter.stops(t_s),
        )
        if self._is_sheltered:
            moment = replace(moment, rain=0.0, snow=0.0)
        exposure = self._remembered(number)
        open_s = self._imager.setting(exposure, moment).shutter_s
        if np.abs(poses.speed_mps).max(initial=0) * open_s > SMEAR_M:
            moments_s = [max(0.0, t_s + part * open_s) for part in WHILE_OPEN]
            others = [self._studio.see(camera, one)[0].radiance for one in moments_s]
            radiance = self.painter.through(blend([seen.radiance, *others]), t_s)
        picture = self._imager.picture(radiance, exposure, moment)
        found = boxes(camera, seen, poses, self._studio.wardrobe.shown)
        return found, self.painter.delivered(picture, t_s)

    def _remembered(self, number: int) -> Exposure:
        """What the camera remembers as it takes a frame; before the first it looked the same."""
        latest = [number]
        while len(latest) <= self._memory and latest[-1] > 0:
            # What a frozen camera repeats, it does not meter.
            latest.append(self._source(latest[-1] - 1))
        before = latest[:0:-1] or latest
        self._metered = {one: self._meter(one) for one in [*before, number]}
        return Exposure(tuple(self._metered[one] for one in before))

    def _meter(self, number: int) -> Metered:
        if number not in self._metered:
            t_s = number / self._camera.fps
            seen, _ = self._studio.see(self._camera_at(t_s), t_s)
            self._metered[number] = self._imager.meter(self.painter.through(seen.radiance, t_s))
        return self._metered[number]

    def _source(self, number: int) -> int:
        """The frame that is delivered as that one: an earlier one, while the camera is frozen."""
        return round(self.painter.source_s(number / self._camera.fps) * self._camera.fps)

    def _camera_at(self, t_s: float) -> Camera:
        return self.painter.camera_at(camera_at(self._camera, self._moves, t_s), t_s)


def moment_of(light: Light, t_s: float, shows: datetime, stops: float) -> Moment:
    """What a camera must know of a moment besides the light of its picture."""
    level = light.sky + light.beam * max(float(light.sun[2]), 0.0)
    weather = light.weather
    return Moment(
        t_s=t_s,
        is_grey=light.infrared_kcd > 0,
        lamp_share=light.are_lamps_on * LAMPS_KLUX / (LAMPS_KLUX + float(level.mean())),
        rain=weather.rain,
        snow=weather.snow if weather.kind == "snow" else 0.0,  # elsewhere it only lies
        stops=stops,
        shows=shows,
    )

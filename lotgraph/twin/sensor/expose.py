"""Turns the light that reaches a camera into the 8-bit picture it delivers."""

import math
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Camera
from lotgraph.twin.seeds import stream
from lotgraph.twin.sensor import exposure as exposing
from lotgraph.twin.sensor.catalogue import sensor_model
from lotgraph.twin.sensor.exposure import Exposure, Metered, Setting
from lotgraph.twin.sensor.lens import gaussian, glass
from lotgraph.twin.sensor.model import SensorModel
from lotgraph.twin.sensor.stamp import stamp
from lotgraph.twin.sensor.weather import drops, falling, flakes

NEAR_PX, FAR_PX = 4, 16  # squares over which light is pooled that spreads near and far
# Light that spreads falls off nearly as the cube of its way: shares, and squares of each bell.
NEAR_SHARE, NEAR_SQUARES = np.float32(0.35), 1.3
HALO = ((0.3, 1.1), (0.35, 5.0))
DROP_SQUARES = 5.0  # over which a drop's small picture blurs: it is out of focus too
DUST_SQUARES = 9.0  # over which a speck before the lens gathers what it shows: far out of focus
GLINT = 3.0  # of drops that an infrared lamp beside the lens shines on
CALMS = 0.25  # by how much more a processor calms noise at its highest gain
SOFTENS_PX = 0.65  # by which a processor blurs at its highest gain, to smear noise
ROWS = np.uint32(0x5DEECE66)  # sets the noise of rows apart from that of pixels
LOCAL_GAINS = (0.45, 2.6)
SHARPEN_GAIN = 40.0  # at which a processor sharpens half as much
DIRT_TINT = np.array([0.70, 0.66, 0.61], np.float32)  # dust swallows some of it
Radiance = NDArray[np.float32]
Planes = NDArray[np.float32]


@dataclass(frozen=True)
class Moment:
    """What a frame must know besides its light.

    `t_s` is true time since the plan's beginning. `is_grey` says that the camera sees by its own
    infrared lamp, without colours. `lamp_share` of the light comes from lamps on the mains. `rain`
    and `snow` fall, 0 to 1. `stops` of exposure are added by a fault.
    """

    t_s: float
    is_grey: bool = False
    lamp_share: float = 0.0
    rain: float = 0.0
    snow: float = 0.0
    stops: float = 0.0
    shows: datetime | None = None  # what the camera's clock says


def blend(radiances: list[Radiance]) -> Radiance:
    """One frame of those (h, w, 3) seen at even steps while the shutter was open."""
    total = radiances[0].astype(np.float32, copy=True)
    for one in radiances[1:]:
        total += one
    total /= np.float32(len(radiances))
    return total


class Imager:
    """One camera's own lens, chip and processor. Holds nothing that changes from frame to frame."""

    def __init__(self, camera: Camera, seed: int) -> None:
        self.camera = camera
        self.model: SensorModel = sensor_model(camera.sensor)
        self.seed = seed
        self.memory = exposing.memory(self.model, camera.fps)  # frames to meter before a chunk
        self._glass = glass(camera, self.model, seed)
        self._tone = tone_curve(self.model)
        self._key_of = lru_cache(64)(self._draw_key)

    def meter(self, radiance: Radiance) -> Metered:
        """What the camera learns from a frame (h, w, 3), or from a smaller one of the same view."""
        return exposing.meter(self.model, radiance)

    def setting(self, exposure: Exposure, moment: Moment) -> Setting:
        """How the next frame is taken: its shutter says how long things move."""
        return exposing.setting(
            self.model,
            exposure,
            length=self.memory,
            is_grey=moment.is_grey,
            stops=moment.stops,
        )

    def picture(self, radiance: Radiance, exposure: Exposure, moment: Moment) -> NDArray[np.uint8]:
        """The picture (h, w, 3) of light (h, w, 3) in kcd/m², by what was metered before."""
        setting = self.setting(exposure, moment)
        planes, near = self._through_lens(radiance, setting, moment)
        self._develop(planes, near, setting, moment)
        picture = self._process(planes, setting)
        if moment.shows is not None:
            scale = max(1, round(self.model.stamp_scale * self._glass.scale))
            stamp(picture, self.model, self.camera.camera_id, moment.shows, scale)
        return picture

    def _through_lens(
        self, radiance: Radiance, setting: Setting, moment: Moment
    ) -> tuple[Planes, Planes]:
        """What falls on the chip, and the same pooled, before the lens spread it."""
        from lotgraph.twin.sensor import kernels
        from lotgraph.twin.sensor.fall import kernels as fall

        camera, glass_, model = self.camera, self._glass, self.model
        shape = (camera.height_px, camera.width_px)
        planes = np.empty((3, *shape), np.float32)
        light = np.ascontiguousarray(radiance, np.float32)
        kernels.planes_of(light, *glass_.fringes, model.fringe_px > 0, planes)
        near = self._pooled(planes, NEAR_PX)
        far = self._pooled(near, FAR_PX // NEAR_PX)
        glint = np.float32(GLINT if setting.is_grey else 1.0)
        for amount, drawn in ((moment.rain, falling), (moment.snow, flakes)):
            if amount > 0:
                rows = drawn(camera, self.seed, moment.t_s, setting.shutter_s, amount)
                fall.falling(planes, far, FAR_PX, rows, glint)
        spare = np.empty(shape, np.float32)
        if len(glass_.taps) > 1:
            for plane in planes:
                kernels.blur(plane, glass_.taps, spare)
        if model.glare > 0 or model.dirt > 0:
            glow = self._glow(near, far, moment)
            dust = self._enlarged(
                DIRT_TINT[:, None, None] * self._softened(far, DUST_SQUARES), near
            )
            kernels.spread(planes, glow, np.float32(model.glare), dust, glass_.dirt, NEAR_PX)
        if moment.rain > 0:
            soft = self._enlarged(self._softened(far, DROP_SQUARES), near)
            fall.drops(planes, soft, NEAR_PX, drops(camera, self.seed, moment.t_s, moment.rain))
        return planes, near

    def _glow(self, near: Planes, far: Planes, moment: Moment) -> Planes:
        """Light that spreads in the glass, pooled: around lamps also along a wiper's way."""
        from lotgraph.twin.sensor import kernels

        close, wide = self._softened(near, NEAR_SQUARES), np.zeros_like(far)
        for share, squares in HALO:
            wide += np.float32(share) * self._softened(far, squares)
        glow = NEAR_SHARE * close + self._enlarged(wide, near)
        share, way_x, way_y = self._glass.streak
        if share > 0 and moment.lamp_share > 0:
            glow *= np.float32(1 - share)
            kernels.streak(close, np.float32(share), way_x, way_y, glow)
        return glow

    def _softened(self, pooled: Planes, squares: float) -> Planes:
        """A pooled picture blurred over so many of its squares."""
        soft = pooled.copy()
        self._spread(soft, round(squares * self._glass.scale, 2))
        return soft

    def _enlarged(self, far: Planes, near: Planes) -> Planes:
        """A picture pooled far brought to the size of one pooled near."""
        from lotgraph.twin.sensor import kernels

        out = np.empty_like(near)
        kernels.enlarge(far, FAR_PX // NEAR_PX, out)
        return out

    def _pooled(self, planes: Planes, size: int) -> Planes:
        from lotgraph.twin.sensor import kernels

        _, height, width = planes.shape
        out = np.empty((3, -(-height // size), -(-width // size)), np.float32)
        kernels.pool(planes, size, out)
        return out

    def _spread(self, pooled: Planes, sigma: float) -> None:
        from lotgraph.twin.sensor import kernels

        taps, spare = gaussian(sigma), np.empty(pooled.shape[1:], np.float32)
        for plane in pooled:
            kernels.blur(plane, taps, spare)

    def _develop(self, planes: Planes, near: Planes, setting: Setting, moment: Moment) -> None:
        from lotgraph.twin.sensor import kernels

        model, glass_ = self.model, self._glass
        height = planes.shape[1]
        number = round(moment.t_s * self.camera.fps)
        keys = np.array(
            [self._key_of(number - back) for back in range(trail(model, setting.gain))], np.uint32
        )
        rows = np.empty((2, height), np.float32)
        rows[0] = exposing.lamp_rows(
            model, setting.shutter_s, moment.t_s, moment.lamp_share, height
        )
        kernels.normals(keys ^ ROWS, bell(), rows[1])
        rows[1] *= model.row_noise_e
        sees = model.electrons_per_kcd_s * (model.infrared_gain if setting.is_grey else 1.0)
        dark = glass_.dark_e_per_s * np.float32(setting.shutter_s)
        light = np.array(
            [
                *(sees * setting.shutter_s, model.read_noise_e, model.full_well_e, setting.gain),
                *(float(setting.is_grey), model.dark_e_per_s * setting.shutter_s),
            ],
            np.float32,
        )
        gains = np.array([setting.red, 1.0, setting.blue])
        colour = np.array([*model.matrix, gains / gains.min()], np.float32)
        kernels.develop(
            *(planes, glass_.shade, dark, rows, self._local(near)),
            *(keys, bell(), light, colour, self._tone),
        )

    def _draw_key(self, number: int) -> int:
        """32 bits of chance of a frame, by its number since the world began."""
        return int(stream(self.seed, "noise", self.camera.camera_id, number).integers(2**32))

    def _local(self, near: Planes) -> NDArray[np.float32]:
        """Gains (h, w) that bring dark and bright places together; (1, 1) where there are none."""
        from lotgraph.twin.sensor import kernels

        if self.model.local <= 0:
            return np.ones((1, 1), np.float32)
        pooled = self._pooled(near, FAR_PX // NEAR_PX)
        logs = np.log(np.maximum(pooled.mean(axis=0), 1e-9))
        gains = np.exp(-self.model.local * (logs - logs.mean())).clip(*LOCAL_GAINS)
        small = gains.astype(np.float32)[None]
        self._spread(small, 1.2)
        out = np.empty((1, self.camera.height_px, self.camera.width_px), np.float32)
        kernels.enlarge(small, FAR_PX, out)
        return np.asarray(out[0])

    def _process(self, planes: Planes, setting: Setting) -> NDArray[np.uint8]:
        from lotgraph.twin.sensor import kernels

        model, scale = self.model, self._glass.scale
        luma, spare = planes[0], np.empty_like(planes[0])
        if model.denoise > 0:
            calm = np.empty_like(luma)
            raised = gain_share(model, setting.gain)
            reach = 2.5 * (model.denoise + CALMS * raised) * noise_at_key(model, setting)
            kernels.calm(luma, np.float32(reach), calm)
            luma = calm
            softens = SOFTENS_PX * raised * scale
            kernels.blur(luma, gaussian(round(softens, 2)), spare)
        if model.smear_px > 1 and not setting.is_grey:
            for plane in planes[1:]:
                kernels.smear(plane, max(2, round(model.smear_px * scale)), spare)
        soft = luma.copy()
        kernels.blur(soft, gaussian(0.75 * model.halo_px * scale), spare)
        fades = 1 + setting.gain / SHARPEN_GAIN  # the processor tells noise from edges no more
        out = np.empty((*luma.shape, 3), np.uint8)
        kernels.picture(
            *(luma, soft, planes, np.float32(model.sharpen / fades)),
            *(np.float32(model.saturation), out),
        )
        return out


def gain_share(model: SensorModel, gain: float) -> float:
    """How far up a gain is, 0 to 1, in stops."""
    most = math.log2(model.most_gain)
    return min(1.0, math.log2(max(gain, 1.0)) / most) if most > 0 else 0.0


def trail(model: SensorModel, gain: float) -> int:
    """How many frames a processor averages at a gain: more, the noisier they are."""
    return 1 + round((model.trail - 1) * min(1.0, 1.4 * gain_share(model, gain)))


def noise_at_key(model: SensorModel, setting: Setting) -> float:
    """Standard deviation of luma, as a share of white, where the picture is as bright as wanted."""
    key = model.key * setting.gain ** (-model.dims / (1 - model.dims))
    electrons = key * model.full_well_e / setting.gain
    linear = (electrons + model.read_noise_e**2) ** 0.5 * setting.gain / model.full_well_e
    linear /= trail(model, setting.gain) ** 0.5
    return float(linear * model.gamma * key ** (model.gamma - 1))


@cache
def bell() -> NDArray[np.float32]:
    """Quantiles (1024,) of the normal distribution, at the middle of each of as many parts."""
    from statistics import NormalDist

    normal = NormalDist()
    half = np.array([normal.inv_cdf((k + 0.5) / 1024) for k in range(512)])
    table = np.concatenate([half, -half[::-1]])
    return np.asarray(table / table.std(), np.float32)


def tone_curve(model: SensorModel) -> NDArray[np.float32]:
    """Output over the root of light, both 0 to 1: a power, highlights compressed, black lifted."""
    from lotgraph.twin.sensor import kernels

    light = np.linspace(0, 1, kernels.TONES) ** 2
    bend = 0.018  # below it the power's slope would only lift noise
    slope = (1.099 * bend**model.gamma - 0.099) / bend
    curve = np.where(light < bend, slope * light, 1.099 * light**model.gamma - 0.099)
    room = 1 - model.knee
    if room > 0:
        over = np.maximum(curve - model.knee, 0) / room
        bent = model.knee + room * (1 - np.exp(-1.5 * over)) / (1 - np.exp(-1.5))
        curve = np.where(curve > model.knee, bent, curve)
    curve += model.contrast * (curve * curve * (3 - 2 * curve) - curve)
    return (model.toe + (1 - model.toe) * curve).astype(np.float32)

"""Light that falls on a site at a moment: sun, sky, haze, and whether lamps burn.

Brightness in kilolux and kilocandela, colours linear RGB whose luminance is 1. A surface of albedo
a under E kilolux shows a * E / pi.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from lotgraph.twin.plan import Plan
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.sun import elevation_deg, sun_direction

LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
TWILIGHT_DEG = np.array([-90.0, -18.0, -12.0, -6.0, -3.0, 0.0, 5.0])
TWILIGHT_LOG10 = np.log10([4e-6, 4e-6, 8e-6, 0.0034, 0.07, 0.75, 4.2])  # klux of a clear sky
TOWN_GLOW = 0.0006  # klux from the rest of the town on clouds and haze, at night
LOWEST_SUN = 0.01  # sine of the height from which shadows are thrown; lower ones have no end
LAMPS_BELOW_DEG = 1.5  # of the sun's height; a dark day keeps them on a little longer
BEAM_COLOURS = np.array(
    [[1.0, 0.36, 0.08], [1.0, 0.62, 0.32], [1.0, 0.84, 0.66], [1.0, 0.95, 0.88]]
)
BEAM_DEG = np.array([0.0, 5.0, 15.0, 40.0])
SKY_COLOURS = {
    "zenith": np.array([0.42, 0.66, 1.0]),
    "horizon": np.array([0.82, 0.93, 1.0]),
    "cloud": np.array([0.95, 0.98, 1.0]),
    "dusk": np.array([1.0, 0.66, 0.45]),
    "town": np.array([1.0, 0.72, 0.45]),
}
Colour = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Light:
    """What lights a site from outside, at one moment."""

    sun: Colour  # (3,) unit vector towards it
    beam: Colour  # (3,) kilolux on a surface that faces the sun
    zenith: Colour  # (3,) radiance of the sky overhead
    horizon: Colour  # (3,) radiance of the sky where it meets the land
    cloud: Colour  # (3,) radiance of a cloud
    sky: Colour  # (3,) kilolux of the whole sky on level ground
    bounce: Colour  # (3,) kilolux that come back from the ground on what looks down
    fog: Colour  # (3,) radiance of the air
    are_lamps_on: bool
    weather: Weather
    infrared_kcd: float  # straight ahead, of the lamp of the camera that looks; 0 is off

    @cached_property
    def said(self) -> tuple:
        """All of it, to be compared: lights that say the same are the same."""
        columns = [getattr(self, field.name) for field in fields(self)]
        return tuple(one.tobytes() if isinstance(one, np.ndarray) else one for one in columns)

    @property
    def is_beam_seen(self) -> bool:
        """Whether the sun casts a shadow that a camera could tell."""
        return bool(self.beam.sum() > 0.01 * self.sky.sum() and self.sun[2] > LOWEST_SUN)


def tint(colour: NDArray) -> NDArray:
    """The same colour, with a luminance of 1."""
    luminance = float(colour @ LUMINANCE)
    return colour / luminance


def light_at(plan: Plan, moment: datetime, weather: Weather) -> Light:
    """The light of a moment, from the sun's height and the weather (IES daylight formulas)."""
    sun = sun_direction(plan.latitude_deg, plan.longitude_deg, moment)
    height_deg = elevation_deg(sun)
    up = max(float(sun[2]), 0.0)
    beam = _beam(height_deg, weather)
    clear, clouded, dusk = _sky(height_deg, weather)
    level = clear * (1 - weather.cloud) + clouded * weather.cloud
    blue = SKY_COLOURS["zenith"] * (1 - 0.5 * dusk) + SKY_COLOURS["dusk"] * 0.2 * dusk
    low = SKY_COLOURS["horizon"] * (1 - dusk) + SKY_COLOURS["dusk"] * dusk
    zenith = tint(blue) * clear * 0.75 / np.pi
    horizon = tint(low) * clear * 1.5 / np.pi
    cloud = (
        tint(SKY_COLOURS["cloud"] * (1 - 0.3 * dusk) + 0.3 * dusk * low) * clouded * 1.05 / np.pi
    )
    town = tint(SKY_COLOURS["town"]) * TOWN_GLOW * (1 + 2 * weather.cloud + weather.snow)
    share = weather.cloud
    colour = (1 - share) * tint(0.6 * blue + 0.4 * low) * clear
    sky = colour + share * tint(SKY_COLOURS["cloud"]) * clouded + town
    ground = 0.16 + 0.5 * weather.snow - 0.06 * weather.wetness
    bounce = ground * (sky + beam * up)
    zenith, horizon = zenith + 0.15 * town, horizon + 0.3 * town
    cloud = cloud + 0.25 * town
    fog = ((1 - share) * horizon + share * cloud) * 0.8 + 0.1 * beam * up / np.pi
    dark = level + beam.mean() * up
    columns = {
        "sun": sun,
        "beam": beam,
        "zenith": zenith,
        "horizon": horizon,
        "cloud": cloud,
        "sky": sky,
        "bounce": bounce,
        "fog": fog,
    }
    drawn = {name: np.ascontiguousarray(column, np.float32) for name, column in columns.items()}
    are_lamps_on = bool(height_deg < LAMPS_BELOW_DEG or dark < 1.0)
    return Light(**drawn, are_lamps_on=are_lamps_on, weather=weather, infrared_kcd=0.0)


def _beam(height_deg: float, weather: Weather) -> NDArray:
    """Kilolux of the direct sun, reddened by the air it crosses; nothing below the horizon."""
    if height_deg <= -0.3:  # noqa: PLR2004 -- its upper edge has set
        return np.zeros(3)
    mass = 1 / (
        np.sin(np.radians(max(height_deg, 0))) + 0.15 * (max(height_deg, 0) + 3.885) ** -1.253
    )
    colour = [float(np.interp(height_deg, BEAM_DEG, band)) for band in BEAM_COLOURS.T]
    edge = np.clip((height_deg + 0.3) / 0.6, 0, 1)
    strength = 133 * float(np.exp(-0.21 * mass)) * weather.sunshine * float(edge)
    return tint(np.array(colour)) * strength


def _sky(height_deg: float, weather: Weather) -> tuple[float, float, float]:
    """Kilolux of a clear and of a covered sky, and how much of dusk's colour it has, 0..1."""
    sin = float(np.sin(np.radians(max(height_deg, 0))))
    if height_deg > TWILIGHT_DEG[-1]:
        clear, clouded = 0.8 + 15.5 * np.sqrt(sin) - 1.3, 0.3 + 21.0 * sin
    else:
        clear = 10 ** np.interp(height_deg, TWILIGHT_DEG, TWILIGHT_LOG10)
        clouded = 0.5 * clear
    thick = 1 - 0.45 * weather.rain - 0.2 * (weather.kind == "fog")
    broken = 1 + 1.2 * (1 - weather.cloud)  # a cloud beside sunshine is bright
    dusk = np.clip(1 - abs(height_deg + 1) / 7, 0, 1)
    return float(clear), float(clouded * thick * broken), float(dusk)

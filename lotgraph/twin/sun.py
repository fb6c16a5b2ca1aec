"""Where the sun stands."""

from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
DAY_S = 86400.0


def sun_direction(latitude_deg: float, longitude_deg: float, moment: datetime) -> NDArray:
    """Unit vector (east, north, up) towards the sun's centre, without refraction.

    The Astronomical Almanac's short formulas: within 0.02 degrees between 1950 and 2050.
    """
    days = (moment - J2000).total_seconds() / DAY_S
    anomaly = np.radians(357.528 + 0.9856003 * days)
    longitude = np.radians(
        280.460 + 0.9856474 * days + 1.915 * np.sin(anomaly) + 0.020 * np.sin(2 * anomaly)
    )
    tilt = np.radians(23.439 - 0.0000004 * days)
    sin_declination = np.sin(tilt) * np.sin(longitude)
    cos_declination = np.sqrt(1 - sin_declination**2)
    ascension = np.arctan2(np.cos(tilt) * np.sin(longitude), np.cos(longitude))
    sidereal = np.radians(280.46061837 + 360.98564736629 * days + longitude_deg)
    hour = sidereal - ascension
    latitude = np.radians(latitude_deg)
    return np.array(
        [
            -cos_declination * np.sin(hour),
            sin_declination * np.cos(latitude) - cos_declination * np.sin(latitude) * np.cos(hour),
            sin_declination * np.sin(latitude) + cos_declination * np.cos(latitude) * np.cos(hour),
        ]
    )


def elevation_deg(direction: NDArray) -> float:
    """How high the sun stands in that direction; below the horizon it is negative."""
    return float(np.degrees(np.arcsin(np.clip(direction[2], -1, 1))))

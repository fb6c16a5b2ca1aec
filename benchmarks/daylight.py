"""Names the light of a moment."""

DAY_DEG, NIGHT_DEG = 5.0, -6.0  # of the sun's height


def daylight(sun_deg: float) -> str:
    """Whether it is day, dusk or night while the sun stands so high."""
    return "day" if sun_deg > DAY_DEG else "dusk" if sun_deg > NIGHT_DEG else "night"

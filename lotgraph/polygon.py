"""Tells polygons in a picture from anything else that people write."""

LEAST_CORNERS = 3


def is_polygon(value: object) -> bool:
    """Whether it is a list of three corners or more, each x and y from 0 to 1."""
    return isinstance(value, list) and len(value) >= LEAST_CORNERS and all(map(_is_corner, value))


def _is_corner(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2  # noqa: PLR2004 -- x and y
        and all(isinstance(one, int | float) and 0 <= one <= 1 for one in value)
    )

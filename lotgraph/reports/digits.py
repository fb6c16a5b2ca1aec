"""Writes figures of reports as people read them."""


def in_digits(value: object) -> str:
    """Three digits behind the point, nothing for what is not known, and all else as it is."""
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)

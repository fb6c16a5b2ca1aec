"""Explain a fault in one sentence, with the figures that gave it away."""

import polars as pl

_SENTENCES = {
    "black": "The picture was black for {s:.1f} s: mean level {level:.0f} of 255.",
    "over_exposed": "For {s:.1f} s {bright_share:.0%} of the view was white, its mean {level:.0f}.",
    "under_exposed": "For {s:.1f} s the picture had {light:.0%} of its usual brightness.",
    "covered": "Something still hid {hidden:.0%} of the view for {s:.1f} s.",
    "moved": "The view left the place where it had rested for {s:.1f} s; it lay {shift_px:.0f} px "
    "(of 640) from its reference.",
    "frozen": "Not one pixel stirred for {s:.1f} s, not even sensor noise.",
    "low_contrast": "For {s:.1f} s only {gain:.0%} of the usual contrast was left.",
    "blocky": "For {s:.1f} s blocks stood {block_ratio:.1f} times stronger than any detail.",
    "blurred": "For {s:.1f} s edges were {wider:.1f} times as wide as usual.",
    "noisy": "Noise of {noise:.1f} grey levels for {s:.1f} s.",
}
# What is said of frames that nothing could be compared with.
_ALONE = {
    "over_exposed": "For {s:.1f} s {bright_share:.0%} of the picture was plain white.",
    "covered": "For {s:.1f} s {flat_share:.0%} of the view showed nothing at all.",
    "moved": "For {s:.1f} s nothing of the reference was recognised, and another scene was seen: "
    "see that the camera looks where it should; write is_fixed = false if it pans by design.",
    "blurred": "For {s:.1f} s the sharpest edges were {edge_width_px:.0f} px (of 640) wide.",
}
_WIDER = 1.1  # times: what rounds to 1.0 says nothing


def explain(kind: str, rows: pl.DataFrame, lasted_s: float) -> str:
    """One sentence on a fault, from the rows of frame_quality it covers."""
    figures = rows.select(pl.col(pl.Float32).median()).row(0, named=True)
    is_alone = figures["gain"] is None or (kind == "moved" and not rows["is_found"].any())
    hidden = max(figures["lost_share"] or 0.0, figures["bare_share"] or 0.0)
    wider = max(figures["softness"] or 1.0, 1 / (figures["detail"] or 1.0))
    is_alone |= kind == "blurred" and wider < _WIDER  # its reference is as soft
    sentence = _ALONE.get(kind, _SENTENCES[kind]) if is_alone else _SENTENCES[kind]
    return sentence.format(s=lasted_s, hidden=hidden, wider=wider, **figures)

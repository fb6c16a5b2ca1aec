"""Says how much of the footage reports judge by, and what they leave out."""

import polars as pl


def covered(
    captures: pl.DataFrame, labels: pl.DataFrame, frames: pl.DataFrame, *, what: str = "labels"
) -> str:
    """In sentences, of how many captures there are labels, and of which there are none.

    `what` is a word for these labels; `frames` are rows of detected_frames.
    """
    if labels.is_empty():
        return f"No capture has {what}."
    known = captures.select("site_id", "camera_id", "capture_id").unique()
    marked, bare = (known.join(labels, on="capture_id", how=how) for how in ("semi", "anti"))
    unseen = marked.join(frames, on="capture_id", how="anti")
    said = [f"{len(marked):,} of {len(known):,} captures have {what}."]
    if len(bare):
        said.append(f"Not judged, for want of {what}: {_by_camera(bare)}.")
    if len(unseen):
        said.append(f"Not judged, as nobody has looked at them: {_by_camera(unseen)}.")
    return " ".join(said)


def _by_camera(captures: pl.DataFrame) -> str:
    camera = pl.format("{}/{}", "site_id", "camera_id").alias("camera")
    counts = captures.group_by(camera).len().sort("camera")
    return ", ".join(f"{name} ({count:,})" for name, count in counts.rows())

"""A window on the ground: rows of track_boxes in, rows of ground_tracks out."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl

from lotgraph.captures.columns import CAPTURES
from lotgraph.ground.columns import GROUND_TRACKS
from lotgraph.ground.window import carry_window
from lotgraph.tracks.columns import TRACK_BOXES
from tests.lotgraph.ground.test_carry import FPS, picture

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def window(*, share=1.0):
    """Boxes of two captures that follow each other, in pictures of a share of the model's size."""
    boxes, truth, model = picture()
    at = pl.lit(NOON) + pl.col("frame") * timedelta(seconds=1 / FPS)
    named = boxes.with_columns(
        site_id=pl.lit("north"), camera_id=pl.lit("gate"), captured_at=at,
        capture_id=pl.when(pl.col("frame") < 20).then(pl.lit("a")).otherwise(pl.lit("b")),
        frame=pl.col("frame") % 20, track_id=pl.format("gate/{}", "object_id"),
        **{f"{e}_px": pl.col(f"{e}_px") * share for e in ("x0", "y0", "x1", "y1")},
    )  # fmt: skip
    rows = named.select(pl.col(n).cast(kind) for n, kind in TRACK_BOXES.schema.items())
    size = {"width_px": int(1280 * share), "height_px": int(720 * share)}
    captures = pl.DataFrame({"capture_id": ["a", "b"], **{n: [v, v] for n, v in size.items()}})
    return rows, captures, model, truth


def test_tracks_go_on_over_captures_and_keep_their_names():
    rows, captures, model, truth = window()
    told = carry_window(rows, captures, {"gate": model})
    names = ["captured_at", "capture_id", "frame", "track_id"]
    assert told.select(names).sort(names).equals(rows.select(names).sort(names))
    assert set(captures.columns) <= set(CAPTURES.schema)
    goes = told.filter(track_id="gate/7").sort("captured_at")
    true = truth.filter(object_id=7).sort("frame")
    off = np.hypot(*(goes[f"{n}_m"].to_numpy() - true[n].to_numpy() for n in "xy"))
    assert np.median(off) < 0.15


def test_smaller_pictures_of_the_same_camera_are_the_same():
    rows, captures, model, _ = window()
    small, captures_small, _, _ = window(share=0.5)
    whole = carry_window(rows, captures, {"gate": model})
    half = carry_window(small, captures_small, {"gate": model})
    assert np.allclose(whole["x_m"], half["x_m"], atol=0.05)


def test_a_camera_without_a_model_is_nowhere():
    rows, captures, model, _ = window()
    assert carry_window(rows, captures, {"ramp": model}).equals(GROUND_TRACKS.empty())

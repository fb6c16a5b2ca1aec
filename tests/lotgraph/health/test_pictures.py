"""Evidence, plots and plates: bytes that are pictures, and the same ones every time."""

import io
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.errors import DamagedTableError
from lotgraph.health.evidence import WIDTH_PX, frame_before, picture
from lotgraph.health.explain import explain
from lotgraph.health.judge import PRECEDENCE, judge
from lotgraph.health.plates import decode, encode
from lotgraph.health.plot import plot
from scripts.drawn import paint as painted

STARTED_AT = datetime(2026, 3, 2, 8, tzinfo=UTC)  # of what `film` shoots


@pytest.fixture
def knocked(film):
    return film(painted.during(painted.black(), 9.0))


def test_a_plot_is_a_picture_and_the_same_every_time(knocked):
    faults = judge(knocked.rows)
    first, second = (plot(knocked.rows, faults, "gate") for _ in range(2))
    assert first == second
    assert Image.open(io.BytesIO(first)).format == "PNG"
    assert first != plot(knocked.rows, faults.clear(), "gate")


def test_a_camera_never_compared_can_be_plotted(film):
    rows = film(painted.black()).rows
    assert plot(rows, judge(rows), "dark").startswith(b"\x89PNG")


@pytest.mark.parametrize("shape", [(180, 320, 3), (720, 1280, 3), (400, 90, 3)])
def test_evidence_shows_before_and_during_side_by_side(shape):
    during, before = np.full(shape, 30, np.uint8), np.full(shape, 200, np.uint8)
    both = picture(during, before, "black from 9 s")
    sheet = np.array(Image.open(io.BytesIO(both)))
    assert both == picture(during, before, "black from 9 s")
    assert sheet.shape[1] == 2 * WIDTH_PX
    middle = sheet[sheet.shape[0] // 2]
    assert abs(int(middle[WIDTH_PX // 2].mean()) - 200) < 6
    assert abs(int(middle[3 * WIDTH_PX // 2].mean()) - 30) < 6
    alone = np.array(Image.open(io.BytesIO(picture(during, None, "black from 0 s"))))
    assert alone.shape[1] == WIDTH_PX


def test_the_frame_before_a_fault_is_a_good_one(knocked):
    fault = judge(knocked.rows).row(0, named=True)
    capture_id, frame = frame_before(knocked.rows, fault)
    shown = knocked.rows.filter(frame=frame).row(0, named=True)
    assert capture_id == shown["capture_id"]
    assert shown["captured_at"] < fault["started_at"]
    assert shown["level"] > 50


def test_a_camera_never_compared_has_a_frame_before_too(knocked):
    fault = judge(knocked.rows).row(0, named=True)
    alone = knocked.rows.with_columns(kept_share=pl.lit(None, pl.Float32))
    _, frame = frame_before(alone, fault)
    before = alone.filter(frame=frame)["captured_at"][0]
    assert 5.0 <= (fault["started_at"] - before).total_seconds() <= 6.0


def test_the_frame_before_a_slowly_growing_cover_shows_the_place_uncovered(film):
    rows = film(painted.during(painted.covered(grow_s=24.0), 6.0), seconds=40.0).rows
    fault = judge(rows).row(0, named=True)
    assert fault["kind"] == "covered"
    _, frame = frame_before(rows, fault)
    shown = rows.filter(frame=frame).row(0, named=True)
    assert (shown["captured_at"] - STARTED_AT).total_seconds() <= 7.5
    assert shown["kept_share"] > 0.9


def test_a_fault_from_the_first_frame_has_none_before(film):
    rows = film(painted.black()).rows
    assert frame_before(rows, judge(rows).row(0, named=True)) is None


def test_a_plate_comes_back_as_it_was_packed(knocked):
    reference = knocked.reference
    back = decode(encode(reference.plate), reference.slopes.ravel().tolist())
    assert np.array_equal(back.plate, reference.plate)
    assert np.allclose(back.slopes, reference.slopes)
    assert encode(back.plate) == encode(reference.plate)


@pytest.mark.parametrize("spoil", ["text", "size", "slopes"])
def test_a_spoilt_plate_is_named(knocked, spoil):
    png, slopes = encode(knocked.reference.plate), knocked.reference.slopes.ravel().tolist()
    if spoil == "text":
        png = b"not a picture"
    if spoil == "size":
        png = encode(knocked.reference.plate[:, :100])
    if spoil == "slopes":
        slopes = slopes[1:]
    with pytest.raises(DamagedTableError, match="materialise camera_baselines again"):
        decode(png, slopes)


@pytest.mark.parametrize("kind", PRECEDENCE)
def test_each_kind_is_explained_in_one_sentence_with_a_figure(film, kind):
    sentence = explain(kind, film().rows, 4.0)
    assert sentence.endswith(".")
    assert any(figure.isdigit() for figure in sentence)


@pytest.mark.parametrize("kind", ["black", "over_exposed", "covered", "frozen", "noisy", "blocky"])
def test_what_shows_without_a_reference_is_explained_without_one(film, kind):
    assert "None" not in explain(kind, film(painted.black()).rows, 4.0)

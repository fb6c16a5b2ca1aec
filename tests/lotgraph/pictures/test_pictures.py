"""Pictures are pictures: they open, they are the same each time, and they survive odd tables."""

import io
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.errors import ShapeError
from lotgraph.pictures.overview import site_overview
from lotgraph.pictures.sheet import CELL_PX, contact_sheet
from lotgraph.pictures.states import STATES, window_states
from lotgraph.pictures.style import FAULTY, GOOD, REFUSED, fitted
from lotgraph.pictures.timeline import captures_timeline
from lotgraph.windows import WindowGrid

ROOT = Path(__file__).parents[3]
T0 = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = (T0, T0 + 24 * HOUR)
GRID = WindowGrid(HOUR)
SPANS = {"camera": pl.String(), "started_at": pl.Datetime("us", "UTC")}
SPANS["ended_at"] = SPANS["started_at"]
LANDED = {"camera": pl.String(), "landed_at": pl.Datetime("us", "UTC")}


def spans(*rows):
    shaped = [(camera, T0 + start * HOUR, T0 + end * HOUR) for camera, start, end in rows]
    return pl.DataFrame(shaped, schema=SPANS, orient="row")


def refused(*rows):
    shaped = [(camera, T0 + at * HOUR) for camera, at in rows]
    return pl.DataFrame(shaped, schema=LANDED, orient="row")


def opened(picture):
    return np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))


def share(picture, colour):
    wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return (np.abs(opened(picture).astype(int) - wanted).max(axis=-1) <= 2).mean()


def noise(width, height, seed=0):
    return np.random.default_rng(seed).integers(0, 255, (height, width, 3), dtype=np.uint8)


def test_a_contact_sheet_holds_every_frame_in_its_cell():
    red = np.full((90, 160, 3), (255, 0, 0), np.uint8)
    sheet = opened(contact_sheet([noise(64, 48), red], ["one", "two"]))
    reddish = (sheet[..., 0] > 200) & (sheet[..., 1] < 60)
    columns = np.flatnonzero(reddish.any(axis=0))
    assert columns.min() > CELL_PX[0]
    width = min(160, CELL_PX[0])  # shrunk to its cell, never enlarged
    assert abs(columns.max() - columns.min() + 1 - width) <= 5


def test_only_a_frame_at_fault_is_framed_in_the_colour_of_faults():
    frames, labels = [np.zeros((90, 160, 3), np.uint8)] * 2, ["a", "b"]
    plain, marked = (contact_sheet(frames, labels, faults) for faults in ((), ("", "covered")))
    assert marked != plain
    wanted = np.array([int(FAULTY[i : i + 2], 16) for i in (1, 3, 5)])
    near = np.abs(opened(marked).astype(int) - wanted).max(axis=-1) < 40
    assert np.flatnonzero(near.any(axis=0)).min() > CELL_PX[0]


@pytest.mark.parametrize("size", [(1, 1), (3, 2000), (2000, 3), (7680, 20), (321, 243)])
def test_frames_of_any_shape_fit(size):
    opened(contact_sheet([noise(*size)], ["odd"], ["moved"]))


@pytest.mark.parametrize("label", ["", "x" * 500, "日本 \n\t two lines", "$x_1$", "\x00\ud7ff"])
def test_any_label_is_drawn_or_shortened(label):
    assert opened(contact_sheet([noise(64, 48)], [label], [label])).shape[1] < 960


def test_no_frames_give_a_sheet_that_says_so():
    assert (opened(contact_sheet([], [])) < 128).any()


def test_a_sheet_does_not_grow_without_end():
    many = contact_sheet([noise(8, 8)] * 200, ["x"] * 200)
    assert opened(many).shape[0] < 16 * 230 + 60


@pytest.mark.parametrize(
    ("frames", "labels", "faults"),
    [
        ([noise(4, 4)], [], ()),
        ([noise(4, 4)], ["a"], ["x", "y"]),
        ([noise(4, 4)[..., 0]], ["a"], ()),
        ([noise(4, 4).astype(np.float32)], ["a"], ()),
        ([np.zeros((0, 4, 3), np.uint8)], ["a"], ()),
    ],
)
def test_what_is_no_frame_is_refused(frames, labels, faults):
    with pytest.raises(ShapeError, match="expected"):
        contact_sheet(frames, labels, faults)


def test_states_are_one_row_for_each_camera_and_window():
    captures = spans(("gate", 0, 1), ("gate", 1.5, 3.25), ("exit", 23.9, 25))
    faults = spans(("gate", 2, 3), ("spare", 0, 1))
    states = window_states(captures, faults, ["spare"], GRID, DAY)
    assert states.schema == STATES
    assert states["camera"].unique(maintain_order=True).to_list() == ["exit", "gate", "spare"]
    by_camera = dict(states.group_by("camera", maintain_order=True).agg("state").iter_rows())
    assert by_camera["gate"] == [1, 1, 2, 1] + [0] * 20
    assert by_camera["exit"] == [0] * 23 + [1]
    assert by_camera["spare"] == [0] * 24, "a fault where nothing was captured is no footage"


def test_a_capture_of_no_length_still_counts_for_its_window():
    states = window_states(spans(("gate", 2, 2)), spans(), [], GRID, DAY)
    assert states.filter(pl.col("state") == 1)["window_at"].to_list() == [T0 + 2 * HOUR]


def test_windows_of_other_lengths_are_states_too():
    grid = WindowGrid(timedelta(minutes=15))
    states = window_states(spans(("gate", 0.2, 0.5)), spans(), [], grid, (T0, T0 + HOUR))
    assert states["state"].to_list() == [1, 1, 0, 0]


def test_an_overview_is_coloured_by_its_states():
    captured = window_states(spans(("gate", 0, 24)), spans(), [], GRID, DAY)
    faulty = window_states(spans(("gate", 0, 24)), spans(("gate", 0, 24)), [], GRID, DAY)
    missing = window_states(spans(), spans(), ["gate"], GRID, DAY)
    shares = [share(site_overview(s, HOUR), GOOD) for s in (captured, faulty, missing)]
    assert shares[0] > 0.1
    assert max(shares[1:]) < 0.01
    assert share(site_overview(faulty, HOUR), FAULTY) > 0.1


def test_a_line_that_is_missing_throughout_says_since_when():
    states = window_states(spans(("gate", 0, 1)), spans(), ["spare"], GRID, DAY)
    unsaid, never, since, of_others = (
        opened(site_overview(states, HOUR, "north", last_at)).tobytes()
        for last_at in (None, {"spare": None}, {"spare": T0}, {"gate": T0})
    )
    assert len({unsaid, never, since}) == 3
    assert of_others == unsaid, "the gate has footage to show"


def test_of_too_many_cameras_the_worst_are_shown():
    captures = spans(*((f"good{i:03}", 0, 24) for i in range(100)))
    states = window_states(captures, spans(), ["zz-missing"], GRID, DAY)
    picture = opened(site_overview(states, HOUR, "all sites"))
    assert picture.shape[0] < 2_200
    assert (
        picture.tobytes()
        != opened(
            site_overview(states.filter(pl.col("camera") != "zz-missing"), HOUR, "all sites")
        ).tobytes()
    )


def test_an_overview_fits_beside_the_keys_of_a_narrow_page():
    names = [f"{n:03}-a-long-camera-name" for n in range(100)]
    states = window_states(spans((names[0], 0, 24)), spans(), names, GRID, (T0, T0 + 168 * HOUR))
    title = "a-site-of-a-long-name: the last 7 days"
    picture = opened(site_overview(states, HOUR, title, {names[0]: None, names[1]: T0}))
    assert picture.shape[1] <= 420
    assert (picture[:, [0, -1]] == 255).all(), "nothing is cut off at its sides"
    assert (picture[[0, -1]] == 255).all(), "nor above or below"


def test_a_timeline_shows_captures_faults_and_refusals():
    empty = spans(), spans(), refused(("gate", 3))
    only_refused = captures_timeline(*empty, DAY)
    full = captures_timeline(
        spans(("gate", 0, 24)), spans(("gate", 3, 6)), refused(("gate", 30)), DAY
    )
    assert share(full, GOOD) > share(only_refused, GOOD) + 0.05
    assert share(full, FAULTY) > share(only_refused, FAULTY) + 0.005
    assert share(only_refused, REFUSED) > 0


@pytest.mark.parametrize("hour", [0, 5, 24 - 1 / 3600])
def test_a_capture_or_fault_of_a_second_can_still_be_seen(hour):
    second = spans(("gate", hour, hour + 1 / 3600))
    outside = spans(("gate", 30, 31))
    for colour, shown in ((GOOD, (second, spans())), (FAULTY, (spans(), second))):
        hidden = [outside if table is second else table for table in shown]
        pictures = (captures_timeline(*tables, refused(), DAY) for tables in (hidden, shown))
        without, seen = (share(picture, colour) for picture in pictures)
        assert seen > without + 1e-4


def test_a_refused_file_from_another_time_is_counted_and_not_marked():
    none, outside, inside = (
        captures_timeline(spans(("gate", 0, 1)), spans(), table, DAY)
        for table in (refused(), refused(("gate", 30)), refused(("gate", 3)))
    )
    assert share(none, REFUSED) == 0  # not even in the legend
    assert 0 < share(outside, REFUSED) < share(inside, REFUSED)
    assert outside != none, "it is counted"


def test_a_legend_names_no_fault_where_there_is_none():
    plain, faulty = (
        captures_timeline(spans(("gate", 0, 1)), faults, refused(), DAY)
        for faults in (spans(), spans(("gate", 30, 31)))
    )
    assert share(plain, FAULTY) == 0
    assert share(faulty, FAULTY) > 0


def test_what_lies_outside_the_time_shown_is_not_drawn():
    outside = captures_timeline(spans(("gate", 30, 31)), spans(("gate", -5, -1)), refused(), DAY)
    inside = captures_timeline(spans(("gate", 3, 4)), spans(("gate", 3, 4)), refused(), DAY)
    assert share(outside, GOOD) < share(inside, GOOD)
    assert share(outside, FAULTY) < share(inside, FAULTY)


def test_empty_tables_give_pictures_that_say_so():
    opened(captures_timeline(spans(), spans(), refused(), DAY, "north"))
    opened(site_overview(STATES.to_frame(), HOUR, "north"))


@pytest.mark.parametrize("name", ["x" * 63, "日本", "$a_b$", "\n"])
def test_any_camera_name_is_drawn(name):
    picture = captures_timeline(spans((name, 0, 5)), spans(), refused(), DAY, name * 10)
    assert share(picture, GOOD) > 0.01


def test_long_texts_keep_their_end():
    assert fitted("north/gate-camera", 8) == "…-camera"
    assert fitted("gate\n 日", 32) == "gate □"


DRAW = """
import hashlib, sys
sys.path.insert(0, "tests/lotgraph/pictures")
from test_pictures import *
states = window_states(spans(("gate", 0, 5)), spans(("gate", 1, 2)), ["exit"], GRID, DAY)
pictures = [
    contact_sheet([noise(64, 48)], ["a"], ["covered"]),
    site_overview(states, HOUR, "north"),
    captures_timeline(spans(("gate", 0, 5)), spans(("gate", 1, 2)), refused(("gate", 3)), DAY, "n"),
]
print(*(hashlib.sha256(picture).hexdigest() for picture in pictures))
"""


def test_the_same_input_gives_the_same_bytes_in_another_process(tmp_path):
    (tmp_path / "matplotlibrc").write_text("font.size: 20\nsavefig.dpi: 30\nlines.linewidth: 9\n")
    runs = [
        subprocess.run(
            [sys.executable, "-c", DRAW],
            cwd=ROOT, env={"MPLCONFIGDIR": folder, "PATH": "", "PYTHONPATH": "."},
            capture_output=True, text=True, check=True,
        ).stdout
        for folder in (str(tmp_path), str(tmp_path / "plain"))
    ]  # fmt: skip
    assert runs[0] == runs[1]

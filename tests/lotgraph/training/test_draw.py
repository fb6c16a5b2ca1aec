import gc
import weakref
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import cv2
import numpy as np
import polars as pl
import pytest

from lotgraph.errors import TrainingError
from lotgraph.training import draw
from lotgraph.training import keep as room
from lotgraph.training.columns import KINDS, LABELS, STILLS
from lotgraph.training.draw import Round, coded, opened
from lotgraph.training.keep import keep, keep_all, kept, missing, rounds, rounds_in
from lotgraph.training.plates import plates
from lotgraph.training.stock import owners_of
from lotgraph.twin.bodies.build import build_vehicle
from lotgraph.twin.bodies.catalogue import bodies_of
from lotgraph.twin.plan import Camera
from lotgraph.twin.seeds import split_of
from lotgraph.twin.stage.see import Seen
from lotgraph.twin.world.model import VEHICLE, Poses

SEED = 20_062


@pytest.fixture(scope="module")
def drawn() -> tuple[pl.DataFrame, pl.DataFrame]:
    return few(SEED)


def few(seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A round of two cameras, once each."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(draw, "CAMERAS", 2)
        patch.setattr(draw, "MOMENTS", 1)
        stills, labels = zip(*Round(seed, 0).stills(), strict=True)
    return pl.concat(stills), pl.concat(labels)


def test_boxes_of_a_still_hold_the_pixels_that_are_theirs(drawn) -> None:
    stills, labels = drawn
    assert len(labels)
    for still_id, jpeg, packed in stills.select("still_id", "jpeg", "owners").iter_rows():
        owners = owners_of(packed)
        assert opened(jpeg).shape == (*owners.shape, 3)
        for row in labels.filter(pl.col("still_id") == still_id).iter_rows(named=True):
            edges = [row[name] for name in ("x0_px", "y0_px", "x1_px", "y1_px")]
            assert 0 <= edges[0] < edges[2] <= owners.shape[1]
            assert 0 <= edges[1] < edges[3] <= owners.shape[0]
            if row["owner"]:
                rows, columns = np.nonzero(owners == row["owner"])
                assert columns.min() >= edges[0]
                assert columns.max() < edges[2]
                assert rows.min() >= edges[1]
                assert rows.max() < edges[3]


def test_a_round_is_the_same_whichever_its_process_drew_before(drawn) -> None:
    few(SEED + 2)
    for first, again in zip(drawn, few(SEED), strict=True):
        assert again.equals(first)


def test_stills_keep_their_contract_and_say_how_they_came_about(drawn) -> None:
    stills, labels = drawn
    assert stills.schema == STILLS.schema
    assert labels.schema == LABELS.schema
    assert set(labels["kind"]) <= set(KINDS)
    assert stills["split"].unique().to_list() == ["train"]
    assert stills["crf"].is_between(*draw.CRF).all()
    assert stills["still_id"].n_unique() == len(stills)


def test_rounds_of_the_two_splits_never_share_a_seed() -> None:
    first, second = rounds(7, 40), rounds(7, 40, held_out=True)
    assert {split_of(one.seed) for one in first} == {"train"}
    assert {split_of(one.seed) for one in second} == {"held_out"}


def test_a_round_that_is_kept_is_not_drawn_again(tmp_path, monkeypatch) -> None:
    still, labels = pl.DataFrame(schema=STILLS.schema), pl.DataFrame(schema=LABELS.schema)
    monkeypatch.setattr(Round, "stills", lambda _: iter([(still, labels)]))
    wanted = rounds(4, 3)
    assert missing(wanted, tmp_path) == wanted
    keep(wanted[1], tmp_path)
    assert missing(wanted, tmp_path) == [wanted[0], wanted[2]]
    assert rounds_in(tmp_path) == [wanted[1]]
    assert len(list(kept(tmp_path, rounds_in(tmp_path)))) == 1
    # A kill between the two files leaves the pictures alone: the round is still missing.
    (tmp_path / LABELS.name / "00000006-000.parquet").unlink()
    assert missing(wanted, tmp_path) == wanted


def test_what_rendered_a_round_is_let_go_of_when_it_is_kept(tmp_path, monkeypatch) -> None:
    class Ring:
        def __init__(self) -> None:
            self.own = self

    rings = []

    def stills(_):
        ring = Ring()
        rings.append(weakref.ref(ring))
        yield pl.DataFrame(schema=STILLS.schema), pl.DataFrame(schema=LABELS.schema)

    monkeypatch.setattr(Round, "stills", stills)
    gc.disable()
    try:
        keep(rounds(4, 1)[0], tmp_path)
    finally:
        gc.enable()
    assert [ring() for ring in rings] == [None]


def test_each_round_is_handed_out_with_its_folder_and_a_kill_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(room, "work", lambda do, some, count: map(do, some[:count]))
    drawn: list[tuple[Round, Path]] = []
    monkeypatch.setattr(room, "keep", lambda one, folder: drawn.append((one, folder)) or len(drawn))
    assert list(keep_all(rounds(4, 2), tmp_path, 1)) == [1]
    drawn.clear()
    assert list(keep_all(rounds(4, 2), tmp_path, 2)) == [1, 2]
    assert drawn == [(one, tmp_path) for one in rounds(4, 2)]

    def killed(*_) -> None:
        raise BrokenProcessPool

    monkeypatch.setattr(room, "work", killed)
    with pytest.raises(TrainingError, match="what is complete is kept"):
        list(keep_all(rounds(4, 2), tmp_path, 2))


def test_a_codec_leaves_the_picture_what_it_is_and_more_so_at_better_quality(drawn) -> None:
    picture = opened(drawn[0]["jpeg"][0])
    errors = [float(np.abs(coded(picture, crf).astype(int) - picture).mean()) for crf in (18, 38)]
    assert errors[0] < errors[1] < 20


def scene(heading_rad: float, hidden: bool = False):
    """A car 8 m before a camera that looks east, and what is seen of it."""
    camera = Camera("cam01", (0.0, 0.0, 2.5), 0.0, 0.2, focal_px=800.0)
    body = next(one for one in bodies_of("train") if one.type == "car")
    mesh = build_vehicle(body.name, 3, "train")
    one, zero = np.ones(1), np.zeros(1)
    poses = Poses(
        np.array([7], np.int32), np.array([VEHICLE], np.uint8), 8 * one, zero,
        np.array([heading_rad]), zero, zero, zero, np.zeros(1, np.uint8), np.zeros(1, bool),
    )  # fmt: skip
    shape = (camera.height_px, camera.width_px)
    owner = np.full(shape, 0 if hidden else 7, np.int32)
    depth = np.full(shape, np.hypot(8 - body.length_m / 2, 2.1), np.float32)
    table = np.array([[9, 0, 0, 9, 9]])
    seen = Seen(np.zeros((*shape, 3), np.float32), owner, depth, np.array([7], np.int32),
                table, table)  # fmt: skip
    return camera, seen, poses, {7: mesh}


def test_the_plate_that_faces_the_camera_is_found_and_no_other() -> None:
    rear, front = (plates(*scene(heading)) for heading in (0.0, np.pi))
    assert len(rear) == len(front) == 1
    for found in (rear, front):
        x0, y0, x1, y1 = found.select("x0_px", "y0_px", "x1_px", "y1_px").row(0)
        assert 8 < y1 - y0 < x1 - x0 < 160
        assert x0 < 320 < x1 or abs((x0 + x1) / 2 - 320) < 40
    assert len(plates(*scene(np.pi / 2))) == 0


def test_a_hidden_plate_is_not_found() -> None:
    assert len(plates(*scene(0.0, hidden=True))) == 0


def test_a_plate_is_where_it_is_seen(drawn) -> None:
    _, labels = drawn
    cars = labels.filter(pl.col("owner") > 0)
    for row in labels.filter(pl.col("kind") == "plate").iter_rows(named=True):
        x, y = (row["x0_px"] + row["x1_px"]) / 2, (row["y0_px"] + row["y1_px"]) / 2
        holds = cars.filter(
            (pl.col("still_id") == row["still_id"]) & (pl.col("x0_px") < x) & (pl.col("x1_px") > x)
            & (pl.col("y0_px") < y) & (pl.col("y1_px") > y)
        )  # fmt: skip
        assert len(holds)


def test_pictures_are_packed_as_they_are(drawn) -> None:
    packed = drawn[0]["jpeg"][0]
    assert (cv2.imdecode(np.frombuffer(packed, np.uint8), 1)[..., ::-1] == opened(packed)).all()

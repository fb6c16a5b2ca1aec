"""What the tables say of a rendering is what was simulated, turned, burned in and coded."""

from dataclasses import replace

import av
import numpy as np
import polars as pl
import pytest

from lotgraph.landing.names import read_names
from lotgraph.twin.bodies.catalogue import body_of
from lotgraph.twin.bodies.look import draw_look
from lotgraph.twin.deliver.shoot import shoot
from lotgraph.twin.deliver.stretch import Stretch
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.faults.model import Fault
from lotgraph.twin.faults.paint import Painter
from lotgraph.twin.sensor.catalogue import sensor_model
from lotgraph.twin.sensor.moves import camera_at, draw_moves
from lotgraph.twin.sensor.stamp import WHITE, written
from lotgraph.twin.stage.weather import Weather
from lotgraph.twin.truth.columns import BOXES, FRAMES
from lotgraph.twin.world.simulate import simulate
from lotgraph.video import batches

OFFSET_S, DRIFT = -37.25, 0.2
JUMP = Fault("north", "clock_jump", 55.0, 60.0, seed=3)
KNOCK = Fault("south", "moved", 54.0, 60.0)
POSE = ("yaw_rad", "pitch_rad", "roll_rad", "focal_px")


@pytest.fixture(scope="module")
def odd(order):
    """Two cameras side by side: one whose clock is far off, one that is knocked; both are turned.

    They record a second late in a minute, and another after the clock has jumped.
    """
    first = replace(order.plan.cameras[0], camera_id="north", sensor="dome_4mp")
    first = replace(first, width_px=160, focal_px=70.0, distortion=(0.0,) * 5)
    north = replace(first, clock_offset_s=OFFSET_S, clock_drift_ppm=DRIFT * 1e6)
    south = replace(first, camera_id="south", crf=45)
    stretches = (Stretch(50.0, 51.0, Weather()), Stretch(56.0, 57.0, Weather()))
    return replace(
        order,
        plan=replace(order.plan, cameras=(north, south)),
        duration_s=60.0,
        stretches=stretches,
        faults=(JUMP, KNOCK),
        looks_per_hour=3000.0,
    )


@pytest.fixture(scope="module")
def target(odd, rendered, tmp_path_factory):
    return rendered(odd, tmp_path_factory.mktemp("odd"))


@pytest.fixture(scope="module")
def world(odd):
    return simulate(odd.plan, odd.begins_at, odd.duration_s, odd.seed)


def shows(odd, t_s):
    """What the clock of "north" shows, as its plan and its fault say."""
    jump_s = JUMP.sign * JUMP.amount if JUMP.is_on(t_s) else 0.0
    return odd.moment(t_s + OFFSET_S + DRIFT * t_s + jump_s)


def test_boxes_tell_place_heading_and_speed_of_the_world(odd, target, world, table):
    boxes = table(target, BOXES)
    assert boxes.height > 20
    for (taken_at,), some in boxes.group_by("captured_at"):
        poses = world.poses((taken_at - odd.begins_at).total_seconds())
        at = np.searchsorted(poses.object_id, some["object_id"])
        for name in ("object_id", "x_m", "y_m", "heading_rad", "speed_mps"):
            assert np.array_equal(getattr(poses, name)[at], some[name]), name


def test_boxes_tell_model_and_colour_of_each_vehicle(odd, target, world, table):
    seen = table(target, BOXES).filter(kind="vehicle").unique("object_id")
    assert seen["colour"].n_unique() > 2
    cars = seen.join(world.vehicles, on="object_id", suffix="_there")
    split = odd.plan.split
    for car in cars.to_dicts():
        look = draw_look(car["look_seed"], split, body_of(car["body_there"], split))
        told = (car["body_there"], car["type_there"], look.paint.name)
        assert (car["body"], car["type"], car["colour"]) == told


def test_frames_tell_how_a_camera_hangs_that_was_turned_and_knocked(odd, target, table):
    frames = table(target, FRAMES)
    for camera in odd.plan.cameras:
        rate = odd.looks_per_hour
        moves = draw_moves(
            odd.plan, camera.camera_id, odd.duration_s, odd.seed, looks_per_hour=rate
        )
        painter = Painter(camera, odd.faults)
        mine = frames.filter(camera_id=camera.camera_id)
        for frame in mine.to_dicts():
            t_s = (frame["captured_at"] - odd.begins_at).total_seconds()
            there = painter.camera_at(camera_at(camera, moves, t_s), t_s)
            assert [frame[name] for name in POSE] == [getattr(there, name) for name in POSE]
        assert camera.yaw_rad not in mine["yaw_rad"].to_list(), "or nobody had turned it"
    rolls = frames.filter(camera_id="south").sort("captured_at")["roll_rad"]
    assert (rolls == odd.plan.cameras[1].roll_rad).to_list() == [True] * 5 + [False] * 5


def test_the_time_burned_in_is_that_of_the_camera_s_own_clock(odd, world):
    studio = Studio(odd, world)
    form = sensor_model("dome_4mp").stamp_form
    for piece, t_s in zip(odd.pieces[:2], (50.0, 56.0), strict=True):
        assert piece.camera.camera_id == "north"
        shot, picture = next(shoot(piece, studio))
        assert shot.shows == shows(odd, t_s)
        assert is_written(shot.shows.strftime(form), picture)
        assert not is_written(odd.moment(t_s).strftime(form), picture)


def is_written(text, picture):
    """Whether white dots of a text, and between them none, are anywhere in a picture."""
    dots = written(text, 1)
    white = (picture == WHITE).all(axis=2)
    windows = np.lib.stride_tricks.sliding_window_view(white, dots.shape)
    return bool((windows == dots).all(axis=(2, 3)).any())


def test_files_count_and_name_time_as_the_camera_s_clock_does(odd, target, table):
    frames = table(target, FRAMES).filter(camera_id="north").sort("captured_at")
    times_s = [(at - odd.begins_at).total_seconds() for at in frames["captured_at"]]
    assert frames["clock_at"].to_list() == [shows(odd, t_s) for t_s in times_s]
    for (uri,), some in frames.group_by("uri", maintain_order=True):
        with av.open(str(target.landing / uri)) as container:
            told = sorted(float(packet.pts * packet.time_base) for packet in packets(container))
        since_s = (some["clock_at"] - some["clock_at"][0]).dt.total_microseconds() / 1e6
        assert told == pytest.approx(since_s.to_list(), abs=2e-4)
        assert told[-1] == pytest.approx(4 / 5 * (1 + DRIFT), abs=2e-4)
        assert f"{some['clock_at'][0]:%Y-%m-%dT%H-%M-%S}" in uri


def test_a_capture_that_lost_frames_tells_when_each_was_taken_that_arrived(
    odd, rendered, tmp_path, table
):
    """By its name, that of the first to arrive, and by times in the file, which keep gaps."""
    lossy = replace(
        odd,
        plan=replace(odd.plan, cameras=odd.plan.cameras[:1]),
        capture_s=4.0,
        stretches=(Stretch(50.0, 54.0, Weather()),),
        faults=(Fault("north", "dropped_frames", 49.0, 55.0, strength=0.7, seed=90),),
    )
    target = rendered(lossy, tmp_path)
    frames = table(target, FRAMES)
    numbers = [round((at - odd.begins_at).total_seconds() * 5) for at in frames["captured_at"]]
    assert numbers == [*range(252, 256), *range(260, 270)], "or another seed is needed"
    (capture,) = target.landing.rglob("*.mp4")
    names = pl.Series([capture.name])
    named = read_names(names, pl.Series([False]), pl.Series(["UTC"]))["named_at"][0]
    told = np.concatenate([batch.times_s for batch in batches(str(capture))])
    wanted = (frames["clock_at"] - named).dt.total_microseconds() / 1e6
    assert told == pytest.approx(wanted.to_list(), abs=2e-3), "names are cut to milliseconds"


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_capture_amid_which_a_clock_begins_to_drift_tells_it_by_its_times(
    odd, rendered, tmp_path, table, seed
):
    drift = Fault("north", "clock_drift", 51.0, 53.0, strength=1.0, seed=seed)
    drifting = replace(
        odd,
        plan=replace(odd.plan, cameras=odd.plan.cameras[:1]),
        capture_s=4.0,
        stretches=(Stretch(50.0, 54.0, Weather()),),
        faults=(drift,),
    )
    target = rendered(drifting, tmp_path)
    frames = table(target, FRAMES).sort("captured_at")
    (capture,) = target.landing.rglob("*.mp4")
    told = np.concatenate([batch.times_s for batch in batches(str(capture))])
    since_s = (frames["clock_at"] - frames["clock_at"][0]).dt.total_microseconds() / 1e6
    set_right = 15  # the frame that is taken as the drift ends
    assert told[:set_right] == pytest.approx(since_s[:set_right].to_list(), abs=2e-4)
    gained_s = told - np.arange(20) / 5 * (1 + DRIFT)
    sign = drift.sign
    assert gained_s[:6] == pytest.approx([0.0] * 6, abs=2e-4)
    assert gained_s[10] == pytest.approx(sign * 40 / 3600, abs=2e-4)
    assert gained_s[set_right:] == pytest.approx([sign * 80 / 3600] * 5, abs=2e-4), "or it leapt"


def test_no_fault_but_a_drift_changes_what_a_camera_counts(odd):
    """To the bit: footage without one keeps its bytes."""
    (north, _) = odd.plan.cameras
    jumping = replace(odd, faults=(JUMP, Fault("south", "clock_drift", 0.0, 60.0)))
    for frames in range(300):
        assert jumping.counts_s(north, 50.0, frames / 5) == frames / 5 * (1 + DRIFT * 1e6 * 1e-6)


def packets(container):
    return (packet for packet in container.demux(video=0) if packet.pts is not None)


def test_a_camera_of_less_quality_writes_smaller_files(target):
    north, south = (
        sum(file.stat().st_size for file in target.landing.rglob(f"{name}/*.mp4"))
        for name in ("north", "south")
    )
    assert south < north / 2

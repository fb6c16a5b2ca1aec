"""What is delivered depends on the order alone: not on processes, nor on what was there before."""

import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import Mock

import av
import numpy as np
import polars as pl
import pytest

from lotgraph.errors import LotgraphError, TwinError
from lotgraph.kernel import files_of
from lotgraph.lake.store import Lake, folder_of
from lotgraph.landing.names import stem
from lotgraph.twin.deliver import deliver as delivering
from lotgraph.twin.deliver import render as rendering
from lotgraph.twin.deliver.deliver import Renderer, deliver, prepare
from lotgraph.twin.deliver.piece import pieces
from lotgraph.twin.deliver.render import partition_of, render
from lotgraph.twin.deliver.shoot import shoot
from lotgraph.twin.deliver.studio import Studio
from lotgraph.twin.deliver.version import code_version
from lotgraph.twin.faults.model import Fault, strength_of
from lotgraph.twin.truth.columns import BOXES, CAMERAS, FAULTS, FRAMES
from lotgraph.twin.world.simulate import simulate
from lotgraph.video import probe
from tests.conftest import room_for


def files_below(folder):
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def whole(order, tmp_path_factory, rendered):
    folder = tmp_path_factory.mktemp("whole")
    return rendered(order, folder), folder


def test_captures_land_as_the_graph_reads_them_with_a_row_of_truth_a_frame(order, whole, table):
    target, _ = whole
    captures = sorted(target.landing.rglob("*.mp4"))
    assert len(captures) == 4
    frames = table(target, FRAMES)
    for capture in captures:
        uri = str(capture.relative_to(target.landing))
        assert probe(str(capture)).frames == frames.filter(uri=uri).height == 10
    assert table(target, CAMERAS).height == 2
    boxes = table(target, BOXES)
    assert boxes.height > 0
    assert boxes.join(frames, on=["uri", "frame", "captured_at"], how="anti").height == 0


def test_a_camera_codes_keyframes_as_often_as_its_plan_says(order, tmp_path, rendered):
    often, seldom = (
        replace(camera, keyframe_s=s)
        for camera, s in zip(order.plan.cameras, (0.4, 9), strict=True)
    )
    target = rendered(replace(order, plan=replace(order.plan, cameras=(often, seldom))), tmp_path)
    for camera, keyframes in ((often, [0, 2, 4, 6, 8]), (seldom, [0])):
        capture = min(target.landing.rglob(f"{camera.camera_id}/*.mp4"))
        with av.open(str(capture)) as container:
            found = [n for n, packet in enumerate(container.demux(video=0)) if packet.is_keyframe]
        assert found == keyframes


def test_processes_and_what_was_there_before_change_no_byte(order, whole, tmp_path):
    _, folder = whole
    world, target, left = prepare(order, tmp_path / "landing", tmp_path / "truth")
    studio = Studio(order, world)
    spoilt, kept = left[3], left[1]
    for piece in (spoilt, kept):
        render(piece, studio, target)
    (capture,) = target.landing.rglob(f"{spoilt.camera.camera_id}/*.mp4")
    capture.write_bytes(b"spoilt")
    world, target, left = prepare(order, tmp_path / "landing", tmp_path / "truth")
    assert [(one.camera.camera_id, one.first) for one in left] == [
        (piece.camera.camera_id, piece.first) for piece in order.pieces if piece != kept
    ]
    told = []
    assert len(list(deliver(order, world, target, left, processes=2, told=told.append))) == 3
    assert told == sorted(told)
    assert told[-1] == sum(piece.last - piece.first for piece in left) == 30
    assert files_below(tmp_path) == files_below(folder)


def test_what_is_gone_of_the_truth_is_made_again(order, whole, tmp_path):
    """Deleted, or emptied as power failed."""
    folder = shutil.copytree(whole[1], tmp_path / "copy")
    lost, emptied, untold, _ = order.pieces
    for piece, contract, file in (
        *((lost, BOXES, "*.parquet"), (emptied, FRAMES, "*.parquet")),
        (untold, BOXES, "record.json"),
    ):
        place = folder / "truth" / folder_of(contract.name, partition_of(piece, order))
        (found,) = place.glob(file)
        found.write_bytes(b"") if piece is emptied else found.unlink()
    world, target, left = prepare(order, folder / "landing", folder / "truth")
    assert left == [lost, emptied, untold]
    studio = Studio(order, world)
    for piece in left:
        render(piece, studio, target)
    assert files_below(folder) == files_below(whole[1])


def test_a_frozen_camera_repeats_its_last_picture_and_truth_says_when_that_was(order):
    camera = order.plan.cameras[0].camera_id
    frozen = replace(order, faults=(Fault(camera, "frozen", 1.0, 3.0),))
    world = simulate(order.plan, order.begins_at, order.duration_s, order.seed)
    early, late = (list(shoot(piece, Studio(frozen, world))) for piece in frozen.pieces[:2])
    assert [shot.taken_s for shot, _ in late] == pytest.approx([0.8] * 5 + [3, 3.2, 3.4, 3.6, 3.8])
    assert [shot.delivered_s for shot, _ in late] == pytest.approx([2 + n / 5 for n in range(10)])
    pictures = [picture for _, picture in early + late]
    assert all(np.array_equal(picture, pictures[4]) for picture in pictures[5:15])
    assert not any(np.array_equal(picture, pictures[4]) for picture in pictures[:4] + pictures[15:])
    # What is taken when the camera wakes does not depend on where a piece begins.
    (piece,) = pieces(replace(order.plan, cameras=order.plan.cameras[:1]), [(0.0, 4.0)], 4.0)
    at_once = [picture for _, picture in shoot(piece, Studio(frozen, world))]
    assert all(np.array_equal(*pair) for pair in zip(pictures, at_once, strict=True))


def test_frames_that_are_lost_have_no_truth(order, tmp_path, rendered, table):
    camera = order.plan.cameras[0].camera_id
    lossy = replace(order, faults=(Fault(camera, "dropped_frames", 0.0, 4.0, strength=0.7),))
    target = rendered(lossy, tmp_path)
    counts = table(target, FRAMES).group_by("uri").len().sort("uri")
    lost = counts.filter(pl.col("uri").str.contains(f"/{camera}/"))["len"].sum()
    assert 0 < lost < 20
    assert table(target, FAULTS)["kind"].to_list() == ["dropped_frames"]
    for uri, count in counts.iter_rows():
        assert probe(str(target.landing / uri)).frames == count


def test_a_capture_that_loses_all_frames_does_not_land_and_is_done(
    order, tmp_path, rendered, table
):
    camera = order.plan.cameras[0]
    fault = Fault(camera.camera_id, "dropped_frames", 0.0, 4.0, strength=1.0, seed=6)
    lossy = replace(order, plan=replace(order.plan, cameras=(camera,)), faults=(fault,))
    target = rendered(lossy, tmp_path / "once")
    (capture,) = target.landing.rglob("*.mp4")
    frames = table(target, FRAMES)
    assert set(frames["uri"]) == {str(capture.relative_to(target.landing))}
    assert set(table(target, BOXES)["uri"]) <= set(frames["uri"])
    assert table(target, FAULTS)["kind"].to_list() == ["dropped_frames"]
    assert prepare(lossy, target.landing, tmp_path / "once" / "truth")[2] == []
    again = tmp_path / "again" / "landing", tmp_path / "again" / "truth"
    world, there, left = prepare(lossy, *again)
    assert render(left[0], Studio(lossy, world), there) is None
    assert prepare(lossy, *again)[2] == left[1:]
    rendered(lossy, tmp_path / "again")
    assert files_below(tmp_path / "again") == files_below(tmp_path / "once")


def test_what_befalls_files_befalls_what_lands_and_is_rendered_once(
    order, whole, tmp_path, rendered, table
):
    one, other = (camera.camera_id for camera in order.plan.cameras)
    faults = (
        Fault(one, "wrong_name", 0.0, 2.0),
        Fault(one, "duplicate", 2.0, 4.0),
        Fault(other, "empty", 0.0, 2.0),
        Fault(other, "future_date", 2.0, 4.0),
    )
    faulty = replace(order, faults=faults)
    target = rendered(faulty, tmp_path)
    assert prepare(faulty, tmp_path / "landing", tmp_path / "truth")[2] == []
    files, sound = files_below(target.landing), files_below(whole[0].landing)
    assert len(files) == 5
    assert len(files.keys() & sound.keys()) == 2, "one of the copies, and the empty one"
    assert sorted(map(len, files.values()))[0] == 0
    assert set(files.values()) - {b""} < set(sound.values())
    assert set(table(target, FRAMES)["uri"]) < files.keys()


def test_frames_are_counted_while_a_piece_is_rendered(order, tmp_path):
    class Noted(list):
        def __setitem__(self, number, count):
            noted.append((number, count))
            super().__setitem__(number, count)

    noted = []
    fault = Fault(order.plan.cameras[0].camera_id, "frozen", 2.4, 2.9)
    frozen = replace(order, faults=(fault,))
    world, target, left = prepare(frozen, tmp_path / "landing", tmp_path / "truth")
    render_piece = Renderer(frozen, world, target, left, Noted([0] * len(left)))
    render_piece(1)
    assert {number for number, _ in noted} == {1}
    counts = [count for _, count in noted]
    assert counts == sorted(counts)
    assert set(counts) == {0, 1, 5, 6, 7, 8, 9, 10}, "a frozen camera looks at nothing"


def test_a_process_that_cannot_build_the_site_ends_the_rendering(order, tmp_path):
    site = replace(order, plan=replace(order.plan, ground="velvet"))
    world, target, left = prepare(site, tmp_path / "landing", tmp_path / "truth")
    with pytest.raises(TwinError, match="velvet"):
        list(deliver(site, world, target, left, processes=1))


def heed():
    """Let Ctrl-C end it, which who runs tests in the background has switched off for all below."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("number", "said"), [(signal.SIGKILL, ""), (signal.SIGINT, "lotgraph: stopped; what is compl")]
)
def test_nobody_goes_on_rendering_for_a_process_that_was_ended(tmp_path, number, said):
    landing = tmp_path / "landing"
    command = (
        *(sys.executable, "-m", "lotgraph.command", "twin", "render", "--site", "2"),
        *("--minutes", "30", "--landing", landing, "--truth", tmp_path / "truth"),
        *("--processes", "1"),
    )
    ended = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=heed,
    )
    while not any(landing.rglob(".*.mp4")) and ended.poll() is None:
        time.sleep(0.1)
    ended.send_signal(number)
    # Whoever still renders holds the other end of this pipe.
    told, _ = ended.communicate(timeout=20)
    assert said in told
    assert not any(landing.rglob("[!.]*.mp4")), "ended too late to show anything"
    is_cleared = number == signal.SIGINT  # who is killed clears nothing
    assert any(landing.rglob("*.mp4")) != is_cleared


def test_truth_where_captures_are_read_is_refused(order, tmp_path):
    for landing, truth in (("a", "a/b"), ("a/b", "a"), ("a", "a")):
        with pytest.raises(TwinError, match="choose two folders"):
            prepare(order, tmp_path / landing, tmp_path / truth)


def test_truth_is_not_hidden_in_the_landing_folder_by_a_link(order, tmp_path):
    (tmp_path / "landing").mkdir()
    (tmp_path / "aside").symlink_to(tmp_path / "landing")
    with pytest.raises(TwinError, match="choose two folders"):
        prepare(order, tmp_path / "landing", tmp_path / "aside" / "truth")


def test_a_rendering_that_other_code_began_is_not_gone_on_with(order, whole, monkeypatch):
    target, folder = whole
    before = files_below(folder)
    monkeypatch.setattr(rendering, "code_version", lambda: "other")
    with pytest.raises(TwinError, match="begun by other code, which may"):
        prepare(order, target.landing, folder / "truth")
    assert files_below(folder) == before


def test_captures_that_other_code_rendered_for_this_order_are_told_apart(
    order, tmp_path, monkeypatch
):
    """As where a rendering was gone on with after a change, by whatever way."""
    landing, truth = tmp_path / "landing", tmp_path / "truth"
    world, target, left = prepare(order, landing, truth)
    with monkeypatch.context() as earlier:
        earlier.setattr(rendering, "code_version", lambda: "other")
        render(left[0], Studio(order, world), target)
    before = files_below(tmp_path)
    with pytest.raises(TwinError, match=r"mp4: other code rendered it for this very order, and"):
        prepare(order, landing, truth)
    assert files_below(tmp_path) == before


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_full_disk_gets_a_sentence_leaves_nothing_and_is_gone_on_from(
    order, whole, tmp_path, share
):
    """Full as the capture is coded, or as what stands beside it is written."""
    world, target, left = prepare(order, tmp_path / "landing", tmp_path / "truth")
    sizes = [file.stat().st_size for file in whole[0].landing.rglob("*.mp4")]
    studio = Studio(order, world)
    with room_for(int(min(sizes) * share)), pytest.raises(TwinError, match="make room or permit"):
        render(left[0], studio, target)
    assert not [file for file in target.landing.rglob("*") if file.is_file()]
    # A killed process clears nothing; whoever goes on does.
    draft = target.landing / order.plan.site_id / left[0].camera.camera_id
    begins_at = order.shows(left[0].camera, 0.0)
    (draft / f".{stem(begins_at)}.mp4").write_bytes(b"half a capture")
    world, target, left = prepare(order, tmp_path / "landing", tmp_path / "truth")
    for piece in left:
        render(piece, studio, target)
    assert files_below(tmp_path) == files_below(whole[1])


def test_what_ends_one_process_leaves_no_halves_of_the_others(order, tmp_path, monkeypatch):
    """As where a disk is full: who finds it so tells, and the others are ended at once."""
    landing, truth = tmp_path / "landing", tmp_path / "truth"
    world, target, left = prepare(order, landing, truth)
    halves = []

    def ended(path, _frames, **_):
        path.write_bytes(b"half a capture")
        halves.append(path)
        raise KeyboardInterrupt

    def full(do, numbers, *_):
        for number in numbers:
            with suppress(KeyboardInterrupt):
                yield do(number)
        assert all(half.exists() for half in halves)
        raise TwinError("the disk is full")

    monkeypatch.setattr(rendering, "write_clip", ended)
    monkeypatch.setattr(delivering, "work", full)
    with pytest.raises(TwinError, match="disk is full"):
        list(deliver(order, world, target, left, processes=4))
    assert len(halves) == 4
    assert not [file for file in landing.rglob("*") if file.is_file()]


def test_no_capture_stays_whose_truth_cannot_be_written(order, tmp_path, monkeypatch):
    world, target, left = prepare(order, tmp_path / "landing", tmp_path / "truth")
    full = Mock(side_effect=LotgraphError("truth: cannot be written"))
    monkeypatch.setattr(rendering, "_write_truth", full)
    with pytest.raises(LotgraphError, match="truth: cannot"):
        render(left[0], Studio(order, world), target)
    assert not [file for file in target.landing.rglob("*") if file.is_file()]


def test_the_version_of_the_code_is_that_of_all_it_is_made_of():
    assert len(code_version()) == 64
    file = Path(rendering.__file__)
    found = files_of(file, rendering.__name__)
    names = {one.relative_to(file.parents[3]).as_posix() for one in found}
    rooms = ("truth/boxes", "faults/cover", "sensor/stamp", "stage/see", "bodies/build", "seeds")
    assert {f"lotgraph/twin/{room}.py" for room in rooms} < names
    assert not any(name.startswith(("tests", "lotgraph/command")) for name in names)


def test_files_of_others_in_the_landing_folder_are_not_replaced(order, whole, tmp_path):
    target, _ = whole
    before = files_below(target.landing)
    for other in (order, replace(order, seed=4)):
        with pytest.raises(TwinError, match="lies where a capture is to land"):
            prepare(other, target.landing, tmp_path / "truth")
    assert files_below(target.landing) == before
    assert not (tmp_path / "truth").exists()


@pytest.mark.parametrize("is_misnamed", [False, True])
def test_two_captures_of_one_name_are_refused(order, tmp_path, is_misnamed):
    """Where one of them lands under a wrong name too: their truth would be one."""
    camera = order.plan.cameras[0].camera_id
    strength = strength_of("clock_jump", 3.0)
    faults = (Fault(camera, "clock_jump", 3.0, 6.0, strength, seed) for seed in range(9))
    back = next(fault for fault in faults if fault.sign < 0)
    misnamed = [Fault(camera, "wrong_name", 0.0, 3.0)] if is_misnamed else []
    twice = replace(order, duration_s=6.0, capture_s=3.0, faults=(back, *misnamed))
    with pytest.raises(TwinError, match="two captures would have this name"):
        prepare(twice, tmp_path / "landing", tmp_path / "truth")


def test_the_truth_of_another_order_is_not_written_over(order, whole):
    target, _ = whole
    before = files_below(target.landing)
    other = replace(order, seed=4)
    with pytest.raises(TwinError, match=r"what differs: seed\)"):
        prepare(other, target.landing, whole[1] / "truth")
    assert files_below(target.landing) == before
    assert isinstance(target.truth, Lake)

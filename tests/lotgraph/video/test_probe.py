"""Probing: what headers and packets say, and what is refused."""

import ast
import hashlib
from pathlib import Path

import av
import pytest
from av.stream import Disposition
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.captures.reasons import REASONS
from lotgraph.errors import CaptureError
from lotgraph.video import batches, container, fetch, places, probe
from lotgraph.video.encode import Encoding, write_clip
from lotgraph.video.hashing import sha256_of_members
from scripts.drawn import bad_files
from scripts.drawn.scene import Scene, draw_clip
from scripts.drawn.stills import picture

ROOM = Path(batches.__code__.co_filename).parent


def test_a_good_clip_is_described_and_nothing_is_odd(clip):
    found = probe(clip)
    assert (found.width_px, found.height_px, found.frames, found.kind) == (160, 90, 40, "video")
    assert found.fps == pytest.approx(10)
    assert found.duration_s == pytest.approx(4)
    assert found.codec == Path(clip).stem
    assert found.keyframe_gap_s == pytest.approx(0.1 if found.codec == "mjpeg" else 0.8)
    assert not found.is_variable_rate
    assert (found.decodable_share, found.warnings, found.corrupt_packets) == (1.0, (), 0)
    assert found.sha256 == hashlib.sha256(Path(clip).read_bytes()).hexdigest()
    assert found.size_bytes == Path(clip).stat().st_size


@pytest.mark.parametrize("name", bad_files.REFUSED)
def test_what_cannot_be_used_is_refused_with_its_reason(tmp_path, name):
    make, reason = bad_files.REFUSED[name]
    path = str(make(tmp_path / name))
    for use in (probe, lambda uri: list(batches(uri))):
        with pytest.raises(CaptureError) as refused:
            use(path)
        assert refused.value.reason == reason
        assert path in str(refused.value)


@pytest.mark.parametrize("name", bad_files.ACCEPTED)
def test_what_is_merely_odd_is_used_and_counted_alike_by_probe_and_reading(tmp_path, name):
    path = str(bad_files.ACCEPTED[name](tmp_path / name))
    found = probe(path)
    reading = batches(path)
    shown = sum(map(len, reading))
    assert shown + reading.losses.packets_lost == found.frames
    assert reading.losses.frames_shown == shown > 0


def test_a_header_that_claims_too_many_pixels_is_refused_before_anything_is_decoded(
    clip, monkeypatch
):
    monkeypatch.setattr(container, "MAX_FRAME_PIXELS", 160 * 90 - 1)
    for use in (probe, lambda uri: list(batches(uri)), lambda uri: fetch(uri, [0])):
        with pytest.raises(CaptureError, match="pixels a frame, got 160x90") as refused:
            use(clip)
        assert refused.value.reason == "too_large"


def test_twenty_megapixels_are_read_one_at_a_time(tmp_path):
    path = str(bad_files.twenty_megapixels(tmp_path / "a.avi"))
    assert (probe(path).width_px, probe(path).height_px) == (5472, 3648)
    assert [len(batch) for batch in batches(path)] == [1, 1]
    (batch,) = batches(path, size=(320, 320))
    assert batch.pixels.shape == (2, 213, 320, 3)


def test_a_cut_tail_is_said_in_numbers(tmp_path):
    found = probe(str(bad_files.cut(tmp_path / "a.mp4")))
    assert found.warnings[0] == "tail cut off: 21 of 40 announced frames are there"
    path = draw_clip(tmp_path / "a.mkv", seed=1, seconds=4)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = probe(str(path))
    assert "of 4.0 announced seconds are there" in found.warnings[0]
    assert 0.3 < found.decodable_share < 0.7


@pytest.mark.parametrize(("suffix", "start_s"), [("mp4", -0.5), ("mp4", -2.5), ("mkv", 1000.0)])
def test_what_an_edit_list_or_a_running_clock_leaves_out_is_no_cut_tail(tmp_path, suffix, start_s):
    scene = Scene(seed=1, size=(64, 36))
    frames = ((start_s + n / 10, scene.frame(n, n / 10)) for n in range(40))
    path = str(write_clip(tmp_path / f"a.{suffix}", frames))
    found = probe(path)
    shown = 40 + min(0, round(start_s * 10))
    assert (found.frames, found.decodable_share, found.warnings) == (shown, 1.0, ())
    assert sum(map(len, batches(path))) == shown
    assert found.duration_s == pytest.approx(shown / 10)


def test_an_uneven_rate_is_seen(tmp_path):
    found = probe(str(bad_files.uneven(tmp_path / "a.mp4")))
    assert found.is_variable_rate
    assert found.duration_s == pytest.approx(7.6)


def test_a_change_of_resolution_is_foreseen(tmp_path):
    warnings = probe(str(bad_files.changing_size(tmp_path / "a.ts"))).warnings
    assert any("resolution changes" in warning for warning in warnings)


def test_a_steady_stream_of_parameters_is_no_change(tmp_path):
    path = draw_clip(tmp_path / "a.ts", seed=1, seconds=4, encoding=Encoding(gop=5))
    assert probe(str(path)).warnings == ()


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(CaptureError) as refused:
        probe(str(tmp_path / "gone.mp4"))
    assert refused.value.reason == "missing_object"


def test_the_cover_of_a_sound_file_is_no_footage(tmp_path):
    path = str(tmp_path / "a.mp4")
    with av.open(path, "w") as container:
        sound = container.add_stream("aac", rate=16_000, layout="mono")
        cover = container.add_stream("mjpeg", rate=25)
        cover.width, cover.height, cover.pix_fmt = 64, 36, "yuvj420p"
        cover.disposition = Disposition.attached_pic
        container.start_encoding()
        packet = av.Packet(picture(Scene(seed=1, size=(64, 36)).frame(0, 0.0)))
        packet.stream, packet.time_base, packet.pts, packet.dts = cover, cover.time_base, 0, 0
        container.mux(packet)
        container.mux(sound.encode(None))
    for use in (probe, lambda uri: list(batches(uri))):
        with pytest.raises(CaptureError, match="expected a video stream") as refused:
            use(path)
        assert refused.value.reason == "no_frames"


def test_an_empty_folder_holds_no_frames(tmp_path):
    with pytest.raises(CaptureError) as refused:
        probe(str(tmp_path))
    assert refused.value.reason == "no_frames"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "denied"), "permission"),
        (FileNotFoundError(2, "gone"), "missing_object"),
        (TimeoutError("slow"), "unreadable"),
        (ImportError("no s3fs"), "unreadable"),
    ],
)
def test_what_storage_says_keeps_its_meaning(error, reason):
    with pytest.raises(CaptureError) as refused, places.reading("s3://bucket/a.mp4"):
        raise error
    assert refused.value.reason == reason
    assert refused.value.__cause__ is error


def test_a_web_host_that_cannot_be_reached_is_no_missing_file():
    with pytest.raises(CaptureError, match="check the address") as refused:
        probe("http://127.0.0.1:9/a.mp4")  # the port of discard, on which nothing listens
    assert refused.value.reason == "unreadable"


member_lists = st.lists(st.tuples(st.text(), st.sampled_from(["aa", "bb", "cc"])), max_size=5)


@given(one=member_lists, other=member_lists)
def test_folders_hash_alike_only_if_their_members_are_alike(one, other):
    assert (sha256_of_members(one) == sha256_of_members(other)) == (one == other)


def test_every_reason_that_is_raised_is_explained():
    raised = {
        node.args[0].value
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "CaptureError"
        and isinstance(node.args[0], ast.Constant)
    }
    assert raised
    assert raised <= set(REASONS)
    assert all(text.endswith(".") and ";" in text for text in REASONS.values())


def test_nothing_reaches_the_terminal(tmp_path, capfd):
    path = str(bad_files.corrupt_middle(tmp_path / "a.mp4"))
    probe(path)
    list(batches(path))
    assert capfd.readouterr() == ("", "")


def test_a_refusal_repeats_nothing_of_what_the_file_holds(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_text("root:x:0:0:" * 50)
    with pytest.raises(CaptureError) as refused:
        probe(str(path))
    assert "x:0:0" not in str(refused.value)

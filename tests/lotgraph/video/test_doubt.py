"""Frames that may show damage can be left out; all others are as they were before it."""

from fractions import Fraction
from types import SimpleNamespace

import av
import numpy as np
import pytest

from lotgraph.errors import CaptureError
from lotgraph.video import Losses, batches
from lotgraph.video.batch import Shown
from lotgraph.video.doubt import Doubt
from lotgraph.video.encode import Encoding
from lotgraph.video.numbering import DamageError, Proof
from scripts.drawn.scene import draw_clip


def noise_in_the_middle(good, bad, share):
    """Change a share of the bytes of the middle third."""
    content = np.frombuffer(good.read_bytes(), np.uint8).copy()
    random = np.random.default_rng(1)
    third = content.size // 3
    at = third + random.integers(0, third, int(third * share))
    content[at] = random.integers(0, 256, at.size)
    bad.write_bytes(content.tobytes())
    return str(bad)


@pytest.mark.parametrize("share", [0.002, 0.05])
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_sound_frames_of_a_damaged_file_are_those_of_the_file_before(
    tmp_path, everything, suffix, share
):
    good = tmp_path / f"good.{suffix}"
    # Frames shown before one that they lean on are the known exception, so there are none.
    draw_clip(good, seed=1, seconds=12, size=(160, 90), encoding=Encoding(gop=10, b_frames=0))
    bad = noise_in_the_middle(good, tmp_path / f"bad.{suffix}", share)
    before = {frame.tobytes() for frame in everything(good)[2]}
    whole = [frame.tobytes() in before for frame in everything(bad)[2]]
    sound = [frame.tobytes() in before for frame in everything(bad, sound_only=True)[2]]
    assert all(sound)
    assert 0.95 * sum(whole) < len(sound) < len(whole)


def test_a_sound_frame_takes_the_place_of_one_that_was_due(tmp_path, everything):
    good = draw_clip(tmp_path / "a.mp4", seed=1, seconds=12, encoding=Encoding(gop=10))
    bad = noise_in_the_middle(good, tmp_path / "b.mp4", 0.002)
    whole = set(everything(bad, sound_only=True)[0].tolist())
    chosen = everything(bad, rate_hz=2.0, sound_only=True)[0].tolist()
    assert set(chosen) <= whole
    assert not whole >= set(everything(bad, rate_hz=2.0)[0].tolist())


def test_of_a_good_file_every_frame_is_sound(clip, everything):
    for one, other in zip(everything(clip), everything(clip, sound_only=True), strict=True):
        assert np.array_equal(one, other)


def test_what_is_lost_is_counted_where_the_caller_asks(tmp_path):
    good = draw_clip(tmp_path / "a.mp4", seed=1, seconds=6, encoding=Encoding(gop=10))
    bad = noise_in_the_middle(good, tmp_path / "b.mp4", 0.002)
    losses = Losses()
    reading = batches(bad, losses=losses, sound_only=True)
    shown = sum(map(len, reading))
    assert reading.losses is losses
    assert shown < losses.frames_shown
    assert 0 < losses.decoded_share < 1


def test_a_file_without_a_sound_frame_is_refused(tmp_path):
    good = draw_clip(tmp_path / "a.mp4", seed=1, seconds=2, encoding=Encoding(gop=20, b_frames=0))
    content = bytearray(good.read_bytes())
    start = content.index(b"mdat") + 2000  # inside the only keyframe
    content[start : start + 200] = b"\x55" * 200
    good.write_bytes(content)
    with pytest.raises(CaptureError, match="of its 20 pictures decodes undamaged") as refused:
        list(batches(str(good), sound_only=True))
    assert refused.value.reason == "unreadable"


def test_a_packet_that_holds_no_picture_is_no_loss(tmp_path):
    encoding = Encoding(codec="mpeg4", gop=4)
    good = draw_clip(tmp_path / "good.avi", seed=1, seconds=2, size=(64, 36), encoding=encoding)
    padded = str(tmp_path / "padded.avi")
    with av.open(str(good)) as container, av.open(padded, "w") as copy:
        stream = copy.add_stream_from_template(container.streams.video[0])
        held = [bytes(packet) for packet in container.demux(video=0) if packet.size]
        for number, content in enumerate([*held[:10], b"\x7f", *held[10:]]):
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, Fraction(1, 10)
            packet.pts = packet.dts = number
            copy.mux(packet)
    reading = batches(padded, sound_only=True)
    assert sum(map(len, reading)) == len(held)
    assert reading.losses.decoded_share == 1.0


def packet(pts, *, is_corrupt=False):
    return SimpleNamespace(pts=pts, is_corrupt=is_corrupt, is_discard=False)


def sound(doubt, pts, *, key=False, patched=False, is_after_gap=False):
    frame = SimpleNamespace(pts=pts, key_frame=key, is_corrupt=patched)
    [shown] = doubt.release(Shown(0, 0.0, frame), is_after_gap=is_after_gap)
    return shown.is_sound


@pytest.mark.parametrize("damage", ["packet", "decoder", "patched", "gap"])
def test_doubt_lasts_from_damage_of_any_kind_to_the_next_keyframe(damage):
    doubt = Doubt()
    doubt.feed(packet(0))
    assert sound(doubt, 0, key=True)
    doubt.feed(packet(1, is_corrupt=damage == "packet"))
    if damage == "decoder":
        doubt.fail()
    assert not sound(doubt, 1, patched=damage == "patched", is_after_gap=damage == "gap")
    doubt.feed(packet(2))
    assert not sound(doubt, 2)
    doubt.feed(packet(3))
    assert sound(doubt, 3, key=True)
    doubt.feed(packet(4))
    assert sound(doubt, 4)


def test_a_keyframe_that_was_coded_before_the_damage_and_comes_out_late_clears_nothing():
    doubt = Doubt()
    doubt.feed(packet(0))
    doubt.feed(packet(1, is_corrupt=True))
    assert not sound(doubt, 0, key=True)


def test_a_keyframe_after_a_gap_is_sound_and_a_patched_one_is_not():
    doubt = Doubt()
    doubt.feed(packet(5))
    assert sound(doubt, 5, key=True, is_after_gap=True)
    assert not sound(doubt, 5, key=True, patched=True)


def test_keyframes_without_stamps_clear_too():
    doubt = Doubt()
    doubt.feed(packet(None, is_corrupt=True))
    doubt.feed(packet(None))
    assert sound(doubt, 7, key=True)


def test_many_threads_do_not_go_on_past_a_damaged_packet():
    with pytest.raises(DamageError):
        Proof().feed(packet(0, is_corrupt=True))

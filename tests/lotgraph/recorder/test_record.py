"""What a camera sends is in its segments: each frame once, at the time it was taken."""

import time
from pathlib import Path

import av
import pytest

from lotgraph.errors import LotgraphError, StreamError
from tests.lotgraph.recorder.servers import Camera, RtspCamera, at_rate, encoded, mpegts

SHOWN = 100  # frames, in four seconds


@pytest.fixture(scope="module")
def stream():
    return mpegts(range(SHOWN))


def is_whole(probed):
    return probed.decodable_share == 1.0 and not probed.warnings and not probed.corrupt_packets


def test_a_real_rtsp_stream_is_cut_on_the_clock_and_no_frame_is_lost(record):
    with RtspCamera([encoded(range(SHOWN))]) as camera:
        before_s = time.time()
        got = record(f"rtsp://joe:s3cret@{camera.host}/stream1", segment_s=1)
        after_s = time.time()
    assert got.numbers == list(range(SHOWN))
    assert all(is_whole(found) for found in got.probes)
    assert before_s <= got.starts_s[0] <= after_s - 3.9
    for start_s, next_s, found in zip(got.starts_s, got.starts_s[1:], got.probes, strict=False):
        assert next_s == pytest.approx(start_s + found.duration_s, abs=0.005)
        assert next_s % 1 < 0.2, "the first keyframe of a second, and they are 0.2 s apart"
    assert got.tally.segments == len(got.files)
    assert got.tally.seconds == pytest.approx(4.0, abs=0.05)
    assert not got.drafts


def test_the_camera_is_asked_for_no_sound_and_over_tcp(record):
    with RtspCamera([encoded(range(40))]) as camera:
        record(f"rtsp://joe:s3cret@{camera.host}/stream1")
    set_up = [said for said in camera.asked if said.startswith("SETUP")]
    assert len(set_up) == 1
    assert "track1" in set_up[0]
    assert "RTP/AVP/TCP" in set_up[0]


def test_sound_that_comes_along_is_left_out(record):
    with Camera([mpegts(range(50), has_sound=True)]) as camera:
        got = record(f"http://{camera.host}/")
    with av.open(str(got.files[0])) as container:
        assert [stream.type for stream in container.streams] == ["video"]
    assert got.numbers == list(range(50))


def test_a_wrong_password_is_told_at_once_and_without_it(record):
    with RtspCamera([[]]) as camera, pytest.raises(StreamError) as caught:
        record(f"rtsp://joe:wr0ng@{camera.host}/stream1")
    assert str(caught.value) == f"rtsp://{camera.host}: it refuses the user name or password"
    assert caught.value.__cause__ is None


def test_a_camera_that_goes_away_and_returns_is_waited_for(record, stream):
    with Camera([stream[:50], stream[50:]]) as camera:
        got = record(f"http://joe:s3cret@{camera.host}/key/abc?token=xyz", losses=4)
    assert got.numbers == list(range(SHOWN))
    assert got.tally.reconnects == 4
    assert got.tally.gaps == 2, "one between, and one from the last frame to the end"
    between_s = got.starts_s[1] - got.starts_s[0] - 2.0
    assert between_s > 0.8
    assert 1 + 2 + between_s < got.tally.gap_s + 0.2 < 9
    waits = [line.split(" in ")[1] for line in got.told if "connecting again" in line]
    assert [wait[:3] for wait in waits] == ["1 s", "1 s", "2 s", "4 s"]
    assert not any(secret in line for line in got.told for secret in ("s3cret", "abc", "xyz"))


def test_what_was_held_for_us_is_dated_by_when_it_was_taken(record, stream):
    class Holding(Camera):
        def converse(self, client, show):
            self.connected_s = time.time()
            client.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + b"".join(show[:50]))
            at_rate(show[50:], client.sendall)

    with Holding([stream]) as camera:
        got = record(f"http://{camera.host}/")
    assert got.starts_s[0] == pytest.approx(camera.connected_s - 2.0, abs=0.3)
    assert got.numbers == list(range(SHOWN))


def test_stamps_that_leap_are_put_in_order(record):
    forward, back = mpegts(range(40, 70), start_s=900), mpegts(range(70, SHOWN), start_s=2)
    with Camera([[*mpegts(range(40)), *forward, *back]]) as camera:
        got = record(f"http://{camera.host}/")
    assert got.numbers == list(range(SHOWN))
    assert got.tally.jumps == 2
    (found,) = got.probes
    assert is_whole(found)
    assert found.duration_s == pytest.approx(4.0, abs=0.3)


def test_another_picture_size_begins_another_segment(record):
    changed = [*mpegts(range(40)), *mpegts(range(40, 80), size=(96, 64))]
    with Camera([changed, mpegts(range(80, 120), size=(96, 64))]) as camera:
        got = record(f"http://{camera.host}/", losses=2)
    assert "the settings of its picture changed" in " ".join(got.told)
    assert [(found.width_px, found.height_px) for found in got.probes] == [(64, 48), (96, 64)]
    assert all(is_whole(found) for found in got.probes)
    assert got.numbers[:40] == list(range(40))


def test_a_clock_set_back_overwrites_nothing(record, tmp_path):
    path = tmp_path / "clip.ts"
    path.write_bytes(b"".join(mpegts(range(50))))
    noon_and_half = 1772452800.0 + 1800  # far from the edge of a file
    first = record(str(path), utc_now=lambda: noon_and_half)
    before = {found: found.read_bytes() for found in first.files}
    again = record(str(path), utc_now=lambda: noon_and_half)
    assert len(again.files) == 2 * len(before)
    assert all(found.read_bytes() == content for found, content in before.items())


def test_a_file_is_played_at_its_own_rate_and_ends(record, tmp_path):
    path = tmp_path / "clip.ts"
    path.write_bytes(b"".join(mpegts(range(50))))
    began_s = time.monotonic()
    got = record(str(path))
    assert 1.9 < time.monotonic() - began_s < 8
    assert got.numbers == list(range(50))
    assert got.tally.reconnects == 0


def test_time_that_is_over_ends_the_recording(record, stream):
    with Camera([stream]) as camera:
        got = record(f"http://{camera.host}/", seconds=2.0)
    assert 20 < len(got.numbers) < 60
    assert got.numbers == list(range(len(got.numbers)))
    assert not got.drafts


def test_a_stream_that_falls_silent_is_lost(record, stream, monkeypatch):
    monkeypatch.setattr("lotgraph.recorder.source.READ_S", 0.5)
    with Camera([[*stream[:50], 5.0, *stream[50:]]]) as camera:
        got = record(f"http://{camera.host}/")
    assert "nothing came" in got.told[-1]
    assert got.numbers == list(range(len(got.numbers)))
    assert len(got.numbers) >= 48


def test_a_disk_that_takes_no_more_is_told(record, tmp_path, monkeypatch):
    path = tmp_path / "clip.ts"
    path.write_bytes(b"".join(mpegts(range(50))))
    full = "lotgraph.recorder.folder.CameraFolder.draft"
    monkeypatch.setattr(full, lambda *_: Path("/dev/full"))
    with pytest.raises(LotgraphError, match=r"No space left on device; .* Make room"):
        record(str(path))

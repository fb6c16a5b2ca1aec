"""`lotgraph record` fills the landing folder, says how it went, and survives being killed."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from lotgraph.recorder import Recorder
from tests.lotgraph.recorder.conftest import Recorded, pass_an_edge
from tests.lotgraph.recorder.servers import Camera, RtspCamera, encoded, mpegts

ROOT = Path(__file__).parents[3]
NORTH_GATE = ["--site", "north", "--camera", "gate"]
SECRETS = ("joe", "s3cret", "c0de")


@pytest.fixture
def got(folder):
    return Recorded(folder / "landing" / "north" / "gate")


@pytest.fixture
def clip(tmp_path):
    """Ten seconds."""
    path = tmp_path / "clip.ts"
    path.write_bytes(b"".join(mpegts(range(250))))
    return path


def started(*words, file_bytes=None):
    """The command in a process of its own; `file_bytes` is the most that a file may have."""

    pass_an_edge(600)

    def limit():
        if file_bytes:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    return subprocess.Popen(
        [sys.executable, "-m", "lotgraph.command", "record", *map(str, words), *NORTH_GATE],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limit,
    )


def wait_for(condition, seconds=30):
    until_s = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until_s, "waited in vain"
        time.sleep(0.05)


def test_a_stream_is_recorded_and_counted(lotgraph, got):
    with RtspCamera([encoded(range(100))]) as camera:
        url = f"rtsp://joe:s3cret@{camera.host}/c0de"
        ran = lotgraph("record", url, *NORTH_GATE, "--segment", "1s", "--for", "3s", "--json")
    assert ran.code == 0
    assert ran.document["segments"] == len(got.files) >= 2
    assert 2 < ran.document["seconds"] < 4
    assert {"gaps", "gap_s", "reconnects", "site", "camera", "folder"} <= set(ran.document)
    assert got.numbers == list(range(len(got.numbers)))
    left = b"".join(path.read_bytes() for path in got.files).decode("latin-1")
    for secret in SECRETS:
        assert secret not in ran.out + ran.err + left + str(got.files)


def test_the_landing_folder_takes_what_was_recorded(lotgraph, got, clip):
    (got.folder.parents[2] / "lotgraph.toml").write_text("[sites.north.cameras.gate]\n")
    landing = got.folder.parents[1]
    lotgraph("record", clip, *NORTH_GATE, "--landing", landing, "--for", "2s", "--segment", "1s")
    ran = lotgraph("landing", landing, "--open", "--json")
    assert ran.code == 0
    assert len(ran.document["files"]) == len(got.files) >= 2
    assert ran.document["refused"] == []


def test_a_killed_recorder_loses_no_more_than_a_second(got, clip):
    killed = started(clip, "--segment", "1h")
    wait_for(lambda: got.drafts and got.drafts[0].stat().st_size > 5_000)
    killed.kill()
    killed.communicate()
    (draft,) = got.drafts
    assert not got.files
    again = started(clip, "--for", "3s", "--json")
    out, err = again.communicate(timeout=60)
    assert again.returncode == 0
    assert "left by a recorder that was killed" in err
    assert got.files[0].name == draft.name.removeprefix(".").removesuffix(".recording")
    assert not got.drafts
    first = got.probes[0]
    assert first.decodable_share == 1.0
    assert not first.warnings
    numbers = got.numbers
    assert numbers[: first.frames] == list(range(first.frames))
    assert numbers[first.frames :] == list(range(len(numbers) - first.frames))
    assert json.loads(out)["segments"] == len(got.files) - 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_completes_the_segment_and_is_no_failure(got, clip, number):
    running = started(clip, "--segment", "1h", "--json")
    wait_for(lambda: got.drafts and got.drafts[0].stat().st_size > 3_000)
    running.send_signal(number)
    out, _ = running.communicate(timeout=60)
    assert running.returncode == 0
    assert json.loads(out)["segments"] == 1
    assert not got.drafts
    assert got.numbers == list(range(len(got.numbers)))


def test_a_full_disk_is_one_sentence_and_complete_segments_stay(got, clip):
    running = started(clip, "--segment", "1h", file_bytes=6_000)
    _, err = running.communicate(timeout=60)
    assert running.returncode == 2
    assert err.splitlines()[-1].startswith(
        f"lotgraph: cannot write in {got.folder}: File too large"
    )
    assert "Traceback" not in err
    again = started(clip, "--for", "1s")
    again.communicate(timeout=60)
    assert len(got.files) == 2
    assert len(got.numbers) > 30


def test_a_camera_that_never_answers_is_exit_code_1(lotgraph):
    with Camera([]) as nobody:
        pass
    url = f"http://joe:s3cret@{nobody.host}/c0de"
    ran = lotgraph("record", url, *NORTH_GATE, "--for", "2s", "--json")
    assert ran.code == 1
    assert ran.document["segments"] == 0
    assert "Connection refused; connecting again in 1 s (reconnect 1)" in ran.err
    assert not any(secret in ran.err + ran.out for secret in SECRETS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--site", "south", "--camera", "gate"], "expected a site that the settings name (north)"),
        (["--site", "north", "--camera", "door"], "that the settings name (gate, exit)"),
        (["--site", "../..", "--camera", "gate"], "expected lower-case letters"),
        ([*NORTH_GATE, "--segment", "7m"], "expected whole seconds that divide a window"),
        ([*NORTH_GATE, "--segment", "2h"], "expected whole seconds that divide a window"),
        ([*NORTH_GATE, "--segment", "ten"], "expected a length of time such as 30s"),
        ([*NORTH_GATE, "--for", "0s"], "--for 0s: expected a length of time"),
        ([*NORTH_GATE, "--landing", "s3://bucket/x"], "expected a local landing folder"),
        (NORTH_GATE, "nowhere.mp4: no such file"),
    ],
)
def test_what_cannot_be_recorded_is_told(lotgraph, words, said):
    ran = lotgraph("record", "nowhere.mp4", *words)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_without_known_sites_any_camera_is_recorded(lotgraph, folder, clip, monkeypatch):
    between = partial(Recorder, utc_now=lambda: 1772453100.0)  # 12:05: far from the edge of a file
    monkeypatch.setattr("lotgraph.recorder.Recorder", between)
    (folder / "lotgraph.toml").write_text("")
    words = ["--site", "new", "--camera", "one", "--landing", folder / "in", "--for", "1s"]
    assert lotgraph("record", clip, *words).code == 0
    assert len(list((folder / "in" / "new" / "one").glob("*.mkv"))) == 1

"""`lotgraph twin render` makes captures and truth, and says what it cannot make."""

import fcntl
import os
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest

from lotgraph.command import progress
from lotgraph.twin.faults.model import Fault
from lotgraph.twin.plan.generate import generate
from lotgraph.twin.plan.read import read
from lotgraph.twin.plan.write import written
from lotgraph.video import probe


@pytest.fixture
def site(folder):
    """A file that describes a site with one small camera."""
    plan = replace(generate(2, "street"), timezone="Europe/Berlin")
    camera = replace(plan.cameras[0], width_px=96, height_px=64, focal_px=70.0)
    (folder / "site.toml").write_text(written(replace(plan, cameras=(camera,))))
    return folder / "site.toml"


def unframed(text):
    """A sentence that is shown in a frame, as one line."""
    return " ".join(text.replace("│", " ").split())


LOSSY = """
[[faults]]
camera_id = "{camera}"
kind = "dropped_frames"
begins_s = 0
lasts_s = 90
amount = {share}
seed = 1
"""
WHERE = ("--landing", "landing", "--truth", "truth")


def test_a_site_of_a_file_is_rendered_once_and_told_by_what_was_written(lotgraph, site, folder):
    camera = generate(2, "street").cameras[0].camera_id
    (folder / "faults.toml").write_text(LOSSY.format(camera=camera, share=0.5))
    words = ("twin", "render", "--site", site, "--minutes", 0.02, "--processes", 1, *WHERE)
    words = (*words, "--faults", "faults.toml")
    ran = lotgraph(*words, "--begins", "2026-03-02T09:00", "--json")
    assert ran.code == 0
    assert ran.document["begins_at"] == "2026-03-02T08:00:00+00:00", "Berlin is an hour ahead"
    assert ran.document["captures"] == 1
    (uri,) = ran.document["rendered"]
    assert probe(str(folder / "landing" / uri)).frames == ran.document["frames"] == 4
    again = lotgraph(*words, "--begins", "2026-03-02T08:00Z")
    assert again.out.startswith("0 captures rendered, 1 capture there before: 4 frames of")
    assert f"{camera} dropped_frames: 2026-03-02 08:00:00 UTC, 1 s" in again.out, (
        "no longer than all"
    )


def test_one_capture_is_told_frame_by_frame(lotgraph, site, monkeypatch):
    for wait in ("FIRST_S", "EVERY_S"):
        monkeypatch.setattr(progress, wait, 0.0)
    words = ("twin", "render", "--site", site, "--minutes", 0.02, "--processes", 1, *WHERE)
    told = lotgraph(*words).err.splitlines()
    looks = "Looking at what is there: 0 of 1 captures (0%)"
    assert told[:3] == [looks, looks, "Rendering: 0 of 6 frames (0%)"]
    assert told[-2:] == ["Rendering: 6 of 6 frames (100%)", looks]


def test_a_camera_that_takes_no_frame_is_named(lotgraph, folder):
    plan = generate(2, "street")
    small = {"width_px": 96, "height_px": 64, "focal_px": 70.0}
    one, other = (replace(camera, **small) for camera in plan.cameras[:2])
    plan = replace(plan, cameras=(one, replace(other, fps=0.5)))
    (folder / "site.toml").write_text(written(plan))
    words = ("twin", "render", "--site", "site.toml", "--minutes", 0.01, "--processes", 1)
    ran = lotgraph(*words, *WHERE)
    assert ran.code == 0
    assert ran.out.startswith("1 capture rendered, 0 captures there before: 3 frames of")
    said = f"{other.camera_id} takes no frame: at 0.5 frames a second one lasts 2 s; render longer"
    assert ran.err.startswith(said)
    assert one.camera_id not in ran.err


def test_the_same_command_is_refused_while_it_runs(lotgraph, site, folder):
    words = ("twin", "render", "--site", site, "--minutes", 0.02, "--processes", 1, *WHERE)
    assert lotgraph(*words).code == 0
    plan = read(site)
    before = {one: one.is_file() and one.read_bytes() for one in folder.rglob("*")}
    rendered = folder / "landing" / plan.site_id
    hold = os.open(rendered, os.O_RDONLY)
    fcntl.flock(hold, fcntl.LOCK_EX)
    (rendered / plan.cameras[0].camera_id / ".half.mp4").touch()
    ran = lotgraph(*words)
    os.close(hold)
    assert ran.code == 2
    said = f"{rendered}: another process is rendering there; wait for it, or name another folder"
    assert said in unframed(ran.err)
    (rendered / plan.cameras[0].camera_id / ".half.mp4").unlink()
    assert {one: one.is_file() and one.read_bytes() for one in folder.rglob("*")} == before


def test_captures_that_lose_all_frames_are_told_and_are_none(lotgraph, site, folder):
    camera = generate(2, "street").cameras[0].camera_id
    (folder / "faults.toml").write_text(LOSSY.format(camera=camera, share=0.8))
    words = ("twin", "render", "--site", site, "--minutes", 0.02, "--processes", 1, *WHERE)
    words = (*words, "--faults", "faults.toml")
    ran = lotgraph(*words, "--json")
    assert [ran.document[name] for name in ("captures", "rendered", "frames")] == [0, [], 0]
    again = lotgraph(*words)
    assert again.out.startswith("0 captures rendered, 0 captures there before: 0 frames of")
    assert "\n1 capture did not land: all frames were lost.\n" in again.out


def test_a_fault_after_the_end_of_the_rendering_is_refused(lotgraph, site, folder):
    camera = generate(2, "street").cameras[0].camera_id
    listed = f'[[faults]]\ncamera_id = "{camera}"\nkind = "black"\nbegins_s = 90\nlasts_s = 5\n'
    (folder / "faults.toml").write_text(listed)
    ran = lotgraph("twin", "render", "--site", site, *WHERE, "--faults", "faults.toml")
    assert ran.code == 2
    assert f"black of {camera} begins after 90 s, but the rendering lasts 60 s" in ran.err


def test_faults_that_would_befall_nothing_are_refused_before_anything_is_written(
    lotgraph, site, folder
):
    camera = generate(2, "street").cameras[0].camera_id
    head = f'[[faults]]\ncamera_id = "{camera}"\nkind = '
    (folder / "faults.toml").write_text(
        f'{head}"truncated"\nbegins_s = 0\nlasts_s = 0.3\n'
        f'{head}"moved"\nbegins_s = 0.5\nlasts_s = 2\n'
    )
    words = ("twin", "render", "--site", site, "--minutes", 0.02, *WHERE)
    ran = lotgraph(*words, "--faults", "faults.toml")
    assert ran.code == 2
    said = unframed(ran.err)
    assert f"faults.toml: truncated of {camera} befalls no file" in said
    assert "the nearest are at 0.5 s; got 0 s to 0.3 s" in said
    assert f"faults.toml: moved of {camera} is never seen" in said
    assert not (folder / "truth").exists()


def test_truth_tells_of_drawn_faults_that_are_seen_until_the_end_at_the_latest(
    lotgraph, site, folder, monkeypatch
):
    camera = generate(2, "street").cameras[0].camera_id
    drawn = Fault(camera, "black", 0.4, 30), Fault(camera, "moved", 31, 31.2)
    monkeypatch.setattr("lotgraph.twin.faults.schedule.schedule", lambda *_, **__: drawn)
    words = ("twin", "render", "--site", site, "--minutes", 0.02, "--processes", 1, *WHERE)
    ran = lotgraph(*words, "--faults-per-day", 1, "--begins", "2026-03-02T08:00Z")
    assert ran.code == 0
    told = pl.read_parquet(folder / "truth" / "twin_faults" / "**" / "*.parquet")
    begins_at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    spans = [
        (kind, (begins - begins_at).total_seconds(), (ends - begins_at).total_seconds())
        for kind, begins, ends in told.select("kind", "begins_at", "ends_at").rows()
    ]
    assert spans == [("black", 0.4, 1.2)]


def test_weather_is_drawn_by_site_and_date_where_none_is_named(lotgraph, site):
    words = ("twin", "render", "--site", site, "--minutes", 0.04, "--capture-minutes", 0.02)
    words = (*words, "--processes", 1, "--begins", "2026-11-20T11:59:59")  # Berlin
    drawn = lotgraph(*words, *WHERE, "--seed", 1, "--json").document
    assert drawn["captures"] == 2
    # It changes at noon, and so with the capture that begins after it.
    assert [(one["begins_at"][11:], one["kind"]) for one in drawn["weather"]] == [
        ("10:59:59+00:00", "fog"),
        ("11:00:00.200000+00:00", "clear"),
    ]
    named = lotgraph(*words, "--landing", "here", "--truth", "there", "--weather", "snow")
    assert "From 2026-11-20 10:59 UTC: snow\n" in named.out
    assert named.out.count("From ") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--weather", "hail"), "--weather hail: expected one of clear, broken"),
        (("--begins", "noon"), "--begins noon: expected a moment such as"),
        (("--begins", "0001-01-01"), "expected a year from 1970 to 2099; got 1"),
        (("--begins", "2026-03-29T02:30", "--site", "12"), "clocks in Europe/Madrid never show it"),
        (("--site", "12x"), "--site 12x: expected a seed such as 12, or a file; there is none"),
        (("--site", "٣"), "expected a seed such as 12"),
        (("--minutes", "1e9"), "expected a number from 0.01 to 44640; got 1e9"),
        (("--minutes", "nan"), "'--minutes': expected a number from 0.01 to 44640; got nan"),
        (("--minutes", "ten"), "'--minutes': expected a valid number; got ten"),
        (("--seed", "x"), "'--seed': expected a valid integer; got x"),
        (("--seed", "-3"), "'--seed': expected greater than or equal to 0; got -3"),
        (("--capture-minutes", "inf"), "--capture-minutes"),
        (("--looks-per-hour", "inf"), "--looks-per-hour"),
        (("--faults-per-day", "inf"), "--faults-per-day"),
        (("--site", "gone.toml"), "gone.toml"),
        (("--truth", "landing/truth"), "choose two folders"),
        (("--truth", "lotgraph.toml"), "lotgraph.toml: expected a folder"),
        (("--landing", "lotgraph.toml"), "lotgraph.toml: expected a folder"),
        (("--faults", "gone.toml"), "gone.toml"),
        (("--landing", "lotgraph.toml/in"), "lotgraph.toml is a file, not a folder; permit it or"),
        (("--landing", "s3://bucket/in"), "--landing s3:/bucket/in: expected a folder on this ma"),
        (("--truth", "gs://bucket"), "--truth gs:/bucket: expected a folder on this machine, not"),
        (("--faults", "f.toml", "--faults-per-day", "1"), "leave --faults-per-day out"),
        (("--faults", "site.toml"), "cameras: expected a known key; there are faults; got [a sec"),
        (("--landing", "/proc/none"), "cam01: cannot be written: nothing can be made in its fold"),
        (("--truth", "/proc/none"), "/proc/none: cannot be written: nothing can be made in its f"),
    ],
)
def test_what_cannot_be_rendered_is_said_before_anything_is_written(
    lotgraph, site, folder, words, said
):
    ran = lotgraph("twin", "render", "--site", site, *WHERE, *words)
    assert ran.code == 2
    assert said in unframed(ran.err)
    assert not list((folder / "landing").rglob("*.mp4"))
    assert not (folder / "truth").exists()

"""`lotgraph frames` saves the frames asked for, and no others."""

import numpy as np
import pytest
from PIL import Image

from lotgraph.video import fetch
from scripts.drawn.scene import draw_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return draw_clip(
        tmp_path_factory.mktemp("clips") / "clip.mp4", seed=1, seconds=2, size=(64, 48)
    )


def test_frames_by_number_are_saved_as_they_are_shown(lotgraph, folder, clip):
    ran = lotgraph("frames", clip, "--out", folder / "out", "--index", 7, "--index", 2, "--json")
    assert ran.code == 0
    saved = ran.document["frames"]
    assert [(entry["index"], round(entry["time_s"], 6)) for entry in saved] == [(7, 0.7), (2, 0.2)]
    for entry in saved:
        shown = fetch(str(clip), [entry["index"]]).pixels[0]
        with Image.open(entry["file"]) as saved_picture:
            assert (np.asarray(saved_picture) == shown).all()


def test_frames_at_a_rate_are_those_at_or_after_its_ticks(lotgraph, folder, clip):
    ran = lotgraph("frames", clip, "--out", folder / "out", "--rate", 2, "--json")
    assert [entry["index"] for entry in ran.document["frames"]] == [0, 5, 10, 15]
    assert len(list((folder / "out").iterdir())) == 4


def test_without_a_choice_one_frame_a_second_is_saved(lotgraph, folder, clip):
    ran = lotgraph("frames", clip, "--out", folder / "out")
    assert ran.code == 0
    assert ran.out.splitlines()[-1] == f"2 frames in {folder / 'out'}."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--index", 99], "frames [99] were asked for"),
        (["--index", -1], "frames [-1] were asked for"),
        (["--index", 1, "--rate", 1], "expected --rate or --index, not both"),
        (["--rate", 0], "greater than or equal to"),
    ],
)
def test_what_cannot_be_saved_is_told(lotgraph, folder, clip, words, said):
    ran = lotgraph("frames", clip, "--out", folder / "out", *words)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert ran.out == ""


def test_a_folder_that_cannot_be_written_is_told(lotgraph, folder, clip):
    (folder / "file").touch()
    ran = lotgraph("frames", clip, "--out", folder / "file" / "x")
    assert ran.code == 2
    assert "choose another --out folder" in ran.err


def test_a_file_that_is_no_capture_is_told(lotgraph, folder):
    (folder / "x.mp4").write_text("no video")
    ran = lotgraph("frames", folder / "x.mp4", "--out", folder / "out")
    assert ran.code == 2
    assert ran.err.startswith("lotgraph: ")
    assert not (folder / "out").exists()


def test_pictures_are_not_saved_among_those_they_are_taken_from(lotgraph, folder, clip):
    assert lotgraph("frames", clip, "--out", folder / "out").code == 0
    (folder / "link").symlink_to("out")
    before = {one: one.read_bytes() for one in (folder / "out").iterdir()}
    for out in ("out", "link"):
        ran = lotgraph("frames", folder / "out", "--out", folder / out)
        assert ran.code == 2
        assert "which are read; choose another --out folder" in " ".join(ran.err.split())
    assert {one: one.read_bytes() for one in (folder / "out").iterdir()} == before


def test_a_picture_that_lets_nobody_write_stays(lotgraph, folder, clip):
    [first] = lotgraph("frames", clip, "--out", "out", "--index", 0, "--json").document["frames"]
    kept = folder / first["file"]
    kept.write_text("kept")
    kept.chmod(0o444)
    ran = lotgraph("frames", clip, "--out", "out", "--index", 0)
    assert ran.code == 2
    assert "can only be read; choose another --out folder" in " ".join(ran.err.split())
    assert kept.read_text() == "kept"

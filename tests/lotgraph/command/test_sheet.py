"""`lotgraph sheet` draws what captures show, and says what it could not draw."""

import tracemalloc

import numpy as np
import pytest
from PIL import Image

from lotgraph.video import probe
from lotgraph.video.encode import Encoding, write_clip
from scripts.drawn import bad_files
from scripts.drawn.scene import draw_clip


@pytest.fixture(scope="module")
def clips(tmp_path_factory):
    clips = tmp_path_factory.mktemp("clips")
    draw_clip(clips / "a.mp4", seed=1, seconds=1, size=(64, 48))
    draw_clip(clips / "b.mkv", seed=2, seconds=0.2, size=(48, 64))
    return clips


def test_a_sheet_of_some_frames_of_each_capture_is_written(lotgraph, folder, clips):
    ran = lotgraph("sheet", clips, "--out", folder / "new" / "sheet.webp", "--each", 3, "--json")
    assert ran.code == 0
    assert ran.document["frames"] == 5, "three of ten frames, and both of two"
    with Image.open(ran.document["file"]) as sheet:
        assert sheet.format == "WEBP"


def test_what_is_refused_is_said_and_the_rest_drawn(lotgraph, folder, clips):
    (folder / "x.mp4").write_text("no video")
    ran = lotgraph("sheet", folder / "x.mp4", clips / "a.mp4", "--out", folder / "s.webp")
    assert ran.code == 1
    assert "refused (not_video)" in ran.out
    assert ran.out.splitlines()[-1] == f"4 frames of 1 capture in {folder / 's.webp'}."


def test_frames_that_do_not_decode_are_passed_over(lotgraph, folder):
    bad_files.zip_with_damaged_still(folder / "a.zip")
    ran = lotgraph("sheet", folder / "a.zip", "--out", folder / "s.webp", "--each", 64, "--json")
    assert ran.code == 0
    assert ran.document["frames"] == probe(str(folder / "a.zip")).frames - 1


def test_frames_are_held_no_larger_than_they_are_drawn(lotgraph, folder):
    grey = np.full((1200, 1600, 3), 99, np.uint8)
    encoding = Encoding(codec="mjpeg")
    write_clip(folder / "a.avi", [(n / 10, grey) for n in range(16)], encoding=encoding)
    tracemalloc.start()
    ran = lotgraph("sheet", folder / "a.avi", "--out", folder / "s.webp", "--each", 16, "--json")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ran.document["frames"] == 16
    assert peak < 3 * grey.nbytes


def test_frames_that_find_no_cell_are_counted_and_let_go(lotgraph, folder, clips, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "lotgraph.pictures.sheet.contact_sheet",
        lambda frames, _, **_suffix: drawn.extend(frames) or b"",
    )
    many = [clips / "a.mp4"] * 6
    for number, clip in enumerate(many):
        (folder / f"{number}.mp4").write_bytes(clip.read_bytes())
    ran = lotgraph("sheet", folder, "--out", folder / "s.webp", "--each", 10, "--json")
    assert ran.document["frames"] == len(drawn) == 60
    assert [frame.size > 3 for frame in drawn] == [True] * 48 + [False] * 12


def test_where_nothing_can_be_drawn_nothing_is_written(lotgraph, folder):
    (folder / "x.mp4").write_text("no video")
    ran = lotgraph("sheet", folder / "x.mp4", "--out", folder / "s.webp")
    assert ran.code == 2
    assert "none of 1 capture can be shown" in ran.err
    assert not (folder / "s.webp").exists()


def test_a_file_that_cannot_be_written_is_told(lotgraph, folder, clips):
    ran = lotgraph("sheet", clips, "--out", folder)
    assert ran.code == 2
    assert "choose another --out file" in ran.err


def test_the_end_of_its_name_says_the_format(lotgraph, clips, folder):
    assert lotgraph("sheet", clips / "a.mp4", "--out", folder / "s.png").code == 0
    assert (folder / "s.png").read_bytes().startswith(b"\x89PNG")
    ran = lotgraph("sheet", clips / "a.mp4", "--out", folder / "s.gif")
    assert (ran.code, ran.out) == (2, "")
    assert "s.gif: expected a name that ends in .png, .jpg or .webp" in ran.err


@pytest.mark.parametrize("is_kept", [True, False])
def test_no_still_and_no_kept_picture_is_written_over(lotgraph, folder, monkeypatch, is_kept):
    monkeypatch.setattr("lotgraph.video.probe", None)  # refused before anything is opened
    stills = folder / "stills"
    stills.mkdir()
    for name in ("1.png", "2.png"):
        Image.fromarray(np.full((48, 64, 3), 99, np.uint8)).save(stills / name)
    (folder / "s.png").write_text("kept")
    (folder / "s.png").chmod(0o444)
    file = folder / "s.png" if is_kept else stills / "2.png"
    before = file.read_bytes()
    ran = lotgraph("sheet", stills, "--out", file)
    assert ran.code == 2
    said = "can only be read; choose" if is_kept else "which is read; choose another --out file"
    assert said in " ".join(ran.err.split())
    assert file.read_bytes() == before

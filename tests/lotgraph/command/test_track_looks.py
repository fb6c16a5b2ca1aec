"""`lotgraph track --looks` takes what boxes look like from their footage."""

import shutil
from dataclasses import replace

import cv2
import numpy as np
import polars as pl
import pytest

from lotgraph.command.footage import Footage
from lotgraph.command.progress import Progress
from lotgraph.formats.find import parts_of, read
from lotgraph.video.encode import write_clip
from tests.lotgraph.tracker.conftest import meeting

SWAPPED = 11  # of the scenes, one of which places alone tell wrongly


@pytest.fixture
def met(folder):
    """Two that meet and are hidden for a second: boxes of MOTChallenge, and pictures of them."""
    table, whose, _ = meeting(SWAPPED)
    (folder / "set/img1").mkdir(parents=True)
    (folder / "set/det").mkdir()
    edges = table.select("x0_px", "y0_px", "x1_px", "y1_px").to_numpy()
    lines = [
        f"{frame + 1},-1,{x0:.2f},{y0:.2f},{x1 - x0:.2f},{y1 - y0:.2f},0.9,-1,-1,-1\n"
        for frame, (x0, y0, x1, y1) in zip(table["frame"], edges.tolist(), strict=True)
    ]
    (folder / "set/det/det.txt").write_text("".join(lines))
    for frame in range(120):
        picture = np.full((800, 1000, 3), 90, np.uint8)
        for row in np.flatnonzero(table["frame"].to_numpy() == frame):
            x0, y0, x1, y1 = edges[row].astype(int)
            picture[y0:y1, x0:x1] = ((200, 40, 40), (40, 40, 200), (40, 200, 40))[whose[row]]
        cv2.imwrite(str(folder / f"set/img1/{frame + 1:06d}.png"), picture)
    return folder


def names(file, where):
    """What two that meet are called before and after, by the places where they are."""
    tracks = read(file)
    for frame in (41, 101):
        here = tracks.filter(frame=frame)
        for who in range(2):
            far = (here["x0_px"] - where[frame, who]).abs()
            yield here["object_id"][far.arg_min()]


def test_looks_from_the_footage_tell_who_comes_out_again(lotgraph, met):
    table, whose, _ = meeting(SWAPPED)
    where = dict(zip(zip(table["frame"] + 1, whose, strict=True), table["x0_px"], strict=True))
    out = met / "out.txt"
    asked = ("track", met / "set/det/det.txt", "--out", out, "--fps", 25)
    assert lotgraph(*asked).code == 0
    one, other, *after = names(out, where)
    assert after != [one, other]
    (met / "det").symlink_to(met / "set")  # a file of boxes is a sequence of its name
    for footage in (met / "set/img1", met / "set", met):
        ran = lotgraph(*asked, "--looks", footage)
        assert ran.code == 0, ran.err
        assert "cannot be seen" not in ran.err
        one, other, *after = names(out, where)
        assert after == [one, other]


def test_each_sequence_has_footage_of_its_own(lotgraph, met):
    shutil.copytree(met / "set", met / "other")
    (met / "other/det/det.txt").write_text((met / "set/det/det.txt").read_text())
    asked = ("track", met, "--out", met / "out", "--fps", 25, "--json")
    ran = lotgraph(*asked, "--looks", met)
    assert ran.code == 0, ran.err
    assert [one["sequence"] for one in ran.document["sequences"]] == ["other", "set"]
    one, other = (read(met / f"out/{name}.txt") for name in ("other", "set"))
    assert one.equals(other)
    shutil.rmtree(met / "out")
    ran = lotgraph(*asked, "--looks", met / "set/img1" / "000001.png")
    assert ran.code == 0, ran.err
    assert ran.err.count("is taken for the footage of every sequence") == 1
    ran = lotgraph(*asked, "--looks", met / "*" / "img1")
    assert ran.code == 0, ran.err
    assert one.equals(read(met / "out/set.txt"))
    shutil.rmtree(met / "out")
    (met / "set/img1").rename(met / "set/pictures")
    ran = lotgraph(*asked, "--looks", met)
    assert ran.code == 2
    assert "no footage of set; expected one of set/img1" in ran.err
    assert not (met / "out").exists()
    ran = lotgraph(*asked, "--looks", met / "gate.mp4")
    assert ran.code == 2
    assert "there is no such capture or folder of pictures" in ran.err


def test_a_picture_that_is_missing_is_missing_and_shifts_no_other(met):
    file = met / "set/det/det.txt"
    [part] = parts_of(file, "det").values()
    footage = Footage(str(met / "set/img1"), Progress("Looking"))
    whole = footage.seen("det", file, part, is_only=True)
    (met / "set/img1/000030.png").unlink()
    left = replace(part, boxes=part.boxes.filter(pl.col("frame") != 30))
    seen = footage.seen("det", file, left, is_only=True)
    assert (seen == whole[(part.boxes["frame"] != 30).to_numpy()]).all()
    assert seen.any(axis=1).all()


def test_boxes_that_count_from_elsewhere_are_told_the_first_frame(lotgraph, met):
    file = met / "set/det/det.txt"
    asked = ("track", file, "--fps", 25, "--out")
    assert lotgraph(*asked, met / "own.txt", "--looks", met / "set").code == 0
    lines = [line.split(",", 1) for line in file.read_text().splitlines()]
    file.write_text("".join(f"{int(frame) + 1000},{rest}\n" for frame, rest in lines))
    words = (*asked, met / "out.txt", "--looks", met / "set")
    assert "310 of 310 boxes cannot be seen" in lotgraph(*words).err
    ran = lotgraph(*words, "--first-frame", 1001)
    assert ran.code == 0, ran.err
    assert "cannot be seen" not in ran.err
    moved = read(met / "out.txt").with_columns(pl.col("frame") - 1000)
    assert moved.equals(read(met / "own.txt"))
    ran = lotgraph(*asked, met / "out.txt", "--first-frame", 1001)
    assert ran.code == 2
    assert "--first-frame is that of the footage; name that with --looks" in ran.err


def test_boxes_in_space_are_tracked_without_looks(lotgraph, met):
    row = "{} -1 Car 0 0 0 10 10 60 60 1.5 1.8 4.2 1.0 1.6 20.0 0.1 0.9\n"
    (met / "0001.txt").write_text("".join(row.format(frame) for frame in range(20)))
    ran = lotgraph("track", met / "0001.txt", "--out", met / "k.txt", "--looks", met / "set")
    assert ran.code == 2
    assert "boxes in space are tracked without looks" in ran.err


def test_footage_that_is_not_there_or_of_something_else_is_said(lotgraph, met):
    asked = ("track", met / "set/det/det.txt", "--out", met / "out.txt", "--fps", 25)
    ran = lotgraph(*asked, "--looks", met / "set/det")
    assert ran.code == 2
    assert "no footage of det; expected one of det/img1" in ran.err
    for file in sorted((met / "set/img1").iterdir())[40:]:
        file.unlink()
    ran = lotgraph(*asked, "--looks", met / "set")
    assert ran.code == 0
    assert "cannot be seen" in ran.err
    assert "is it their footage?" in ran.err


def test_boxes_of_a_video_are_looked_at_where_they_are_though_its_size_changes(folder):
    parts = [folder / f"{width}.ts" for width in (320, 480)]
    for part, width in zip(parts, (320, 480), strict=True):
        picture = np.full((240, width, 3), 90, np.uint8)
        picture[120:180, width // 2 : width * 3 // 4] = (200, 40, 40)
        write_clip(part, [(k / 10, picture) for k in range(10)], fps=10)
    (folder / "a.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    lines = [f"{frame},-1,160,120,80,60,0.9\n" for frame in range(1, 21)]
    boxes = folder / "det.txt"
    boxes.write_text("".join(lines))
    footage = Footage(str(folder / "a.ts"), Progress("Looking"))
    [part] = parts_of(boxes, "det").values()
    looks = footage.seen("det", boxes, part, is_only=True)
    assert abs(looks - looks[0]).max() < 10
    assert abs(looks[0, :-1]).max() > 30

"""`lotgraph track --looks` takes what boxes look like from their footage."""

import cv2
import numpy as np
import pytest

from lotgraph.formats.find import read
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


def test_footage_that_is_not_there_or_of_something_else_is_said(lotgraph, met):
    asked = ("track", met / "set/det/det.txt", "--out", met / "out.txt", "--fps", 25)
    ran = lotgraph(*asked, "--looks", met / "set/det")
    assert ran.code == 2
    assert "expected one video or folder of pictures called det, or det/img1" in ran.err
    assert "it has none" in ran.err
    for file in sorted((met / "set/img1").iterdir())[40:]:
        file.unlink()
    ran = lotgraph(*asked, "--looks", met / "set")
    assert ran.code == 0
    assert "cannot be seen" in ran.err
    assert "is it their footage?" in ran.err

"""`lotgraph draw` films boxes over the video they were found in."""

import itertools
import json
import shutil

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.formats.columns import filled
from lotgraph.formats.mot import write_mot
from lotgraph.formats.parquet import write_parquet
from lotgraph.video import fetch, probe
from lotgraph.video.encode import write_clip
from scripts.drawn.scene import draw_clip

HOW = ("itself", "link", "name", "dotted")  # an input is named as what is written


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    clip = tmp_path_factory.mktemp("clips") / "a.mp4"
    draw_clip(clip, seed=1, seconds=2, size=(160, 120))
    return clip


def track(first):
    """One box, there in the second frame only, which `first` numbers from."""
    box = {"frame": [first + 1], "object_id": [1], "kind": ["car"], "score": [0.9]}
    return filled(pl.DataFrame(box | {"x0_px": 40, "y0_px": 40, "x1_px": 90, "y1_px": 90}))


def greenest(frame):
    """How far the inside of the box is from what was filmed there, in grey levels."""
    return frame[200:340, 170:350].astype(int)


def test_a_film_has_every_frame_and_the_box_in_the_one_it_is_of(lotgraph, folder, clip):
    write_parquet(track(0), folder / "t.parquet", first=0)
    write_mot(track(1), folder / "t.txt")
    for boxes in ("t.parquet", "t.txt"):
        out = folder / f"{boxes}.mp4"
        ran = lotgraph("draw", clip, folder / boxes, "--out", out)
        assert ran.code == 0
        film, was = probe(str(out)), probe(str(clip))
        assert film.frames == was.frames
        assert film.fps == pytest.approx(was.fps, rel=0.01)
        assert (film.width_px, film.height_px) == (640, 480)
        plain, marked, after = fetch(str(out), [0, 1, 2]).pixels
        was_painted = abs(greenest(marked) - greenest(plain)).mean()
        assert was_painted > 4 + abs(greenest(after) - greenest(plain)).mean()


def test_pictures_of_many_sizes_are_filmed_undistorted_with_their_own_boxes(lotgraph, folder):
    (folder / "all").mkdir()
    for k, size in enumerate([(640, 480), (960, 480)]):
        Image.new("RGB", size, (90, 90, 90)).save(folder / "all" / f"{k}.png")
    box = track(0).head(1).with_columns(
        frame=pl.lit(1, pl.Int64), x0_px=pl.lit(900.0), y0_px=pl.lit(400.0),
        x1_px=pl.lit(959.0), y1_px=pl.lit(479.0),
    )  # fmt: skip
    write_parquet(box, folder / "t.parquet", first=0)
    ran = lotgraph("draw", "all", folder / "t.parquet", "--out", "t.mkv")
    assert ran.code == 0, ran.err
    assert "another size" not in ran.err
    first, second = fetch("t.mkv", [0, 1]).pixels.astype(int)
    assert abs(first - 90).max() < 12
    bars = np.concatenate([second[:76], second[-76:]])  # 640 by 320 in the middle of 480
    assert bars.max() < 40
    picture = second[84:-84]
    assert abs(picture[:150, :560] - 90).max() < 20
    assert abs(picture[-60:, -42:] - 90).max() > 40


@pytest.mark.parametrize("begin", [0, 1])
def test_boxes_lie_where_they_were_where_a_video_changes_its_size(lotgraph, folder, begin):
    sizes = [(640, 480), (960, 480)]
    parts = [folder / f"{width}.ts" for width, _ in sizes]
    for part, (width, height) in zip(parts, sizes, strict=True):
        grey = np.full((height, width, 3), 90, np.uint8)
        write_clip(part, [(k / 10, grey) for k in range(10)], fps=10)
    (folder / "a.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    # In px of the first frame: a sixteenth at the right, a sixth at the bottom.
    box = track(0).with_columns(
        frame=pl.lit(15, pl.Int64), x0_px=pl.lit(600.0), y0_px=pl.lit(400.0),
        x1_px=pl.lit(639.0), y1_px=pl.lit(479.0),
    )  # fmt: skip
    write_parquet(box, folder / "t.parquet", first=0)
    ran = lotgraph("draw", "a.ts", folder / "t.parquet", "--begin", begin, "--out", "t.mkv")
    assert ran.code == 0, ran.err
    assert "another size" not in ran.err
    [one] = fetch("t.mkv", [15 - 10 * begin]).pixels.astype(int)
    if not begin:
        one = one[80:-80]  # 640 by 320 in the middle of 480
    height, width = one.shape[:2]
    assert abs(one[: height // 2, : width // 2] - 90).max() < 20
    inside = one[height * 21 // 24 : height * 23 // 24, width * 61 // 64 : width * 63 // 64]
    assert abs(inside - 90).mean() > 5
    left = one[height * 21 // 24 : height * 23 // 24, width * 50 // 64 : width * 58 // 64]
    assert abs(left - 90).max() < 20


def test_what_was_put_in_between_is_dashed(lotgraph, folder, clip):
    films = []
    for is_seen in (True, False):
        write_parquet(track(0).with_columns(is_seen=pl.lit(is_seen)), folder / "t.parquet", first=0)
        out = folder / f"{is_seen}.mp4"
        assert lotgraph("draw", clip, folder / "t.parquet", "--out", out).code == 0
        films.append(fetch(str(out), [1]).pixels[0].astype(int))
    assert abs(films[0] - films[1]).max() > 50


def test_a_stretch_is_drawn_by_its_seconds_rate_and_width(lotgraph, folder, clip):
    write_parquet(track(0), folder / "t.parquet", first=0)
    out = folder / "t.webp"
    words = ("--begin", 0.5, "--seconds", 1, "--rate", 5, "--width", 200)
    assert lotgraph("draw", clip, folder / "t.parquet", "--out", out, *words).code == 0
    with Image.open(out) as moving:
        assert moving.n_frames == 5
        assert moving.size == (200, 150)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "x.doc"), "expected a name that ends in .mp4"),
        (("--out", "x.mp4", "--begin", "60"), "has no frame from second 60 on"),
        (("--out", "x.mp4", "--first-frame", "30"), "numbers frames 1 to 1, "),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_sentence(lotgraph, folder, clip, words, said):
    write_parquet(track(0), folder / "t.parquet", first=0)
    ran = lotgraph("draw", clip, folder / "t.parquet", *words)
    assert ran.code == 2
    assert said in ran.err
    assert not (folder / "x.mp4").exists()


@pytest.mark.parametrize("words", [(), ("--seconds", 1), ("--rate", 5), ("--begin", 0.5)])
@pytest.mark.parametrize("end", [".mp4", ".webp"])
def test_an_older_film_stays_where_no_frame_has_a_box(lotgraph, folder, clip, words, end):
    write_parquet(track(5_000), folder / "t.parquet", first=0)
    out = folder / f"x{end}"
    out.write_bytes(b"older")
    ran = lotgraph("draw", clip, "t.parquet", "--out", out, *words)
    assert ran.code == 2
    assert "numbers frames 5001 to 5001, " in ran.err
    assert "has 0 to 19: no box can be drawn" in ran.err
    assert out.read_bytes() == b"older"


def test_how_many_frames_with_boxes_the_video_does_not_have_is_said(lotgraph, folder, clip):
    write_parquet(pl.concat([track(0), track(90), track(91)]), folder / "t.parquet", first=0)
    for words in ((), ("--seconds", 0.1)):
        ran = lotgraph("draw", clip, "t.parquet", "--out", "x.mp4", *words)
        assert ran.code == 0
        assert "boxes of 2 of 3 frames are not drawn: " in ran.err
    write_parquet(track(0), folder / "t.parquet", first=0)
    for words in ((), ("--begin", 1), ("--rate", 3)):
        ran = lotgraph("draw", clip, "t.parquet", "--out", "x.mp4", *words)
        assert (ran.code, ran.err) == (0, "")


def test_results_that_tell_nothing_are_drawn_and_what_was_taken_is_said(lotgraph, folder, clip):
    row = {"image_id": 4, "category_id": 3, "bbox": [40, 40, 50, 50], "score": 0.9}
    (folder / "r.json").write_text(json.dumps([row]))
    ran = lotgraph("draw", clip, "r.json", "--out", "x.mp4", "--seconds", 0.3)
    assert ran.code == 0
    said = " ".join(ran.err.split())
    assert "classes are called by their numbers; --labels FILE names both" in said
    assert "what its frames count from, 0 is taken for the first; --first-frame says it" in said


def test_boxes_of_larger_footage_are_told(lotgraph, folder, clip):
    beside = track(0).with_columns(pl.col("x0_px", "x1_px") * 10)
    for table, said in ((track(0), ""), (pl.concat([track(0), beside]), "1 of 2 boxes lie beside")):
        write_parquet(table, folder / "t.parquet", first=0)
        ran = lotgraph("draw", clip, "t.parquet", "--out", "x.mp4", "--seconds", 0.1)
        assert ran.code == 0
        assert ("the picture of 160 by 120 px, they reach to 900 by 90" in ran.err) == bool(said)
        assert said in ran.err


def leaving(width, height, share=1.0):
    """Boxes of one that leaves a picture by its right edge, and of one that stands in a corner."""
    lefts = [width - 50 + 3 * k for k in range(16)]
    gone = {"x0_px": lefts, "x1_px": [min(x + 30, width) for x in lefts], "y0_px": 20, "y1_px": 40}
    stays = {"x0_px": width - 30, "x1_px": width, "y0_px": height - 25, "y1_px": height}
    boxes = [pl.DataFrame({"frame": range(16)} | one) for one in (gone, stays)]
    edges = pl.col("^._px|.._px$").cast(pl.Float64) * share
    return filled(pl.concat(boxes, how="vertical_relaxed").with_columns(edges))


@pytest.mark.parametrize(
    ("table", "is_said"),
    [
        (leaving(160, 120), False),
        (leaving(160, 120, 0.5), True),
        (leaving(160, 90, 0.5), False),  # of another shape: the rest of the picture is empty
        (leaving(160, 120, 0.5).filter(pl.col("y0_px") > 20), False),  # who stands there
        (leaving(160, 120, 0.5).filter(pl.col("frame") < 10), False),  # nobody has left yet
        (leaving(160, 120).head(0), False),
    ],
)
def test_boxes_of_smaller_footage_are_told(lotgraph, folder, clip, table, is_said):
    write_parquet(table, folder / "t.parquet", first=0)
    ran = lotgraph("draw", clip, "t.parquet", "--out", "x.mp4", "--seconds", 0.1)
    assert ran.code == 0
    said = " ".join(ran.err.split())
    expected = "upper left 80 by 60 px of the picture of 160 by 120, and are cut off there"
    assert (expected in said) == ("upper left" in said) == is_said


def test_boxes_of_some_frames_only_are_said_to_blink(lotgraph, folder, clip):
    rate = probe(clip).fps
    some = pl.concat([track(-1).with_columns(frame=pl.lit(4 * k)) for k in range(9)])
    write_parquet(some, folder / "t.parquet")
    words = ("draw", clip, folder / "t.parquet", "--out", folder / "t.mp4", "--seconds", 1)
    said = " ".join(lotgraph(*words).err.split())
    assert f"only one of 4 frames has boxes, so that they blink; --rate {rate / 4:.4g}" in said
    assert "blink" not in lotgraph(*words, "--rate", rate / 4).err
    write_parquet(some.head(3), folder / "t.parquet")
    assert "blink" not in lotgraph(*words).err


def test_a_score_that_no_box_has_is_said(lotgraph, folder, clip):
    write_parquet(track(0), folder / "t.parquet", first=0)
    words = ("--out", folder / "t.mp4", "--min-score", 80, "--kinds", "car")
    ran = lotgraph("draw", clip, folder / "t.parquet", *words)
    assert ran.code == 0, ran.err
    assert "no box scores 80 or more, the best has 0.9; none is drawn" in " ".join(ran.err.split())


@pytest.mark.parametrize("case", list(itertools.product(HOW, ["clip.mp4", "t.webp", "l.gif"])))
def test_what_is_drawn_from_is_never_written_over(lotgraph, folder, clip, monkeypatch, case):
    how, of = case
    monkeypatch.setattr("lotgraph.video.batches", None)  # refused before anything is decoded
    shutil.copy(clip, folder / "clip.mp4")
    write_parquet(track(0), folder / "t.webp", first=0)
    (folder / "l.gif").write_text(json.dumps({"images": [{"id": 1}]}))
    (folder / "sub").mkdir()
    out = {"itself": folder / of, "dotted": folder / "sub" / ".." / of}.get(how, folder / f"x{of}")
    if how == "link":
        out.symlink_to(folder / of)
    if how == "name":
        out.hardlink_to(folder / of)
    before = (folder / of).read_bytes()
    ran = lotgraph("draw", "clip.mp4", "t.webp", "--labels", "l.gif", "--out", out)
    assert ran.code == 2
    said = " ".join(ran.err.split())
    assert f"it is {of}, which is read; choose another --out file" in said.replace(f"{folder}/", "")
    assert (folder / of).read_bytes() == before
    assert out.is_symlink() == (how == "link")


@pytest.mark.parametrize("listed", ["a.uris", "a.json"])
def test_what_a_list_leads_to_is_not_written_over(lotgraph, folder, clip, listed):
    shutil.copy(clip, folder / "clip.mp4")
    write_parquet(track(0), folder / "t.parquet", first=0)
    lines = json.dumps(["clip.mp4"]) if listed == "a.json" else "clip.mp4"
    (folder / listed).write_text(lines)
    ran = lotgraph("draw", listed, "t.parquet", "--out", "clip.mp4")
    assert ran.code == 2
    assert "clip.mp4, which is read" in ran.err
    assert (folder / "clip.mp4").read_bytes() == clip.read_bytes()


@pytest.mark.parametrize("is_linked", [True, False])
def test_a_film_that_lets_nobody_write_stays(lotgraph, folder, clip, monkeypatch, is_linked):
    monkeypatch.setattr("lotgraph.video.batches", None)
    write_parquet(track(0), folder / "t.parquet", first=0)
    (folder / "kept.mp4").write_text("old")
    (folder / "kept.mp4").chmod(0o444)
    (folder / "link.mp4").symlink_to("kept.mp4")
    out = "link.mp4" if is_linked else "kept.mp4"
    ran = lotgraph("draw", clip, "t.parquet", "--out", out)
    assert ran.code == 2
    said = " ".join(ran.err.split())
    assert f"cannot write {out}: what lies there can only be read; choose another" in said
    assert (folder / "kept.mp4").read_text() == "old"


def test_a_film_goes_where_a_link_leads_and_over_an_older_one(lotgraph, folder, clip):
    write_parquet(track(0), folder / "t.parquet", first=0)
    (folder / "old.mp4").write_text("old")
    (folder / "link.mp4").symlink_to("old.mp4")
    ran = lotgraph("draw", clip, "t.parquet", "--out", "link.mp4", "--seconds", 0.3)
    assert ran.code == 0
    assert (folder / "link.mp4").is_symlink()
    assert probe(str(folder / "old.mp4")).frames == 3

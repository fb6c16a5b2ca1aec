"""Every command takes and gives every format that the table in the docs says."""

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from lotgraph.formats.columns import filled
from lotgraph.formats.count import FIRST
from lotgraph.formats.find import parts_of, read
from lotgraph.formats.form import ENDS, Form
from lotgraph.formats.part import Part
from lotgraph.formats.write import write
from lotgraph.video import fetch
from scripts.drawn.scene import draw_clip

TABLE = Path(__file__).parents[3] / "docs" / "evaluate.md"
CALLED = {
    "MOTChallenge": Form.MOT,
    "KITTI": Form.KITTI,
    "COCO JSON": Form.COCO,
    "Parquet": Form.PARQUET,
}


def promises(command, way):
    """Formats that the docs say a command takes or gives."""
    lines = [line.split("|")[1:-1] for line in TABLE.read_text().splitlines() if line[:1] == "|"]
    cells = [[cell.strip() for cell in line] for line in lines]
    head = next(k for k, line in enumerate(cells) if "`draw`" in line)
    column = cells[head].index(f"`{command}`")
    return [CALLED[line[0]] for line in cells[head + 2 : head + 6] if way in line[column]]


def walk(*names):
    """Two things that walk apart, in 30 frames from 0 on."""
    frame, thing = (one.ravel() for one in np.mgrid[:30, :2])
    x = 200 * thing + 2 * frame * (2 * thing - 1) + 60
    columns = {"frame": frame, "object_id": thing + 1, "kind": "car", "score": 0.9}
    box = {"x0_px": x, "y0_px": 20, "x1_px": x + 40, "y1_px": 90}
    boxes = filled(pl.DataFrame(columns | box))
    return {name: Part(boxes, first=0) for name in names}


@pytest.fixture
def given(folder):
    """Write the walk in a format, as truth or as detections."""

    def written(form, *names, is_found=False):
        parts = walk(*names or ("gate",))
        if is_found:
            nobody = pl.lit(None, pl.Int64).alias("object_id")
            parts = {name: Part(part.boxes.with_columns(nobody), 0) for name, part in parts.items()}
        place = folder / f"{'det' if is_found else 'gt'}-{form}{ENDS[form]}"
        write(parts, place, form)
        return place

    return written


def test_the_docs_promise_every_format():
    for command in ("track", "draw", "evaluate detections", "evaluate tracks"):
        assert promises(command, "in") == list(CALLED.values())
    assert promises("track", "out") == promises("detect", "out") == list(CALLED.values())


@pytest.mark.parametrize("form", promises("track", "in"))
@pytest.mark.parametrize("into", promises("track", "out"))
def test_tracks_are_made_of_and_written_in_every_format(lotgraph, given, folder, form, into):
    out = folder / f"tracks{ENDS[into]}"
    words = ("--fps", 25, "--format", into, "--json")
    ran = lotgraph("track", given(form, is_found=True), "--out", out, *words)
    assert ran.code == 0, ran.err
    assert ran.document["sequences"][0]["tracks"] == 2
    tracks = read(out)
    start = FIRST.get(into, FIRST.get(form, 0))
    assert sorted(set(tracks["frame"])) == list(range(start, 30 + start))
    truth = given(Form.KITTI if into is Form.MOT else Form.MOT)
    ran = lotgraph("evaluate", "tracks", truth, out, "--rules", "plain", "--json")
    assert ran.document["warnings"] == []
    judged = {kind: one["all"]["IDF1"] for kind, one in ran.document["classes"].items()}
    assert max(judged.values()) == pytest.approx(1)


@pytest.mark.parametrize("form", promises("evaluate tracks", "in"))
def test_boxes_are_judged_in_every_format(lotgraph, given, form):
    for other in (form, Form.KITTI if form is Form.MOT else Form.MOT):
        ran = lotgraph(
            "evaluate", "tracks", given(form), given(other), "--rules", "plain", "--json"
        )
        assert [c["all"]["HOTA"] for c in ran.document["classes"].values()] == [pytest.approx(1)]
        assert ran.document["warnings"] == []
    ran = lotgraph("evaluate", "detections", given(form), given(form, is_found=True), "--json")
    assert ran.document["all"]["AP"] == pytest.approx(1)


@pytest.mark.parametrize("form", promises("draw", "in"))
def test_boxes_are_drawn_in_every_format(lotgraph, given, folder, form):
    clip = draw_clip(folder / "gate.mp4", seed=1, seconds=1, size=(320, 120))
    kinds = () if form is Form.MOT else ("--kinds", "car")  # text of MOTChallenge says none
    for words in ((), ("--min-score", 0.5, *kinds)):
        ran = lotgraph("draw", clip, given(form), "--out", "x.mp4", "--seconds", 0.2, *words)
        assert ran.code == 0, ran.err


def test_a_file_of_several_videos_becomes_a_file_of_each_or_one_of_all(lotgraph, given, folder):
    found = given(Form.COCO, "one", "two", is_found=True)
    ran = lotgraph("track", found, "--out", "tracks", "--format", "mot", "--json")
    assert [line["file"] for line in ran.document["sequences"]] == [
        "tracks/one.txt",
        "tracks/two.txt",
    ]
    assert lotgraph("track", found, "--out", "all.json").code == 0
    assert sorted(parts_of(folder / "all.json", "")) == ["one", "two"]
    ran = lotgraph("evaluate", "tracks", given(Form.COCO, "one", "two"), "all.json", "--json")
    assert ran.document["classes"]["car"]["sequences"]["two"]["IDF1"] == pytest.approx(1)
    clip = draw_clip(folder / "two.mp4", seed=1, seconds=1, size=(320, 120))
    assert lotgraph("draw", clip, "all.json", "--out", "x.mp4", "--seconds", 0.2).code == 0
    ran = lotgraph("draw", clip.rename(folder / "three.mp4"), "all.json", "--out", "x.mp4")
    assert ran.code == 2
    assert "it has 2 sequences, one, two; expected one alone, or one called three" in ran.err


@pytest.mark.parametrize("out", ["tracks", "all.json"])
def test_tracks_of_one_file_are_never_written_over_those_of_another(lotgraph, given, folder, out):
    found = given(Form.COCO, "one", "two", is_found=True)
    (folder / "days").mkdir()
    for name in ("day", "night"):
        (folder / "days" / f"{name}.json").write_bytes(found.read_bytes())
    ran = lotgraph("track", "days", "--out", out)
    assert ran.code == 2
    assert "night.json: tracks of another sequence called one go to" in ran.err


def test_results_and_pictures_are_those_of_the_labels(lotgraph, folder):
    place = folder / "shots"
    place.mkdir()
    names = [f"shot-{number}.png" for number in (30, 10, 20)]
    for name in names:
        Image.fromarray(np.full((96, 96, 3), 40, np.uint8)).save(place / name)
    kinds = [{"id": 3, "name": "car"}]
    images = [{"id": 7 + k, "file_name": name} for k, name in enumerate(names)]
    (folder / "gt.json").write_text(json.dumps({"images": images, "categories": kinds}))
    row = {"category_id": 3, "bbox": [10, 10, 30, 30], "score": 0.5}
    (folder / "found.json").write_text(json.dumps([row | {"image_id": k} for k in (7, 8, 9)]))
    words = ("--labels", "gt.json", "--out")
    ran = lotgraph("track", "found.json", "--fps", 5, *words, "tracks.json")
    assert ran.code == 0, ran.err
    told = json.loads((folder / "tracks.json").read_text())
    assert {(row["image_id"], row["track_id"]) for row in told} == {(7, 1), (8, 1), (9, 1)}
    assert lotgraph("draw", place, "tracks.json", *words, "x.avi").code == 0
    for frame in fetch("x.avi", [0, 1, 2]).pixels:
        assert np.ptp(frame) > 60


@pytest.mark.parametrize("words", [("--kinds", "lorry"), ("--kinds", "")])
def test_kinds_that_boxes_do_not_have_are_told(lotgraph, given, folder, words):
    clip = draw_clip(folder / "gate.mp4", seed=1, seconds=1, size=(320, 120))
    ran = lotgraph("draw", clip, given(Form.PARQUET), "--out", "x.mp4", *words)
    assert ran.code == 2
    assert re.search(r"has no (lorry|kind without a name); it has car", ran.err)

"""`lotgraph detect` writes what was found, in the formats of the field."""

import json
import shutil
from contextlib import suppress
from pathlib import Path

import numpy as np
import onnx
import polars as pl
import pytest
from onnx import helper, numpy_helper
from PIL import Image

from lotgraph.detector import pace
from lotgraph.detector.model import most_threads
from lotgraph.detector.network import run
from lotgraph.detector.network.attempt import tried
from lotgraph.detector.pace import paced
from lotgraph.errors import DetectorError
from lotgraph.formats.coco import read_detections
from lotgraph.formats.find import read
from scripts.drawn.scene import draw_clip
from tests.conftest import room_for

ROWS = [[10, 20, 30, 40, 0.875, 1], [11, 20, 30, 40, 0.5, 0], [2, 3, 4, 5, 0.25, 0]]


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return draw_clip(
        tmp_path_factory.mktemp("clips") / "clip.mp4", seed=1, seconds=1, size=(64, 48)
    )


@pytest.fixture
def network(folder, monkeypatch):
    """A detector of cars and trucks that sees the same wherever it looks."""
    monkeypatch.setattr(run, "attempt", tried)  # in this process, which is quicker
    value = numpy_helper.from_array(np.array([ROWS], np.float32), "stored")
    graph = helper.make_graph(
        [helper.make_node("Identity", ["stored"], ["output0"])],
        "g",
        [helper.make_tensor_value_info("images", onnx.TensorProto.FLOAT, [1, 3, 48, 64])],
        [helper.make_tensor_value_info("output0", onnx.TensorProto.FLOAT, [1, 3, 6])],
        [value],
    )
    opset = [helper.make_opsetid("", 17)]
    model = helper.make_model(graph, opset_imports=opset, ir_version=9)
    helper.set_model_props(model, {"names": "{0: 'car', 1: 'fire truck'}"})
    onnx.save(model, folder / "net.onnx")
    return folder / "net.onnx"


@pytest.fixture
def stills(folder):
    place = folder / "MOT17-02" / "img1"
    place.mkdir(parents=True)
    for number in (1, 2, 3):
        Image.fromarray(np.full((48, 64, 3), 99, np.uint8)).save(place / f"{number:06d}.jpg")
    (folder / "MOT17-02" / "seqinfo.ini").write_text("[Sequence]\nframeRate=10\n")
    return folder / "MOT17-02"


def test_mot_counts_frames_from_one_and_takes_kinds_for_one_thing(lotgraph, network, clip):
    ran = lotgraph("detect", clip, "--detector", network, "--out", "found.txt")
    assert ran.code == 0, ran.err
    lines = [line.split(",") for line in Path("found.txt").read_text().splitlines()]
    assert [int(line[0]) for line in lines] == [frame for frame in range(1, 11) for _ in range(2)]
    assert [float(value) for value in lines[0][1:7]] == [-1, 10, 20, 20, 20, 0.875]
    assert "as YOLOv5 to v11" in ran.err
    assert "20 boxes in 1 of 1 capture, by net.onnx sha256:" in ran.out


def test_parquet_says_frame_second_kind_and_detector(lotgraph, network, clip):
    words = ("--detector", network, "--out", "found.parquet", "--every", 4)
    assert lotgraph("detect", clip, *words).code == 0
    table = pl.read_parquet("found.parquet")
    assert table["frame"].unique().to_list() == [0, 4, 8]
    assert table["time_s"].unique().to_list() == pytest.approx([0, 0.4, 0.8])
    assert table.filter(frame=0)["kind"].to_list() == ["fire truck", "car", "car"]
    assert table["score"].to_list()[:3] == [0.875, 0.5, 0.25]
    assert table["detector"].unique().to_list()[0].startswith("net.onnx sha256:")
    assert len(read(network.parent / "found.parquet")) == 9


def test_what_overlaps_is_dealt_with_as_is_asked(lotgraph, network, clip):
    words = ("--detector", network, "--out", "found.parquet", "--across-kinds", "--every", 10)
    ran = lotgraph("detect", clip, *words, "--suppression", "soft")
    assert ran.code == 0, ran.err
    scores = pl.read_parquet("found.parquet")["score"].to_list()
    lowered = 0.5 * np.exp(-((380 / 400) ** 2) / 0.5)  # by the truck, of which it covers 19 of 20
    assert scores == pytest.approx([0.875, 0.25, lowered], abs=1e-4)
    assert lotgraph("detect", clip, *words, "--suppression", "no").code == 2


def test_a_full_disk_is_told(lotgraph, network, clip):
    with room_for(200):
        ran = lotgraph("detect", clip, "--detector", network, "--out", "o.parquet")
    assert ran.code == 2
    assert "cannot write to o.parquet" in ran.err
    assert "the file would be larger than files may be there" in ran.err


def test_kinds_and_scores_are_chosen_before_boxes_are_compared(lotgraph, network, clip):
    words = ("--detector", network, "--kinds", "car", "--min-score", 0.3, "--rate", 2)
    assert lotgraph("detect", clip, *words, "--out", "found.kitti").code == 0
    boxes = read(network.parent / "found.kitti")
    assert boxes.select("frame", "kind", "x0_px", "score").rows() == [
        (0, "car", 11, 0.5),
        (5, "car", 11, 0.5),
    ]


def test_several_captures_get_a_file_each(lotgraph, network, clip, stills):
    words = ("--detector", network, "--out", "all", "--format", "parquet", "--fps", 10, "--json")
    ran = lotgraph("detect", clip, stills, *words)
    assert ran.code == 0, ran.err
    assert [one["file"] for one in ran.document["captures"]] == [
        "all/clip.parquet", "all/img1.parquet",
    ]  # fmt: skip
    table = pl.read_parquet("all/img1.parquet")
    assert table["time_s"].unique().to_list() == pytest.approx([0, 0.1, 0.2])


def test_a_rate_counts_pictures_without_times_by_the_frames_a_second_given(
    lotgraph, network, stills
):
    words = ("--detector", network, "--out", "found.parquet", "--fps", 10, "--rate", 5)
    assert lotgraph("detect", stills, *words).code == 0
    table = pl.read_parquet("found.parquet")
    assert table["frame"].unique().to_list() == [0, 2]
    assert table["time_s"].unique().to_list() == pytest.approx([0, 0.2])


def times_of(lotgraph, *words):
    ran = lotgraph("detect", *words, "--out", "found.parquet", "--json")
    assert ran.code == 0, ran.err
    times = pl.read_parquet("found.parquet")["time_s"].unique().sort().to_list()
    return times, ran.err, [*ran.document["captures"][0]["notes"]]


@pytest.mark.parametrize("is_packed", [False, True])
def test_where_nothing_says_how_fast_pictures_follow_what_is_taken_is_said(
    lotgraph, network, stills, is_packed
):
    place, words = stills / "img1", ("--detector", network)
    if is_packed:
        place = shutil.make_archive(str(stills / "img1"), "zip", place)
    times, err, notes = times_of(lotgraph, place, *words)
    assert times == pytest.approx([0, 0.1, 0.2])  # of seqinfo.ini
    assert "--fps" not in err
    assert notes == []
    (stills / "seqinfo.ini").unlink()
    times, err, notes = times_of(lotgraph, place, *words)
    assert times == [0, 1, 2]
    assert "1 a second is taken; --fps says it" in err
    assert ["1 a second is taken" in one for one in notes] == [True]
    times, err, notes = times_of(lotgraph, place, *words, "--fps", 20)
    assert times == pytest.approx([0, 0.05, 0.1])
    assert notes == []


def test_times_in_names_of_pictures_count_for_more_than_frames_a_second(lotgraph, network, stills):
    for number in (1, 2, 3):
        timed = stills / "img1" / f"20260302T08000{2 * number}.jpg"
        (stills / "img1" / f"{number:06d}.jpg").rename(timed)
    times, err, notes = times_of(lotgraph, stills, "--detector", network, "--fps", 10)
    assert times == [0, 2, 4]
    assert "--fps is left aside" in err
    assert ["--fps is left aside" in one for one in notes] == [True]


def test_a_sequence_of_motchallenge_is_called_by_its_name(lotgraph, network, stills):
    ran = lotgraph("detect", stills, "--detector", network, "--out", "det")
    assert ran.code == 0
    assert (network.parent / "det").read_text().startswith("1,-1,10.0,20.0")
    (network.parent / "dets").mkdir()
    assert lotgraph("detect", stills, "--detector", network, "--out", "dets").code == 0
    assert (network.parent / "dets" / "MOT17-02.txt").exists()


LABELS = {
    "images": [{"id": 70 + number, "file_name": f"{number:06d}.jpg"} for number in (2, 3)],
    "categories": [{"id": 8, "name": "fire truck"}, {"id": 3, "name": "person"}],
    "annotations": [{"id": 1, "image_id": 72, "category_id": 8, "bbox": [10, 20, 20, 20]}],
}


def test_coco_results_have_the_numbers_of_labels(lotgraph, network, stills):
    labels = network.parent / "labels.json"
    labels.write_text(json.dumps(LABELS))
    words = ("--detector", network, "--labels", labels, "--out", "found.json")
    assert lotgraph("detect", stills, *words).code == 0
    found = read_detections(Path("found.json"))
    assert found.image.tolist() == [72, 73]
    assert found.kind.tolist() == [8, 8]
    assert found.box.tolist()[0] == [10, 20, 20, 20]


def test_pictures_of_many_sizes_get_the_boxes_that_each_gets_alone(lotgraph, network, folder):
    sizes = [(64, 48), (200, 120), (200, 120), (30, 90)]
    images = [{"id": 7 + k, "file_name": f"{k}.png", "width": w, "height": h}
              for k, (w, h) in enumerate(sizes)]  # fmt: skip
    (folder / "labels.json").write_text(json.dumps(LABELS | {"images": images}))
    for place in ("all", *"0123"):
        (folder / place).mkdir()
    for k, (width, height) in enumerate(sizes):
        picture = Image.fromarray(np.full((height, width, 3), 99, np.uint8))
        picture.save(folder / "all" / f"{k}.png")
        picture.save(folder / f"{k}" / f"{k}.png")

    def boxes(place):
        words = ("--detector", network, "--labels", "labels.json", "--out", f"{place}.json")
        ran = lotgraph("detect", place, *words)
        assert ran.code == 0, ran.err
        told = json.loads(Path(f"{place}.json").read_text())
        return sorted((one["image_id"], one["score"], *one["bbox"]) for one in told)

    together = boxes("all")
    assert together == sorted(box for k in "0123" for box in boxes(k))
    [best] = [box[2:] for box in together if box[0] == 8 and box[1] == 0.875]
    # Of 64 by 48 px the picture fills 64 by 38.4: it is 3.125 times as large.
    assert best == pytest.approx([31.25, 62.5 - 15, 62.5, 62.5], abs=1)


def test_what_of_footage_was_not_seen_is_said(lotgraph, network, clip, stills):
    (stills / "img1" / "000002.jpg").write_bytes(b"no picture")
    ran = lotgraph("detect", stills, "--detector", network, "--out", "found.txt")
    assert ran.code == 0, ran.err
    assert "img1: 1 picture lost; 000002.jpg: expected a JPEG or PNG" in ran.out
    words = ("--detector", network, "--out", "all", "--json")
    damaged, whole = lotgraph("detect", stills, clip, *words).document["captures"]
    assert (damaged["frames"], damaged["pictures_lost"], whole["pictures_lost"]) == (2, 1, 0)
    assert [note[:10] for note in damaged["notes"]] == ["000002.jpg"]
    assert whole["notes"] == {}
    sound = lotgraph("detect", clip, "--detector", network, "--out", "found.txt")
    assert "damaged" not in sound.out


@pytest.mark.parametrize("words", [(), ("--skip-still",), ("--tile", "48")])
def test_boxes_of_a_video_whose_size_changes_are_in_px_of_its_first_frame(
    lotgraph, network, folder, words
):
    parts = [folder / f"{k}.ts" for k in range(2)]
    for part, size in zip(parts, [(64, 48), (128, 96)], strict=True):
        draw_clip(part, seed=1, seconds=1, size=size)
    (folder / "all.ts").write_bytes(b"".join(part.read_bytes() for part in parts))
    asked = ("--detector", network, "--min-score", 0.8, "--out", "found.txt")
    ran = lotgraph("detect", "all.ts", *asked, *words, "--json")
    assert ran.code == 0, ran.err
    [told] = ran.document["captures"]
    said = "from frame 10 on the picture has 128x96 px, not 64x48; all boxes are in px of the first"
    assert any(note.startswith(said) for note in told["notes"])
    boxes = read(Path("found.txt"))
    assert boxes["frame"].n_unique() == 20
    assert said in lotgraph("detect", "all.ts", *asked).out
    if not words:
        places = boxes.select("x0_px", "y0_px", "x1_px", "y1_px").unique().rows()
        assert places == [pytest.approx((10, 20, 30, 40), abs=0.01)]
    assert boxes["x1_px"].max() <= 64


def test_coco_results_without_labels_have_the_numbers_of_files(lotgraph, network, stills):
    assert lotgraph("detect", stills, "--detector", network, "--out", "found.json").code == 0
    rows = json.loads((network.parent / "found.json").read_text())
    assert {(row["image_id"], row["category_id"]) for row in rows} == {
        (image, kind) for image in (1, 2, 3) for kind in (1, 2)
    }


def test_what_cannot_be_read_is_told_and_the_rest_is_written(lotgraph, network, clip, folder):
    (folder / "broken.mp4").write_bytes(b"no video at all")
    ran = lotgraph("detect", clip, folder / "broken.mp4", "--detector", network, "--out", "all")
    assert ran.code == 1
    assert "broken.mp4" in ran.err
    assert (folder / "all" / "clip.txt").exists()
    alone = lotgraph("detect", folder / "broken.mp4", "--detector", network, "--out", "one.txt")
    assert alone.code == 2
    assert not (folder / "one.txt").exists()


@pytest.fixture
def failing(monkeypatch):
    """Fail, as given, on any capture that is called so."""

    def fail(called, error):
        def failing(uri, pace, losses):
            if called in uri:
                raise error
            return paced(uri, pace, losses)

        monkeypatch.setattr(pace, "paced", failing)

    return fail


@pytest.fixture
def detect_two(lotgraph, network, stills, folder):
    """Look at two folders of stills, MOT17-02 and b."""
    shutil.copytree(stills, folder / "b")
    return lambda *words: lotgraph("detect", stills, folder / "b", "--detector", network, *words)


@pytest.mark.parametrize(("out", "file"), [("all", "all/b.txt"), ("all.json", "all.json")])
def test_a_capture_that_a_detector_fails_at_takes_no_other_along(detect_two, failing, out, file):
    failing("MOT17-02", DetectorError("net.onnx: cannot look"))
    ran = detect_two("--out", out)
    assert ran.code == 1, ran.err
    assert "MOT17-02/img1: net.onnx: cannot look" in ran.err
    assert Path(file).exists()


@pytest.mark.parametrize(
    ("out", "file"), [("all", "all/MOT17-02.txt"), ("all.json", "all.partial.json")]
)
@pytest.mark.parametrize("error", [KeyboardInterrupt(), MemoryError()])
def test_what_is_found_is_kept_when_looking_is_cut_short(detect_two, failing, error, out, file):
    failing("/b/", error)
    with suppress(MemoryError):
        assert detect_two("--out", out).code != 0
    assert read(Path(file))["frame"].n_unique() == 3


def test_a_shared_file_that_is_there_stays_when_looking_is_cut_short(detect_two, failing):
    assert detect_two("--out", "all.json").code == 0
    before = Path("all.json").read_bytes()
    assert not Path("all.partial.json").exists()
    failing("/b/", KeyboardInterrupt())
    ran = detect_two("--out", "all.json")
    assert ran.code != 0
    assert "/b/img1, of which nothing is kept" in ran.err
    assert "cut short; what was found in 1 capture is in all.partial.json" in ran.err
    assert Path("all.json").read_bytes() == before
    Path("all.partial.json").unlink()
    with room_for(200):
        ran = detect_two("--out", "all.json")
    assert ran.code != 0
    assert "what was found in 1 capture is lost: cannot write to all.json" in ran.err
    assert Path("all.json").read_bytes() == before


def test_what_cannot_be_written_is_told_before_anything_is_looked_at(
    lotgraph, network, stills, folder, failing
):
    failing("", AssertionError("looked at"))
    (folder / "file").write_text("")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "labels.json").write_text(json.dumps(LABELS | {"images": LABELS["images"][:0]}))
    (folder / "kinds.json").write_text(json.dumps(LABELS | {"categories": []}))
    shutil.copytree(stills, folder / "b")
    (folder / "b" / "img1" / "000001.jpg").rename(folder / "b" / "img1" / "first.jpg")
    for words, said in (
        (["--out", "file/found.txt"], "is a file, not a folder; choose another --out"),
        (["--out", "loop.txt"], "cannot write to loop.txt: Too many levels of symbolic links"),
        (["--out", "one.json", "--labels", "labels.json"], "they have no image of"),
        (["--out", "one.json", "--labels", "kinds.json"], "they know none of the kinds"),
        (["--out", "one.json", folder / "b"], "images of several captures in one file"),
        (["--out", "one.json", "--format", "mot", folder / "b"], "cannot share a .json file"),
    ):
        ran = lotgraph("detect", stills, "--detector", network, *words)
        assert ran.code == 2
        assert said in ran.err
    assert not (folder / "one.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--kinds", "lorry"], "knows no lorry; it knows car, fire truck"),
        (["--kinds", ","], "knows no kind without a name"),
        (["--detector", "none.onnx"], "there is no such file"),
        (["--out", "found.csv"], "expected the end .txt"),
        (["--provider", "abacus"], "provider abacus: this installation"),
        (["--labels", "gone.json"], "gone.json: expected JSON"),
        (["--threads", "100000"], f"expected 1 to {most_threads()} threads"),
        (["--suppression", "none"], "expected one of 'hard', 'soft', 'weighted'; got none"),
    ],
)
def test_what_cannot_be_done_is_told(lotgraph, network, clip, words, said):
    usual = {"--detector": network, "--out": "found.json"} | dict([words])
    ran = lotgraph("detect", clip, *(word for pair in usual.items() for word in pair))
    assert ran.code == 2
    assert said in " ".join(ran.err.replace("│", " ").split())
    assert "Traceback" not in ran.err


def test_several_captures_do_not_share_a_text(lotgraph, network, clip, stills):
    ran = lotgraph("detect", clip, stills, "--detector", network, "--out", "found.txt")
    assert ran.code == 2
    assert "2 captures cannot share a .txt file; name a folder" in ran.err


def test_tiles_regions_and_rests_are_part_of_what_is_asked(lotgraph, network, clip, folder):
    (folder / "regions.toml").write_text("keep = [[[0, 0], [0.2, 0], [0.2, 1], [0, 1]]]\n")
    words = ("--detector", network, "--region", "regions.toml", "--skip-still", "--json")
    ran = lotgraph("detect", clip, *words, "--out", "found.parquet", "--tile", 48)
    assert ran.code == 0, ran.err
    [capture] = ran.document["captures"]
    assert capture["frames"] == 10
    assert 1 <= capture["looks"] <= 10
    for word in ("tiles:48", "region:", "resting"):
        assert word in capture["detector"]
    table = pl.read_parquet("found.parquet")
    assert ((table["x0_px"] + table["x1_px"]) / 2 / 64 <= 0.2).all()


@pytest.mark.parametrize("how", ["itself", "link", "partial", "kept"])
def test_what_is_read_or_kept_is_not_written_over(lotgraph, network, stills, folder, how):
    labels, other = folder / "labels.partial.json", folder / "labels.json"
    labels.write_text(json.dumps(LABELS))
    out = {"itself": labels, "link": other, "partial": other}.get(how, folder / "kept.json")
    if how == "link":
        other.symlink_to(labels)
    if how == "kept":
        out.write_text("kept")
        out.chmod(0o444)
    before = {one: one.read_bytes() for one in folder.glob("*.json")}
    ran = lotgraph("detect", stills, "--detector", network, "--labels", labels, "--out", out)
    assert ran.code == 2
    said = "can only be read; choose" if how == "kept" else "which is read; choose another --out"
    assert said in " ".join(ran.err.split())
    assert {one: one.read_bytes() for one in folder.glob("*.json")} == before

"""Files of boxes are read as what they are, written as they were, and a broken line is named."""

import gzip
import json
import math
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from lotgraph.errors import FormatError
from lotgraph.formats.columns import BOXES, filled
from lotgraph.formats.find import form_of, read, sequences
from lotgraph.formats.form import Form
from lotgraph.formats.judged import labels_and_detections, pair_of
from lotgraph.formats.kitti import read_kitti, write_kitti
from lotgraph.formats.mot import read_mot, write_mot
from lotgraph.formats.parquet import read_parquet, write_parquet

MOT = "1,7,10,20,30,40,0.5,-1,-1,-1\n2,-1,1.5,2,3,4,1,-1,-1,-1\n"
KITTI = (
    "0 3 Car 0 1 -1.57 10 20 40 60 1.5 1.6 4.2 -3.0 1.7 20.5 0.1 0.9\n"
    "1 -1 DontCare -1 -1 -10 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -10 0\n"
)


@pytest.fixture
def file(tmp_path):
    """Write a text and return its path."""

    def written(text, name="seq.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return written


def boxes(**columns):
    return filled(pl.DataFrame(columns))


def test_mot_is_read_with_corners_and_nobodies(file):
    found = read(file(MOT))
    assert found.schema == BOXES
    assert found["object_id"].to_list() == [7, None]
    assert found.select("frame", "x0_px", "y0_px", "x1_px", "y1_px", "score").rows() == [
        (1, 10, 20, 40, 60, 0.5),
        (2, 1.5, 2, 4.5, 6, 1),
    ]
    assert found["is_marked"].all()


def test_truth_of_mot_says_classes_and_what_does_not_count(file):
    found = read(
        file("1,1,0,0,5,5,1,1,1\n1,2,0,0,5,5,0,1,0.5\n1,3,0,0,5,5,1,8,1\n1,4,0,0,5,5,1,-1,1")
    )
    assert found["kind"].to_list() == ["pedestrian", "pedestrian", "distractor", ""]
    assert found["is_marked"].to_list() == [True, False, True, True]


@pytest.mark.parametrize(
    "text",
    [
        MOT.replace(",", " "),
        MOT.replace(",", "\t"),
        MOT.replace(",", ";"),
        MOT.replace(",", ", "),
        "\n" + MOT + "\n\n",
        "\ufeff" + MOT,
        MOT.replace("\n", "\r\n"),
    ],
)
def test_mot_may_be_parted_and_end_as_it_likes(file, text):
    assert_frame_equal(read_mot(file(text)), read_mot(file(MOT, "plain.txt")))


def test_kitti_is_read_with_its_boxes_in_space(file):
    found = read(file(KITTI))
    assert form_of(file(KITTI)) is Form.KITTI
    car, region = found.rows(named=True)
    assert (car["kind"], car["occluded"], car["length_m"], car["z_m"], car["score"]) == (
        "car",
        1,
        4.2,
        20.5,
        0.9,
    )
    assert (region["kind"], region["object_id"], region["x_m"]) == ("dontcare", None, None)


@pytest.mark.parametrize(
    ("write", "read_back"),
    [(write_mot, read_mot), (write_kitti, read_kitti), (write_parquet, read_parquet)],
)
def test_what_is_written_is_read_again(tmp_path, write, read_back):
    table = boxes(
        frame=[2, 1], object_id=[5, 4], kind=["car", "van"], x0_px=[1.25, 0.0], y0_px=[2.0, 0.5],
        x1_px=[10.0, 4.0], y1_px=[20.0, 8.0], score=[0.5, 1.0], x_m=[1.0, 2.0], y_m=[3.0, 4.0],
        z_m=[5.0, 6.0], length_m=[4.0, 4.0], width_m=[2.0, 2.0], height_m=[1.5, 1.5],
        heading_rad=[0.5, -0.5],
    )  # fmt: skip
    file = tmp_path / "seq.txt"
    write(table, file)
    kept = ["frame", "object_id", "x0_px", "y0_px", "x1_px", "y1_px", "score"]
    assert_frame_equal(read_back(file).select(kept), table.sort("frame").select(kept))
    if write is not write_mot:
        assert read(file)["heading_rad"].to_list() == [-0.5, 0.5]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,1,0,0,5,5,1\n\n2,1,0,zero,5,5,1\n", "txt:3: expected a number as y0_px; got 'zero'"),
        ("1,1,0,0,5,5,1\n2,1,0,nan,5,5,1\n", "txt:2: expected a number as y0_px; got 'nan'"),
        ("1,1,0,0,5,5,1\n2,1,0,0,5,5\n", r"seq.txt:2: expected as many values as before, 7; got 6"),
        ("1,1,0,0\n", r"seq.txt:1: expected 6 to 10 values \(frame, object_id"),
        ("1.5,1,0,0,5,5,1\n", r"seq.txt:1: expected a whole number below 2\^53 as frame; got 1.5"),
        ("1,1,0,0,5,5,1\n9e18,1,0,0,5,5,1\n", r"txt:2: .* below 2\^53 as frame; got 9e\+18"),
        ("1,9e18,0,0,5,5,1\n", r"txt:1: expected a whole number below 2\^53 as object_id; got"),
        ("-inf,1,0,0,5,5,1\n", r"txt:1: expected a number as frame; got '-inf'"),
        ("1,1,0,0,-5,5,1\n", r"txt:1: expected a box with a size of 0 or more; got corners \(0.0"),
        ("0 3 Car 0 1 -1.57 10 20 40 60 1.5\n", r"seq.txt:1: expected 17 to 18 values"),
    ],
)  # fmt: skip
def test_a_broken_line_is_named(file, text, says):
    with pytest.raises(FormatError, match=says):
        read(file(text))


def test_files_that_are_something_else_are_refused(tmp_path, file):
    with pytest.raises(FormatError, match="expected a list, as COCO writes results, or an object"):
        read(file("{}"))
    (tmp_path / "det.txt.gz").write_bytes(gzip.compress(MOT.encode()))
    with pytest.raises(FormatError, match="it is no text; unpack it first"):
        read(tmp_path / "det.txt.gz")
    (tmp_path / "picture.txt").write_bytes(b"\xff\xd8\xff" * 9)
    with pytest.raises(FormatError, match="it is no text"):
        read(tmp_path / "picture.txt")
    pl.DataFrame({"frame": [1]}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(FormatError, match="x0_px, y0_px, x1_px, y1_px missing, it has frame"):
        read(tmp_path / "t.parquet")
    (tmp_path / "cut.parquet").write_bytes((tmp_path / "t.parquet").read_bytes()[:40])
    with pytest.raises(FormatError, match="expected a Parquet table"):
        read(tmp_path / "cut.parquet")
    with pytest.raises(FormatError, match="no such file or folder"):
        sequences(str(tmp_path / "nothing"))
    with pytest.raises(FormatError, match="no sequence found"):
        sequences(str(tmp_path / "*.csv"))


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"frame": [1.0, 1.5]}, r"row 1: expected a whole number below 2\^53 as frame; got 1.5"),
        ({"frame": [1, 9 * 10**18]}, "row 1: .* as frame; got 9000000000000000000"),
        ({"frame": [1.0, math.nan]}, "row 1: .* as frame; got nan"),
        ({"frame": [1, None]}, r"row 1: expected a frame and a box; got \(None"),
        ({"frame": ["1", "b"]}, "expected whole numbers as frame; it has String"),
        ({"frame": [1, 2], "track_id": [None, 2.5]}, "row 1: .* as object_id; got 2.5"),
    ],
)
def test_a_tables_numbers_that_are_not_whole_are_not_cut(tmp_path, told, says):
    edges = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 5.0, "y1_px": 5.0}
    pl.DataFrame(told).with_columns(**edges).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(FormatError, match=says):
        read(tmp_path / "t.parquet")


def test_whole_numbers_may_be_written_as_others_are(tmp_path):
    edges = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 5.0, "y1_px": 5.0}
    table = pl.DataFrame({"frame": [1.0, 2.0], "object_id": [None, 7.0]}).with_columns(**edges)
    table.write_parquet(tmp_path / "t.parquet")
    told = read(tmp_path / "t.parquet")
    assert told.select("frame", "object_id").rows() == [(1, None), (2, 7)]
    table.with_columns(object_id=pl.lit(2**62)).write_parquet(tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet")["object_id"].to_list() == [2**62] * 2


def test_of_what_is_true_of_a_rendering_the_finer_word_is_the_kind(tmp_path):
    edges = {"x0_px": 0.0, "y0_px": 0.0, "x1_px": 5.0, "y1_px": 5.0}
    words = {"kind": ["vehicle", "walker", "vehicle"], "type": ["van", "", None]}
    pl.DataFrame({"frame": [0, 1, 2]} | words).with_columns(**edges).write_parquet(
        tmp_path / "t.parquet"
    )
    assert read(tmp_path / "t.parquet")["kind"].to_list() == ["van", "person", "vehicle"]


def test_an_empty_file_is_a_sequence_without_boxes(file):
    assert read(file("")).schema == BOXES
    assert len(read(file("\n\n"))) == 0


@pytest.mark.parametrize(
    ("layout", "named"),
    [("{}/gt/gt.txt", ""), ("{}/gt.txt", ""), ("label_02/{}.txt", ""), ("{}.txt", ""),
     ("{}/gt.txt", "/*/gt.txt"), ("x-{}-y.txt", "/x-*-y.txt"), ("a/{}/b/c.txt", "/a/*/b/c.txt")],
)  # fmt: skip
def test_sequences_are_found_in_every_layout(tmp_path, file, layout, named):
    for name in ("one", "two"):
        file(MOT, layout.format(name))
    found = sequences(str(tmp_path) + named)
    assert sorted(found) == ["one", "two"]
    assert found["one"] == tmp_path / layout.format("one")


def test_a_folder_may_be_a_sequence_itself(tmp_path, file):
    place = file(MOT, "MOT17-02/gt/gt.txt")
    assert sequences(str(tmp_path / "MOT17-02")) == {"MOT17-02": place}


def test_labels_and_detections_of_coco_and_of_tables_are_the_same(tmp_path, file):
    labels = {
        "categories": [{"id": 3, "name": "car"}],
        "annotations": [{"image_id": 1, "category_id": 3, "bbox": [0, 0, 10, 20]}],
    }
    truth = file(json.dumps(labels), "labels.json")
    told = file(
        json.dumps([{"image_id": 1, "category_id": 3, "bbox": [0, 0, 10, 18], "score": 0.5}]),
        "told.json",
    )
    coco = labels_and_detections(str(truth), str(told))
    assert coco.names == {3: "car"}
    assert (coco.labels.area.tolist(), coco.found.score.tolist()) == ([200], [0.5])
    assert coco.images.rows() == [(1, "", 1)]
    table = labels_and_detections(
        str(file("1,1,0,0,10,20,1", "gt.txt")), str(file("1,-1,0,0,10,18,0.5", "det.txt"))
    )
    assert table.labels.box.tolist() == coco.labels.box.tolist()
    assert table.found.box.tolist() == coco.found.box.tolist()
    assert table.images.rows() == [(0, "gt", 1)]


def test_classes_of_labels_stay_apart_where_nothing_was_found():
    sides = {"x0_px": [0.0, 20], "y0_px": 0.0, "x1_px": [10.0, 30], "y1_px": 10.0}
    truth = filled(pl.DataFrame({"frame": 0, "kind": ["car", "person"]} | sides))
    pair = pair_of({"a": truth}, {"a": truth.clear()})
    assert pair.names == {0: "car", 1: "person"}
    assert pair.labels.kind.tolist() == [0, 1]


ENTRY = {"image_id": 1, "category_id": 3, "bbox": [0, 0, 10, 18], "score": 0.5}


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        (ENTRY | {"bbox": [0, 0, 10]}, "entry 0: expected bbox"),
        (ENTRY | {"image_id": "a"}, "expected a whole number below .* as image_id; got 'a'"),
        (ENTRY | {"score": None}, "expected a number as score; got None"),
        (7, "expected a whole number below .* as image_id; got None"),
    ],
)  # fmt: skip
def test_an_entry_of_coco_that_cannot_be_read_is_named(file, entry, says):
    truth = file(json.dumps({"annotations": []}), "labels.json")
    with pytest.raises(FormatError, match=says):
        labels_and_detections(str(truth), str(file(json.dumps([entry]), "told.json")))


AT, TO = [0.0, 1.0], [5.0, 6.0]
TWO = {"frame": [0, 1], "x0_px": AT, "y0_px": AT, "x1_px": TO, "y1_px": TO}


@pytest.mark.parametrize(
    ("name", "values", "said"),
    [
        ("score", ["0.5", "high"], "row 1: expected numbers as score; got 'high'"),
        ("x0_px", [[1.0], [2.0]], r"expected numbers as x0_px; it has List(Float64)"),
        ("y0_px", [date(2020, 1, 1)] * 2, "expected numbers as y0_px; it has Date"),
        ("kind", [{"a": 1}, {"a": 2}], "expected names as kind; it has Struct({'a': Int64})"),
        ("class", [["car"], ["van"]], "expected names as kind; it has List(String)"),
        ("kind", [b"\xff", b"car"], "expected names as kind; it has Binary"),
        ("is_marked", ["yes", "no"], "expected true or false as is_marked; it has String"),
        ("object_id", [[1], [2]], "expected whole numbers as object_id; it has List(Int64)"),
    ],
)
def test_a_column_of_another_type_is_named_in_one_sentence(tmp_path, name, values, said):
    file = tmp_path / "t.parquet"
    pl.DataFrame(TWO | {name: values}).write_parquet(file)
    with pytest.raises(FormatError) as refused:
        read(file)
    assert str(refused.value) == f"{file}: {said}"


@pytest.mark.parametrize(
    ("name", "values", "wanted"),
    [
        ("kind", [1, 2], ["1", "2"]),
        ("kind", pl.Series(["car", "van"], dtype=pl.Categorical), ["car", "van"]),
        ("score", ["0.5", "1"], [0.5, 1.0]),
        ("score", [None, None], [None, None]),
        ("is_marked", [0, 1], [False, True]),
    ],
)
def test_columns_that_say_the_same_in_another_type_are_taken(tmp_path, name, values, wanted):
    pl.DataFrame(TWO | {name: values}).write_parquet(tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet")[name].to_list() == wanted


def test_of_two_columns_of_one_meaning_the_first_that_is_known_is_taken(tmp_path):
    names = {"label": ["a", "b"], "class": ["car", "van"]}
    pl.DataFrame(TWO | names).write_parquet(tmp_path / "t.parquet")
    assert read(tmp_path / "t.parquet")["kind"].to_list() == ["car", "van"]

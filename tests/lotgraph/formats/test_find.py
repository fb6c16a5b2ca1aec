"""Which files of a folder are sequences, where it holds several formats or other things too."""

import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.formats.find import DETECTED, LAYOUTS, parts_of, sequences
from lotgraph.formats.form import ENDS, Form

MOT = b"1,-1,3,4,40,90,0.9\n"
KITTI = b"0 1 Car 0 0 -10 3 4 43 94 -1 -1 -1 -1000 -1000 -1000 -10 0.9\n"
COCO = b'[{"image_id": 1, "category_id": 1, "bbox": [3, 4, 40, 90], "score": 0.9}]'
HARMLESS = {
    "README.txt": b"Boxes of the gate, found in March by the new detector.\n",
    "readme.md": b"# Boxes\n",
    "gate.jpg": b"\xff\xd8\xff",
    "camera.json": b'{"focal_px": [900, 900], "sizes": [1, 2]}',
    "broken.json": b'{"focal_px": ',
    "captures.parquet": None,
    "seqinfo.ini": b"[Sequence]\nframeRate=30\n",
    "._a.txt": b"\x00\x05\x16\x07",
}


def put(place, form):
    place.parent.mkdir(parents=True, exist_ok=True)
    if form is Form.PARQUET:
        edges = {"x0_px": 3.0, "y0_px": 4.0, "x1_px": 43.0, "y1_px": 94.0}
        pl.DataFrame({"frame": [0]} | edges).write_parquet(place)
    else:
        place.write_bytes({Form.MOT: MOT, Form.KITTI: KITTI, Form.COCO: COCO}[form])
    return place


def put_harmless(folder):
    for name, content in HARMLESS.items():
        if content is None:
            pl.DataFrame({"capture_id": ["a"], "frame": [0]}).write_parquet(folder / name)
        else:
            (folder / name).write_bytes(content)


@pytest.mark.parametrize("layouts", [LAYOUTS, DETECTED])
@given(forms=st.lists(st.sampled_from(Form), min_size=1, max_size=6))
def test_a_folder_of_many_formats_is_read_whole(tmp_path_factory, layouts, forms):
    folder = tmp_path_factory.mktemp("folder")
    files = {f"s{k}": put(folder / f"s{k}{ENDS[form]}", form) for k, form in enumerate(forms)}
    if set(forms) != {Form.PARQUET} and set(forms) != {Form.COCO}:  # there, all of the kind count
        put_harmless(folder)
    if {Form.MOT, Form.KITTI}.isdisjoint(forms):
        (folder / "captures.parquet").unlink(missing_ok=True)
    said = []
    found = sequences(str(folder), layouts, said.append)
    assert found == files
    assert [parts_of(found[f"s{k}"], "x")["x"].form for k in range(len(forms))] == forms
    assert said == []


def test_kitti_that_is_called_so_is_found(tmp_path):
    gate = put(tmp_path / "gate.kitti", Form.KITTI)
    assert sequences(str(tmp_path)) == {"gate": gate}


def test_of_two_tables_of_one_name_that_which_is_left_aside_is_said(tmp_path):
    text = put(tmp_path / "gate.txt", Form.MOT)
    table = put(tmp_path / "gate.parquet", Form.PARQUET)
    said = []
    assert sequences(str(tmp_path), DETECTED, said.append) == {"gate": text}
    assert said == [
        f"{tmp_path}: {text} is read, {table} is left aside; name a file, or a pattern with one *, "
        "to read others"
    ]


WAYS = {
    "gt": ("{}/gt/gt.txt", "{}/gt.txt", "train/{}/gt/gt.txt", "training/label_02/{}.txt"),
    "det": ("{}/det/det.txt", "{}/det.txt", "train/{}/det/det.txt"),
    "any": ("label_02/{}.txt", "data/{}.TXT", "{}.txt", "{}.TXT", "{}.kitti", "{}.csv", "{}.Csv"),
}


@given(data=st.data(), side=st.sampled_from(["gt", "det"]))
def test_each_sequence_is_found_once_in_whichever_layout(tmp_path_factory, data, side):
    folder = tmp_path_factory.mktemp("folder")
    ways = st.sampled_from(WAYS[side] + WAYS["any"])
    laid = data.draw(st.lists(st.tuples(st.sampled_from("abcd"), ways), min_size=1, max_size=6))
    files = {put(folder / way.format(name), Form.MOT) for name, way in laid}
    said = []
    found = sequences(str(folder), LAYOUTS if side == "gt" else DETECTED, said.append)
    assert set(found) == {name for name, _ in laid}
    assert set(found.values()) <= files
    aside = files - set(found.values())
    assert len(said) == bool(aside)
    if aside:
        assert sum(str(file) in said[0] for file in aside) >= min(len(aside), 3)


@pytest.mark.parametrize("layout", ["gate/gt/gt.txt", "gt/gt.txt"])
def test_text_that_is_no_table_is_said_beside_folders_of_sequences(tmp_path, layout):
    folder = tmp_path / "gate"
    file = put(folder / layout, Form.MOT)
    put_harmless(folder)
    said = []
    assert sequences(str(folder), LAYOUTS, said.append) == {"gate": file}
    assert said == []
    (folder / "list.txt").write_text("gate\nyard\n")
    assert sequences(str(folder), LAYOUTS, said.append) == {"gate": file}
    assert said == [f"{folder}: {folder / 'list.txt'} is left aside: the first line is no box"]


def test_a_broken_table_in_a_layout_is_no_text_that_is_left_aside(tmp_path):
    broken = tmp_path / "a" / "gt" / "gt.txt"
    broken.parent.mkdir(parents=True)
    broken.write_text("no box\n")
    assert sequences(str(tmp_path)) == {"a": broken}


def test_tables_in_a_folder_that_is_a_sequence_are_others_of_it(tmp_path):
    file = put(tmp_path / "gate" / "det" / "det.txt", Form.MOT)
    other = put(tmp_path / "gate" / "tracks.txt", Form.MOT)
    said = []
    assert sequences(str(tmp_path / "gate"), DETECTED, said.append) == {"gate": file}
    assert [str(other) in one for one in said] == [True]


def test_a_csv_with_names_of_columns_is_said(tmp_path):
    put(tmp_path / "a.txt", Form.MOT)
    plain = put(tmp_path / "b.csv", Form.MOT)
    headed = tmp_path / "c.csv"
    headed.write_text("frame,id,x,y,w,h\n1,1,3,4,40,90\n")
    said = []
    assert sequences(str(tmp_path), DETECTED, said.append)["b"] == plain
    assert [str(headed) in one for one in said] == [True]


def test_coco_that_lists_much_else_first_is_found(tmp_path):
    put(tmp_path / "a.txt", Form.MOT)
    videos = [{"id": k, "name": f"video {k:0>100}"} for k in range(1_000)]
    late = tmp_path / "b.json"
    late.write_text(json.dumps({"videos": videos, "images": [], "annotations": []}))
    assert sequences(str(tmp_path))["b"] == late


def test_labels_beside_detections_are_no_sequence_of_them(tmp_path):
    box = {"image_id": 1, "category_id": 1, "bbox": [3, 4, 40, 90]}
    labels = tmp_path / "instances.json"
    labels.write_text(json.dumps({"images": [{"id": 1}], "annotations": [{"id": 1} | box]}))
    said = []
    assert sequences(str(tmp_path), DETECTED, said.append) == {"instances": labels}
    assert said == []
    found = put(tmp_path / "results.json", Form.COCO)
    assert sequences(str(tmp_path), DETECTED, said.append) == {"results": found}
    assert [str(labels) in one for one in said] == [True]
    assert sequences(str(tmp_path), LAYOUTS) == {"instances": labels, "results": found}


def test_a_table_that_is_broken_is_none_that_is_passed_over(tmp_path):
    put(tmp_path / "a.txt", Form.MOT)
    (tmp_path / "b.parquet").write_bytes(b"PAR1" + bytes(40))
    (tmp_path / "c.json").write_bytes(b'{"images": [{"id": 1')
    (tmp_path / "d.json").write_bytes(b"[]")
    assert sorted(sequences(str(tmp_path))) == ["a", "b", "c", "d"]

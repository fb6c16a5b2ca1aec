"""Which files of a folder are sequences, where it holds several formats or other things too."""

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


@pytest.mark.parametrize(
    ("layouts", "layout"),
    [(LAYOUTS, "gate/gt/gt.txt"), (DETECTED, "gate/det/det.txt"), (LAYOUTS, "label_02/gate.txt")],
)
def test_what_lies_beside_a_layout_in_another_format_is_said(tmp_path, layouts, layout):
    form, others = (Form.KITTI, Form.MOT) if "label" in layout else (Form.MOT, Form.KITTI)
    file = put(tmp_path / layout, form)
    put_harmless(tmp_path)
    put(tmp_path / "more.txt", form)  # of the layout's own format: lists of sequences are no news
    said = []
    assert sequences(str(tmp_path), layouts, said.append) == {"gate": file}
    assert said == []
    other = put(tmp_path / "other.txt", others)
    assert sequences(str(tmp_path), layouts, said.append) == {"gate": file}
    assert [str(other) in one for one in said] == [True]


def test_a_table_that_is_broken_is_none_that_is_passed_over(tmp_path):
    put(tmp_path / "a.txt", Form.MOT)
    (tmp_path / "b.parquet").write_bytes(b"PAR1" + bytes(40))
    (tmp_path / "c.json").write_bytes(b'{"images": [{"id": 1')
    (tmp_path / "d.json").write_bytes(b"[]")
    assert sorted(sequences(str(tmp_path))) == ["a", "b", "c", "d"]

"""Frames of one format are those of another, whatever each counts from."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.formats.columns import filled
from lotgraph.formats.count import FIRST, counted
from lotgraph.formats.find import LAYOUTS, part_of
from lotgraph.formats.form import ENDS, Form
from lotgraph.formats.part import Part
from lotgraph.formats.together import together
from lotgraph.formats.write import write


def boxes(frames):
    """One thing that walks on by half its width from frame to frame, there in some frames."""
    x = 40 + 10.0 * np.asarray(frames)
    box = {"x0_px": x, "y0_px": 20.0, "x1_px": x + 20, "y1_px": 90.0}
    return filled(pl.DataFrame({"frame": frames, "object_id": 1, "kind": "car"} | box))


def sides(*files):
    return together([(str(file), LAYOUTS) for file in files])


@pytest.fixture
def table(tmp_path):
    """Write a table that says nothing of what it counts from."""

    def written(frames, start, name="table.parquet"):
        file = tmp_path / name
        boxes(frames).with_columns(pl.col("frame") + start).write_parquet(file)
        return file

    return written


forms = st.sampled_from(list(Form))
some_frames = st.lists(st.integers(0, 30), min_size=1, max_size=8, unique=True).map(sorted)


@given(some_frames, st.lists(forms, min_size=1, max_size=4))
def test_a_walk_through_formats_keeps_every_frame(frames, path):
    part = Part(boxes(frames), first=0)
    with TemporaryDirectory() as folder:
        for step, form in enumerate(path):
            file = Path(folder) / f"{step}{ENDS[form]}"
            write({"seq": part}, file, form)
            part = part_of(file)
            assert part.is_sure
            assert part.first == FIRST.get(form, FIRST.get(part.form, part.first))
            assert counted(part, 0)["frame"].to_list() == frames


@given(some_frames, forms, forms)
def test_files_of_any_two_formats_line_up(frames, one, other):
    frames = [frame + 1 for frame in frames]  # none tells by a box on frame 0
    with TemporaryDirectory() as folder:
        files = [Path(folder) / f"{side}{ENDS[form]}" for side, form in enumerate((one, other))]
        for file, form in zip(files, (one, other), strict=True):
            write({"seq": Part(boxes(frames), first=0)}, file, form)
        true, told = sides(*files)
    assert told.boxes["0"]["frame"].to_list() == true.boxes["0"]["frame"].to_list()
    assert told.first == true.first == {"0": FIRST.get(one, 0)}
    assert not told.assumed


def test_labels_of_kitti_count_from_0_whatever_frame_their_first_box_lies_on(tmp_path):
    truth, text = tmp_path / "truth.txt", tmp_path / "mot.txt"
    truth.write_text("3 1 Car 0 0 -1 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -10\n")
    part = part_of(truth)
    assert (part.first, part.is_sure) == (0, True)
    write({"seq": part}, text, Form.MOT)
    assert part_of(text).boxes["frame"].to_list() == [4]


def test_text_that_counts_from_0_goes_on_doing_so(tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("0,1,0,0,9,9,1\n")
    part = part_of(file)
    write({"seq": part}, file, Form.MOT)
    assert part_of(file).boxes["frame"].to_list() == [0]
    write({"seq": part}, file, Form.KITTI)
    assert part_of(file).boxes["frame"].to_list() == [0]


def test_two_files_of_a_format_keep_their_numbers_as_the_field_judges_them(tmp_path):
    truth, mine = tmp_path / "gt.txt", tmp_path / "mine.txt"
    truth.write_text("1,1,0,0,9,9,1\n")
    mine.write_text("0,1,0,0,9,9,1\n1,1,0,0,9,9,1\n")
    assert sides(truth, mine)[1].boxes["gt"]["frame"].to_list() == [0, 1]


def test_two_tables_that_tell_what_they_count_from_line_up(tmp_path):
    files = [tmp_path / name for name in ("a.parquet", "b.parquet")]
    for start, file in enumerate(files):
        part = Part(boxes([4]).with_columns(pl.col("frame") + start), first=start)
        write({"seq": part}, file, Form.PARQUET)
    assert sides(*files)[1].boxes["a"]["frame"].to_list() == [4]


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("is_truth", [True, False])
def test_a_table_that_says_nothing_is_counted_as_its_boxes_fit(tmp_path, table, start, is_truth):
    frames = list(range(3, 20))
    mot = tmp_path / "mot.txt"
    write({"seq": Part(boxes(frames), first=0)}, mot, Form.MOT)
    files = [table(frames, start), mot]
    true, told = sides(*(files if is_truth else files[::-1]))
    [name] = told.parts
    assert told.boxes[name]["frame"].to_list() == true.boxes[name]["frame"].to_list()
    than = "those" if start else f"1 {'higher' if is_truth else 'lower'} than those"
    whose = "numbers in mot" if is_truth else "numbers in parquet"
    other = "parquet" if is_truth else "mot"
    [said] = told.assumed
    assert said == (
        f"{name}: nothing says what frames count from; {whose} are taken to be {than} in {other}"
    )


def test_a_frame_0_or_1_tells_it_of_all_tables_that_are_named_together(tmp_path, table):
    (tmp_path / "truth").mkdir()
    (tmp_path / "mine").mkdir()
    for name, frames in (("a", [0, 5]), ("b", [7])):
        part = Part(boxes(frames), first=0)
        write({name: part}, tmp_path / "truth" / f"{name}.txt", Form.KITTI)
        table(frames, 1, f"mine/{name}.parquet")
    told = sides(tmp_path / "truth", tmp_path / "mine")[1].boxes
    assert {name: some["frame"].to_list() for name, some in told.items()} == {
        "a": [0, 5],
        "b": [7],
    }


@pytest.mark.parametrize(("least", "first"), [(0, 0), (1, 1), (5, 0)])
def test_a_table_that_says_nothing_counts_from_1_if_that_is_its_least(table, least, first):
    part = part_of(table([least, 9], 0))
    assert (part.first, part.is_sure) == (first, least == 0)


def test_labels_of_half_a_sequence_are_judged_by_text_of_that_half_or_of_the_whole(tmp_path):
    frames = list(range(300, 320))
    truth, half, whole = (tmp_path / name for name in ("gt.json", "half.txt", "whole.txt"))
    images = [{"id": k, "file_name": f"{k + 1:06d}.jpg"} for k in frames]
    rows = [
        {"image_id": k, "category_id": 1, "bbox": [40 + 10 * k, 20, 20, 70], "track_id": 1}
        for k in frames
    ]
    kinds = [{"id": 1, "name": "car"}]
    truth.write_text(json.dumps({"images": images, "annotations": rows, "categories": kinds}))
    write({"seq": Part(boxes(frames), first=0)}, whole, Form.MOT)
    later = boxes(frames).with_columns(pl.col("frame") - 300)
    write({"seq": Part(later, first=0)}, half, Form.MOT)
    for both in ((truth, half), (truth, whole), (half, truth), (whole, truth)):
        true, told = sides(*both)
        [name] = true.parts
        assert told.boxes[name]["frame"].to_list() == true.boxes[name]["frame"].to_list()
        assert told.assumed

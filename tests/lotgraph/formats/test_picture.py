"""The picture of a frame is found in a capture, a folder of captures or that of COCO's images."""

import json

import numpy as np
import pytest
from PIL import Image

from lotgraph.errors import FormatError
from lotgraph.formats.find import part_of
from lotgraph.formats.picture import source_of
from scripts.drawn import bad_files

KITTI = "0 1 Car 0 0 -1 0 0 9 9 -1 -1 -1 -1000 -1000 -1000 -10\n"


@pytest.fixture
def stills(tmp_path):
    """Make a folder of pictures, each as bright as its place."""

    def made(name):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        for k in range(12):
            Image.fromarray(np.full((8, 8, 3), k, np.uint8)).save(folder / f"{k:06d}.png")
        return tmp_path

    return made


def note(sentence):
    raise AssertionError(sentence)


def shown(source, sequence, frames):
    return {frame: int(pixels.mean()) for frame, pixels in source(sequence, frames)}


@pytest.mark.parametrize(("text", "first"), [("1,1,0,0,9,9,1\n", 1), (KITTI, 0)])
def test_frames_are_counted_as_their_format_does(stills, tmp_path, text, first):
    truth = tmp_path / "gt.txt"
    truth.write_text(text)
    pictures = str(stills("pictures") / "pictures")
    source = source_of(pictures, str(truth), {"gt": part_of(truth).first}, say=note)
    assert shown(source, "gt", [11, 3, 3]) == {3: 3 - first, 11: 11 - first}


def test_frames_of_a_video_are_of_the_size_that_boxes_are_in(tmp_path):
    video = bad_files.changing_size(tmp_path / "a.ts")
    source = source_of(str(video), "gt.txt", {"gt": 1}, say=note)
    sizes = [(frame, *pixels.shape[:2]) for frame, pixels in source("gt", [19, 12, 3])]
    assert sizes == [(3, 90, 160), (12, 90, 160), (19, 90, 160)]


def test_each_sequence_has_its_own_capture(stills, tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.txt").write_text(KITTI)
    stills("two")
    source = source_of(str(tmp_path), f"{tmp_path}/*.txt", {"one": 0, "two": 0}, say=note)
    assert shown(source, "two", [4]) == {4: 4}
    with pytest.raises(FormatError, match="no footage of one; expected one of one/img1"):
        list(source("one", [4]))


def test_images_of_coco_are_the_files_they_name(stills, tmp_path):
    folder = stills("images") / "images"
    truth = tmp_path / "labels.json"
    images = [{"id": 70, "file_name": "000005.png"}, {"id": 71, "file_name": "gone-6.png"}]
    truth.write_text(json.dumps({"images": images, "annotations": []}))
    assert shown(source_of(str(folder), str(truth), {}, say=note), "labels", [5]) == {5: 5}
    source = source_of(str(folder), str(truth), {}, "image", say=note)
    assert shown(source, "", [70]) == {70: 5}
    told = []
    source = source_of(str(folder), str(truth), {}, "image", say=told.append)
    assert shown(source, "", [70, 71]) == {70: 5}
    assert shown(source, "", [72]) == {}
    assert "gone-6.png: no picture of image 71" in told[0]
    assert "image 72: the labels name no file_name" in told[1]


def test_frames_beyond_the_footage_are_told_and_take_no_other_along(stills, tmp_path):
    told = []
    pictures = str(stills("pictures") / "pictures")
    source = source_of(pictures, "gt.txt", {"gt": 1}, say=told.append)
    assert shown(source, "gt", [3, 99, 11, 40]) == {3: 2, 11: 10}
    [sentence] = told
    assert sentence.startswith("no picture of frame 40, 99, which no sheet shows: ")

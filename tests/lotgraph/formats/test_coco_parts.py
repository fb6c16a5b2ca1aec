"""COCO JSON is read as sequences of frames, whichever way it tells them apart."""

import contextlib
import json

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from lotgraph.errors import FormatError
from lotgraph.formats.coco_index import read_index
from lotgraph.formats.coco_parts import left_out, read_parts, write_parts
from lotgraph.formats.columns import filled
from lotgraph.formats.find import LAYOUTS, part_of, read
from lotgraph.formats.part import Part
from lotgraph.formats.together import together

CAR = {"category_id": 3, "bbox": [1, 2, 10, 20]}


@pytest.fixture
def file(tmp_path):
    def written(document, name="seq.json"):
        path = tmp_path / name
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        return path

    return written


def labels(*images, **more):
    """Labels with a car in each image."""
    rows = [CAR | {"image_id": image["id"]} for image in images]
    kinds = [{"id": 3, "name": "car"}]
    return {"images": list(images), "categories": kinds, "annotations": rows} | more


def frames(parts):
    return {name: part.boxes["frame"].to_list() for name, part in parts.items()}


def test_results_are_frames_of_the_number_of_their_image(file):
    results = [CAR | {"image_id": 7, "score": 0.5}, CAR | {"image_id": 2, "score": 0.25}]
    boxes = read(file(results))
    assert boxes.select("frame", "kind", "x0_px", "y1_px", "score").rows() == [
        (7, "3", 1, 22, 0.5),
        (2, "3", 1, 22, 0.25),
    ]
    assert boxes["object_id"].null_count() == 2


def test_folders_of_file_names_are_sequences_and_their_numbers_frames(file):
    names = ("a/img1/000004.jpg", "a/img1/000003.jpg", "b/img1/frame_10.png", "b/img1/frame_9.png")
    parts = read_parts(file(labels(*({"id": k, "file_name": one} for k, one in enumerate(names)))))
    assert frames(parts) == {"a": [4, 3], "b": [10, 9]}
    assert [part.first for part in parts.values()] == [3, 9]
    assert parts["a"].names == {"000004.jpg": 4, "000003.jpg": 3}


def test_folders_of_one_name_are_told_apart_by_their_path(file):
    images = [{"id": k, "file_name": f"{site}/gate/{k}.jpg"} for k, site in enumerate("ab")]
    assert sorted(read_parts(file(labels(*images)))) == ["a-gate", "b-gate"]


def test_videos_tell_sequences_and_rates(file):
    videos = [{"id": 1, "name": "day/gate.mp4", "fps": 12.5}, {"id": 2}]
    images = [{"id": k, "video_id": 1 + k % 2, "frame_id": k // 2} for k in range(4)]
    parts = read_parts(file(labels(*images, videos=videos)))
    assert frames(parts) == {"gate.mp4": [0, 1], "2": [0, 1]}
    assert [part.fps for part in parts.values()] == [12.5, None]


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("a/gate.mp4", "/b/gate.mp4"), ["a-gate.mp4", "b-gate.mp4"]),
        (("gate", "gate"), ["gate-1", "gate-2"]),
    ],
)
def test_videos_of_one_name_are_told_apart(file, names, told):
    videos = [{"id": k, "name": name, "fps": k} for k, name in enumerate(names, 1)]
    images = [{"id": k, "video_id": k, "frame_id": 5} for k in (1, 2)]
    parts = read_parts(file(labels(*images, videos=videos)))
    assert frames(parts) == {name: [5] for name in told}
    assert [part.fps for part in parts.values()] == [1, 2]


def test_a_rate_that_no_number_holds_is_not_told(file):
    images = [{"id": 1, "video_id": 1}]
    [part] = read_parts(
        file(labels(*images, videos=[{"id": 1, "name": "gate", "fps": 10**400}]))
    ).values()
    assert part.fps is None


def test_results_that_name_their_videos_may_number_images_in_each(file):
    results = [CAR | {"image_id": 7, "video_id": video, "score": 0.5} for video in (2, 1)]
    assert frames(read_parts(file(results))) == {"1": [7], "2": [7]}


def test_two_files_with_sequences_of_one_name_are_refused(tmp_path, file):
    images = [{"id": k, "file_name": f"{name}/1.jpg"} for k, name in enumerate("ab")]
    for name in ("day.json", "night.json"):
        file(labels(*images), name)
    with pytest.raises(FormatError, match=r"night\.json: another file has a sequence called a"):
        together([(str(tmp_path), LAYOUTS)])


def test_numbers_of_files_count_for_more_than_those_of_images(file):
    images = [{"id": k, "frame_id": k, "file_name": f"{k + 11:06d}.jpg"} for k in range(2)]
    assert frames(read_parts(file(labels(*images)))) == {"": [11, 12]}


@pytest.mark.parametrize("word", ["iscrowd", "ignore"])
def test_crowds_and_what_is_to_be_ignored_are_not_marked(file, word):
    results = [CAR | {"image_id": 1, word: k} for k in (0, 1)]
    assert read(file(results))["is_marked"].to_list() == [True, False]


def test_images_without_numbers_are_frames_in_the_order_of_their_names(file):
    images = [{"id": k, "file_name": name} for k, name in enumerate(("c.jpg", "a.jpg", "b.jpg"))]
    assert frames(read_parts(file(labels(*images)))) == {"": [2, 0, 1]}


@pytest.mark.parametrize(
    "told",
    [{"track_id": 5}, {"instance_id": 5}, {"attributes": {"track_id": 5}}],
)
def test_objects_are_told_in_more_than_one_way(file, told):
    document = labels({"id": 1})
    document["annotations"] = [CAR | {"image_id": 1} | told, CAR | {"image_id": 1, "iscrowd": 1}]
    boxes = read(file(document))
    assert boxes["object_id"].to_list() == [5, None]
    assert boxes["is_marked"].to_list() == [True, False]


def test_names_of_objects_become_numbers(file):
    rows = [CAR | {"image_id": 1, "track_id": name} for name in ("b7", "a1", "b7")]
    assert read(file(rows))["object_id"].to_list() == [2, 1, 2]


def tracks(kind="car"):
    columns = {"frame": [1, 2, 2], "object_id": [4, 4, 9], "kind": [kind, kind, "fire truck"]}
    box = {"x0_px": [0.0, 1.0, 2.0], "y0_px": 0.5, "x1_px": 10.25, "y1_px": 8.0, "score": 0.75}
    return filled(pl.DataFrame(columns | box))


def test_what_is_written_is_read_again(tmp_path):
    place = tmp_path / "t.json"
    write_parts({"one": Part(tracks(), first=1), "two": Part(tracks("van"), first=0)}, place)
    parts = read_parts(place)
    assert_frame_equal(parts["one"].boxes, tracks())
    assert_frame_equal(parts["two"].boxes, tracks("van"))
    assert [parts["one"].first, parts["two"].first] == [1, 0]


def test_results_of_labels_leave_out_what_those_do_not_have(tmp_path, file):
    index = read_index(file(labels({"id": 70, "file_name": "000002.jpg"})))
    place = tmp_path / "t.json"
    write_parts({"whatever": Part(tracks(), first=1)}, place, index)
    [row] = json.loads(place.read_text())
    assert (row["image_id"], row["category_id"], row["track_id"]) == (70, 3, 4)
    assert_frame_equal(
        read_parts(place, index)[""].boxes.select("frame", "kind"), tracks()[1:2, ["frame", "kind"]]
    )


def test_classes_that_labels_do_not_have_are_told_and_never_made_up(tmp_path, file):
    index = read_index(file(labels({"id": 70, "file_name": "000002.jpg"})))
    parts = {"whatever": Part(tracks(), first=1)}
    assert left_out(parts, index) == [
        "1 of 3 boxes are left out: the labels have no class fire truck",
        "1 of 3 boxes are left out: the labels list no image of their frames",
    ]
    for kind, said in (("99", "99"), ("", "one without a name")):
        strange = {"a": Part(tracks().with_columns(kind=pl.lit(kind)), first=1)}
        for verb in (left_out, lambda *given: write_parts(given[0], tmp_path / "t", given[1])):
            with pytest.raises(FormatError, match=f"classes of the boxes, {said}; they have car"):
                verb(strange, index)


def test_labels_that_name_no_classes_keep_their_numbers(tmp_path, file):
    index = read_index(file(labels({"id": 70, "file_name": "2.jpg"}) | {"categories": []}))
    parts = {"a": Part(tracks().with_columns(kind=pl.lit("99")), first=1)}
    write_parts(parts, tmp_path / "t.json", index)
    assert {row["category_id"] for row in json.loads((tmp_path / "t.json").read_text())} == {99}


def test_results_count_frames_as_their_labels_do(tmp_path, file):
    images = [{"id": 70 + k, "file_name": f"{k:06d}.png"} for k in range(3)]
    index = read_index(file(labels(*images)))
    write_parts({"a": Part(tracks(), first=1)}, tmp_path / "t.json", index)
    assert [row["image_id"] for row in json.loads((tmp_path / "t.json").read_text())] == [70, 71]


def test_results_without_labels_say_what_was_taken(tmp_path, file):
    results = file([CAR | {"image_id": 7, "score": 0.5}], "r.json")
    assert "classes are called by their numbers" in part_of(results).assumed
    truth = tmp_path / "gt.txt"
    truth.write_text("1,1,1,2,10,20,1\n")
    told = together([(str(one), LAYOUTS) for one in (truth, results)])[1]
    assert "gt: results name neither images nor classes" in told.assumed[-1]
    with_names = read_index(file(labels({"id": 7, "file_name": "7.jpg"})))
    assert not part_of(results, index=with_names).assumed


def test_results_are_put_where_the_truth_beside_them_says(file):
    truth = file(labels({"id": 70, "file_name": "a/2.jpg"}, {"id": 71, "file_name": "b/1.jpg"}))
    results = file([CAR | {"image_id": 71, "score": 1}], "results.json")
    true, told = (
        side.boxes for side in together([(str(one), LAYOUTS) for one in (truth, results)])
    )
    assert sorted(true) == ["a", "b"]
    assert told["b"].select("frame", "kind").rows() == [(1, "car")]
    assert told["a"].is_empty()


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("[{", "expected JSON"),
        ("[" * 100_000, "expected JSON"),
        ({"annotations": {}}, "`annotations`, a list"),
        ([CAR], "entry 0: expected a whole number below 2\\^53 as image_id; got None"),
        ([CAR | {"image_id": 2**70}], "entry 0: .* as image_id; got 1180"),
        ([CAR | {"image_id": 1, "bbox": [0, 0, -1, 2]}], "entry 0: .* sides of 0 or more"),
        ([CAR | {"image_id": 1}, 7], "entry 1: expected bbox"),
        (labels({"id": 1}, {"id": 1}), "image 1 is listed twice"),
        (labels({"id": 1}) | {"categories": [{"name": "car"}]}, "category 0: .* as id; got None"),
        (labels({"id": 1}) | {"categories": 7}, "expected a list as `categories`; got 7"),
        (labels({"id": 1}) | {"annotations": [CAR | {"image_id": 2}]}, "image_id 2 is none of"),
        ({"images": [7], "annotations": []}, "image 0: .* as id; got None"),
    ],
)
def test_what_cannot_be_read_is_named(file, document, says):
    with pytest.raises(FormatError, match=says):
        read_parts(file(document))


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda some: (
        st.lists(some, max_size=4) | st.dictionaries(st.text(max_size=2), some, max_size=2)
    ),
    max_leaves=4,
)
KEYS = st.sampled_from(
    ["images", "videos", "categories", "annotations", "id", "image_id", "category_id", "bbox",
     "score", "track_id", "video_id", "frame_id", "file_name", "name", "attributes", "fps"]
)  # fmt: skip


def broken(value, key, odd):
    """The same with every value of a key replaced."""
    if isinstance(value, list):
        return [broken(one, key, odd) for one in value]
    if isinstance(value, dict):
        return {name: odd if name == key else broken(one, key, odd) for name, one in value.items()}
    return value


@settings(deadline=None, max_examples=120)
@given(KEYS, ODD)
def test_whatever_a_file_says_is_read_or_refused_in_a_sentence(tmp_path_factory, key, odd):
    whole = labels(
        {"id": 1, "file_name": "a/1.jpg", "video_id": 1, "frame_id": 0},
        videos=[{"id": 1, "name": "a", "fps": 5}],
    )
    more = {"score": 1, "track_id": 1, "attributes": {}}
    whole["annotations"] = [row | more for row in whole["annotations"]]
    file = tmp_path_factory.mktemp("odd") / "odd.json"
    file.write_text(json.dumps(broken(whole, key, odd)))
    with contextlib.suppress(FormatError):
        assert all(part.boxes["frame"].null_count() == 0 for part in read_parts(file).values())

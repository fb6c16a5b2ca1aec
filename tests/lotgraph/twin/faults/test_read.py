"""A list of faults that makes sense is read; any other gets a sentence with its line."""

import re
from dataclasses import replace

import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.faults.model import KINDS, OF_FILES, Fault
from lotgraph.twin.faults.read import read
from lotgraph.twin.plan import Camera, Plan
from lotgraph.twin.seeds import split_of

PLAN = Plan(
    "lot", "train", 0, (), (), tuple(Camera(n, (0, 0, 5), 0, 0) for n in ("north", "south"))
)
GOOD = """
[[faults]]
camera_id = "south"
kind = "moved"
begins_s = 60
lasts_s = 90
amount = 12.0

[[faults]]
camera_id = "north"
kind = "black"
begins_s = 10.5
lasts_s = 20
seed = 3
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "faults.toml"


def test_faults_are_read_camera_by_camera(file):
    file.write_text(GOOD)
    black, moved = read(file, PLAN)
    assert black == Fault("north", "black", 10.5, 30.5, 0.5, 6)  # even, as the site is to train on
    assert (moved.camera_id, moved.begins_s, moved.ends_s) == ("south", 60, 150)
    assert moved.amount == pytest.approx(12.0)


def test_the_same_list_looks_otherwise_on_a_site_of_the_other_split(file):
    seeds = {"train": set(), "held_out": set()}
    for split, mine in seeds.items():
        for number in range(6):
            file.write_text(GOOD.replace("seed = 3", f"seed = {number}"))
            mine.update(one.seed for one in read(file, replace(PLAN, split=split)))
    assert {split: {split_of(seed) for seed in mine} for split, mine in seeds.items()} == {
        "train": {"train"},
        "held_out": {"held_out"},
    }
    assert [len(mine) for mine in seeds.values()] == [6, 6]


def test_an_empty_list_is_no_fault(file):
    file.write_text("")
    assert read(file, PLAN) == ()


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ('"south"', '"east"', 3, "expected a camera of the plan (north, south); got 'east'"),
        ('"moved"', '"stolen"', 4, "expected 'covered', 'moved'"),
        ("lasts_s = 90", "lasts_s = 0", 6, "expected greater than 0; got 0"),
        ("begins_s = 60", "begins_s = -1", 5, "expected greater than or equal to 0"),
        ("begins_s = 60", "begins_s = 1e308", 5, "expected less than or equal to 31622400"),
        ("lasts_s = 90", "lasts_s = 1e308", 6, "expected less than or equal to 31622400"),
        ("seed = 3", "seed = -5", 14, "expected greater than or equal to 0; got -5"),
        ("lasts_s = 90", "lasts_s = 1.3", 6, "expected 1.4 s or more, so that a frame shows all"),
        ("lasts_s = 20", "lasts_s = 0.1", 13, "expected 0.2 s or more, so that a frame shows all"),
        ("amount = 12.0", "amount = 4000.0", 7, "expected 5 to 120 px of a picture 640 wide"),
        ('"moved"', '"black"', 7, "expected no amount, as black has none; got 12"),
        ("amount", "amont", 7, "did you mean amount?"),
        ("lasts_s = 90\n", "", 2, "this key is missing; add it"),
        ('"north"', '"south"', 12, "expected no other fault of south at that time; fault 0 is"),
    ],
)
def test_a_mistake_gets_its_line_and_a_sentence(was, now, line, said, file):
    text = GOOD.replace("begins_s = 10.5", "begins_s = 70") if now == '"south"' else GOOD
    file.write_text(text.replace(was, now))
    with pytest.raises(TwinError) as caught:
        read(file, PLAN)
    assert str(caught.value).startswith(f"{file}:{line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize("fps", [5.0, 7.0, 12.5])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OF_FILES])
def test_the_length_that_is_told_as_the_least_is_enough(kind, fps, file):
    camera = replace(PLAN.cameras[0], fps=fps)
    plan = replace(PLAN, cameras=(camera,))
    text = f'[[faults]]\ncamera_id = "north"\nkind = "{kind}"\nbegins_s = 60\nlasts_s = '
    file.write_text(f"{text}0.001")
    with pytest.raises(TwinError) as caught:
        read(file, plan)
    least = re.search(r"expected (\S+) s or more", str(caught.value))[1]
    file.write_text(text + least)
    (fault,) = read(file, plan)
    assert fault.kind == kind


def test_a_file_that_is_not_there_gets_a_sentence(file):
    with pytest.raises(TwinError, match="there is no such file"):
        read(file, PLAN)

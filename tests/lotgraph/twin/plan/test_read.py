"""A site file is read as it is meant, and each mistake in it is told with its line."""

import math
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import TwinError
from lotgraph.twin.plan.read import read

SITE = """\
site_id = "north"
split = "train"
seed = 2
extent_m = [-30, -30, 70, 30]

[[lanes]]
lane_id = "in"
kind = "entry"
points = [
  [-30, 0],
  [0, 0],
]

[[lanes]]
lane_id = "aisle"
kind = "aisle"
points = [[0, 0], [40, 0]]

[[lanes]]
lane_id = "out"
kind = "exit"
points = [[40, 0], [70, 0]]

[[stalls]]
stall_id = "disabled"
lane_id = "aisle"
centre = [10, 5.3]
heading_deg = 90

[[stall_rows]]
row_id = "a"
lane_id = "aisle"
first_centre = [15, 5.3]
count = 3
pitch_m = 2.5
heading_deg = 90

[[cameras]]
camera_id = "over"
position_m = [20, -12, 6]
yaw_deg = 90
pitch_deg = 23.5

[rates]
wrong_way_share = 0.02
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path / "site.toml"


def complaint(file, text):
    file.write_text(text)
    with pytest.raises(TwinError) as caught:
        read(file)
    return str(caught.value).replace(str(file), "FILE")


def changed(old, new):
    assert SITE.count(old) == 1
    return SITE.replace(old, new)


def test_a_site_is_read(file):
    file.write_text(SITE)
    plan = read(file)
    assert plan.lanes[0].points == ((-30, 0), (0, 0))
    assert plan.cameras[0].yaw_rad == math.pi / 2
    assert plan.cameras[0].fps == 5
    assert plan.rates.wrong_way_share == 0.02
    assert plan.rates.dwell_median_s == 2400


def test_a_row_becomes_stalls_to_the_right_of_who_parks(file):
    file.write_text(SITE)
    stalls = read(file).stalls
    assert [stall.stall_id for stall in stalls] == ["disabled", "a1", "a2", "a3"]
    assert [round(stall.centre[0], 9) for stall in stalls] == [10, 15, 17.5, 20]
    assert {round(stall.centre[1], 9) for stall in stalls} == {5.3}
    assert {stall.heading_rad for stall in stalls} == {math.pi / 2}


def test_what_is_wrong_with_every_stall_of_a_row_is_said_once(file):
    told = complaint(file, changed('"aisle"\nfirst', '"aislee"\nfirst'))
    wanted = "expected a lane of the plan (in, aisle, out); got 'aislee'"
    assert told == f"FILE:32: stall_rows.0.lane_id: {wanted}"


@pytest.mark.parametrize(
    ("centre", "told"),
    [
        ("[15, 2]", "stall a1 overlaps lane aisle; move one (and 11 more like it in this row)"),
        (
            "[15, 15]",
            "stall a1 lies 9.8 m from its lane aisle; expected at most 1.5 m (and 11 more",
        ),
    ],
)
def test_a_row_that_is_misplaced_is_told_in_one_line(file, centre, told):
    text = changed("count = 3", "count = 12").replace("pitch_m = 2.5", "pitch_m = 1.5")
    text = text.replace("first_centre = [15, 5.3]", f"first_centre = {centre}")
    text = text.replace("heading_deg = 90\n\n[[cam", "heading_deg = 90\nwidth_m = 1.4\n\n[[cam")
    said = complaint(file, text)
    assert said.startswith(f"FILE:30: stall_rows.0: {told}")
    assert len(said.splitlines()) == 1
    hyphened = complaint(file, text.replace('row_id = "a"', 'row_id = "2-left"'))
    assert hyphened == said.replace("stall a1", "stall 2-left1")


def test_rows_lanes_and_sorts_of_mistakes_are_told_apart(file):
    row = SITE[SITE.index("[[stall_rows]]") : SITE.index("[[cameras]]")]
    lane = '[[lanes]]\nlane_id = "aisle2"\nkind = "aisle"\npoints = [[40, 0], [0, 4]]\n\n'
    two = row.replace('"a"', '"b"').replace("[15, 5.3]", "[30, 2]")
    text = SITE.replace('lane_id = "aisle"\nkind', 'lane_id = "aisle1"\nkind', 1)
    text = text.replace('"aisle"\nfirst', '"aisle1"\nfirst').replace(
        '"aisle"\ncentre', '"aisle1"\ncentre'
    )
    two = two.replace('"aisle"\nfirst', '"aisle1"\nfirst')
    text = text.replace("[15, 5.3]", "[5, 2]").replace("[[cameras]]", two + lane + "[[cameras]]")
    told = complaint(file, text).splitlines()
    for number, name in ((0, "a1"), (1, "b1")):
        for lane_id in ("aisle1", "aisle2"):
            alike = f": stall_rows.{number}: stall {name} overlaps lane {lane_id}; move one (and"
            assert sum(alike in one for one in told) == 1, told
    assert sum("overlaps stall disabled" in one for one in told) == 1


def test_two_rows_of_one_name_are_told_by_the_key_that_the_file_has(file):
    text = changed('stall_id = "disabled"', 'stall_id = "a2"')
    assert complaint(file, text).startswith("FILE:31: stall_rows.0.row_id: expected a name that no")


def test_a_row_may_go_the_other_way(file):
    file.write_text(changed("pitch_m = 2.5", "pitch_m = 2.5\nalong_deg = 0\nfirst_number = 7"))
    assert [stall.stall_id for stall in read(file).stalls[1:]] == ["a7", "a8", "a9"]
    file.write_text(changed("pitch_m = 2.5", "pitch_m = 2.5\nalong_deg = 180"))
    assert "overlaps stall disabled" in complaint(file, file.read_text())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("site_id =", "site =", "FILE:1: site: expected a known key; did you mean site_id?; got '"),
        ("site_id =", "zzz =", "FILE: site_id: this key is missing; add it"),
        ('kind = "entry"', 'kind = "enter"', "FILE:8: lanes.0.kind: expected 'entry', 'aisle' or"),
        ("[0, 0],\n]", "[0, '0'],\n]", "FILE:9: lanes.0.points.1.1: expected a valid number; got"),
        ("[[0, 0], [40, 0]]", "40", "FILE:17: lanes.1.points: expected a list; got 40"),
        (
            'kind = "aisle"',
            'kind = "aisle"\nwidht_m = 5',
            "FILE:17: lanes.1.widht_m: expected a kn",
        ),
        ('kind = "aisle"', 'kind = "aisle"\nwidth_m = -5', "FILE:17: lanes.1.width_m: expected a "),
        ("count = 3", "count = 0", "FILE:34: stall_rows.0.count: expected greater than or equal "),
        ("count = 3", "count = 3.5", "FILE:34: stall_rows.0.count: expected a valid integer; got"),
        ("count = 3", "cuont = 3", "FILE:30: stall_rows.0.count: this key is missing; add it"),
        ("pitch_deg = 23.5\n", "", "FILE:38: cameras.0.pitch_deg: this key is missing; add it"),
        ("-12, 6]", "-12]", "FILE:40: cameras.0.position_m.2: this value is missing; add it"),
        ("-12, 6]", "-12, 6, 1]", "FILE:40: cameras.0.position_m: expected 3 values at most; got"),
        ("pitch_m = 2.5", "pitch_m = 2.4", "FILE:30: stall_rows.0: stall a2 overlaps stall a1; "),
        ("[10, 5.3]", "[10, 4]", "FILE:24: stalls.0: stall disabled overlaps lane aisle; move one"),
        ("yaw_deg = 90", "yaw_deg = -90", "FILE:38: cameras.0: camera over looks at nothing of"),
        ("yaw_deg = 90", "yaw_deg = inf", "FILE:41: cameras.0.yaw_deg: expected a finite number"),
        ("yaw_deg = 90", "yaw_deg = true", "FILE:41: cameras.0.yaw_deg: expected a valid number"),
        ("yaw_deg = 90", "yaw_rad = 1", "FILE:41: cameras.0.yaw_rad: expected a known key; did y"),
        ("-12, 6]", "-12, -6]", "FILE:40: cameras.0.position_m: camera over is underground; expe"),
        ("pitch_deg = 23.5", "pitch_deg = 99", "FILE:42: cameras.0.pitch_deg: expected an angle f"),
        ("share = 0.02", "share = -1", "FILE:45: rates.wrong_way_share: expected a number from 0"),
        ("share = 0.02", "shares = 1", "FILE:45: rates.wrong_way_shares: expected a known key; d"),
        ("[rates]", "[rate]", "FILE:44: rate: expected a known key; did you mean rates?; got a se"),
        ("[rates]", "[[rates]]", "FILE:44: rates: expected a section; got [a section]"),
        ("seed = 2", "seed = 'two'", "FILE:3: seed: expected a valid integer; got 'two'"),
        ("seed = 2", "seed = 3", "FILE:2: split: expected held_out, which seed 3 is of; got 'trai"),
        ("seed = 2", "seed = 2026-03-02", "FILE:3: seed: expected a valid integer; got datetime"),
        ("seed = 2", "seed = ", "FILE:3: not valid TOML: "),
        (
            "seed = 2",
            "seed = 2\nseed = 4",
            "FILE:4: not valid TOML: Cannot overwrite a value; expected each key and section once",
        ),
        (
            'kind = "exit"',
            'kind = "aisle"',
            "FILE:6: lanes: expected a lane of kind exit; got none",
        ),
    ],
)
def test_a_mistake_is_told_with_line_key_expected_and_came(file, old, new, expected):
    said = complaint(file, changed(old, new))
    assert any(line.startswith(expected) for line in said.splitlines()), said


def test_every_mistake_is_told_at_once(file):
    text = changed("count = 3", "count = 0").replace("seed = 2", "seed = ''")
    said = complaint(file, text.replace("yaw_deg", "jaw_deg"))
    places = {line.split(": ")[0] for line in said.splitlines()}
    assert places == {"FILE:3", "FILE:34", "FILE:38", "FILE:41"}


def test_numbers_and_names_are_told_beside_keys_that_a_site_can_do_without(file):
    text = changed("count = 3", "count = 3\nalong_deg = 'east'").replace(
        "share = 0.02", "share = 2"
    )
    said = complaint(file, text.replace("pitch_deg = 23.5", "pitch_deg = 99\nfpss = 5"))
    places = {line.split(": ")[0] for line in said.splitlines()}
    assert places == {"FILE:35", "FILE:43", "FILE:44", "FILE:47"}, said


def test_shapes_are_told_beside_numbers_and_names_that_they_are_not_made_of(file):
    text = changed("[10, 5.3]", "[10, 4]").replace("share = 0.02", "share = 2")
    said = complaint(file, text.replace("pitch_deg = 23.5", "pitch_deg = 23.5\nsensor = 'eye'"))
    assert [line.split(": ")[1] for line in said.splitlines()] == [
        "rates.wrong_way_share", "cameras.0.sensor", "stalls.0",
    ]  # fmt: skip


def test_a_section_that_was_misspelt_makes_no_others_wrong(file):
    said = complaint(file, changed("[[stall_rows]]", "[[stall_row]]").replace("0.02", "2"))
    assert said.startswith("FILE:30: stall_row: expected a known key; did you mean stall_rows?")
    assert len(said.splitlines()) == 1


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(TwinError, match=r"site file .*no\.toml: there is no such file"):
        read(tmp_path / "no.toml")


WORDS = ["lanes", "stalls", "cameras", "rates", "points", "[[", "]]", "[", "]", "=", "1", "'a'"]
PIECES = st.sampled_from([*WORDS, "\n", "{", "}", ",", ".", "1e999999", "inf", "heading_deg"])


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_text_is_a_site_or_an_error_that_names_the_file(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text)
    with pytest.raises(TwinError, match=re.escape(str(file))):
        read(file)


def test_the_words_of_a_plan_load_nothing_heavy():
    program = "import sys, lotgraph.twin.plan.read, lotgraph.twin.plan.write; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert not {b"cv2", b"numba", b"embreex", b"torch", b"matplotlib"} & set(run.stdout.split())

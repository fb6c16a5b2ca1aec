"""The line of a mistake is found whatever way the section was written, and what was meant."""

import pytest

from lotgraph.written import expected, line_of, shown

TEXT = """\
site_id = "a [ # no remark"
[[lanes]]
points = [
  [1, 2],
  [3, 4],  # ] ]
]
width_m = 5
[[lanes]]  # the second
lane_id = 'b'
[lanes.sign]
text = "x"
[rates]
shares.wrong = 1
[[deep.rows]]
[[deep.rows]]
count = 3
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (["site_id"], 1),
        (["lanes"], 2),
        (["lanes", "0"], 2),
        (["lanes", "0", "points"], 3),
        (["lanes", "0", "points", "1", "0"], 3),
        (["lanes", "0", "width_m"], 7),
        (["lanes", "0", "lane_id"], 2),
        (["lanes", "1", "lane_id"], 9),
        (["lanes", "1", "sign", "text"], 11),
        (["rates"], 12),
        (["rates", "shares", "wrong"], 13),
        (["deep", "rows", "1", "count"], 16),
        (["cameras", "0"], None),
    ],
)
def test_the_line_of_the_deepest_key_that_is_there_is_found(keys, line):
    assert line_of(TEXT, keys) == line


KNOWN = ("site_id", "split", "seed", "speed_mps", "rates", "cameras")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("site", "site_id"),
        ("speed", "speed_mps"),
        ("rate", "rates"),
        ("camras", "cameras"),
        ("Seed", "seed"),
        ("sede", "seed"),
        ("speed_kmh", "speed_mps"),
        ("spilled", None),
        ("s", None),
    ],
)
def test_a_name_is_proposed_where_it_is_begun_or_misspelt(name, meant):
    said = expected({"type": "extra_forbidden", "loc": (name,)}, KNOWN, {})
    hint = f"did you mean {meant}?" if meant else f"there are {', '.join(KNOWN)}"
    assert said == f"expected a known setting; {hint}"


def test_another_word_is_not_taken_for_a_misspelt_one():
    said = expected({"type": "extra_forbidden", "loc": ("speed",)}, ("split", "seed"), {}, "key")
    assert said == "expected a known key; there are split, seed"


def test_what_came_is_said_in_short():
    assert shown([1, "a", {"b": 2}]) == "[1, 'a', a section]"
    assert shown([{"a": 1}] * 40).endswith("a section, … 40 in all]")
    assert shown("a" * 1000) == "'" + "a" * 79 + "…"

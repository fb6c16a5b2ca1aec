"""The line of a mistake is found whatever way the section was written."""

import pytest

from lotgraph.written import line_of

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

"""Commands that take a site warn of rates that cannot come true there, and refuse nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from lotgraph.twin.plan.read import read
from lotgraph.twin.plan.write import written

EXAMPLE = Path(__file__).parents[4] / "docs" / "twin-site.toml"
NO_STOP = "lotgraph: warning: no way through has more than 24 m of straight aisle to stand along"
NO_STALL = "lotgraph: warning: there are no stalls"


@pytest.fixture
def site(folder):
    """The yard of the docs with an aisle too short to stand along, no stalls, a small camera."""
    plan = read(EXAMPLE)
    way_in, _, way_out = plan.lanes
    aisle = replace(plan.lanes[1], points=((0, 0), (20, 0)))
    way_out = replace(way_out, points=((20, 0), way_out.points[-1]))
    camera = replace(plan.cameras[0], width_px=96, height_px=64, focal_px=70.0)
    bare = replace(plan, lanes=(way_in, aisle, way_out), stalls=(), cameras=(camera,))
    (folder / "site.toml").write_text(written(bare))
    return folder / "site.toml"


@pytest.mark.parametrize(
    "words",
    [
        ("check",),
        ("check", "--settings"),
        ("world", "--hours", 0.01, "--out", "new", "--site"),
        (
            *("render", "--minutes", 0.01, "--processes", 1),
            *("--landing", "landing", "--truth", "truth", "--site"),
        ),
    ],
    ids=["check", "settings", "world", "render"],
)
def test_rates_that_cannot_come_true_are_warned_of_and_not_refused(lotgraph, site, words):
    ran = lotgraph("twin", *words, site)
    assert ran.code == 0
    told = [line for line in ran.err.splitlines() if line.startswith("lotgraph: warning: ")]
    no_stop, no_stall = told
    assert no_stop.startswith(NO_STOP)
    assert no_stall.startswith(NO_STALL)


def test_the_same_is_said_in_json_too(lotgraph, site):
    ran = lotgraph("twin", "check", site, "--json")
    assert [f"lotgraph: warning: {one}" for one in ran.document["warnings"]] == ran.err.splitlines()
    assert len(ran.document["warnings"]) == 2


def test_of_a_site_of_which_all_can_come_true_nothing_is_said(lotgraph):
    assert lotgraph("twin", "check", EXAMPLE).err == ""
    assert lotgraph("twin", "plan", "--seed", 12).err == ""

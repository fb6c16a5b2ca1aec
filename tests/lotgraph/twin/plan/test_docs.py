"""Every key of a site is explained."""

import dataclasses
import math
import re
from datetime import UTC, datetime

import pytest

from lotgraph.twin.plan.bounds import BOUNDS, MARKINGS
from lotgraph.twin.plan.close import close_up
from lotgraph.twin.plan.form import PlanForm, StallRow, name_in_file
from lotgraph.twin.plan.overlap import views_of
from lotgraph.twin.plan.read import read
from lotgraph.twin.world.simulate import simulate
from lotgraph.twin.world.unmet import unmet
from scripts.site_docs import PAGE, SECTIONS, page


def test_the_page_of_sites_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m scripts.site_docs`"


def test_every_key_of_every_section_is_explained():
    sections = re.split(r"^## ", page(), flags=re.M)[1:]
    for title, model in SECTIONS.items():
        section = next(one for one in sections if one.startswith(title or "At the top"))
        for field in dataclasses.fields(model):
            key = name_in_file(field.name)
            assert f"| `{key}` |" in section or f"[{key}]" in page(), f"{title} {key}"


def test_every_section_of_the_file_is_there():
    named = set(re.findall(r"^## \[+(\w+)\]", page(), flags=re.M))
    listed = {"lanes", "stalls", "stall_rows", "gates", "structures", "cameras"}
    assert named == listed | {"rates", "markings"}
    assert named <= set(PlanForm.model_fields)


def test_every_key_of_a_row_of_stalls_says_what_it_means():
    for key, field in StallRow.model_fields.items():
        assert field.description, key
        assert f"| {field.description} |" in page(), key


def test_the_example_of_the_page_is_a_whole_site_that_works(tmp_path):
    (text,) = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    file = tmp_path / "site.toml"
    file.write_text(text, encoding="utf-8")
    plan = read(file)
    assert {one.kind for one in plan.lanes} == {"entry", "aisle", "exit"}
    assert {one.kind for one in plan.structures} == {"lamp", "pillar"}
    assert (len(plan.cameras), len(plan.gates)) == (2, 1)
    centres = {one.stall_id: one.centre for one in plan.stalls}
    assert " ".join(centres) == "n1 n2 n3 n4 n5 n6 s1 s2 s3 s4"
    assert centres["n6"] == pytest.approx((15.0, 5.6)), "rows go east, as remarks say"
    assert centres["s2"] == pytest.approx((4.6, -5.6))
    assert views_of(plan).stall_share == 1.0
    gate = plan.gates[0]
    assert plan.lanes[0].points[0][0] + gate.at_m == -12, "as its remark says"
    assert not [*close_up(plan), *unmet(plan)], "it is warned of nothing"
    world = simulate(plan, datetime(2026, 3, 2, 8, tzinfo=UTC), 3600, 0)
    assert world.visits["parked_at"].count() > 0


def test_every_bound_of_a_number_is_told():
    sections = {one.split("\n")[0]: one for one in re.split(r"^## ", page(), flags=re.M)[1:]}
    for key, bounds in BOUNDS.items():
        low, high = map(math.degrees, bounds) if key.endswith("_rad") else bounds
        begins = f"| `{name_in_file(key)}` |"
        told = [
            line.split("|")[2]
            for title, section in sections.items()
            for line in section.splitlines()
            if line.startswith(begins) and not (title == "[markings]" and key in MARKINGS)
        ]
        assert told, key
        span = f"{low:g} or more" if high == math.inf else f"{low:g} to {high:g}"
        assert all(cell.endswith(f" {span} ") for cell in told), (key, told)
    for key, (low, high) in MARKINGS.items():
        assert f"| `{key}` | {low:g} to {high:g} |" in sections["[markings]"]
    assert "| `is_closed` | true or false |" in sections["[markings]"]
    assert "| `count` | whole number, 1 to 1000 |" in sections["[[stall_rows]]"]
    assert "| `along_deg` | number |" in sections["[[stall_rows]]"]

"""Every key of a site is explained."""

import dataclasses
import re

from lotgraph.twin.plan.form import PlanForm, StallRow, name_in_file
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

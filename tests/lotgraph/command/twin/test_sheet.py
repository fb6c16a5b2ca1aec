"""`lotgraph twin sheet` shows what the cameras of many sites may look like."""

import pytest
from PIL import Image

from lotgraph.command.twin.sheet import MOST
from lotgraph.pictures.sheet import MOST_CELLS


def test_a_sheet_has_a_frame_of_each_of_some_sites(lotgraph, folder):
    ran = lotgraph("twin", "sheet", "--out", "sheet.webp", "--frames", 1, "--seed", 3, "--json")
    assert ran.code == 0
    (label,) = ran.document["scenes"]
    assert "-3 " in label, "the site of that seed"
    with Image.open(folder / "sheet.webp") as sheet:
        assert sheet.format == "WEBP"
        assert sheet.width > 320


@pytest.mark.parametrize("name", ["sheet.gif", "sheet", "sheet.toml"])
def test_a_name_that_says_no_format_is_refused_before_anything_is_rendered(lotgraph, folder, name):
    ran = lotgraph("twin", "sheet", "--out", name)
    assert ran.code == 2
    assert f"{name}: expected a name that ends in .png, .jpg or .webp, which says" in ran.err
    assert not (folder / name).exists()


def test_where_nothing_can_be_written_nothing_is_rendered(lotgraph):
    ran = lotgraph("twin", "sheet", "--out", "/proc/sheet.webp")
    assert (ran.code, ran.out) == (2, "")
    assert "cannot write /proc/sheet.webp: nothing can be made in its folder; choose an" in ran.err


def test_no_more_are_asked_for_than_a_sheet_shows(lotgraph):
    assert MOST == MOST_CELLS
    ran = lotgraph("twin", "sheet", "--out", "sheet.webp", "--frames", MOST + 1)
    assert (ran.code, ran.out) == (2, "")
    assert "from 1 to 48; got 49" in " ".join(ran.err.replace("│", " ").split())

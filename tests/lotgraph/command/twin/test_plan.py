"""`lotgraph twin plan` draws sites, checks described ones, and says what is wrong."""

import math
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from lotgraph.twin.plan.draw import _title
from lotgraph.twin.plan.read import read

ROOT = Path(__file__).parents[4]


def test_a_site_is_written_and_can_be_read_again(lotgraph, folder):
    ran = lotgraph("twin", "plan", "--seed", 6, "--family", "yard", "--out", "new/site.toml")
    assert ran.code == 0
    assert tomllib.loads((folder / "new/site.toml").read_text())["seed"] == 6
    again = lotgraph("twin", "check", "new/site.toml")
    assert (again.code, again.out) == (0, ran.out)


def test_what_cameras_see_is_said_in_json_too(lotgraph):
    document = lotgraph("twin", "plan", "--seed", 6, "--family", "yard", "--json").document
    assert document["site_id"] == "yard-6"
    assert document["split"] == "train"
    assert document["stalls_seen_share"] >= 0.85
    assert document["ways_seen_share"] == 1.0
    cameras = {camera["camera_id"]: camera for camera in document["cameras"]}
    for name, camera in cameras.items():
        assert all(
            name in cameras[other]["shares_view_with"] for other in camera["shares_view_with"]
        )


@pytest.mark.parametrize(
    ("name", "form"), [("site.png", "PNG"), ("site.JPG", "JPEG"), ("site.webp", "WEBP")]
)
def test_a_picture_is_drawn_in_the_format_that_its_name_says(lotgraph, folder, name, form):
    assert lotgraph("twin", "plan", "--seed", 3, "--picture", name).code == 0
    with Image.open(folder / name) as picture:
        assert picture.format == form
        assert picture.width > 1000
        assert picture.convert("L").getextrema() == pytest.approx((30, 255), abs=30)


def test_a_picture_is_drawn_beside_settings_too(lotgraph, folder):
    ran = lotgraph("twin", "plan", "--seed", 3, "--settings", "--picture", "site.png")
    assert ran.out.startswith("[sites.")
    assert (folder / "site.png").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--family", "lake"], "one of surface, angled, street, garage, yard; got 'lake'"),
        (["--seed", "many"], "valid integer"),
        (["--seed", -1], "greater than or equal to 0"),
        (["--out", "lotgraph.toml"], "lotgraph.toml is there already; choose another --out"),
        (["--picture", "lotgraph.toml/site.png"], "is a file, not a folder; choose another --pic"),
        (["--out", "landing"], "landing is a folder; choose another --out file"),
        (["--out", "x.jpg"], "x.jpg: expected a name that ends in .toml; --picture draws"),
        (["--out", "site"], "--out site: expected a name that ends in .toml"),
        (["--picture", "site.gif"], "site.gif: expected a name that ends in .png, .jpg or .webp"),
        (["--settings", "--json"], "name one of --settings and --json"),
    ],
)
def test_what_cannot_be_done_is_said(lotgraph, words, said):
    ran = lotgraph("twin", "plan", *words)
    assert ran.code == 2
    assert ran.out == ""
    assert said in " ".join(ran.err.replace("│", " ").split())


def test_a_description_that_makes_no_sense_is_told_line_by_line(lotgraph, folder):
    lotgraph("twin", "plan", "--seed", 6, "--family", "yard", "--out", "site.toml")
    text = (folder / "site.toml").read_text()
    (folder / "site.toml").write_text(text.replace('kind = "aisle"', 'kind = "exit"', 1))
    ran = lotgraph("twin", "check", "site.toml")
    assert ran.code == 2
    assert all(line.startswith("lotgraph: site.toml:") for line in ran.err.splitlines())


def test_a_site_that_somebody_described_is_called_so_in_words_and_in_its_picture(lotgraph, folder):
    lotgraph("twin", "plan", "--seed", 6, "--family", "yard", "--out", "site.toml")
    text = (folder / "site.toml").read_text()
    (folder / "site.toml").write_text(
        "".join(line for line in text.splitlines(keepends=True) if not line.startswith("family"))
    )
    ran = lotgraph("twin", "check", "site.toml")
    assert "yard-6 (described, train)" in ran.out
    assert "places where ways in and out meet its aisles." in ran.out
    assert _title(read(folder / "site.toml")).startswith("yard-6 (described, train)")


def test_what_stands_right_before_a_lens_is_warned_of_and_not_refused(lotgraph, folder):
    lotgraph("twin", "plan", "--seed", 6, "--family", "yard", "--out", "site.toml")
    camera = read(folder / "site.toml").cameras[0]
    x, y, z = camera.position_m
    x = round(x + 0.4 * math.cos(camera.yaw_rad), 2)
    y = round(y + 0.4 * math.sin(camera.yaw_rad), 2)
    post = f'\n[[structures]]\nkind = "pillar"\ncentre = [{x}, {y}]\n'
    with (folder / "site.toml").open("a") as file:
        file.write(f"{post}size_m = [0.3, 0.3, 0.9]\nbase_m = {max(z - 0.6, 2.1):.3f}\n")
    ran = lotgraph("twin", "check", "site.toml")
    assert ran.code == 0
    (told,) = ran.err.splitlines()
    which = f"camera {camera.camera_id}: the pillar at ({x:g}, {y:g})"
    assert told.startswith(f"lotgraph: warning: {which} is 0.2 m before its lens and hides about")
    document = lotgraph("twin", "check", "site.toml", "--json").document
    assert [f"lotgraph: warning: {one}" for one in document["warnings"]] == [told]
    assert "pillar" not in lotgraph("twin", "check", "site.toml", "--settings").out


def test_a_description_that_is_not_there_is_said(lotgraph):
    ran = lotgraph("twin", "check", "none.toml")
    assert (ran.code, ran.out) == (2, "")
    assert "none.toml" in ran.err


def test_its_help_loads_nothing_of_the_twin():
    code = (
        "import sys; from typer.testing import CliRunner; from lotgraph.command import app; "
        "assert CliRunner().invoke(app, ['twin', 'plan', '--help']).exit_code == 0; "
        "print(*sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert not {"numpy", "polars", "matplotlib", "numba", "embreex"} & loaded
    assert not [name for name in loaded if name.startswith("lotgraph.twin")]


def test_the_graph_s_settings_of_a_site_are_printed_and_read(lotgraph, folder):
    assert lotgraph("twin", "plan", "--seed", 12, "--out", "site.toml").code == 0
    ran = lotgraph("twin", "check", "site.toml", "--settings")
    settings = folder / "lotgraph.toml"
    settings.write_text(settings.read_text() + ran.out)
    site = lotgraph("settings", "--json").document["sites"]["garage-12"]
    cameras = {camera.camera_id: camera for camera in read(folder / "site.toml").cameras}
    assert set(site["cameras"]) == set(cameras)
    for name, camera in cameras.items():
        assert site["cameras"][name]["clock_offset_s"] == pytest.approx(camera.clock_offset_s)


def test_a_picture_is_never_drawn_over_a_file_such_as_the_site_it_shows(lotgraph, folder):
    assert lotgraph("twin", "plan", "--seed", 3, "--out", "site.toml").code == 0
    was = (folder / "site.toml").read_bytes()
    ran = lotgraph("twin", "check", "site.toml", "--picture", "./site.toml")
    assert ran.code == 2
    assert "site.toml is there already; choose another --picture file" in ran.err
    assert (folder / "site.toml").read_bytes() == was

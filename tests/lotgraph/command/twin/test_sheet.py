"""`lotgraph twin sheet` shows what the cameras of many sites may look like."""

from PIL import Image


def test_a_sheet_has_a_frame_of_each_of_some_sites(lotgraph, folder):
    ran = lotgraph("twin", "sheet", "--out", "sheet.webp", "--frames", 1, "--seed", 3, "--json")
    assert ran.code == 0
    (label,) = ran.document["scenes"]
    assert "-3 " in label, "the site of that seed"
    with Image.open(folder / "sheet.webp") as sheet:
        assert sheet.format == "WEBP"
        assert sheet.width > 320


def test_a_name_that_is_no_webp_is_refused_before_anything_is_rendered(lotgraph, folder):
    ran = lotgraph("twin", "sheet", "--out", "sheet.png")
    assert ran.code == 2
    assert "expected a name that ends in .webp" in ran.err
    assert not (folder / "sheet.png").exists()

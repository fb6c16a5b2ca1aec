"""`lotgraph landing` says where each file goes and what is refused, and touches nothing."""

import os

import pytest

from scripts.drawn.scene import draw_clip


@pytest.fixture
def landed(folder):
    gate = folder / "landing" / "north" / "gate"
    draw_clip(gate / "2026-03-02T08-00-00Z.mp4", seed=1, seconds=1, size=(64, 48))
    (gate / "2026-03-02T09-30-00Z.mp4").write_text("no video")
    (gate / "whatever.mp4").write_text("x")
    (folder / "landing" / "elsewhere").mkdir()
    (folder / "landing" / "elsewhere" / "2026-03-02T08-00-00Z.mp4").write_text("x")
    for path in (folder / "landing").rglob("*.mp4"):
        os.utime(path, (1772600000, 1772600000))  # 2026-03-04
    return folder / "landing"


def test_each_file_has_a_place_and_names_are_refused_with_exit_code_1(lotgraph, landed):
    ran = lotgraph("landing", "--json")
    assert ran.code == 1
    places = {entry["file"]: (entry["site"], entry["window"]) for entry in ran.document["files"]}
    assert places == {
        "elsewhere/2026-03-02T08-00-00Z.mp4": ("unplaced", "2026-03-02T0800Z"),
        "north/gate/2026-03-02T08-00-00Z.mp4": ("north", "2026-03-02T0800Z"),
        "north/gate/2026-03-02T09-30-00Z.mp4": ("north", "2026-03-02T0900Z"),
        "north/gate/whatever.mp4": ("north", "2026-03-04T0400Z"),
    }
    reasons = {entry["file"]: entry["reason"] for entry in ran.document["refused"]}
    assert reasons == {
        "elsewhere/2026-03-02T08-00-00Z.mp4": "unknown_site",
        "north/gate/whatever.mp4": "wrong_name",
    }


def test_opened_files_are_refused_for_their_content_too(lotgraph, landed):
    refused = lotgraph("landing", "--open", "--json").document["refused"]
    assert [entry["reason"] for entry in refused] == ["unknown_site", "not_video", "wrong_name"]


def test_people_get_windows_and_a_sentence_for_each_refusal(lotgraph, landed):
    ran = lotgraph("landing")
    assert "2026-03-02T0800Z" in ran.out
    assert "refused (wrong_name): north/gate/whatever.mp4: 'whatever.mp4' holds no" in ran.out
    assert ran.out.splitlines()[-1] == f"4 files in 4 windows of {landed}, 2 refused, 0 not taken."


def test_settings_without_a_site_are_pointed_at(lotgraph, landed, folder):
    (folder / "lotgraph.toml").rename(folder / "site.toml")
    assert "choose others: lotgraph --settings FILE landing" in lotgraph("landing", landed).err
    ran = lotgraph("--settings", folder / "site.toml", "landing")
    assert ran.err == ""
    assert ran.out.splitlines()[-1].endswith("2 refused, 0 not taken.")


def test_nothing_is_touched(lotgraph, landed):
    before = {path: path.stat() for path in landed.rglob("*")}
    lotgraph("landing", "--open")
    after = {path: path.stat() for path in landed.rglob("*")}
    assert [(p, s.st_mtime_ns, s.st_size) for p, s in before.items()] == [
        (p, s.st_mtime_ns, s.st_size) for p, s in after.items()
    ]


def test_an_empty_landing_folder_is_fine_and_a_missing_one_is_not(lotgraph, folder):
    assert lotgraph("landing").code == 0
    ran = lotgraph("landing", folder / "nowhere")
    assert ran.code == 2
    assert "does not exist; create it or set paths.landing" in ran.err


def test_a_window_outside_the_live_ones_is_marked(lotgraph, landed):
    (landed / "north" / "gate" / "2025-01-01T08-00-00Z.mp4").write_text("x")
    misnamed = landed / "north" / "gate" / "late.mp4"
    misnamed.write_text("x")
    os.utime(misnamed, (1772900000, 1772900000))  # 2026-03-07
    ran = lotgraph("landing")
    lines = ran.out.splitlines()
    (line,) = [line for line in lines if "2025-01-01T0800Z" in line]
    assert "outside the live windows" in line
    told = [line for line in lines if line.startswith("not taken: north/gate/")]
    assert len(told) == 2
    assert (
        "2025-01-01T08-00-00Z.mp4: Its window lies before the live ones; windows.first" in told[0]
    )
    assert "late.mp4: 'late.mp4' holds no start" in told[1]
    assert "Its window lies after the live ones; windows.last_day re-opens it." in told[1]
    assert ran.out.rstrip().endswith("3 refused, 2 not taken.")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("readme.txt", "Known sites are north; this lies in no site's folder, and files belong in"),
        (
            "north/2026-03-02T08-00-00Z.mp4",
            "Known cameras of north are exit, gate; this lies in no camera's folder, and files",
        ),
        ("west/gate/2026-03-02T08-00-00Z.mp4", "Known sites are north; this lies under 'west'."),
        ("north/roof/2026-03-02T08-00-00Z.mp4", "are exit, gate; this lies under 'roof'."),
    ],
)
def test_a_file_in_a_wrong_place_is_told_where_it_lies_and_where_files_belong(
    lotgraph, folder, file, said
):
    landed = folder / "landing" / file
    landed.parent.mkdir(parents=True, exist_ok=True)
    landed.write_text("x")
    assert said in lotgraph("landing").out

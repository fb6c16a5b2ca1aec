"""list_landing: everything that lies there, once, from a disk as from an object store."""

import os
import shutil
from datetime import UTC, datetime

import fsspec
import polars as pl
import pytest

from lotgraph.errors import LandingError
from lotgraph.landing import folders, list_landing
from lotgraph.landing.columns import LISTED, LOOSE
from lotgraph.landing.disk import DiskRows
from lotgraph.stamps import changed_us

URIS = [
    "loose.mp4",
    "north/beside.mp4",
    "north/gate/2026-03-02T08-00-00Z.mp4",
    "north/gate/2026-03-02T09-00-00Z/a.jpg",
    "north/gate/2026-03-02T09-00-00Z/b.jpg",
    "north/gate/.2026-03-02T08-00-00Z.mp4.aX3",
    "south/gate/2026-03-02T08-00-00Z.mp4",
]
FOOTAGE = [
    "north/gate/2026-03-02T10-00-00Z.uris",
    "north/gate/2026-03-02T10-00-00Z.footage/part1.mp4",
    "north/gate/2026-03-02T11-00-00Z.JSON",
    "north/gate/2026-03-02T11-00-00Z.footage/part1.mp4",
    "north/gate/2026-03-02T12-00-00Z.footage/part1.mp4",
    "north/ramp/2026-03-02T10-00-00Z.footage/part1.mp4",
]


def listed(root, within=None):
    return list_landing(root, within).select("uri", "site_folder", "camera_folder", "kind").rows()


def test_lists_each_file_and_each_folder_of_stills_once(land):
    for uri in URIS:
        land(uri)
    assert listed(land.root) == [
        ("loose.mp4", LOOSE, None, "file"),
        ("north/beside.mp4", "north", None, "file"),
        ("north/gate/2026-03-02T08-00-00Z.mp4", "north", "gate", "file"),
        ("north/gate/2026-03-02T09-00-00Z", "north", "gate", "folder"),
        ("south/gate/2026-03-02T08-00-00Z.mp4", "south", "gate", "file"),
    ]
    assert folders(land.root) == [LOOSE, "north", "south"]
    [stills] = list_landing(land.root).filter(pl.col("kind") == "folder")["size_bytes"]
    assert stills == 2 * len(b"footage")


def test_the_footage_of_a_manifest_is_part_of_it_but_stays_without_one(land):
    for uri in FOOTAGE:
        land(uri)
    assert [uri for uri, *_ in listed(land.root)] == [
        "north/gate/2026-03-02T10-00-00Z.uris",
        "north/gate/2026-03-02T11-00-00Z.JSON",
        "north/gate/2026-03-02T12-00-00Z.footage",
        "north/ramp/2026-03-02T10-00-00Z.footage",
    ]


def test_an_object_store_is_listed_like_a_disk(land):
    store = fsspec.filesystem("memory")
    for uri in URIS + FOOTAGE:
        land(uri)
        store.pipe_file(f"/bucket/landing/{uri}", b"footage")
    try:
        root = "memory://bucket/landing"
        assert folders(root) == folders(land.root)
        same = pl.exclude("changed_ns")
        assert list_landing(root).select(same).equals(list_landing(land.root).select(same))
        assert list_landing(root)["changed_ns"].min() > 0
    finally:
        store.rm("/bucket", recursive=True)


@pytest.mark.parametrize(
    "info",
    [
        {"mtime": 1_772_438_400.25},
        {"LastModified": datetime(2026, 3, 2, 8, 0, 0, 250_000, tzinfo=UTC)},
        {"mtime": None, "updated": datetime(2026, 3, 2, 8, 0, 0, 250_000, tzinfo=UTC)},
    ],
)
def test_each_stores_own_time_of_change_is_read(info):
    assert changed_us(info) == 1_772_438_400_250_000


def test_a_store_that_says_no_time_of_change_gives_the_epoch():
    assert changed_us({"name": "a"}) == 0


def test_only_the_folders_asked_for_are_listed(land):
    for uri in URIS:
        land(uri)
    assert [row[0] for row in listed(land.root, ["south"])] == [URIS[-1]]
    assert [row[0] for row in listed(land.root, [LOOSE])] == ["loose.mp4"]


def test_an_empty_landing_folder_still_has_its_columns(land):
    assert list_landing(land.root).schema == LISTED
    assert list_landing(land.root).is_empty()


def test_links_that_lead_out_are_rows_of_their_own(land, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.mp4").write_bytes(b"x")
    camera = land("north/gate/2026-03-02T08-00-00Z.mp4").parent
    (camera / "2026-03-02T09-00-00Z.mp4").symlink_to(tmp_path / "elsewhere" / "secret.mp4")
    (camera / "2026-03-02T10-00-00Z.mp4").symlink_to(camera / "2026-03-02T08-00-00Z.mp4")
    (camera / "2026-03-02T11-00-00Z.mp4").symlink_to(camera / "nothing")
    (camera.parent / "mounted").symlink_to(tmp_path / "elsewhere")
    (camera.parent / "around").symlink_to(camera.parent)
    stills = land("north/gate/2026-03-02T12-00-00Z/a.jpg").parent
    (stills / "b.jpg").symlink_to(tmp_path / "elsewhere" / "secret.mp4")
    kinds = {uri: kind for uri, _, _, kind in listed(land.root)}
    assert kinds["north/gate/2026-03-02T09-00-00Z.mp4"] == "link"
    assert kinds["north/gate/2026-03-02T10-00-00Z.mp4"] == "file"
    assert kinds["north/gate/2026-03-02T11-00-00Z.mp4"] == "broken"
    assert kinds["north/gate/2026-03-02T12-00-00Z"] == "link"
    assert kinds["north/mounted"] == "link"
    assert "north/mounted/secret.mp4" not in kinds


def test_a_pipe_is_listed_and_never_opened(land):
    camera = land("north/gate/2026-03-02T08-00-00Z.mp4").parent
    os.mkfifo(camera / "2026-03-02T09-00-00Z.mp4")
    assert [row[3] for row in listed(land.root)] == ["file", "other"]


def test_a_name_that_is_no_text_is_still_listed(land):
    folder = land("north/gate/2026-03-02T08-00-00Z.mp4").parent
    (folder / os.fsdecode(b"caf\xe9.mp4")).write_bytes(b"x")
    assert "north/gate/caf\\xe9.mp4" in [row[0] for row in listed(land.root)]


def test_a_landing_folder_that_is_not_there_is_no_empty_one(tmp_path):
    with pytest.raises(LandingError, match=r"does not exist; create it or set paths\.landing"):
        list_landing(str(tmp_path / "none"))
    with pytest.raises(LandingError, match="does not exist"):
        list_landing("memory://no/such/bucket")


@pytest.fixture
def refuse(monkeypatch):
    """Takes away the permission to list a folder."""

    def refused(folder):
        bare = os.scandir

        def scandir(path):
            if str(path) == str(folder):
                raise PermissionError(13, "Permission denied")
            return bare(path)

        monkeypatch.setattr(os, "scandir", scandir)

    return refused


def test_a_site_that_may_not_be_read_is_no_empty_one(land, refuse):
    refuse(land("north/gate/2026-03-02T08-00-00Z.mp4").parents[1])
    with pytest.raises(LandingError, match=r"north cannot be listed \(Permission denied\)"):
        list_landing(land.root)


def test_a_folder_inside_a_site_that_may_not_be_read_is_a_row_of_its_own(land, refuse):
    refuse(land("north/gate/2026-03-02T08-00-00Z.mp4").parent)
    refuse(land("north/ramp/2026-03-02T09-00-00Z/a.jpg").parent)
    land("north/ramp/2026-03-02T08-00-00Z.mp4")
    assert listed(land.root) == [
        ("north/gate", "north", None, "unreadable"),
        ("north/ramp/2026-03-02T08-00-00Z.mp4", "north", "ramp", "file"),
        ("north/ramp/2026-03-02T09-00-00Z", "north", "ramp", "unreadable"),
    ]


def test_a_folder_of_which_only_names_may_be_read_is_unreadable_too(land, monkeypatch):
    land("north/gate/2026-03-02T08-00-00Z.mp4")
    land("north/ramp/2026-03-02T08-00-00Z.mp4")
    bare = DiskRows._add_files  # noqa: SLF001

    def add_files(rows, entries):
        bare(rows, entries)
        if any("/gate/" in entry.path for entry in entries):
            raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(DiskRows, "_add_files", add_files)
    assert listed(land.root) == [
        ("north/gate", "north", None, "unreadable"),
        ("north/ramp/2026-03-02T08-00-00Z.mp4", "north", "ramp", "file"),
    ]


def test_files_and_folders_that_go_away_meanwhile_are_left_out(land, monkeypatch):
    gone = land("north/gate/2026-03-02T08-00-00Z.mp4")
    land("north/gate/2026-03-02T09-00-00Z.mp4")
    vanishing = land("north/ramp/2026-03-02T09-00-00Z.mp4").parent
    bare = os.scandir

    def remove_after(path):
        entries = list(bare(path))
        if str(path) == str(gone.parent):
            gone.unlink(missing_ok=True)
        if str(path) == str(vanishing.parent):
            shutil.rmtree(vanishing)
        return Entries(entries)

    class Entries(list):
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

    monkeypatch.setattr(os, "scandir", remove_after)
    assert [row[0] for row in listed(land.root)] == ["north/gate/2026-03-02T09-00-00Z.mp4"]


@pytest.mark.parametrize("where", ["file", "link", "member"])
def test_a_file_that_comes_to_be_readable_counts_as_another(land, monkeypatch, where):
    """Also one born unreadable, whose permissions are as old as its bytes."""
    uri = "north/gate/2026-03-02T08-00-00Z"
    path = land(f"{uri}/a.jpg" if where == "member" else f"{uri}.mp4")
    if where == "link":
        path = path.rename(path.with_name(".target.mp4"))
        path.with_name("2026-03-02T08-00-00Z.mp4").symlink_to(path)
    path.write_bytes(b"footage")
    path.chmod(0)
    with monkeypatch.context() as patch:  # a superuser may read everything
        patch.setattr(os, "access", lambda *_: False)
        closed = list_landing(land.root)
    opened = list_landing(land.root)
    path.chmod(0o644)
    assert list_landing(land.root).equals(opened)
    same = pl.exclude("changed_ns")
    assert closed.select(same).equals(opened.select(same))
    assert (closed["changed_ns"] // 1000).item() != (opened["changed_ns"] // 1000).item()


def test_readable_files_cost_no_question(land, monkeypatch):
    land("north/gate/2026-03-02T08-00-00Z.mp4").chmod(0o644)
    monkeypatch.setattr(os, "access", lambda *_: pytest.fail("asked"))
    assert list_landing(land.root).height == 1

"""take: every file of a window ends in exactly one table."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.captures.reasons import REASONS
from lotgraph.errors import CaptureError, LandingError
from lotgraph.landing import list_landing, place
from lotgraph.landing.news import has_news
from lotgraph.landing.take import find_gone, refuse_gone, take
from lotgraph.settings import Camera
from lotgraph.video import Probe
from lotgraph.video.manifest import refuse_strays

EIGHT = datetime(2026, 3, 2, 8, tzinfo=UTC)


def look(address):
    """A probe that believes a file's text: its hash, or why it cannot be used."""
    text = Path(address).read_text()
    if text in REASONS:
        raise CaptureError(text, f"{address}: cannot be used; land it again")
    return Probe(
        sha256=text.ljust(64, "0"), size_bytes=len(text), kind="video", codec="h264",
        width_px=320, height_px=180, fps=10.0, is_variable_rate=False, frames=100, duration_s=10.0,
        keyframe_gap_s=1.0, rotation_deg=0, is_full_range=False, corrupt_packets=0,
        decodable_share=1.0, warnings=("odd",),
    )  # fmt: skip


@pytest.fixture
def world(land, settings, live):
    """Places and takes what lies in the landing folder, under changeable settings."""

    class World:
        def __init__(self):
            self.settings = settings

        def placed(self):
            return place(list_landing(land.root), self.settings, live)

        def take(self):
            return take(self.placed(), self.settings, lambda uri: f"{land.root}/{uri}", look)

        def has_news(self, taken):
            return has_news(self.placed(), taken.captures, taken.quarantine)

    return World()


def fill(land):
    land("north/gate/2026-03-02T08-00-00Z.mp4", b"a")
    land("north/ramp/2026-03-02T08-00-00Z.mp4", b"b")
    land("north/gate/2026-03-02T08-00-10Z.mp4", b"a")
    land("north/gate/2026-03-02T08-00-20Z.mp4", b"truncated")
    land("north/roof/2026-03-02T08-00-00Z.mp4", b"c")


def test_every_file_is_in_one_table(land, world):
    fill(land)
    taken = world.take()
    assert taken.captures.schema == CAPTURES.schema
    assert taken.quarantine.schema == QUARANTINE.schema
    reasons = dict(taken.quarantine.select("uri", "reason").rows())
    assert reasons == {
        "north/gate/2026-03-02T08-00-10Z.mp4": "duplicate",
        "north/gate/2026-03-02T08-00-20Z.mp4": "truncated",
        "north/roof/2026-03-02T08-00-00Z.mp4": "unknown_camera",
    }
    assert sorted([*reasons, *taken.captures["uri"]]) == sorted(world.placed()["uri"])
    hashed = taken.quarantine.filter(pl.col("sha256").is_not_null())
    assert hashed["reason"].to_list() == ["duplicate"]


def test_the_clocks_offset_moves_the_moments_not_the_window(land, world):
    fill(land)
    [ramp] = world.take().captures.filter(pl.col("camera_id") == "ramp").to_dicts()
    assert ramp["started_at"] == EIGHT - timedelta(seconds=12.5)
    assert ramp["ended_at"] == EIGHT - timedelta(seconds=2.5)


def test_explanations_do_not_depend_on_where_the_landing_folder_is(land, world):
    fill(land)
    assert land.root not in "".join(world.take().quarantine["explanation"])


@pytest.mark.parametrize("member", [None, b"", b"no video"])
def test_nor_do_those_of_manifests_whose_footage_is_missing_or_bad(land, world, member):
    lists = "north/gate/2026-03-02T08-00-00Z.uris"
    line = "2026-03-02T08-00-00Z.footage/1.mp4"
    land(lists, line.encode())
    if member is not None:
        land(f"north/gate/{line}", member)
    placed = world.placed()
    [row] = take(placed, world.settings, lambda uri: f"{land.root}/{uri}").quarantine.to_dicts()
    assert line in row["explanation"]
    assert land.root not in row["explanation"]


def test_nothing_landed_gives_two_empty_tables(world):
    taken = world.take()
    assert taken.captures.equals(CAPTURES.empty())
    assert taken.quarantine.equals(QUARANTINE.empty())


def test_nothing_is_news_until_something_changes(land, world):
    fill(land)
    taken = world.take()
    assert not world.has_news(taken)
    land("north/gate/2026-03-02T08-00-30Z.mp4", b"d")
    assert world.has_news(taken)


def test_a_replaced_file_is_news(land, world):
    fill(land)
    taken = world.take()
    land("north/gate/2026-03-02T08-00-20Z.mp4", b"whole")
    assert world.has_news(taken)


@pytest.mark.parametrize("file", ["ramp/2026-03-02T08-00-00Z.mp4", "gate/2026-03-02T08-00-00Z.mp4"])
def test_captures_that_are_merely_gone_are_no_news(land, world, file):
    fill(land)
    taken = world.take()
    land(f"north/{file}").unlink()
    land("north/roof/2026-03-02T08-00-00Z.mp4").unlink()
    assert not world.has_news(taken)


def test_a_refused_file_that_was_cleared_away_is_news(land, world):
    fill(land)
    taken = world.take()
    land("north/roof/2026-03-02T08-00-00Z.mp4").unlink()
    assert world.has_news(taken)


@pytest.mark.parametrize("camera", ["roof", "ramp"])
def test_settings_that_read_a_file_differently_are_news(land, world, camera):
    fill(land)
    taken = world.take()
    north = world.settings.sites["north"]
    cameras = {**north.cameras, camera: Camera(clock_offset_s=1.0)}
    changed = north.model_copy(update={"cameras": cameras})
    sites = {**world.settings.sites, "north": changed}
    world.settings = world.settings.model_copy(update={"sites": sites})
    assert world.has_news(taken)
    assert not world.has_news(world.take())


def test_vanished_captures_stop_the_run_unless_their_bytes_are_still_there(land, world):
    fill(land)
    before = world.take().captures
    old = land("north/ramp/2026-03-02T08-00-00Z.mp4", b"b")
    old.rename(old.with_name("2026-03-02T08-00-01Z.mp4"))
    after = world.take().captures
    assert find_gone(before, world.placed()["uri"], after).is_empty()
    old.with_name("2026-03-02T08-00-01Z.mp4").unlink()
    gone = find_gone(before, world.placed()["uri"], world.take().captures)
    with pytest.raises(LandingError, match=r"1 captures of north\|x are gone .* accept_missing"):
        refuse_gone(gone, "north|x")


@pytest.fixture
def listing_manifest(land, world, tmp_path):
    """The reason for which a manifest that lists `line` is refused, or None."""

    def reason(line, *roots):
        land("north/gate/part/1.mp4")
        (tmp_path / "store" / "cam").mkdir(parents=True, exist_ok=True)
        (tmp_path / "store2").mkdir(exist_ok=True)
        for stray in ("store/cam/1.mp4", "store2/1.mp4"):
            (tmp_path / stray).write_bytes(b"b")
        land("north/gate/2026-03-02T08-00-00Z.uris", line.format(tmp_path).encode())
        named = [root.format(tmp_path) for root in roots]
        arrivals = world.settings.arrivals.model_copy(update={"footage_roots": named})
        world.settings = world.settings.model_copy(update={"arrivals": arrivals})
        return {row["uri"]: row for row in world.take().quarantine.to_dicts()}.get(
            "north/gate/2026-03-02T08-00-00Z.uris"
        )

    return reason


@pytest.mark.parametrize(
    ("line", "roots"),
    [
        ("part/1.mp4", []),
        ("{}/landing/north/gate/part/1.mp4", []),
        ("{}/store/cam/1.mp4", ["{}/store"]),
        ("file://{}/store/cam/1.mp4", ["/nowhere", "{}/store/"]),
        ("memory://store/1.mp4", ["memory://store"]),
    ],
)
def test_a_manifest_may_list_what_lies_below_its_folder_or_an_allowed_one(
    listing_manifest, line, roots
):
    assert listing_manifest(line, *roots) is None


@pytest.mark.parametrize(
    ("line", "roots"),
    [
        ("/etc/passwd", []),
        ("file:///etc/passwd", []),
        ("local:///etc/passwd", []),
        ("../ramp/2026-03-02T08-00-00Z.mp4", []),
        ("{}/landing/north/gate/../ramp/1.mp4", []),
        ("{}/store2/1.mp4", ["{}/store"]),
        ("{}/store/../store2/1.mp4", ["{}/store"]),
        ("file://{}/store/../store2/1.mp4", ["{}/store"]),
        ("memory://store2/1.mp4", ["memory://store"]),
        ("memory://store/../other/1.mp4", ["memory://store"]),
        ("memory://{}/store/1.mp4", ["{}/store"]),
        ("http://127.0.0.1:1/1.mp4", ["/"]),
        ("ftp://127.0.0.1/1.mp4", ["/"]),
        ("simplecache::http://127.0.0.1:1/1.mp4", ["/"]),
    ],
)
def test_a_manifest_that_lists_anything_else_is_refused_unopened(listing_manifest, line, roots):
    assert listing_manifest(line, *roots)["reason"] == "unsafe_path"


def test_a_manifest_is_told_which_setting_allows_other_folders(listing_manifest):
    said = listing_manifest("/etc/passwd")["explanation"]
    assert "north/gate/2026-03-02T08-00-00Z.uris: lists '/etc/passwd'" in said
    assert "arrivals.footage_roots" in said


def test_a_link_does_not_lead_a_manifest_out_of_its_folder(land, listing_manifest, tmp_path):
    hidden = land("north/gate/.part/1.mp4").parent
    (hidden / "2.mp4").symlink_to(tmp_path / "store2" / "1.mp4")
    assert listing_manifest(".part/2.mp4")["reason"] == "unsafe_path"


def test_a_manifest_replaced_after_it_was_judged_is_judged_by_what_is_opened(
    land, world, tmp_path, monkeypatch
):
    uri = "north/gate/2026-03-02T08-00-00Z.uris"
    land(uri, b"part/1.mp4")
    land("north/gate/part/1.mp4")
    (tmp_path / "stray.mp4").write_bytes(b"secret")

    def judge_and_replace(address, roots):
        refuse_strays(address, roots)
        if address.endswith(".uris"):
            land(uri, f"{tmp_path}/stray.mp4".encode())

    monkeypatch.setattr("lotgraph.landing.take.refuse_strays", judge_and_replace)
    placed = world.placed()
    taken = take(placed, world.settings, lambda uri: f"{land.root}/{uri}")
    reasons = dict(taken.quarantine.select("uri", "reason").rows())
    assert reasons[uri] == "unsafe_path"

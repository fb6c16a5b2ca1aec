"""Members: what manifests list is looked at some at a time, however long they are."""

import os
from datetime import UTC, datetime

import fsspec
import pytest

from lotgraph.landing import list_landing, place
from lotgraph.landing import members as room
from lotgraph.landing.survey import Surveyor, sources_with_members
from lotgraph.settings import Arrivals
from lotgraph.video import manifest as lists

LONG = 1050


@pytest.fixture
def looked_at(monkeypatch):
    """How many members were looked at in each round; one batch of 100 a round."""
    counts = []
    bare_round, bare = room.Members.look, vars(room)["_state"]

    def look(members, *rest):
        counts.append(0)
        return bare_round(members, *rest)

    def state(line):
        counts[-1] += 1
        return bare(line)

    monkeypatch.setattr(room.Members, "look", look)
    monkeypatch.setattr(room, "_state", state)
    monkeypatch.setattr(room, "ROUND_S", 0.0)
    monkeypatch.setattr(room, "AT_ONCE", 100)
    return counts


@pytest.fixture
def long_list(land):
    """A manifest of very many members."""
    for number in range(3):
        land(f"north/gate/.parts/{number}.mp4")
    lines = "\n".join(f".parts/{number}.mp4" for number in range(LONG))
    return land("north/gate/2026-03-02T08-00-00Z.uris", lines.encode())


def members(found):
    return dict(found.windows.drop_nulls("members").select("site_id", "members").rows())


def test_a_very_long_manifest_is_looked_at_over_many_rounds_and_holds_up_no_other(
    land, settings, live, long_list, looked_at
):
    land("south/gate/.parts/1.mp4")
    land("south/gate/2026-03-02T08-00-00Z.uris", b".parts/1.mp4")
    surveyor = Surveyor(land.root)
    found = [members(surveyor.survey(settings, live)) for _ in range(13)]
    assert max(looked_at) <= 100
    assert sum("south" in one for one in found) >= 1
    [whole] = {one["north"] for one in found if "north" in one}
    placed = place(list_landing(land.root, ["north"]), settings, live)
    recorded = sources_with_members(placed, lambda uri: f"{land.root}/{uri}", Arrivals())
    assert recorded.endswith(f"+{whole}")


def test_a_manifest_that_is_replaced_while_it_is_looked_at_is_looked_at_anew(
    land, settings, live, long_list, looked_at
):
    surveyor = Surveyor(land.root)
    surveyor.survey(settings, live)
    land(
        "north/gate/2026-03-02T08-00-00Z.uris",
        b".parts/1.mp4",
        at=datetime(2026, 3, 2, 10, tzinfo=UTC),
    )
    assert "north" in members(surveyor.survey(settings, live))
    assert looked_at == [100, 1]


def test_folders_of_members_are_followed_once(land, settings, live, long_list, monkeypatch):
    asked = []
    bare = os.path.realpath
    monkeypatch.setattr(
        lists.os.path, "realpath", lambda path, **how: asked.append(path) or bare(path, **how)
    )
    opened = []
    bare_open = fsspec.core.url_to_fs
    monkeypatch.setattr(
        fsspec.core, "url_to_fs", lambda uri, **how: opened.append(uri) or bare_open(uri, **how)
    )
    assert members(Surveyor(land.root).survey(settings, live))
    assert len(asked) < 20
    assert len(opened) < 20


def test_members_in_a_store_are_told_apart_by_size_and_time(land, settings, live):
    store = fsspec.filesystem("memory")
    arrivals = settings.arrivals.model_copy(update={"footage_roots": ["memory://archive"]})
    settings = settings.model_copy(update={"arrivals": arrivals})
    land("north/gate/2026-03-02T08-00-00Z.uris", b"memory://archive/1.mp4\nmemory://archive/2.mp4")
    try:
        store.pipe_file("/archive/1.mp4", b"one")
        placed = place(list_landing(land.root), settings, live)

        def recorded():
            return sources_with_members(placed, lambda uri: f"{land.root}/{uri}", arrivals)

        before = recorded()
        assert recorded() == before
        store.pipe_file("/archive/2.mp4", b"two")
        assert recorded() != before
    finally:
        store.rm("/archive", recursive=True)

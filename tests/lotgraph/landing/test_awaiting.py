"""Watch: which windows await a run, asked again and again at little cost."""

from datetime import UTC, datetime, timedelta

import pytest

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.lake.ledger import Ledger
from lotgraph.lake.record import Origin
from lotgraph.lake.store import Lake
from lotgraph.landing import awaiting, list_landing, place
from lotgraph.landing.awaiting import Watch
from lotgraph.landing.survey import Surveyor
from lotgraph.landing.waiting import sort_windows
from lotgraph.settings import Arrivals

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOURS = (6, 7, 8, 9)


@pytest.fixture
def ask(land, settings, live, tmp_path):
    """Four windows of two sites, whose tables tell of other files; ask() gives what awaits."""
    for site in ("north", "south"):
        for hour in HOURS:
            land(f"{site}/gate/2026-03-02T{hour:02}-00-00Z.mp4")
    lake = Lake(str(tmp_path / "lake"))
    surveyor = Surveyor(land.root)
    for row in surveyor.survey(settings, live).windows.to_dicts():
        partition = f"{row['site_id']}|{live.grid.key_of(row['window_at'])}"
        for table in (QUARANTINE, CAPTURES):
            lake.write(table, partition, table.empty(), Origin(sources="of other files"))
    watch = Watch(lake, Ledger(lake, "captures", lambda record: record["origin"]["sources"]))

    def once():
        ready = sort_windows(
            surveyor.survey(settings, live).windows, live, Arrivals(), NOW + timedelta(days=1)
        ).ready
        once.listed = []

        def placed(site_id):
            once.listed.append(site_id)
            return place(list_landing(land.root, [site_id]), settings, live)

        return [want.partition for want in watch.awaiting(ready, placed, live)]

    once.watch = watch
    return once


def test_windows_are_given_in_order_of_time_and_each_site_is_listed_once(ask):
    expected = [f"{site}|2026-03-02T{h:02}00Z" for h in HOURS for site in ("north", "south")]
    assert ask() == expected
    assert ask.listed == ["north", "south"]


def test_what_was_answered_is_not_looked_at_again(ask):
    first = ask()
    assert ask() == first
    assert ask.listed == []


def test_of_very_many_windows_the_rest_is_put_off_to_later_rounds(ask, monkeypatch):
    monkeypatch.setattr(awaiting, "LOOKS_AT_ONCE", 3)
    rounds = [(len(ask()), ask.watch.postponed) for _ in range(4)]
    assert rounds == [(3, 5), (6, 2), (8, 0), (8, 0)]

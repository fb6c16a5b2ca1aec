"""stale_windows: asks for windows and days whose records name other tables than now are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import polars as pl
import pytest

from assets.partitions import SITES
from lotgraph.catalogue import CONTRACTS
from lotgraph.detections import looking
from lotgraph.detections.looking import LOOKED_WITH, looking_of
from lotgraph.errors import DetectorError
from lotgraph.lake.record import Origin, Upstream
from lotgraph.tables import Column, Contract
from lotgraph.wave.due import STAGES, TABLES, WINDOW_TABLES
from lotgraph.windows import day_of
from sensors.stale_windows import stale_windows
from tests.conftest import OneBox
from tests.sensors.conftest import SETTINGS

TWO_DAYS_H = 48
MANY = 100  # runs, after which asking does not end
JUDGED = STAGES["judge_window"]  # what a run makes before it fails at the detector


@pytest.fixture
def site(world, monkeypatch):
    """Writes small tables under the names of the real ones, as their jobs would."""
    for table in TABLES:
        small = Contract(table, "One.", 1, ("n",), (Column("n", pl.String(), "It."),))
        monkeypatch.setitem(CONTRACTS, table, small)
    world.instance.add_dynamic_partitions(SITES.name, ["north"])
    return Site(world)


class Site:
    def __init__(self, world):
        self.world = world
        self.cameras = {}  # by window, those that were looked at; else the gate alone

    def capture(self, number=1, hours_ago=TWO_DAYS_H):
        key = self.world.key(hours_ago)
        self.write("captures", key, number)
        return key

    def carry_out(self, request, tables=WINDOW_TABLES):
        _, key = str(request.partition_key).split("|")
        if request.job_name == "judge_window":
            for table in tables:
                reads = [("captures", key), ("camera_baselines", day_of(key))]
                self.write(table, key, key, *reads[: 1 if table == "camera_views" else 2])
        elif request.job_name == "detect_window":
            for table in WINDOW_TABLES[WINDOW_TABLES.index("detected_frames") :]:
                self.write(table, key, key, ("captures", key), ("camera_baselines", day_of(key)))
        elif request.job_name == "summarise_day":
            of_day = [k for k in self.keys("camera_views") if day_of(k) == key]
            self.write("daily_views", key, key, *(("camera_views", k) for k in of_day))
        else:
            before = [day for day in self.keys("daily_views") if day < key]
            self.write("camera_baselines", key, key, *(("daily_views", day) for day in before))

    def write(self, table, key, what, *reads):
        lake = self.world.lake
        contract = CONTRACTS[table]
        upstream = [
            Upstream(name, f"north|{k}", found.data_version if found else None)
            for name, k in reads
            for found in [lake.record(name, f"north|{k}")]
        ]
        text = repr((what, upstream))
        origin = Origin()
        if table in STAGES["detect_window"]:
            models = self.world.detectors.models[table]
            origin = Origin(config=self.looked_with(key), models=models)
        lake.write(contract, f"north|{key}", contract.table(n=[text]), origin, upstream)

    def looked_with(self, key):
        told = looking_of(self.world.landing.settings, "north")
        cameras = self.cameras.get(key, ["gate"])
        return {LOOKED_WITH: {name: told[name].told for name in cameras}}

    def keys(self, table):
        return [partition.split("|")[1] for partition in self.world.lake.partitions(table)]

    def asked(self):
        requests = self.world.tick(stale_windows).run_requests or []
        return [(r.job_name, str(r.partition_key).split("|")[1]) for r in requests]

    def settle(self, *, broken=False):
        done = []
        while len(done) < MANY and (requests := self.world.tick(stale_windows).run_requests or []):
            for request in requests:
                self.carry_out(request, JUDGED if broken else WINDOW_TABLES)
                done.append((request.job_name, str(request.partition_key).split("|")[1]))
        return done


def test_asks_for_what_was_captured_then_for_its_day_then_for_what_learns_from_it(site):
    key = site.capture()
    today = f"{datetime.now(UTC) - timedelta(minutes=20):%Y-%m-%d}"
    assert site.settle() == [
        ("judge_window", key),
        ("summarise_day", day_of(key)),
        ("learn_baselines", today),
    ]
    assert site.world.tick(stale_windows).skip_reason.skip_message == "every table is up to date"


def test_every_request_runs_a_whole_window(site):
    site.capture()
    [request] = site.world.tick(stale_windows).run_requests
    assert request.asset_selection is None  # the gates of captures must have their say again


def test_a_late_file_reopens_its_window_its_day_and_the_windows_of_later_days(site):
    early, late = site.capture(hours_ago=72), site.capture(hours_ago=48)
    site.settle()
    assert ("judge_window", late) not in site.settle()
    site.capture(2, hours_ago=72)
    done = site.settle()
    expected = [
        ("judge_window", early),
        ("summarise_day", day_of(early)),
        ("learn_baselines", day_of(late)),
        ("judge_window", late),
    ]
    assert [one for one in done if one in expected] == expected


def test_a_contract_of_another_version_asks_for_what_was_made_under_it(site, monkeypatch):
    key = site.capture()
    site.settle()
    later = replace(CONTRACTS["camera_health"], version=2)
    monkeypatch.setitem(CONTRACTS, "camera_health", later)
    assert site.asked() == [("judge_window", key)]
    site.settle()
    assert not site.asked()


def test_windows_before_the_live_ones_are_left_alone(site):
    site.capture(hours_ago=24 * 400)
    assert not site.asked()


def test_a_window_that_keeps_failing_is_given_up_and_its_day_goes_on(site):
    wanted = site.world.start(TWO_DAYS_H).replace(hour=12, minute=0)
    hours_ago = (site.world.start(0) - wanted) // timedelta(hours=1)
    sound, broken = site.capture(hours_ago=hours_ago), site.capture(hours_ago=hours_ago - 1)
    assert day_of(sound) == day_of(broken)
    for _ in range(2):
        for request in site.world.tick(stale_windows).run_requests:
            if str(request.partition_key) == f"north|{sound}":
                site.carry_out(request)
                continue
            assert str(request.partition_key) == f"north|{broken}"
            run = site.world.instance.create_run_for_job(
                dg.job(name="judge_window")(lambda: None),
                tags={**request.tags, "dagster/partition": str(request.partition_key)},
            )
            site.world.instance.report_run_failed(run)
    result = site.world.tick(stale_windows)
    assert [request.job_name for request in result.run_requests] == ["summarise_day"]
    site.settle()
    assert f"failed too often and are left alone for now (north|{broken}" in (
        site.world.tick(stale_windows).skip_reason.skip_message
    )
    site.capture(2, hours_ago=hours_ago - 1)
    assert ("judge_window", broken) in site.asked()


def test_another_detector_asks_for_every_window_to_be_looked_through_again_and_no_more(site):
    keys = [site.capture(hours_ago=72), site.capture(hours_ago=48)]
    site.settle()
    site.world.detectors = OneBox(version="another")
    assert site.settle() == [("detect_window", key) for key in keys]
    assert site.asked() == []


class Broken(OneBox):
    def open(self):
        raise DetectorError("net.onnx: it is damaged")


def test_without_a_detector_judging_and_days_go_on_and_it_is_said(site):
    looked = site.capture(hours_ago=73)
    site.settle()
    site.world.detectors = Broken()
    site.capture(2, hours_ago=73)  # to be judged, and looked through, anew
    fresh = site.capture(hours_ago=49)
    done = site.settle(broken=True)
    assert len(done) < MANY
    assert {("judge_window", looked), ("judge_window", fresh)} <= set(done)
    assert ("summarise_day", day_of(fresh)) in done
    assert {job for job, _ in done} == {"judge_window", "summarise_day", "learn_baselines"}
    said = site.world.tick(stale_windows).skip_reason.skip_message
    assert said.startswith("no detector can be opened")
    assert said.endswith("net.onnx: it is damaged")
    site.world.detectors = OneBox()
    assert set(site.settle()) == {("detect_window", looked), ("judge_window", fresh)}


LEFT = "[[[0, 0], [0.5, 0], [0.5, 1], [0, 1]]]"


def configured(gate="", ramp="", south="", more=""):
    """Settings of two cameras of a site, of one elsewhere, and others."""
    text = SETTINGS.replace("[sites.south.cameras.gate]", "")
    own = f"{gate}\n[sites.north.cameras.ramp]\n{ramp}\n[sites.south.cameras.gate]\n{south}\n"
    return f"{text}{own}{more}"


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        (configured(gate=f"keep = {LEFT}"), [0, 2]),
        (configured(ramp=f"leave_out = {LEFT}"), [1, 2]),
        (configured(more="[detections]\nrate_hz = 2.0"), [0, 1, 2]),
        (configured(more="[detections]\nrest_when_still = false"), [0, 1, 2]),
        (configured(more="[detections]\nprovider = 'cuda'\nrate_hz = 5"), []),
        (configured(gate="keep = []\nis_fixed = false\nclock_offset_s = 3.0"), []),
        (configured(more=f"[sites.north.cameras.mast]\nkeep = {LEFT}"), []),
        (configured(south=f"keep = {LEFT}"), []),
    ],
)
def test_other_settings_ask_for_the_windows_of_their_cameras_and_no_more(site, changed, due):
    site.world.configure(configured())
    keys = [site.capture(hours_ago=hours) for hours in (96, 72, 48)]
    site.cameras = dict(zip(keys, (["gate"], ["ramp"], ["gate", "ramp"]), strict=True))
    site.settle()
    site.world.configure(changed)
    assert site.settle() == [("detect_window", keys[number]) for number in due]
    assert site.asked() == []


def test_regions_that_count_otherwise_ask_for_windows_of_cameras_that_have_one(site, monkeypatch):
    site.world.configure(configured(gate=f"keep = {LEFT}"))
    keys = [site.capture(hours_ago=hours) for hours in (96, 72)]
    site.cameras = dict(zip(keys, (["gate"], ["ramp"]), strict=True))
    site.settle()
    monkeypatch.setattr(looking, "REVISION", looking.REVISION + 1)
    assert site.settle() == [("detect_window", keys[0])]
    assert site.asked() == []


def test_windows_whose_records_name_no_settings_are_left_alone(site, monkeypatch):
    monkeypatch.setattr(site, "looked_with", lambda _: {"rate_hz": 5.0, "regions": {}})
    site.capture()
    site.settle()
    site.world.configure(SETTINGS.replace("[arrivals]", "[detections]\nrate_hz = 2.0\n[arrivals]"))
    assert site.asked() == []

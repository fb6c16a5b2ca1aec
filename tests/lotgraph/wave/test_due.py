"""due: what must be made again, asked of records alone."""

from hypothesis import given
from hypothesis import strategies as st

from lotgraph.lake.record import Origin, Record, Upstream
from lotgraph.wave.due import WINDOW_TABLES, Due, due

DAYS = ["2026-03-02", "2026-03-03", "2026-03-04"]
WINDOWS = [f"{day}T{hour:02}00Z" for day in DAYS for hour in (8, 9)]
BASELINE_DAYS = 2


def record(table, key, version, upstream=()):
    return Record(table, f"north|{key}", version, 1, 1, "f", tuple(upstream), Origin())


class World:
    """A site whose jobs really write records, each from the current versions upstream."""

    def __init__(self):
        self.records = {}

    def land(self, window, version="v1"):
        self.put("captures", window, version)

    def put(self, table, key, version, upstream=()):
        self.records.setdefault(table, {})[key] = record(table, key, version, upstream)

    def read(self, table, keys):
        rows = self.records.get(table, {})
        return [
            Upstream(table, f"north|{key}", rows[key].data_version if key in rows else None)
            for key in keys
        ]

    def make(self, table, key, *reads):
        version = str(hash(tuple(reads)))
        self.put(table, key, version, reads)

    def run(self, item):
        key, day = item.window, item.day
        if item.job == "judge_window":
            self.make("frame_quality", key, *self.read("captures", [key]))
            self.make(
                "camera_health",
                key,
                *self.read("frame_quality", [key]),
                *self.read("camera_baselines", [day]),
            )
            self.make("camera_usability", key, *self.read("camera_health", [key]))
        elif item.job == "summarise_day":
            of_day = [window for window in WINDOWS if window.startswith(day)]
            self.make("daily_quality", day, *self.read("frame_quality", of_day))
        else:
            number = DAYS.index(day)
            before = DAYS[max(0, number - BASELINE_DAYS) : number]
            self.make("camera_baselines", day, *self.read("daily_quality", before))

    def due(self):
        return due("north", self.records, BASELINE_DAYS)

    def settle(self):
        done = []
        for _ in range(40):
            items = self.due()
            if not items:
                return done
            self.run(items[0])
            done.append(items[0])
        raise AssertionError(f"never settles: {items}")


landed = st.lists(st.sampled_from(WINDOWS), unique=True)


@given(landed, st.data())
def test_it_settles_and_then_asks_for_nothing(windows, data):
    world = World()
    for window in windows:
        world.land(window)
    world.settle()
    assert not world.due()
    if windows:
        late = data.draw(st.sampled_from(WINDOWS))
        world.land(late, "v2")
        world.settle()
        for table in WINDOW_TABLES:
            assert set(world.records[table]) == set(world.records["captures"])


def test_in_day_order_every_window_is_judged_once():
    world = World()
    for window in WINDOWS:
        world.land(window)
    judged = [item.window for item in world.settle() if item.job == "judge_window"]
    assert judged == WINDOWS


def test_a_late_file_opens_its_window_its_day_and_what_learnt_from_it():
    world = World()
    for window in WINDOWS:
        world.land(window)
    world.settle()
    world.land(WINDOWS[0], "v2")
    assert [(item.job, item.window) for item in world.due()] == [("judge_window", WINDOWS[0])]
    jobs = {(item.job, item.day) for item in world.settle()}
    assert ("summarise_day", DAYS[0]) in jobs
    assert {("learn_baselines", day) for day in DAYS[1:]} <= jobs


def test_a_table_lost_to_a_failed_run_is_asked_for_again():
    world = World()
    world.land(WINDOWS[0])
    world.settle()
    del world.records["camera_usability"][WINDOWS[0]]
    [item] = world.due()
    assert item == Due(DAYS[0], "judge_window", WINDOWS[0], "camera_usability was never made")


def test_an_unchanged_upstream_stops_the_wave():
    world = World()
    world.land(WINDOWS[0], "v1")
    world.settle()
    world.land(WINDOWS[0], "v1")
    assert not world.due()


def test_no_baseline_is_learnt_before_the_first_day():
    world = World()
    world.land(WINDOWS[0])
    assert not [item for item in world.settle() if item.job == "learn_baselines"]

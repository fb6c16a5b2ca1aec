"""A site without footage: its jobs write records, as those of the graph would."""

from datetime import timedelta

from lotgraph.lake.record import Upstream
from lotgraph.tracks.link import REACH
from lotgraph.wave.due import STAGES, TABLES, TAKEN_TABLES, Calendar, Entry, Wave
from lotgraph.windows import WindowGrid, same_time_before

DAYS = ["2026-03-02", "2026-03-03", "2026-03-04"]
WINDOWS = [f"{day}T{hour:02}00Z" for day in DAYS for hour in (8, 9)]
BASELINE_DAYS = 2


class World:
    """A site whose jobs really write records, each from the current versions upstream."""

    def __init__(self):
        self.records = {}
        self.landed = {}
        self.given_up = set()
        self.fingerprints = dict.fromkeys(TABLES, "contract 1")
        self.code_versions = dict.fromkeys(TABLES, "code 1")
        self.models = {table: {"detector": "nano"} for table in STAGES["detect_window"]}
        self.cameras = {window: ["gate", "ramp"] for window in WINDOWS}  # that were looked at
        self.configure(gate="5 Hz", ramp="5 Hz", mast="5 Hz")
        self.calendar = Calendar(DAYS[0], "2026-03-05")

    def configure(self, **cameras):
        self.settings = dict.fromkeys(STAGES["detect_window"], cameras)

    def land(self, window, version="v1"):
        for table in TAKEN_TABLES:
            self.put(table, window, version)

    def put(self, table, key, version, upstream=()):
        made_by = self.fingerprints[table], self.code_versions[table]
        wanted = self.settings.get(table, {})
        named = {name: wanted[name] for name in self.cameras.get(key, []) if name in wanted}
        made_with = self.models.get(table, {}), named
        entry = Entry(version, tuple(upstream), *made_by, *made_with)
        self.records.setdefault(table, {})[key] = entry

    def read(self, table, keys):
        rows = {
            key: entry.data_version
            for key, entry in self.records.get(table, {}).items()
            if entry.fingerprint == self.fingerprints[table]
        }
        return [Upstream(table, f"north|{key}", rows.get(key)) for key in keys]

    def make(self, table, key, *reads):
        version = str(hash(tuple(reads)))
        self.put(table, key, version, reads)

    def run(self, item):
        key, day = item.key, item.day
        assert item.key not in self.given_up
        if item.job == "judge_window":
            there = self.records.get("captures", {}).get(key)
            self.land(key, self.landed.pop(key, there and there.data_version))
            self.make("camera_views", key, *self.read("captures", [key]))
            baseline = self.read("camera_baselines", [day])
            self.make("frame_quality", key, *self.read("captures", [key]), *baseline)
            self.make(
                "camera_health",
                key,
                *self.read("frame_quality", [key]),
                *baseline,
            )
            self.make("camera_usability", key, *self.read("camera_health", [key]))
            self.make("labels", key, *self.read("captures", [key]))
            self.detect(key)
        elif item.job == "detect_window":
            self.detect(key)
        elif item.job == "track_window":
            self.track(key)
        elif item.job == "compare_window":
            self.compare(key)
        elif item.job == "link_window":
            self.link(key)
        elif item.job == "carry_window":
            self.carry(key)
        elif item.job == "summarise_day":
            of_day = [window for window in WINDOWS if window.startswith(day)]
            self.make("daily_views", day, *self.read("camera_views", of_day))
        else:
            before = [d for d in (*DAYS, "2026-03-05") if d < day][-BASELINE_DAYS:]
            self.make("camera_baselines", day, *self.read("daily_views", before))

    def detect(self, key):
        for table in STAGES["detect_window"]:
            judged = self.read("captures", [key]), self.read("camera_usability", [key])
            self.make(table, key, *judged[0], *judged[1])
        self.track(key)

    def track(self, key):
        for table in STAGES["track_window"]:
            self.make(table, key, *self.read("detections", [key]))
        self.compare(key)

    def compare(self, key):
        self.make("detection_tallies", key, *self.read("detections", [key]))
        history = [*same_time_before(key, 2), key]
        self.make("detection_drift", key, *self.read("detection_tallies", history))
        self.link(key)

    def link(self, key):
        reached = WindowGrid(timedelta(hours=1)).keys_until(key, REACH)
        self.make("track_links", key, *self.read("track_boxes", reached))
        self.carry(key)

    def carry(self, key):
        self.make("ground_tracks", key, *self.read("track_boxes", [key]))

    def due(self):
        what = self.records, BASELINE_DAYS, self.calendar, self.landed, self.given_up
        made_with = self.models, self.settings
        return Wave("north", *what, self.fingerprints, self.code_versions, *made_with).due()

    def settle(self):
        done = []
        for _ in range(40):
            items = [item for item in self.due() if item.key not in self.given_up]
            if not items:
                return done
            self.run(items[0])
            done.append(items[0])
        raise AssertionError(f"never settles: {items}")

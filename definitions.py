"""The code location: collects every room, job, sensor and resource."""

import dagster as dg

import assets
from jobs.carry_window import carry_window
from jobs.compare_window import compare_window
from jobs.detect_window import detect_window
from jobs.detector_model import train_detector
from jobs.judge_window import judge_window
from jobs.learn import learn_baselines, summarise_day
from jobs.link_window import link_window
from jobs.overview import hourly_overview, overview
from jobs.track_window import track_window
from lotgraph.settings import load
from resources.detectors import NamedDetector
from resources.expectations import Expectations
from resources.lake import LakeTables
from resources.landing import FolderLanding
from resources.previews import Previews
from sensors.arrivals import arrivals
from sensors.stale_windows import stale_windows


def build(**overrides: object) -> dg.Definitions:
    """Assemble the graph; tests pass `overrides` to swap a resource."""
    settings = load()
    paths, server = settings.paths, settings.server
    looking = settings.detections.model_dump(
        include={"provider", "least_score", "most_boxes", "suppression", "tile_px"}
    )
    resources = {
        "detectors": NamedDetector(name=settings.detections.detector, **looking),
        "expectations": Expectations(),
        "lake": LakeTables(root=paths.lake),
        "landing": FolderLanding(root=paths.landing),
        "previews": Previews(root=paths.lake, url=server.url, token=server.token),
    }
    return dg.Definitions(
        assets=dg.load_assets_from_package_module(assets),
        asset_checks=dg.load_asset_checks_from_package_module(assets),
        jobs=[
            *(judge_window, detect_window, track_window, compare_window, link_window),
            *(carry_window, summarise_day, learn_baselines, overview, train_detector),
        ],
        schedules=[hourly_overview],
        sensors=[arrivals, stale_windows],
        resources=resources | overrides,
        # One run is one partition and takes a process; more of them run side by side.
        executor=dg.in_process_executor,
    )


defs = build()

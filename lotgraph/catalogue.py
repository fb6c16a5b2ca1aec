"""Every table of the lake, by name. The one list that storage, docs and commands go by."""

from lotgraph.captures.columns import CAPTURES, QUARANTINE
from lotgraph.detections.columns import DETECTED_FRAMES, DETECTIONS
from lotgraph.drift.columns import DETECTION_DRIFT, DETECTION_TALLIES
from lotgraph.errors import ContractError
from lotgraph.ground.columns import GROUND_TRACKS
from lotgraph.health.columns import CAMERA_HEALTH, CAMERA_USABILITY, FRAME_QUALITY
from lotgraph.labels.columns import LABELS
from lotgraph.overview.columns import SITE_OVERVIEW
from lotgraph.reports.columns import DETECTION_REPORT, TRACK_REPORT
from lotgraph.tables import Contract
from lotgraph.tracks.columns import TRACK_BOXES, TRACK_LINKS, TRACKS
from lotgraph.training.columns import DETECTOR_MODEL
from lotgraph.views.columns import CAMERA_BASELINES, CAMERA_VIEWS, DAILY_VIEWS

_WRITTEN = (
    CAPTURES,
    QUARANTINE,
    CAMERA_VIEWS,
    DAILY_VIEWS,
    CAMERA_BASELINES,
    FRAME_QUALITY,
    CAMERA_HEALTH,
    CAMERA_USABILITY,
    LABELS,
    DETECTED_FRAMES,
    DETECTIONS,
    TRACK_BOXES,
    TRACKS,
    TRACK_LINKS,
    GROUND_TRACKS,
    DETECTION_TALLIES,
    DETECTION_DRIFT,
    DETECTION_REPORT,
    TRACK_REPORT,
    SITE_OVERVIEW,
    DETECTOR_MODEL,
)

CONTRACTS = {
    contract.name: contract for table in _WRITTEN for contract in (table, table.of_failing_rows())
}


def contract_of(table: str) -> Contract:
    """The contract of a table.

    Raises:
        ContractError: if no room writes such a table.
    """
    if table not in CONTRACTS:
        raise ContractError(f"no table is called {table!r}; there are {sorted(CONTRACTS)}")
    return CONTRACTS[table]

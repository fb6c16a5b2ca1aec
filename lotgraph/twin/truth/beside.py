"""What lies beside the tables of a world: its site, and a record of what made it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any

from lotgraph.kernel import stamp_of
from lotgraph.lake.store import encode
from lotgraph.twin.plan.write import written
from lotgraph.twin.truth import site
from lotgraph.twin.world import detect, simulate
from lotgraph.twin.world.detect import Detector
from lotgraph.twin.world.model import World


def beside(
    world: World, detector: Detector | None = None, fps: float | None = None
) -> Mapping[str, bytes]:
    """Files by their names: the site as tables and as the text that reads back, and the record.

    The detector is the one that looked, if any did; `fps` how often, where not at the cameras' own
    rate. The same world gives the same bytes.
    """
    plan = world.plan
    text = written(plan).encode()
    tables = {"cameras": site.cameras(plan), "lanes": site.lanes(plan), "stalls": site.stalls(plan)}
    return {
        **{f"{name}.parquet": encode(table) for name, table in tables.items()},
        "site.toml": text,
        "record.json": json.dumps(_record(world, text, detector, fps), indent=1).encode(),
    }


def _record(
    world: World, text: bytes, detector: Detector | None, fps: float | None
) -> dict[str, Any]:
    looked = (
        {**asdict(detector), "fps": fps, "code_version": _version(detect)} if detector else None
    )
    return {
        "site_id": world.plan.site_id,
        "plan": hashlib.sha256(text).hexdigest(),
        "seed": world.seed,
        "begins_at": world.begins_at.isoformat(),
        "duration_s": world.duration_s,
        "code_version": _version(simulate),
        "detector": looked,
    }


def _version(module: ModuleType) -> str:
    """A hash of every source file of the project that a module reaches by imports."""
    return stamp_of(Path(str(module.__file__)), module.__name__)

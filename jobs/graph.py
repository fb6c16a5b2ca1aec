"""Which tables are cut the same way; a job runs one cut, so that a new room joins by itself."""

from functools import cache

import dagster as dg

import assets
from assets.partitions import SITE_DAYS, SITE_WINDOWS
from lotgraph.tables import FAILING_ROWS
from lotgraph.wave.due import STAGES


@cache
def _specs() -> tuple[dg.AssetSpec, ...]:
    loaded = dg.load_assets_from_package_module(assets)
    return tuple(
        spec for made in loaded if isinstance(made, dg.AssetsDefinition) for spec in made.specs
    )


MODELS = "models"  # the group of tables that take hours to make, and that people ask for


def tables_cut_by(partitions: dg.PartitionsDefinition | None) -> list[str]:
    """Names of the tables with these partitions (None: those that have none), in order.

    Models are not among them.
    """
    cut = (s for s in _specs() if s.partitions_def == partitions and s.group_name != MODELS)
    return sorted(spec.key.path[-1] for spec in cut)


def model_tables() -> list[str]:
    """Names of the tables that tell of models."""
    return sorted(spec.key.path[-1] for spec in _specs() if spec.group_name == MODELS)


def window_tables() -> list[str]:
    """Tables of one site and window."""
    return tables_cut_by(SITE_WINDOWS)


def tables_from(job: str) -> list[str]:
    """Tables that a job of a stage makes of a window, and those that later stages make."""
    stages = list(STAGES)
    made = {table for stage in stages[stages.index(job) :] for table in STAGES[stage]}
    return [table for table in window_tables() if table.removesuffix(FAILING_ROWS) in made]


def selection_from(job: str) -> dg.AssetSelection:
    """What `tables_from` a job's stage names, and checks of other tables that read those."""
    tables = tables_from(job)
    checks = dg.load_asset_checks_from_package_module(assets)
    asked = [
        key
        for check in checks
        if {one.path[-1] for one in check.keys_by_input_name.values()} & set(tables)
        for key in check.check_keys
    ]
    return dg.AssetSelection.assets(*tables) | dg.AssetSelection.checks(*asked)


def day_tables() -> list[str]:
    """Tables of one site and day."""
    return tables_cut_by(SITE_DAYS)


def code_versions() -> dict[str, str]:
    """Version of the code that makes each table now."""
    return {spec.key.path[-1]: str(spec.code_version) for spec in _specs() if spec.code_version}

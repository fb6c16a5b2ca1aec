"""The code location: collects every room, job, sensor and resource."""

import dagster as dg

import assets
from lotgraph.settings import load
from resources.lake import LakeTables


def build(**overrides: object) -> dg.Definitions:
    """Assemble the graph; tests pass `overrides` to swap a resource."""
    settings = load()
    resources = {"lake": LakeTables(root=settings.paths.lake)}
    return dg.Definitions(
        assets=dg.load_assets_from_package_module(assets),
        asset_checks=dg.load_asset_checks_from_package_module(assets),
        resources=resources | overrides,
        executor=dg.in_process_executor,
    )


defs = build()

"""The asset detector_model: our own detector, trained on sites that do not exist."""

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import dagster as dg
import polars as pl
from pydantic import Field

import lotgraph.training
from assets.describe import stored
from lotgraph.lake.record import Origin
from lotgraph.settings import load
from lotgraph.training.columns import DETECTOR_MODEL
from resources.lake import Made

_CODE = (lotgraph.training, sys.modules[__name__])
_PARTS = 20  # of long work that the log tells of

T = TypeVar("T")


class TrainConfig(dg.Config):
    """How much is drawn and how long is trained."""

    rounds: int = Field(default=200, ge=1, description="Sites to draw stills of, some 20 of each.")
    held_out: int = Field(default=40, ge=1, description="Sites to judge by, of the other split.")
    steps: int = Field(default=24_000, ge=1, description="Steps of the training.")
    seed: int = Field(default=0, ge=0, description="Of the stills, the weights and the crops.")
    backgrounds: str | None = Field(
        default=None, description="Folder of pictures without vehicles or people, to lie behind."
    )
    weights: str | None = Field(
        default=None, description="detector.safetensors to learn on from, else from nothing."
    )
    processes: int | None = Field(
        default=None, ge=1, description="That draw stills. Unset: one a core. Changes no byte."
    )


@dg.asset(group_name="models", **stored(DETECTOR_MODEL, *_CODE))
def detector_model(
    context: dg.AssetExecutionContext, config: TrainConfig
) -> dg.MaterializeResult[Made]:
    """How good a trained detector is at one thing, on stills of sites it never saw."""
    from lotgraph.training.whole import SHIPPED, Plan, make

    def tell(items: Iterable[T], what: str, total: int | None) -> Iterator[T]:
        items = list(items) if total is None else items
        count = len(items) if isinstance(items, list) else total or 0
        for number, item in enumerate(items):
            if number % max(1, count // _PARTS) == 0:
                context.log.info(f"{what}: {number:,} of {count:,}")
            yield item

    folder = Path(load().paths.training)
    given = {"backgrounds": config.backgrounds, "weights": config.weights}
    paths = {name: Path(path) if path else None for name, path in given.items()}
    plan = Plan(**(config.model_dump() | paths))
    trained = make(plan, folder, tell, context.log.info)
    hashes = {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in trained.files}
    rows = pl.DataFrame(
        [
            {"file": name, "sha256": hashes[name], **asdict(verdict)}
            for name, verdicts in trained.verdicts.items()
            for verdict in verdicts
        ]
    )
    origin = Origin(config=config.model_dump(exclude={"processes"}), models=hashes)
    [first, *_] = next(iter(trained.verdicts.values()))
    return dg.MaterializeResult(
        value=Made(DETECTOR_MODEL.conform(rows), origin),
        metadata={
            "ap50": first.ap50,
            "ap": first.ap,
            "code_versions": trained.card["code_versions"],
            "files": dg.MetadataValue.path(str(folder / SHIPPED)),
        },
    )

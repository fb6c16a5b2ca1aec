"""Processor time of this process by step, each step without those inside it."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from lotgraph.twin.deliver import render, shoot
from lotgraph.twin.deliver.wardrobe import Wardrobe
from lotgraph.twin.sensor.expose import Imager
from lotgraph.twin.stage import layer, pictures, whole
from lotgraph.twin.stage.meet import kernels as meeting
from lotgraph.twin.stage.see import Stage
from lotgraph.twin.stage.smooth import kernels as smoothing

REST = "the rest"
# What is timed under each line of the table: owner and name.
STEPS: dict[str, list[tuple[Any, str]]] = {
    "rays to the site": [(layer, "trace_site"), (whole, "trace_site")],
    "textures of the site": [(layer, "paint_site"), (whole, "paint_site")],
    "rays from the site to sun and lamps": [(layer, "light_up"), (whole, "light_up")],
    "rays from wet ground": [(layer, "mirror_site"), (whole, "mirror_site")],
    "things: rays, shadows, mirror images": [
        (layer, "compose"),
        (whole, "place"),
        (whole, "shade"),
    ],
    "beams of vehicles and their shadows": [(layer, "spot"), (whole, "spot")],
    "shading": [(pictures, "illuminate")],
    "smoothing of edges": [(smoothing, "weigh"), (smoothing, "stale"), (smoothing, "smooth")],
    "sensor: lens, noise, exposure, stamp": [(Imager, "picture"), (Imager, "meter")],
    "building and casting of meshes": [(Wardrobe, "meshes"), (Stage, "_things")],
    "truth: counts, boxes, tables": [
        (meeting, "count"),
        (shoot, "boxes"),
        (render, "_write_truth"),
    ],
    "encoding as H.264": [(render, "write_clip")],
}


@dataclass
class Clock:
    """Seconds by step."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _inside: list[str] = field(default_factory=list)
    _since: float = 0.0

    def _turn(self) -> None:
        """Book what passed since the last turn on the innermost step."""
        now = time.process_time()
        if self._inside:
            self.spent[self._inside[-1]] += now - self._since
        self._since = now

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Book what is spent on a step, while it lasts."""
        self._turn()
        self._inside.append(name)
        try:
            yield
        finally:
            self._turn()
            self._inside.pop()

    def wrapped(self, call: Callable[..., Any], name: str) -> Callable[..., Any]:
        """The same call, timed."""

        def timed(*given: Any, **named: Any) -> Any:
            with self.step(name):
                return call(*given, **named)

        return timed

    def between(self, shots: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """The same iterator, of which what no other step takes is the rest."""

        def timed(*given: Any) -> Iterator[Any]:
            source = shots(*given)
            while True:
                with self.step(REST):
                    found = next(source, None)
                if found is None:
                    return
                yield found

        return timed

    @contextmanager
    def running(self) -> Iterator[None]:
        """Time all steps while it lasts."""
        with ExitStack() as patches:
            for name, calls in STEPS.items():
                for owner, call in calls:
                    timed = self.wrapped(getattr(owner, call), name)
                    patches.enter_context(mock.patch.object(owner, call, timed))
            timed = self.between(shoot.shoot)
            patches.enter_context(mock.patch.object(render, "shoot", timed))
            with self.step(REST):
                yield

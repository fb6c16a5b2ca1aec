"""Draws a plan from above: lanes with their sense, stalls by name, what stands, who looks where."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from lotgraph.pictures.style import FAINT, GOOD, INK, MISSING, RULE, TITLE_CHARACTERS, fitted, png
from lotgraph.pictures.style import FAULTY as GATE_COLOUR
from lotgraph.twin.plan.check import stall_shapes
from lotgraph.twin.plan.labels import label_of, label_places
from lotgraph.twin.plan.model import Camera, Lane, Plan, Structure
from lotgraph.twin.plan.overlap import CAR_M, LEAST_CAR_PX
from lotgraph.twin.plan.see import FAR_M
from lotgraph.twin.plan.shapes import Floats, along, length_of, rectangles, strips

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

WIDTH_IN, DPI = 10.0, 130
BESIDE_IN = 0.8  # of height, for title, numbers and legend
AROUND_M = 14.0  # shown beyond the extent of the site
ARROW_M = 9.0  # between two arrows on a lane
LONGEST_CONE_M = 28.0  # longer ones would hide the site
LEGEND_COLUMNS = 7
COLOURS = {
    "building": "#c9c3bb",
    "wall": "#8d8478",
    "fence": "#8d8478",
    "kerb": "#b9b3aa",
    "pillar": "#57534e",
    "planter": "#b7cfa0",
    "tree": "#7fae6a",
    "lamp": "#d9a400",
    "sign": "#8250df",
    "roof": "none",
}
LANE, EDGE = "#e3e6ea", "#6e6a64"
CONE: dict[str, Any] = {"facecolor": GOOD, "alpha": 0.13}
LAYERS = {"building": 1, "planter": 1, "roof": 6, "tree": 5}


def draw(plan: Plan) -> bytes:
    """One PNG picture; names of stalls stand in them, names of lanes on them, north is up."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    x0, y0, x1, y1 = plan.extent_m
    x0, y0, x1, y1 = x0 - AROUND_M, y0 - AROUND_M, x1 + AROUND_M, y1 + AROUND_M
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rc("font", family="DejaVu Sans", size=7)
        mpl.rc("text", color=INK, parse_math=False)
        size = (WIDTH_IN, WIDTH_IN * (y1 - y0) / (x1 - x0) + BESIDE_IN)
        figure = Figure(size, dpi=DPI, layout="constrained")
        axes = figure.add_subplot(aspect="equal", xlim=(x0, x1), ylim=(y0, y1))
        axes.set_title(fitted(_title(plan), 2 * TITLE_CHARACTERS), loc="left")
        axes.tick_params(colors=FAINT, length=2)
        axes.spines[:].set_color(RULE)
        _ground(axes, plan)
        _structures(axes, plan.structures)
        _lanes(axes, plan.lanes)
        _stalls(axes, plan)
        _gates(axes, plan)
        places = label_places(plan.cameras, (x1 - x0) / WIDTH_IN)
        for camera, place in zip(plan.cameras, places, strict=True):
            _camera(axes, camera, place)
        figure.legend(
            handles=legend_of(plan), loc="outside lower left", ncols=LEGEND_COLUMNS, frameon=False
        )
        return png(figure)


def _title(plan: Plan) -> str:
    counts = f"{len(plan.stalls)} stalls, {len(plan.cameras)} cameras"
    return f"{plan.site_id} ({plan.family or 'described'}, {plan.split}): {counts}, metres"


def legend_of(plan: Plan) -> "list[Artist]":
    """What each look is of, but for what the plan has not; a thick line ends a stall nose in."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    kinds = {one.kind for one in plan.structures}
    standing = [
        Patch(
            facecolor=colour,
            edgecolor=EDGE,
            linewidth=0.4,
            linestyle="--" if kind == "roof" else "-",
            label=kind,
        )
        for kind, colour in COLOURS.items()
        if kind in kinds
    ]
    view = f"view of a camera, {LONGEST_CONE_M:.0f} m at most"
    drawn: list[tuple[object, Artist]] = [
        (plan.lanes, Patch(facecolor=LANE, label="lane")),
        (plan.stalls, Line2D([], [], color=INK, linewidth=1.1, label="nose end of a stall")),
        (plan.gates, Line2D([], [], color=GATE_COLOUR, linewidth=2, label="gate")),
        (plan.cameras, Patch(**CONE, label=view)),
    ]
    return [*(artist for there, artist in drawn if there), *standing]


def _polygons(axes: "Axes", shapes: Iterable[Floats], **look: Any) -> None:
    from matplotlib.collections import PolyCollection

    axes.add_collection(PolyCollection(list(shapes), **look))


def _ground(axes: "Axes", plan: Plan) -> None:
    x0, y0, x1, y1 = plan.extent_m
    site = np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)])
    _polygons(axes, [site], facecolor="#f3f4f6", edgecolor=RULE, zorder=0)
    shapes = [strip for lane in plan.lanes for strip in strips(lane)]
    _polygons(axes, shapes, facecolor=LANE, edgecolor="none", zorder=0.5)


def _structures(axes: "Axes", structures: tuple[Structure, ...]) -> None:
    from matplotlib.patches import Circle

    for kind, colour in COLOURS.items():
        some = [one for one in structures if one.kind == kind]
        look = {"zorder": LAYERS.get(kind, 2), "edgecolor": EDGE, "linewidth": 0.4}
        if kind == "tree":
            for one in some:
                patch = Circle(one.centre, one.size_m[0] / 2, facecolor=colour, alpha=0.5)
                patch.set_zorder(LAYERS[kind])
                axes.add_patch(patch)
        elif some:
            shapes = rectangles(
                np.array([one.centre for one in some]),
                np.array([one.size_m[:2] for one in some]),
                np.array([one.heading_rad for one in some]),
            )
            style = {"linestyle": "--"} if kind == "roof" else {}
            _polygons(axes, shapes, facecolor=colour, **look, **style)
        for one in some if kind == "building" else []:
            axes.text(*one.centre, f"{one.size_m[2]:.0f} m", color=FAINT, ha="center", clip_on=True)


def _lanes(axes: "Axes", lanes: tuple[Lane, ...]) -> None:
    for lane in lanes:
        length = length_of(lane.points)
        axes.plot(*np.array(lane.points).T, color=RULE, linewidth=0.6, zorder=1)
        count = max(1, round(length / ARROW_M))
        for number in range(count):
            (x, y), heading = along(lane.points, (number + 0.5) * length / count)
            dx, dy = 1.3 * math.cos(heading), 1.3 * math.sin(heading)
            style = "->" if lane.is_one_way else "<->"
            look = {
                "arrowstyle": style,
                "color": FAINT,
                "linewidth": 0.7,
                "shrinkA": 0,
                "shrinkB": 0,
            }
            ends = {"xy": (x + dx, y + dy), "xytext": (x - dx, y - dy)}
            axes.annotate("", **ends, arrowprops=look, annotation_clip=True)  # type: ignore[arg-type]
        (x, y), _ = along(lane.points, length / 2)
        box = {"facecolor": "#ffffff", "edgecolor": "none", "pad": 0.6, "alpha": 0.8}
        axes.text(x, y, lane.lane_id, ha="center", va="center", bbox=box, zorder=7, clip_on=True)


def _stalls(axes: "Axes", plan: Plan) -> None:
    if not plan.stalls:
        return
    shapes = stall_shapes(plan)
    _polygons(axes, shapes, facecolor="#ffffff", edgecolor=FAINT, linewidth=0.5, zorder=3)
    noses = shapes[:, [0, 3]].transpose(1, 2, 0)
    axes.plot(*zip(*noses, strict=True), color=INK, linewidth=1.1, zorder=3)
    for stall in plan.stalls:
        axes.text(
            *(*stall.centre, stall.stall_id),
            fontsize=4.5,
            ha="center",
            va="center",
            color=FAINT,
            zorder=4,
            clip_on=True,
        )


def _gates(axes: "Axes", plan: Plan) -> None:
    lanes = {lane.lane_id: lane for lane in plan.lanes}
    for gate in plan.gates:
        lane = lanes[gate.lane_id]
        (x, y), heading = along(lane.points, gate.at_m)
        half = lane.width_m / 2
        dx, dy = -half * math.sin(heading), half * math.cos(heading)
        axes.plot((x - dx, x + dx), (y - dy, y + dy), color=GATE_COLOUR, linewidth=2, zorder=4)


def _camera(axes: "Axes", camera: Camera, place: tuple[float, float]) -> None:
    from matplotlib.patches import Wedge

    x, y, _ = camera.position_m
    half = math.degrees(math.atan(camera.width_px / 2 / camera.focal_px))
    yaw = math.degrees(camera.yaw_rad)
    reach = min(FAR_M, LONGEST_CONE_M, camera.focal_px * CAR_M / LEAST_CAR_PX)
    cone = Wedge((x, y), reach, yaw - half, yaw + half, zorder=8, **CONE)
    axes.add_patch(cone)
    axes.plot(x, y, marker="o", markersize=4, color=GOOD, zorder=9)
    box = {"facecolor": MISSING, "edgecolor": "none", "pad": 0.6, "alpha": 0.8}
    label = label_of(camera)
    axes.text(*place, label, color=GOOD, ha="center", bbox=box, zorder=9, clip_on=True)

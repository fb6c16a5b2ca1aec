"""Body: the dimensions and the lines that make a vehicle model's shape."""

from dataclasses import dataclass
from typing import Literal

from lotgraph.twin.seeds import Split

BodyType = Literal["car", "van", "truck", "bus", "pickup", "two_wheeler"]
Load = Literal["", "bed", "box", "flat"]
Lamps = Literal["slim", "round", "tall", "bar"]


@dataclass(frozen=True)
class Body:
    """One model. Lengths in metres; `u` runs back from the front bumper along the centre line.

    `cowl` (u, z): where bonnet meets windscreen; `roof` (u, u): from windscreen to rear window;
    `drop_m`: how much lower the roof ends; `deck` (u, z): foot of the rear window; `tail_z`: top
    of the tail; `belt` (z, z): foot of the side windows at the front and at the back; `windows`
    (u, u) each; `lean`: how far the sides lean in, in metres per metre of height.
    """

    name: str
    split: Split
    type: BodyType
    kind: str
    length_m: float
    width_m: float
    height_m: float
    wheelbase_m: float
    overhang_m: float = 0.0
    clearance_m: float = 0.0
    tyre_m: float = 0.3
    nose_z: float = 0.0
    cowl: tuple[float, float] = (0.0, 0.0)
    roof: tuple[float, float] = (0.0, 0.0)
    drop_m: float = 0.0
    deck: tuple[float, float] = (0.0, 0.0)
    tail_z: float = 0.0
    belt: tuple[float, float] = (0.0, 0.0)
    windows: tuple[tuple[float, float], ...] = ()
    lean: float = 0.2
    nose_bow: float = 0.3
    tail_bow: float = 0.15
    hull_m: float = 0.0  # of trucks: the cab's length; 0: the hull is the whole body
    load: Load = ""
    lamps: Lamps = "slim"

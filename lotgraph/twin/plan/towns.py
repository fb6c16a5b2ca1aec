"""Towns where sites lie, one list for each split; people drive on the right in all of them."""

from typing import NamedTuple

from lotgraph.twin.seeds import Split


class Town(NamedTuple):
    """Where the sun stands, and which hour it is."""

    latitude_deg: float
    longitude_deg: float
    timezone: str


TOWNS: dict[Split, tuple[Town, ...]] = {
    "train": (
        Town(52.52, 13.405, "Europe/Berlin"),
        Town(48.857, 2.352, "Europe/Paris"),
        Town(40.417, -3.703, "Europe/Madrid"),
        Town(59.914, 10.752, "Europe/Oslo"),
        Town(37.984, 23.728, "Europe/Athens"),
        Town(41.878, -87.63, "America/Chicago"),
        Town(34.052, -118.244, "America/Los_Angeles"),
        Town(45.508, -73.554, "America/Toronto"),
        Town(19.433, -99.133, "America/Mexico_City"),
        Town(-34.604, -58.382, "America/Argentina/Buenos_Aires"),
        Town(37.567, 126.978, "Asia/Seoul"),
        Town(25.205, 55.271, "Asia/Dubai"),
    ),
    "held_out": (
        Town(45.464, 9.19, "Europe/Rome"),
        Town(50.076, 14.438, "Europe/Prague"),
        Town(60.17, 24.938, "Europe/Helsinki"),
        Town(38.722, -9.139, "Europe/Lisbon"),
        Town(52.23, 21.011, "Europe/Warsaw"),
        Town(39.739, -104.99, "America/Denver"),
        Town(40.713, -74.006, "America/New_York"),
        Town(-23.551, -46.633, "America/Sao_Paulo"),
        Town(31.23, 121.474, "Asia/Shanghai"),
        Town(14.599, 120.984, "Asia/Manila"),
    ),
}

"""The twin's rooms read one another one way, and plans use names that exist."""

import ast
import re
from pathlib import Path

import lotgraph.twin
from lotgraph.twin import names
from lotgraph.twin.sensor.catalogue import SENSORS
from lotgraph.twin.stage.texture.catalogue import TEXTURES

TWIN = Path(names.__file__).parent
ORDER = (
    "seeds", "bands", "names", "sun", "recent", "lock", "plan", "optics", "bodies", "world",
    "stage", "sensor", "faults", "truth", "deliver",
)  # fmt: skip


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("lotgraph.twin"):
            parts = node.module.split(".")
            yield from [parts[2]] if len(parts) > 2 else [alias.name for alias in node.names]


def test_rooms_read_only_those_before_them():
    for path in TWIN.rglob("*.py"):
        room = path.relative_to(TWIN).parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        for other in imports_of(path):
            assert ORDER.index(other) <= ORDER.index(room), f"{path} imports {other}"


def test_the_twin_tells_of_all_its_rooms_in_their_order():
    told = re.findall(r"(\w+) \(", lotgraph.twin.__doc__)
    assert told == [room for room in ORDER if (TWIN / room).is_dir()]
    assert {path.parent.name for path in TWIN.glob("*/__init__.py")} == set(told)


def test_what_plans_name_is_made_by_the_rooms_that_make_it():
    assert set(names.TEXTURES) == set(TEXTURES)
    assert SENSORS[names.PLAIN].split is None
    known = {name: split for split, some in names.SENSORS.items() for name in some}
    assert known == {name: one.split for name, one in SENSORS.items() if one.split}

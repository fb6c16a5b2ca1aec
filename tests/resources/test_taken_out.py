"""The adapter to Great Expectations, copied out of this project as its docs say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TAKEN = ("lotgraph/promises.py", "resources/expectations.py")
CONTRACT = """
from types import SimpleNamespace

def column(name, low=None):
    return SimpleNamespace(
        name=name, unit="", nullable=False, low=low, high=None, choices=()
    )

CONTRACT = SimpleNamespace(
    name="orders", key=("order",), columns=[column("order"), column("paid_eur", low=0)]
)
"""
ASK = """
import sys
result = dg.materialize([orders], raise_on_error=False)
for check in result.get_asset_check_evaluations():
    print(check.check_name, check.passed, check.severity.value, check.blocking)
print(pl.read_parquet("orders_failing_rows.parquet")["order"].to_list())
print({"lotgraph", "resources", "assets"} & {name.partition(".")[0] for name in sys.modules})
"""


def test_two_files_and_fifteen_lines_check_a_foreign_table(tmp_path):
    for name in TAKEN:
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "orders.csv").write_text("order,paid_eur\n1,5\n2,-1\n2,7\n3,\n")
    [code] = re.findall("```python\n(.*?)```", (ROOT / "docs/expectations.md").read_text(), re.S)
    (tmp_path / "foreign.py").write_text(CONTRACT + code + ASK)
    ran = subprocess.run(
        [sys.executable, "foreign.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ran.stdout.splitlines() == [
        "key_is_unique False ERROR True",
        "order_is_present True ERROR True",
        "paid_eur_is_present False ERROR True",
        "paid_eur_in_range False ERROR True",
        "mostly_paid False WARN False",
        "[2, 2, 3]",
        "set()",
    ], ran.stderr

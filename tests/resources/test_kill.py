"""Materialisations killed at random moments: never half a table, and the rerun's bytes the same."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_fifty_killed_materialisations_leave_no_half_table_and_their_reruns_the_same_bytes():
    ended = subprocess.run(
        [sys.executable, "-m", "benchmarks.kill", "--kills", "50", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    counts = json.loads(ended.stdout)
    assert counts["killed"] == 50
    assert counts["unfinished"] > 10, "the kills came too late to show anything"
    assert counts["reruns"] > 10
    assert counts["whole_reads"] > 10

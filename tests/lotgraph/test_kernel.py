"""Compiled code is kept until anything it is made of changes."""

import subprocess
import sys

import pytest

KERNELS = """
from lotgraph.kernel import kernel
from made.inner.kernels import twice


@kernel({signature})
def shown(x):
    return twice(x) + 1
"""
INNER = """
from lotgraph.kernel import kernel
from made.sizes import SIZE


@kernel()
def twice(x):
    return SIZE * x
"""
ASK = """
from made.kernels import shown

print(shown(5), sum(shown.stats.cache_hits.values()))
"""


@pytest.fixture(params=["", '"i8(i8)"'], ids=["when used", "at once"])
def made(request, tmp_path):
    package = tmp_path / "made"
    (package / "inner").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "kernels.py").write_text(KERNELS.format(signature=request.param))
    (package / "inner" / "kernels.py").write_text(INNER)
    (package / "sizes.py").write_text("SIZE = 2\n")
    return package


def ran(package, code):
    return subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": ":".join([str(package.parent), *sys.path])},
        capture_output=True,
        text=True,
        check=True,
    )


def asked(package):
    value, hits = ran(package, ASK).stdout.split()
    return int(value), int(hits)


def test_code_is_kept_until_what_it_is_made_of_changes(made):
    assert asked(made) == (11, 0)
    assert asked(made) == (11, 1)
    (made / "other.py").write_text("SIZE = 7\n")
    assert asked(made) == (11, 1), "a file that nothing imports"
    (made / "sizes.py").write_text("SIZE = 3\n")
    assert asked(made) == (16, 0), "a constant that an imported kernel imports"
    (made / "inner" / "kernels.py").write_text(INNER.replace("SIZE * x", "SIZE * x - 1"))
    assert asked(made) == (15, 0), "an imported kernel"
    assert asked(made) == (15, 1)


def test_what_is_compiled_is_logged_once(made):
    ask = "import logging\nlogging.basicConfig(level=logging.INFO)\n" + ASK
    told = ["compiling made.kernels.shown" in ran(made, ask).stderr for _ in range(2)]
    assert told == [True, False]

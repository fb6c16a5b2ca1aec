"""One rendering of a site at a time: a second is refused, and others go on beside it."""

import errno
import fcntl
import subprocess
import sys
from dataclasses import replace

import pytest

from lotgraph.errors import TwinError
from lotgraph.twin.deliver.folders import held
from lotgraph.twin.truth.columns import CAMERAS

TAKEN = "another process is rendering there; wait for it, or name another folder"


def folders(root, landing="landing", truth="truth"):
    return root / landing, root / truth


def everything(root):
    return sorted(str(one.relative_to(root)) for one in root.rglob("*"))


@pytest.mark.parametrize(("landing", "truth"), [("landing", "other"), ("other", "truth")])
def test_either_folder_is_enough_to_collide(order, tmp_path, landing, truth):
    with held(order, *folders(tmp_path)):
        before = everything(tmp_path)
        with pytest.raises(TwinError, match=TAKEN), held(order, *folders(tmp_path, landing, truth)):
            pytest.fail("nobody else may render there")
        assert everything(tmp_path) == before
    with held(order, *folders(tmp_path, landing, truth)):
        """Free again."""


def test_other_sites_go_into_the_same_folders_meanwhile(order, tmp_path):
    other = replace(order, plan=replace(order.plan, site_id="other"))
    with held(order, *folders(tmp_path)), held(other, *folders(tmp_path)):
        assert all(one.is_dir() for one in tmp_path.rglob("*")), "no file that a scan might see"


def test_what_was_made_to_be_held_goes_unless_something_lies_in_it(order, tmp_path):
    landing, truth = folders(tmp_path)
    with held(order, landing, truth):
        assert (truth / CAMERAS.name / order.plan.site_id).is_dir()
    assert not list(tmp_path.iterdir())
    with held(order, landing, truth):
        (landing / order.plan.site_id / "cam01").mkdir()
    assert everything(tmp_path) == [
        "landing", f"landing/{order.plan.site_id}", f"landing/{order.plan.site_id}/cam01",
    ]  # fmt: skip
    with pytest.raises(TwinError, match="lie in each other"), held(order, landing, landing):
        pytest.fail("truth may not lie where captures do")


def test_a_folder_that_was_removed_meanwhile_is_not_held_for_the_one_in_its_place(
    order, tmp_path, monkeypatch
):
    site = tmp_path / "landing" / order.plan.site_id

    def late(_hold, _how):
        site.rename(tmp_path / "gone")
        site.mkdir()

    monkeypatch.setattr(fcntl, "flock", late)
    with pytest.raises(TwinError, match=TAKEN), held(order, *folders(tmp_path)):
        pytest.fail("it holds a folder that nobody else finds")


def test_a_share_that_locks_no_folder_is_rendered_into(order, tmp_path, monkeypatch):
    def refused(_hold, _how):
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(fcntl, "flock", refused)
    with held(order, *folders(tmp_path)):
        """Nothing to wait for."""


HOLDS = """
import fcntl, os, sys, time
hold = os.open(sys.argv[1], os.O_RDONLY)
fcntl.flock(hold, fcntl.LOCK_EX)
print("held", flush=True)
time.sleep(60)
"""


def test_whoever_is_killed_holds_nothing(order, tmp_path):
    site = tmp_path / "landing" / order.plan.site_id
    site.mkdir(parents=True)
    other = subprocess.Popen([sys.executable, "-c", HOLDS, site], stdout=subprocess.PIPE)
    with other:
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(TwinError, match=TAKEN), held(order, *folders(tmp_path)):
            pytest.fail("another process holds it")
        other.kill()
    with held(order, *folders(tmp_path)):
        """Free again."""

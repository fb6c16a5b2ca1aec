"""FolderLanding: a disk and an object store are one and the same to the graph."""

import polars as pl
import pytest

from assets.partitions import LIVE
from lotgraph.errors import LandingError
from lotgraph.video.places import locate
from resources.landing import FolderLanding

URI = f"north/gate/{LIVE.first:%Y-%m-%dT%H-%M-%SZ}.mp4"


@pytest.fixture(params=["disk", "memory"])
def landing(request, tmp_path):
    import fsspec

    root = str(tmp_path / "landing") if request.param == "disk" else "memory://landed"
    store, path = fsspec.core.url_to_fs(root)
    store.makedirs(path, exist_ok=True)
    (tmp_path / "lotgraph.toml").write_text("[sites.north.cameras.gate]\n")
    yield FolderLanding(root=root, settings_path=str(tmp_path / "lotgraph.toml"))
    store.rm(path, recursive=True)


def put(landing, uri):
    import fsspec

    with fsspec.open(f"{landing.root}/{uri}", "wb", auto_mkdir=True) as file:
        file.write(b"footage")


def test_every_file_is_placed_under_its_site(landing):
    put(landing, URI)
    put(landing, "east/gate/x.mp4")
    put(landing, "loose.mp4")
    assert landing.placed("north", LIVE)["uri"].to_list() == [URI]
    assert landing.placed("unplaced", LIVE)["uri"].to_list() == ["east/gate/x.mp4", "loose.mp4"]


def test_the_survey_counts_what_was_placed(landing):
    put(landing, URI)
    put(landing, "loose.mp4")
    windows = landing.survey(LIVE).windows
    assert windows.group_by("site_id").agg(pl.col("files").sum()).sort("site_id").rows() == [
        ("north", 1),
        ("unplaced", 1),
    ]


def test_an_address_can_be_opened(landing):
    put(landing, URI)
    assert locate(landing.address(URI)).size_bytes == len(b"footage")


def test_a_site_without_a_folder_yet_has_no_files(landing):
    assert landing.placed("north", LIVE).is_empty()


def test_a_landing_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(LandingError, match="does not exist"):
        FolderLanding(root=str(tmp_path / "none")).survey(LIVE)

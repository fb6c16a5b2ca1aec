"""An asset shows a picture: the event log gets an address, the lake the picture."""

import io

import dagster as dg
from PIL import Image

from lotgraph.previews.store import Preview, PreviewStore
from resources.previews import Previews


def picture():
    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "png")
    return buffer.getvalue()


def test_an_asset_shows_a_picture_by_address_and_knows_its_hash(instance, tmp_path):
    hashes = []

    @dg.asset
    def shown(previews: Previews) -> dg.MaterializeResult:
        album = previews.album()
        markdown = album.show(picture(), "gate")
        hashes.extend(album.hashes)
        return dg.MaterializeResult(metadata={"gate": dg.MetadataValue.md(markdown)})

    root = Previews(root=str(tmp_path), url="http://127.0.0.1:3080")
    result = dg.materialize([shown], resources={"previews": root}, instance=instance)
    (event,) = result.asset_materializations_for_node("shown")
    assert event.metadata["gate"].value.startswith("![gate](http://127.0.0.1:3080/preview/")
    assert hashes[0] in event.metadata["gate"].value
    assert PreviewStore(str(tmp_path)).get(Preview(hashes[0], "png")) == picture()


def test_each_materialisation_has_its_own_album(tmp_path):
    previews = Previews(root=str(tmp_path), url="http://127.0.0.1:3080")
    previews.album().show(picture(), "one")
    assert previews.album().hashes == ()

"""Where assets put the pictures that they show."""

import dagster as dg
from pydantic import Field

from lotgraph.previews.album import Album
from lotgraph.previews.store import PreviewStore


class Previews(dg.ConfigurableResource[Album]):
    """Pictures as files of the lake, served by `lotgraph serve` and shown by address.

    An asset takes one album, shows pictures through it and puts its hashes into `Origin.previews`:

        album = previews.album()
        context.add_output_metadata({"gate": dg.MetadataValue.md(album.show(picture, "gate"))})
        return Made(rows, Origin(previews=album.hashes))
    """

    root: str = Field(description="Folder or address of the lake.")
    url: str = Field(description="Address at which browsers reach the preview server.")
    token: str = Field(default="", description="Token of the preview server, if it asks for one.")

    def album(self) -> Album:
        """An album for one materialisation."""
        return Album(PreviewStore(self.root), self.url, self.token)

"""Turns pictures into Markdown that Dagster shows in place, and remembers which were shown."""

from dataclasses import dataclass, field

from lotgraph.errors import SettingsError
from lotgraph.previews.passes import pass_for
from lotgraph.previews.store import Preview, PreviewStore

SHOWN_IN_PLACE = 1_000  # Dagster hides longer Markdown behind a click
ALT_CHARACTERS = 200


@dataclass(frozen=True)
class Album:
    """The previews of one materialisation; `hashes` goes into its `Origin.previews`."""

    store: PreviewStore
    url: str
    token: str = ""
    _kept: dict[str, None] = field(default_factory=dict)

    @property
    def hashes(self) -> tuple[str, ...]:
        """Content hashes of the pictures kept so far, in order, each once."""
        return tuple(self._kept)

    def keep(self, picture: bytes) -> Preview:
        """Store a picture and note its hash."""
        preview = self.store.put(picture)
        self._kept[preview.sha256] = None
        return preview

    def show(self, picture: bytes, alt: str) -> str:
        """Store a picture and return Markdown that shows it; `alt` says what it shows."""
        return self.markdown(self.keep(picture), alt)

    def markdown(self, preview: Preview, alt: str) -> str:
        """Markdown that shows a kept picture, short enough to be shown in place.

        Raises:
            SettingsError: if the server's address leaves no room for it.
        """
        address = f"{self.url.rstrip('/')}/preview/{preview.name}"
        if self.token:
            address += f"?token={pass_for(preview, self.token)}"
        shown = f"![{_plain(alt)}]({address})"
        if len(shown) >= SHOWN_IN_PLACE:
            raise SettingsError(
                f"server.public_url has {len(self.url)} characters, too many for Dagster to show "
                "pictures in place; use a shorter address"
            )
        return shown


def _plain(alt: str) -> str:
    """One line without Markdown's own characters, so that a file name cannot break the page."""
    words = " ".join("".join(" " if c in "[]()<>`*_\\!|" else c for c in alt).split())
    return words if len(words) <= ALT_CHARACTERS else words[: ALT_CHARACTERS - 1] + "…"

"""The landing folder, as the graph sees it: it can be listed, and nothing in it is ever changed."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import dagster as dg
import polars as pl
from pydantic import Field, PrivateAttr

from lotgraph.captures.reread import reread
from lotgraph.lake.files import Files
from lotgraph.landing.listing import folders, list_landing
from lotgraph.landing.live import Live
from lotgraph.landing.place import folders_of_site, place
from lotgraph.landing.survey import Survey, Surveyor
from lotgraph.settings import Settings, load

_T = TypeVar("_T")
_SURVEYORS: dict[str, Surveyor] = {}  # outlive a tick, as resources do not


class Landing(dg.ConfigurableResource[None], ABC):
    """Where captures arrive, and the settings that say what is expected there."""

    @property
    @abstractmethod
    def settings(self) -> Settings:
        """Sites and cameras as they stand now, so that adding one needs no restart."""

    @abstractmethod
    def address(self, uri: str) -> str:
        """Address at which a file of the listing can be opened."""

    def reread(
        self, capture: Mapping[str, Any], read: Callable[[str], Iterable[_T]]
    ) -> Iterator[_T]:
        """What `read` gives of a row of captures; see `lotgraph.captures.reread`."""
        roots = self.settings.arrivals.footage_roots
        return reread(capture, self.address(capture["uri"]), read, roots)

    @abstractmethod
    def survey(self, live: Live) -> Survey:
        """What lies in each window of each site."""

    @abstractmethod
    def placed(self, site_id: str, live: Live) -> pl.DataFrame:
        """Every file of one site with its window; see `lotgraph.landing.place`."""


class FolderLanding(Landing):
    """A folder of a local disk or of an object store that is filled by others."""

    root: str = Field(description="Folder or address where captures arrive.")
    settings_path: str = Field(default="", description="Settings file; empty: the one in force.")
    _settings: Settings | None = PrivateAttr(default=None)

    @property
    def settings(self) -> Settings:
        """See `Landing.settings`; read once for each run or tick."""
        if self._settings is None:
            self._settings = load(Path(self.settings_path) if self.settings_path else None)
        return self._settings

    def address(self, uri: str) -> str:
        """See `Landing.address`."""
        return Files(self.root).url(uri)

    def survey(self, live: Live) -> Survey:
        """See `Landing.survey`; quick when asked again by the same process."""
        surveyor = _SURVEYORS.setdefault(self.root, Surveyor(self.root))
        return surveyor.survey(self.settings, live)

    def placed(self, site_id: str, live: Live) -> pl.DataFrame:
        """See `Landing.placed`."""
        inside = folders_of_site(site_id, folders(self.root), self.settings)
        return place(list_landing(self.root, inside), self.settings, live)

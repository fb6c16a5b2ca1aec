"""The demo's folder: landing folder, lake, Dagster's home and settings, all below `demo/`."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Home:
    """Where the demo keeps things. Deleting the folder starts it over."""

    folder: Path = ROOT / "demo"

    @property
    def landing(self) -> Path:
        """Where the footage lands."""
        return self.folder / "landing"

    @property
    def variables(self) -> dict[str, str]:
        """Environment of every process of the demo."""
        return {
            "LOTGRAPH_SETTINGS": str(self.folder / "lotgraph.toml"),
            "DAGSTER_HOME": str(self.folder / "dagster"),
            "DAGSTER_DISABLE_TELEMETRY": "1",
        }

    def make(self) -> None:
        """Lay out the folder and set this process's environment; settings that are there stay."""
        (self.folder / "dagster").mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "dagster.yaml", self.folder / "dagster" / "dagster.yaml")
        settings = self.folder / "lotgraph.toml"  # whoever plays with the demo adds sites to it
        if not settings.exists():
            shutil.copy(Path(__file__).parent / "lotgraph.toml", settings)
        os.environ |= self.variables

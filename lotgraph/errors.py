"""Every error this project raises on purpose.

LotgraphError
├── SettingsError        the settings file says something that cannot be
├── ContractError        a table does not have the columns its room promises
├── MissingTableError    a table that was asked for has not been written yet
├── DamagedTableError    a stored table is not the one its record describes
├── NoRoomError          the disk or the quota is full, so nothing can be written
├── ShapeError           an array argument has the wrong shape
├── LandingError         the landing folder cannot be listed
├── DetectorError        a detector cannot be opened, or fails on what it is given
├── CameraModelError     a camera is not described as one that sees the ground
├── TrackError           boxes cannot be tracked as they were given
├── StreamError          a live stream cannot be opened, or broke off
├── TwinError            a site cannot be built or rendered as described
├── TrainingError        a detector cannot be trained as asked
└── CaptureError         a capture cannot be used, for a `reason` of `lotgraph.captures.reasons`
"""


class LotgraphError(Exception):
    """Base class, so a caller can catch ours and nothing else."""


class SettingsError(LotgraphError):
    """The settings file says something that cannot be."""


class ContractError(LotgraphError):
    """A table does not have the columns its room promises."""


class MissingTableError(LotgraphError):
    """A table that was asked for has not been written yet."""


class DamagedTableError(LotgraphError):
    """A stored table is not the one its record describes."""


class NoRoomError(LotgraphError):
    """The disk or the quota is full. It says nothing against what was to be written."""


class ShapeError(LotgraphError):
    """An array argument has the wrong shape."""


class LandingError(LotgraphError):
    """The landing folder cannot be listed. It must not look like an empty one."""


class TwinError(LotgraphError):
    """A site cannot be built or rendered as it is described."""


class FormatError(LotgraphError):
    """A file of boxes or tracks cannot be read as one."""


class MeasureError(LotgraphError):
    """What is to be measured does not fit together."""


class DetectorError(LotgraphError):
    """A detector cannot be opened, or fails on what it is given."""


class CameraModelError(LotgraphError):
    """A file does not describe a camera that sees the ground."""


class TrackError(LotgraphError):
    """Boxes cannot be tracked as they were given."""


class StreamError(LotgraphError):
    """A stream that cannot be opened, or broke off; trying again helps unless `is_permanent`."""

    def __init__(self, message: str, *, is_permanent: bool = False) -> None:
        super().__init__(message)
        self.is_permanent = is_permanent


class CaptureError(LotgraphError):
    """A capture cannot be used; `reason` is one word for tables, the message says the rest."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class TrainingError(LotgraphError):
    """A detector cannot be trained on what there is, or as it was asked."""

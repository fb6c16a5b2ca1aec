"""Reads camera models: a JSON file each, by words people have for what they measured."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from lotgraph.cameras.model import CameraModel, looking
from lotgraph.errors import CameraModelError

Row = Annotated[list[float], Field(min_length=3, max_length=3)]
Matrix = Annotated[list[Row], Field(min_length=3, max_length=3)]
CAMERA_MODEL = "camera model"  # what records call the hash over a site's files
SHAPED = (0, 1, 2, 2, 2), (1, 0, 0, 1, 2)  # rows and columns of what all camera matrices share
TILTED = 1e-3  # how far from turning and nothing else a rotation may be


class Described(BaseModel):
    """What a file says."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    camera_matrix: Matrix
    distortion: Annotated[list[float], Field(max_length=5)] = []
    width_px: int = Field(gt=0, le=100_000)
    height_px: int = Field(gt=0, le=100_000)
    position_m: Row | None = None
    yaw_deg: float | None = None
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    rotation: Matrix | None = None
    translation_m: Row | None = None

    @model_validator(mode="after")
    def _hangs(self) -> Self:
        is_placed = self.position_m is not None and self.yaw_deg is not None
        is_turned = self.rotation is not None and self.translation_m is not None
        if is_placed == is_turned:
            raise ValueError(
                "expected position_m with yaw_deg (and pitch_deg, roll_deg), or rotation with "
                "translation_m as OpenCV has them"
            )
        if min(self.camera_matrix[0][0], self.camera_matrix[1][1]) <= 0:
            raise ValueError("camera_matrix: expected focal lengths above 0")
        matrix = np.array(self.camera_matrix)
        if np.abs(matrix[SHAPED] - [0, 0, 0, 0, 1]).max() > TILTED:
            raise ValueError("camera_matrix: expected [[fx, 0, cx], [0, fy, cy], [0, 0, 1]]")
        if self.rotation is not None:
            axes = np.array(self.rotation)
            if np.abs(axes @ axes.T - np.eye(3)).max() > TILTED or np.linalg.det(axes) < 0:
                raise ValueError("rotation: expected a matrix that turns and does nothing else")
        return self


def read_camera(file: Path) -> CameraModel:
    """The camera that a file describes.

    Raises:
        CameraModelError: if it is no such file, or describes no camera above the ground.
    """
    try:
        described = Described.model_validate(json.loads(file.read_text(encoding="utf-8-sig")))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise CameraModelError(
            f"{file}: expected a JSON file of a camera, see docs/ground.md; {reason}"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"])) or "camera"
        raise CameraModelError(
            f"{file}: {name}: {first['msg']}; see docs/ground.md for what a camera is described by"
        ) from error
    camera = _camera(described)
    if not 0 < camera.position_m[2] < 1e3:  # noqa: PLR2004 -- a kilometre
        raise CameraModelError(
            f"{file}: expected a camera above the ground (z up, the ground at 0); it hangs "
            f"{camera.position_m[2]:g} m over it"
        )
    return camera


def _camera(described: Described) -> CameraModel:
    matrix = described.camera_matrix
    if described.rotation is not None:
        axes = np.array(described.rotation)
        position = -axes.T @ np.array(described.translation_m)
    else:
        angles = (described.yaw_deg or 0.0, described.pitch_deg, described.roll_deg)
        axes, position = looking(*np.radians(angles)), np.array(described.position_m)
    k1, k2, p1, p2, k3 = (*described.distortion, 0.0, 0.0, 0.0, 0.0, 0.0)[:5]
    return CameraModel(
        focal_px=(matrix[0][0], matrix[1][1]),
        centre_px=(matrix[0][2], matrix[1][2]),
        distortion=(k1, k2, p1, p2, k3),
        size_px=(described.width_px, described.height_px),
        position_m=(float(position[0]), float(position[1]), float(position[2])),
        axes=axes,
    )


@dataclass
class Known:
    """Camera models of a site, a hash over their files, and what could not be read."""

    cameras: dict[str, CameraModel] = field(default_factory=dict)
    sources: str = ""
    unread: list[str] = field(default_factory=list)


def cameras_of(folder: Path | None) -> Known:
    """Models of the cameras whose files lie in a folder: `gate.json` is that of `gate`.

    No folder, or no file of a camera: nothing is known of it. A file that cannot be read is said,
    and the others are read.
    """
    known, digest = Known(), hashlib.sha256()
    for file in sorted(folder.glob("*.json")) if folder and folder.is_dir() else []:
        try:
            known.cameras[file.stem] = read_camera(file)
        except CameraModelError as error:
            known.unread.append(str(error))
            continue
        digest.update(file.stem.encode() + b"\0" + file.read_bytes())
    known.sources = digest.hexdigest() if known.cameras else ""
    return known

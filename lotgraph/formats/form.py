"""The formats by name, and how their files end."""

from enum import StrEnum
from pathlib import Path


class Form(StrEnum):
    """How boxes are written."""

    MOT = "mot"
    KITTI = "kitti"
    COCO = "coco"
    PARQUET = "parquet"


ENDS = {Form.MOT: ".txt", Form.KITTI: ".txt", Form.COCO: ".json", Form.PARQUET: ".parquet"}
TOLD = {".txt": Form.MOT, ".kitti": Form.KITTI, ".json": Form.COCO, ".parquet": Form.PARQUET}
"""What a file is written as that ends so, if nobody names a format."""


def unknown_end(out: Path) -> str:
    """What is said of a file to write that ends as none of these, and of which nobody named one."""
    return f"--out {out}: expected the end {', '.join(TOLD)}; or say --format {', '.join(Form)}"

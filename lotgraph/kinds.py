"""Groups of kinds: detectors call things by many names, labels by others."""

import polars as pl

VEHICLE, TWO_WHEELER, PERSON = "vehicle", "two_wheeler", "person"
_GROUPS = {
    VEHICLE: ("car", "van", "pickup", "truck", "bus", "vehicle", "minivan", "suv", "trailer"),
    TWO_WHEELER: ("motorbike", "motorcycle", "bicycle", "bike", "cyclist", "two_wheeler"),
    PERSON: ("person", "pedestrian", "walker", "people"),
}
GROUP_OF = {kind: group for group, kinds in _GROUPS.items() for kind in kinds}


def grouped(boxes: pl.DataFrame) -> pl.DataFrame:
    """The same boxes, each of the group that its class belongs to; others keep their name."""
    kind = pl.col("kind").str.to_lowercase()
    return boxes.with_columns(kind.replace(GROUP_OF).alias("kind"))

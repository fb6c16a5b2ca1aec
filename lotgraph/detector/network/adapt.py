"""Says how frames become a network's input: by the file, else as its family was trained."""

from dataclasses import replace

from lotgraph.detector.network.model import Answer, Eye, Facts
from lotgraph.detector.network.settings import Said
from lotgraph.errors import DetectorError

USUAL_SIDE = 640  # px, where a file takes any size
POSSIBLE_SIDES = range(32, 4097)
CHANNELS = 3
IMAGE = 4  # sides of a batch of pictures
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
IMAGENET_BGR = ((103.53, 116.28, 123.675), (57.375, 57.12, 58.395))
KINDS = ("float32", "float16", "uint8")
SIZES = {"orig_target_sizes": "wh", "im_shape": "hw", "image_shape": "hw", "scale_factor": "one"}


def eye_of(facts: Facts, said: Said) -> Eye:
    """The input, as far as it can be told before anything was answered.

    Raises:
        DetectorError: if there is no input for pictures of three channels, or others that are not
            known.
    """
    pictures = [one for one in facts.inputs if len(one.shape) == IMAGE and one.kind in KINDS]
    told = ", ".join(f"{one.name} {one.kind} {list(one.shape)}" for one in facts.inputs)
    if len(pictures) != 1:
        raise DetectorError(
            f"it takes {told}; expected one batch of pictures, [n, 3, h, w] of {', '.join(KINDS)}"
        )
    [port] = pictures
    is_last = port.shape[1] != CHANNELS and port.shape[3] == CHANNELS
    if not is_last and port.shape[1] not in {CHANNELS, None}:
        raise DetectorError(f"it takes {told}; expected pictures of {CHANNELS} channels")
    others = [one for one in facts.inputs if one is not port]
    strange = [one.name for one in others if one.name not in SIZES]
    if strange:
        raise DetectorError(f"it takes {told}; nothing is known of {', '.join(strange)}")
    height, width = port.shape[1:3] if is_last else port.shape[2:]
    usual = _usual(facts.metadata, said)
    return Eye(
        port.name,
        port.kind,
        width or usual[0],
        height or usual[1],
        is_elastic=width is None and height is None and said.size is None,
        batch=port.shape[0] or 0,
        channels_last=is_last,
        full=255.0 if facts.is_scaled_inside or port.kind == "uint8" else 1.0,
        sizes=tuple((one.name, one.kind, SIZES[one.name]) for one in others),
    )


def adapt(eye: Eye, answer: Answer, facts: Facts, said: Said) -> tuple[Eye, tuple[str, ...]]:
    """The input as this family was trained, with what is said over it; what was assumed."""
    family, made = _family(eye, answer, facts)
    if facts.is_scaled_inside or eye.kind == "uint8":
        made = replace(made, full=255.0, mean=(0.0, 0.0, 0.0), std=(1.0, 1.0, 1.0))
    told: dict[str, object] = {
        name: value
        for name in ("full", "mean", "std", "fit", "pad")
        if (value := getattr(said, name)) is not None
    }
    if said.order is not None:
        told["is_bgr"] = said.order == "bgr"
    made = replace(made, **told)  # type: ignore[arg-type]
    order = "BGR" if made.is_bgr else "RGB"
    scaled = "" if made.std == (1.0, 1.0, 1.0) else ", less a mean, by a deviation"
    return made, (f"{family}: {order}, 255 becomes {made.full:g}{scaled}, {made.fit}",)


def known(answer: Answer, facts: Facts, said: Said) -> Answer:
    """The answer, with what need not be told from values as the file is our own.

    Boxes of ours are a centre, width and height. While little is learnt they may all be so large
    that they could be corners as well.
    """
    if not facts.is_ours or answer.head != "boxes" or not answer.is_channels_first:
        return answer
    return replace(answer, corners=said.corners or "cxcywh", is_relative=bool(said.relative))


def _family(eye: Eye, answer: Answer, facts: Facts) -> tuple[str, Eye]:
    """What networks with such answers are trained on."""
    is_joined = answer.head == "lists" and answer.outputs[0] == answer.outputs[1]
    has_logits = any("logits" in one for one in answer.outputs)
    is_transformer = answer.head == "pairs" and answer.is_relative
    name = "YOLOv5 to v11"
    if facts.is_ours:
        name = "`lotgraph train` writes it"  # and as it learnt, which is how an eye begins
    elif "stride" in facts.metadata and "names" in facts.metadata:
        name = "Ultralytics exports"
    elif answer.head == "cells":
        name, eye = "YOLOX", replace(eye, full=255.0, is_bgr=True, fit="corner")
    elif answer.head == "bins" or is_joined:
        name, fit = ("MMDetection", "corner") if is_joined else ("NanoDet", "stretch")
        mean, std = IMAGENET_BGR
        eye = replace(eye, full=255.0, mean=mean, std=std, is_bgr=True, fit=fit)  # type: ignore[arg-type]
    elif eye.sizes or (is_transformer and has_logits and answer.activation == "sigmoid"):
        name, eye = "RT-DETR", replace(eye, fit="stretch")
    elif is_transformer:
        mean, std = IMAGENET
        name, eye = "DETR", replace(eye, mean=mean, std=std, fit="stretch")
    elif answer.corners == "yxyx":
        name, eye = "TensorFlow", replace(eye, fit="stretch")
    return f"as {name}", eye


def _usual(metadata: dict[str, str], said: Said) -> tuple[int, int]:
    """Width and height where the file leaves them open."""
    if said.size is not None:
        return said.size
    numbers = metadata.get("imgsz", "").strip("[]() ").split(",")
    sides = [int(part) for part in numbers if part.strip().isdecimal()]
    is_size = sides[2:] == [] != sides[1:] and all(side in POSSIBLE_SIDES for side in sides)
    return (sides[1], sides[0]) if is_size else (USUAL_SIDE, USUAL_SIDE)

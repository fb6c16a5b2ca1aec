"""Refuses answers that no sound network gives, which would end as no boxes, or as wrong ones."""

from dataclasses import replace

import numpy as np

from lotgraph.detector.model import Found
from lotgraph.detector.network.decode import decode
from lotgraph.detector.network.dense import is_relative
from lotgraph.detector.network.model import Answer, Eye, Outputs
from lotgraph.errors import DetectorError

LARGEST_SCORE = 1 + 1 / 127  # numbers of eight bits may round so far beyond 1


def doubt_trial(outputs: Outputs, answer: Answer) -> None:
    """See that an answer to a plain picture is of numbers; infinite ones may be, as of a far log.

    Raises:
        DetectorError: if one is not a number.
    """
    for name in dict.fromkeys(answer.outputs):
        strange = int(np.isnan(outputs[name]).sum())
        if strange:
            raise DetectorError(
                f"its answer {name} to a plain picture has {strange:,} of {outputs[name].size:,} "
                "values that are not numbers (NaN); its weights are damaged, or went beyond half "
                "precision: export it again, in float32"
            )


def doubt(outputs: Outputs, answer: Answer, eye: Eye, found: Found) -> Found:
    """What was decoded, with scores from 0 to 1.

    Raises:
        DetectorError: if a score is beyond 1, or nothing was found as nothing is a number.
    """
    if not len(found):
        _see_numbers(outputs, answer, eye)
        return found
    most = float(found.score.max())
    if most > LARGEST_SCORE:
        way = 'write activation = "sigmoid" into the .toml beside it, or export it with such'
        raise DetectorError(
            f"it answers with a score of {most:g}, and scores are from 0 to 1; "
            f"{'export it with such' if answer.is_suppressed else way}"
        )
    return replace(found, score=np.minimum(found.score, np.float32(1)))


def doubt_px(found: Found) -> None:
    """See that the first boxes found are in px, where a trial without boxes could not tell.

    Raises:
        DetectorError: if all lie within 1.5 of the input's corner, as shares of the input do.
    """
    if is_relative(found.box):
        raise DetectorError(
            f"its first boxes reach {float(found.box.max()):.2f} px from the corner, and look like "
            "shares of the input; write relative = true into the .toml beside it, or "
            "relative = false if they are in px all the same"
        )


def _see_numbers(outputs: Outputs, answer: Answer, eye: Eye) -> None:
    """See that of an answer without boxes some row is of numbers, if there are rows."""
    told = [outputs[name] for name in dict.fromkeys(answer.outputs)]
    with np.errstate(all="ignore"):  # one that is not finite leaves no finite sum: quickly seen
        if all(np.isfinite(values.sum(dtype=np.float64)) for values in told):
            return
        every = decode(outputs, answer, eye, max(map(len, told)), -np.inf)
    is_number = np.isfinite(every.box).all(axis=1) & np.isfinite(every.score)
    if not is_number.any():
        raise DetectorError(
            "nothing that it answers is a number (NaN, or without end); its weights are damaged, "
            "or went beyond half precision: export it again, in float32"
        )

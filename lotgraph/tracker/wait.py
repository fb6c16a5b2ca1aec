"""Waits for who stands: hidden for longer than anybody is waited for, and there again."""

import numpy as np

from lotgraph.tracker.model import Boxes, Floats, Ints, by_track, stride_of


def waited_for(
    still: Floats, boxes: Boxes, name: Ints, looked: Ints | None, bare: Ints | None
) -> Ints:
    """Names of tracks, one for those that stand in the same place one after another.

    `still` are the boxes with the camera's moves taken out. The place must not have been seen free
    in between: other boxes hid it, or nobody looked. `looked` are the numbers of frames that were
    looked at, or `bare` (frames,) how many that showed nobody were before each with boxes; where
    nobody says, all were, as evenly as those with boxes are.
    """
    from lotgraph.tracker.stand.kernels import goes_on, tips

    order, ends = by_track(name, boxes.step)
    first, last = boxes.step[order[ends[:-1]]], boxes.step[order[ends[1:] - 1]]
    comes, leaves, has_come, has_left = tips(still[order], boxes.times_s[boxes.step[order]], ends)
    hiding, shown = _there(still[order], boxes, boxes.step[order], name[order])
    after = goes_on(
        comes, leaves, has_left, has_come, first, last, np.diff(ends), hiding, shown,
        *(_bare(boxes, looked) if bare is None else (_usual_s(boxes), bare)),
    )  # fmt: skip
    whole = np.arange(len(after))
    for one in np.argsort(first, kind="stable"):
        if after[one] >= 0:
            whole[after[one]] = whole[one]
    waited = np.full(len(name), -1)
    waited[order] = np.repeat(whole, np.diff(ends))
    return waited


def _there(still: Floats, boxes: Boxes, step: Ints, name: Ints) -> tuple[Floats, Ints]:
    """Boxes of tracks by frame, with those in between that were missed, and each frame's ends.

    Boxes come by track. Who stands in front hides what is behind where it is missed, too.
    """
    gap = np.where(np.diff(name) == 0, np.diff(step) - 1, 0)
    before = np.repeat(np.arange(len(gap)), gap)
    own = np.arange(len(before)) - np.repeat(np.cumsum(gap) - gap, gap) + 1 + step[before]
    at = boxes.times_s
    share = ((at[own] - at[step[before]]) / (at[step[before + 1]] - at[step[before]]))[:, None]
    between = still[before] + share * (still[before + 1] - still[before])
    every = np.concatenate([step, own])
    order = np.argsort(every, kind="stable")
    ends = np.searchsorted(every[order], np.arange(len(boxes.frames) + 1))
    return np.concatenate([still, between])[order], ends


def _bare(boxes: Boxes, looked: Ints | None) -> tuple[float, Ints]:
    """Seconds of a frame, and how many frames without boxes were looked at before each."""
    frames = boxes.frames
    if looked is None:
        stride = stride_of(frames)
        between = np.diff(frames) // stride - 1
    else:
        stride = int(np.median(np.diff(looked))) if len(looked) > 1 else 1
        between = np.diff(np.searchsorted(looked, frames)) - 1
    seconds = float(boxes.times_s[-1]) / max(1, int(frames[-1] - frames[0]))
    return stride * seconds, np.concatenate([[0], between])


def _usual_s(boxes: Boxes) -> float:
    """How long a frame with boxes lasts, usually."""
    return float(np.median(np.diff(boxes.times_s))) if len(boxes.times_s) > 1 else 0.0

# ruff: noqa: C901, PLR0913, PLR0917 -- compiled steps take arrays and are not cut into calls
# mypy: disable-error-code="no-untyped-def, no-untyped-call"
"""Compiled: which boxes of a frame overlap, and which are taken for each other.

Rows of a frame lie together: those of frame `f` from `ends[f]` to `ends[f + 1]`. `where` is
`Meeting.where`: ends of the truth's rows, of the predictions' and of the overlaps, and the rows of
both that overlap.
"""

import numpy as np

from lotgraph.kernel import kernel
from lotgraph.measure.total.kernels import sum_of
from lotgraph.pairing.kernels import longer, overlap
from lotgraph.pairing.sparse.kernels import assign_pairs

EPS = np.finfo(np.float64).eps
MANY = 64  # boxes of a frame beyond which putting them in order first is quicker
CONTINUED = 1000.0  # what going on with the same object is worth, beside an overlap of at most 1


@kernel()
def by_side(left, right):
    """In which order to look through boxes, their left sides in it, and how wide they are at most.

    Few are looked through one and all, as are those of which one is endless: infinitely wide.
    """
    widest = np.inf
    if len(left) > MANY:
        widest = np.nextafter(np.max(right - left), np.inf)
    if not widest < np.inf:
        return np.arange(len(left)), left, np.inf
    order = np.argsort(left, kind="mergesort")
    return order, left[order], widest


@kernel()
def reach(sides, widest, x0, x1):
    """From where to where, in the order of `by_side`, boxes may reach between two places."""
    if widest == np.inf:
        return 0, len(sides)
    first = np.searchsorted(sides, np.nextafter(x0 - widest, -np.inf))
    return first, np.searchsorted(sides, x1)


@kernel()
def in_turn(others, share, first, last):
    """Put some pairs of one box into the order of the others."""
    order = np.argsort(others[first:last])
    others[first:last], share[first:last] = others[first:last][order], share[first:last][order]


@kernel()
def meet(truth, truth_ends, predicted, predicted_ends):
    """Boxes that overlap in their frame: ends of each frame's, rows of both, and how much.

    O(pairs that overlap) memory.
    """
    ends = np.zeros(len(truth_ends), np.int64)
    left, right = predicted[:, 0].copy(), predicted[:, 2].copy()
    order, sides, widest = by_side(left[:0], right[:0])
    room, found = 2 * len(truth) + 16, 0
    rows, others, share = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room)
    for f in range(len(truth_ends) - 1):
        first, last = predicted_ends[f], predicted_ends[f + 1]
        is_many = last - first > MANY
        if is_many:
            order, sides, widest = by_side(left[first:last], right[first:last])
            order += first
        for row in range(truth_ends[f], truth_ends[f + 1]):
            x0, y0, x1, y1 = truth[row, 0], truth[row, 1], truth[row, 2], truth[row, 3]
            begins, low, high = found, first, last
            if is_many:
                low, high = reach(sides, widest, x0, x1)
            for k in range(low, high):
                other = order[k] if is_many else k
                if left[other] >= x1 or right[other] <= x0:
                    continue
                v0, v1 = predicted[other, 1], predicted[other, 3]
                shared = overlap(x0, y0, x1, y1, left[other], v0, right[other], v1)
                if shared > 0:
                    if found == room:
                        room *= 2
                        rows, others = longer(rows, room), longer(others, room)
                        share = longer(share, room)
                    rows[found], others[found], share[found] = row, other, shared
                    found += 1
            if is_many:
                in_turn(others, share, begins, found)
        ends[f + 1] = found
    return ends, rows[:found].copy(), others[:found].copy(), share[:found].copy()


@kernel()
def take(frame, where, worth):
    """Pair a frame's boxes so that what the pairs are worth is most: an overlap for each, or -1."""
    truth_ends, predicted_ends, ends, rows, others = where
    first, first_other = truth_ends[frame], predicted_ends[frame]
    tall, wide = truth_ends[frame + 1] - first, predicted_ends[frame + 1] - first_other
    taken, is_taken = np.full(tall, -1, np.int64), np.zeros(wide, np.bool_)
    is_plain = True
    for k in range(ends[frame], ends[frame + 1]):
        row, other = rows[k] - first, others[k] - first_other
        is_plain = is_plain and taken[row] < 0 and not is_taken[other]
        taken[row], is_taken[other] = k, True
    if is_plain:  # nobody has a choice
        return taken
    here = slice(ends[frame], ends[frame + 1])
    taken = assign_pairs(rows[here] - first, others[here] - first_other, -worth[here], tall, wide)
    for row in range(tall):
        taken[row] += ends[frame] if taken[row] >= 0 else 0
    return taken


@kernel()
def found_at(threshold, where, share):
    """Which prediction each box of the truth finds at a threshold, for the most overlap: or -1."""
    truth_ends, _, ends, rows, others = where
    found = np.full(truth_ends[-1], -1, np.int64)
    worth = np.where(share < threshold - EPS, 0.0, share)
    for f in range(len(truth_ends) - 1):
        if ends[f] == ends[f + 1]:
            continue
        for k in take(f, where, worth):
            if k >= 0 and worth[k] > EPS:
                found[rows[k]] = others[k]
    return found


@kernel()
def alignment(where, share, couple, couples):
    """How often each couple may have met: over its frames, the overlap as a share of all there.

    Summed in numpy's order, or rounding would make unequal what ties for TrackEval.
    """
    truth_ends, predicted_ends, ends, rows, others = where
    met = np.zeros(couples)
    of_row, of_other = np.zeros(truth_ends[-1]), np.zeros(predicted_ends[-1])
    for f in range(len(ends) - 1):
        first, tall = truth_ends[f], truth_ends[f + 1] - truth_ends[f]
        before, wide = predicted_ends[f], predicted_ends[f + 1] - predicted_ends[f]
        begins, stops = ends[f], ends[f]
        while begins < ends[f + 1]:
            row = rows[begins]
            while stops < ends[f + 1] and rows[stops] == row:
                of_other[others[stops]] += share[stops]
                of_row[row] += share[stops]
                stops += 1
            if stops - begins > 2:  # noqa: PLR2004 -- of two the order says nothing
                one = slice(begins, stops)
                of_row[row] = sum_of(others[one] - before, share[one], wide)
            begins = stops
        if wide == 1:
            here = slice(ends[f], ends[f + 1])
            of_other[before] = sum_of(rows[here] - first, share[here], tall)
    for k in range(len(share)):
        all_there = of_other[others[k]] + of_row[rows[k]] - share[k]
        if all_there > EPS:
            met[couple[k]] += share[k] / all_there
    return met


@kernel()
def matched(where, worth):
    """The overlaps by which boxes are matched, so that what they are worth is most."""
    _, _, ends, rows, _ = where
    matches, count = np.empty(len(rows), np.int64), 0
    for f in range(len(ends) - 1):
        if ends[f] == ends[f + 1]:
            continue
        for k in take(f, where, worth):
            if k >= 0:
                matches[count] = k
                count += 1
    return matches[:count].copy()


@kernel()
def count_above(levels, matches, share, couple, couples):
    """Of each couple (m,) the matches (c, l) at each level. Levels ascend."""
    of_couple = np.zeros((couples, len(levels)))
    for m in range(len(matches)):
        level = 0
        while level < len(levels) and share[matches[m]] >= levels[level] - EPS:
            of_couple[couple[m], level] += 1
            level += 1
    return of_couple


@kernel()
def add_up(levels, matches, share, couple, part, parts, worths):
    """Of matches, at each level by the part (p) of each: how many, their overlaps, and worths.

    `worths` (w, c, l) is what a match of a couple, `couple` (m,), is worth; gives (2 + w, p, l).
    """
    sums = np.zeros((2 + len(worths), parts, len(levels)))
    for m in range(len(matches)):
        k, p = matches[m], part[m]
        level = 0
        while level < len(levels) and share[k] >= levels[level] - EPS:
            sums[0, p, level] += 1
            sums[1, p, level] += share[k]
            for w in range(len(worths)):
                sums[2 + w, p, level] += worths[w, couple[m], level]
            level += 1
    return sums


@kernel()
def follow(threshold, where, share, truth_of, predicted_of, objects):
    """Match frame by frame, and whoever was matched in the frame before goes on where it can.

    Frames in which either side is empty are passed over. Gives of each box of the truth the overlap
    by which it is found, or -1; whether that is a switch to another object; and whether its object
    begins to be found with it, for the first time or again.
    """
    truth_ends, predicted_ends, ends, rows, others = where
    step = 0
    hit = np.full(truth_ends[-1], -1, np.int64)
    is_switch, is_begun = np.zeros(len(hit), np.bool_), np.zeros(len(hit), np.bool_)
    last, last_step = np.full(objects, -1, np.int64), np.full(objects, -1, np.int64)
    worth = np.empty(len(share))
    for f in range(len(truth_ends) - 1):
        if truth_ends[f] == truth_ends[f + 1] or predicted_ends[f] == predicted_ends[f + 1]:
            continue
        step += 1
        for k in range(ends[f], ends[f + 1]):
            one = truth_of[rows[k]]
            goes_on = last_step[one] == step - 1 and last[one] == predicted_of[others[k]]
            worth[k] = CONTINUED * goes_on + share[k] if share[k] >= threshold - EPS else 0.0
        if ends[f] == ends[f + 1]:
            continue
        for k in take(f, where, worth):
            if k < 0 or worth[k] <= EPS:
                continue
            row = rows[k]
            one, other = truth_of[row], predicted_of[others[k]]
            is_switch[row] = last[one] >= 0 and last[one] != other
            is_begun[row] = last[one] < 0 or last_step[one] != step - 1
            last[one], last_step[one] = other, step
            hit[row] = k
    return hit, is_switch, is_begun


@kernel()
def first_come(rows, others, truth_partner, predicted_partner):
    """Pair rows with others in the order in which they are named, where both are free: below 0.

    Writes into both partners.
    """
    for k in range(len(rows)):
        if truth_partner[rows[k]] < 0 and predicted_partner[others[k]] < 0:
            truth_partner[rows[k]], predicted_partner[others[k]] = others[k], rows[k]


@kernel()
def match(levels, sizes, label, area, is_crowd, label_ends, found, size_of, found_ends):
    """Whether each detection of a class is right: (sizes, levels, n) of 1, 0, or -1 for neither.

    Detections of an image come best first. Also how many labels count for a size: those of that
    size that are no crowd. Boxes: x0, y0, width, height; `area` and `size_of` are their sizes.
    """
    verdict = np.zeros((len(sizes), len(levels), len(found)), np.int8)
    counted = np.zeros(len(sizes), np.int64)
    for image in range(len(label_ends) - 1):
        here = slice(label_ends[image], label_ends[image + 1])
        told = slice(found_ends[image], found_ends[image + 1])
        begins, labels, share = _shares(found[told], label[here], is_crowd[here])
        size = size_of[told]
        for s in range(len(sizes)):
            low, high = sizes[s]
            is_idle = is_crowd[here] | (area[here] < low) | (area[here] > high)
            is_outside = (size < low) | (size > high)
            counted[s] += len(is_idle) - is_idle.sum()
            for level in range(len(levels)):
                verdict[s, level, told] = _judged(
                    levels[level], begins, labels, share, is_crowd[here], is_idle, is_outside
                )
    return verdict, counted


@kernel()
def _judged(level, begins, labels, share, is_crowd, is_idle, is_outside):
    """Each takes the label it overlaps most that is free, one that counts before one that does not.

    Crowds are always free. Who takes what does not count, and who takes nothing and is of another
    size, is neither right nor wrong. The level is above 0: what does not overlap is not asked.
    """
    verdict = np.where(is_outside, -1, 0).astype(np.int8)
    is_taken = np.zeros(len(is_idle), np.bool_)
    for row in range(len(is_outside)):
        most, at = min(level, 1 - 1e-10), -1
        for idle in (False, True):
            if at >= 0:
                break
            for k in range(begins[row], begins[row + 1]):
                one = labels[k]
                is_free = is_crowd[one] or not is_taken[one]
                if is_idle[one] == idle and is_free and share[k] >= most:
                    most, at = share[k], one
        if at >= 0:
            is_taken[at] = True
            verdict[row] = -1 if is_idle[at] else 1
    return verdict


@kernel()
def _shares(found, label, is_crowd):
    """Labels that each overlaps, those of row r from `begins[r]` to `begins[r + 1]`, and how much.

    Of a crowd, the share of what was found that lies in it. O(pairs that overlap) memory.
    """
    room, count = 2 * len(found) + 16, 0
    begins = np.zeros(len(found) + 1, np.int64)
    labels, share = np.empty(room, np.int64), np.empty(room)
    right = label[:, 0] + label[:, 2]
    order, sides, widest = by_side(label[:, 0].copy(), right)
    for row in range(len(found)):
        x0, y0, wide, tall = found[row]
        low, high = reach(sides, widest, x0, x0 + wide)
        for k in order[low:high]:
            width = min(x0 + wide, right[k]) - max(x0, label[k, 0])
            height = min(y0 + tall, label[k, 1] + label[k, 3]) - max(y0, label[k, 1])
            if width > 0 and height > 0:
                if count == room:
                    room *= 2
                    labels, share = longer(labels, room), longer(share, room)
                both, own = width * height, wide * tall
                other = label[k, 2] * label[k, 3]
                labels[count] = k
                share[count] = both / (own if is_crowd[k] else own + other - both)
                count += 1
        if widest < np.inf:
            in_turn(labels, share, begins[row], count)
        begins[row + 1] = count
    return begins, labels[:count].copy(), share[:count].copy()


@kernel()
def weighted_precision(recalls, verdict, unit, counted, weights):
    """Mean precision at recalls (r, levels) where unit u is there weights[r, u] times; NaN of none.

    `verdict` (levels, n) of 1, 0 or -1, the best detection first; `unit` (n,) is where each is,
    `counted` (u,) the labels there. O(r · levels · n).
    """
    found = np.full((len(weights), len(verdict)), np.nan)
    right, wrong = np.empty(len(unit)), np.empty(len(unit))
    for r in range(len(weights)):
        total = 0.0
        for u in range(len(counted)):
            total += weights[r, u] * counted[u]
        if total == 0:
            continue
        for level in range(len(verdict)):
            ups, downs = 0.0, 0.0
            for k in range(len(unit)):
                if verdict[level, k] == 1:
                    ups += weights[r, unit[k]]
                elif verdict[level, k] == 0:
                    downs += weights[r, unit[k]]
                right[k], wrong[k] = ups, downs
            envelope, summed, t = 0.0, 0.0, len(recalls) - 1
            while t >= 0 and recalls[t] > ups / total:
                t -= 1
            for k in range(len(unit) - 1, -1, -1):
                envelope = max(envelope, right[k] / (right[k] + wrong[k] + EPS))
                while t >= 0 and (k == 0 or recalls[t] > right[k - 1] / total):
                    summed += envelope
                    t -= 1
            found[r, level] = summed / len(recalls)
    return found

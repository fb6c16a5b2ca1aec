"""Compiled: a found path as rows of constant acceleration, and those as rows of motion."""

import numpy as np

from lotgraph.kernel import kernel

TICK_S = 0.25
TIE = 1e-9  # rounding of floats
SHORTEST_S = 1e-6
BRAKES_MPS2 = -0.4  # slowing down more gently needs no brake
TURN_RAD = 0.5  # a bend that is signalled
SIGNAL_M = 14.0  # so far before it
HEAD, BRAKE, LEFT, RIGHT, REVERSE = 1, 2, 4, 8, 16  # as in Lights
WIDTH = 11  # columns of a row of motion


@kernel()
def knots_of(path, along, stops, units, leaves):  # type: ignore[no-untyped-def]
    """Rows (t0, t1, s0, v0, a) of a path (n, 4); what goes on alike is one row.

    `along` are the metres of each unit; one that `leaves` is gone when it is over the end.
    """
    out, n = np.empty((2 * len(path), 5)), 0
    leg = 0
    for k in range(len(path)):
        if k and path[k, 3] > path[k, 0]:  # it stands
            n = _add(out, n, path[k, 0] * TICK_S, path[k, 3] * TICK_S, along[path[k, 1]], 0.0, 0.0)
        if k + 1 == len(path):
            break
        u, speed = path[k, 1], path[k, 2]
        while leg < len(stops) - 1 and stops[leg] <= u:
            leg += 1
        rise = (path[k + 1, 2] - speed) * 8 * units[leg]
        begins, ends = path[k, 3] * TICK_S, path[k + 1, 0] * TICK_S
        n = _add(out, n, begins, ends, along[u], speed * 4 * units[leg], rise)
    if leaves:
        last = out[n - 1]
        left = along[-1] - last[2]
        speed = np.sqrt(last[3] * last[3] + 2 * last[4] * left)
        last[1] = last[0] + 2 * left / (last[3] + speed)
    return out[:n].copy()


@kernel()
def _add(out, n, t0, t1, s0, v0, a):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Add a row, or let the one before go on; how many there are then."""
    if n and out[n - 1, 4] == a:
        last = out[n - 1]
        if abs(v0 - (last[3] + a * (last[1] - last[0]))) < TIE:
            last[1] = t1
            return n
    row = out[n]
    row[0], row[1], row[2], row[3], row[4] = t0, t1, s0, v0, a
    return n + 1


@kernel()
def rows_of(knots, pieces, legs, is_reverse, begun_m, signals, is_lit):  # type: ignore[no-untyped-def]  # noqa: PLR0913, PLR0917
    """Rows of motion (n, WIDTH) but for whose they are: see MOTIONS; and the metres at the end."""
    times, along = _moments(knots, pieces)
    out = np.empty((len(times) - 1, WIDTH))
    piece, done, leg, knot, driven = 0, 0.0, 0, 0, begun_m
    for k in range(len(out)):
        middle = (along[k] + along[k + 1]) / 2
        while piece < len(pieces) - 1 and middle >= done + pieces[piece, 4]:
            done += pieces[piece, 4]
            piece += 1
        while legs[leg] <= piece:
            leg += 1
        while knot < len(knots) - 1 and knots[knot + 1, 0] <= times[k] + SHORTEST_S:
            knot += 1
        row, way = out[k], -1.0 if is_reverse[leg] else 1.0
        row[1], row[2] = times[k], times[k + 1]
        _place(row, pieces[piece], min(max(along[k] - done, 0.0), pieces[piece, 4]))
        row[5] += np.pi if is_reverse[leg] else 0.0
        speed = knots[knot, 3] + knots[knot, 4] * (times[k] - knots[knot, 0])
        row[6] = pieces[piece, 3] * way
        row[7], row[8], row[9] = speed * way, knots[knot, 4] * way, driven
        driven += (along[k + 1] - along[k]) * way
        row[10] = 0.0
        if is_lit:
            braking = knots[knot, 4] < BRAKES_MPS2 or (speed == 0 and knots[knot, 4] == 0)
            row[10] = HEAD + BRAKE * braking + REVERSE * is_reverse[leg]
    if signals and is_lit:
        _signal(out, along, pieces, legs, is_reverse)
    return out, driven


@kernel()
def _moments(knots, pieces):  # type: ignore[no-untyped-def]
    """When an arc or an acceleration ends: times and metres along, both ends with them."""
    most = len(knots) + len(pieces) + 2
    times, along, n = np.empty(most), np.empty(most), 0
    piece, ends = 0, pieces[0, 4]
    begun = knots[0, 2]
    for k in range(len(knots)):
        t0, t1, s0, v0, a = knots[k]
        span = t1 - t0
        after = s0 + v0 * span + a * span * span / 2
        n = _mark(times, along, n, t0, s0)
        while piece < len(pieces) and (ends <= begun + TIE or ends <= s0):
            piece += 1
            ends += pieces[piece, 4] if piece < len(pieces) else 0.0
        while piece < len(pieces) and ends <= after:
            speed = np.sqrt(max(v0 * v0 + 2 * a * (ends - s0), 0.0))
            at = t0 + 2 * (ends - s0) / max(v0 + speed, TIE)
            n = _mark(times, along, n, min(max(at, t0), t1), ends)
            piece += 1
            ends += pieces[piece, 4] if piece < len(pieces) else 0.0
    last = knots[len(knots) - 1]
    span = last[1] - last[0]
    after = last[2] + last[3] * span + last[4] * span * span / 2
    if n > 1 and last[1] - times[n - 1] <= SHORTEST_S:
        n -= 1
    times[n], along[n] = last[1], after
    return times[: n + 1], along[: n + 1]


@kernel()
def _mark(times, along, n, at, metres):  # type: ignore[no-untyped-def]
    """Add a moment unless it is the last one; how many there are then."""
    if n and at - times[n - 1] <= SHORTEST_S:
        return n
    times[n], along[n] = at, metres
    return n + 1


@kernel()
def _place(row, piece, within):  # type: ignore[no-untyped-def]
    half = piece[3] * within / 2
    chord = within if half == 0 else within * np.sin(half) / half
    row[3] = piece[0] + chord * np.cos(piece[2] + half)
    row[4] = piece[1] + chord * np.sin(piece[2] + half)
    row[5] = piece[2] + 2 * half


@kernel()
def _signal(out, along, pieces, legs, is_reverse):  # type: ignore[no-untyped-def]
    """Light the lamp of the side to which a forward leg bends, from so far before the bend."""
    done, first, begun = 0.0, 0, 0.0
    for leg in range(len(legs)):
        for piece in range(first, legs[leg]):
            length, turn = pieces[piece, 4], pieces[piece, 3] * pieces[piece, 4]
            if abs(turn) > TURN_RAD and not is_reverse[leg]:
                since, until = max(done - SIGNAL_M, begun), done + length
                lamp = LEFT if turn > 0 else RIGHT
                for k in range(len(out)):
                    middle = (along[k] + along[k + 1]) / 2
                    if since < middle < until:
                        out[k, 10] = float(int(out[k, 10]) | lamp)
            done += length
        first, begun = legs[leg], done

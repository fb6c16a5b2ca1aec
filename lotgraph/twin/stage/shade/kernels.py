# ruff: noqa: C901, PLR0912, PLR0913, PLR0915, PLR0917, PLR2004 -- compiled steps take arrays, not objects
# mypy: disable-error-code="no-untyped-def, no-untyped-call, assignment"
"""Compiled light: what a sample sends to the eye."""

import numpy as np

from lotgraph.kernel import kernel, lowest_bit
from lotgraph.twin.stage.columns import (
    ALBEDO,
    CROWD,
    DEPTH,
    FILM,
    GLOSS,
    GLOW,
    MATERIAL,
    METAL,
    MIRROR,
    MIRROR_DEPTH,
    NORMAL,
    OPEN,
    SKY,
    SUN_BIT,
)
from lotgraph.twin.stage.lamp.kernels import lamp_at
from lotgraph.twin.stage.texture.noise.kernels import hashed

PI = np.float32(np.pi)
HALF, ONE, ZERO = np.float32(0.5), np.float32(1), np.float32(0)
TWO, THREE = np.float32(2), np.float32(3)  # whole numbers would make doubles of all beside them
HIGHEST = np.float32(0.121)  # sine of the height that no skyline reaches
WINDOW = np.float32(0.006)  # kcd/m2 of one far away by night, spread over its house
NIGHTLY = np.float32(0.02)  # klux from the ground below which such windows are lit
LAND_M = np.float32(450)  # to the skyline
NOTHING = np.float32(16)  # a glint falls by more than the exponent of this: to 1e-7
FLAKE = np.float32(14)  # power of the glint of flakes in a metallic paint
DAMP, WATER = np.float32(0.22), np.float32(2048)  # film of damp ground; power of water's glint
RETRO = np.float32(6)  # kcd/m2 a klux that beads and prisms send back to where light came from
NEAREST = np.float32(4)  # square metres away: nearer, such lamps dim themselves
LEAVES = np.float32(2.5)  # of what is greener than red, how much brighter it is by infrared light


@kernel("f4(f4, f4, i8)")
def _noise(x, y, seed):
    """Smooth noise in 0..1."""
    fx, fy = np.floor(x), np.floor(y)
    i, j = np.int32(fx), np.int32(fy)
    u, v = np.float32(x - fx), np.float32(y - fy)
    u, v = u * u * (THREE - TWO * u), v * v * (THREE - TWO * v)
    low = hashed(i, j, seed) * (ONE - u) + hashed(i + 1, j, seed) * u
    high = hashed(i, j + 1, seed) * (ONE - u) + hashed(i + 1, j + 1, seed) * u
    return low * (ONE - v) + high * v


@kernel("f4(f4, f4, i8)")
def _skyline(dx, dy, seed):
    """Sine of the height up to which trees and houses far away hide the sky."""
    turn = np.float32(np.arctan2(dy, dx)) * np.float32(1.9098593)  # 12 in a round
    trees = 0.055 * _noise(turn * 5, 0.0, seed) + 0.02 * _noise(turn * 40, 1.0, seed)
    house = hashed(np.int32(np.floor(turn * 4)), 7, seed)
    return np.float32(max(trees, 0.05 + 0.07 * house if house > 0.55 else 0.0))


@kernel("UniTuple(f4, 2)(f4, f4, f4, i8)")
def _far_off(dx, dy, dz, seed):
    """How bright the houses and trees of the skyline are beside the land, and light of windows."""
    turn = np.float32(np.arctan2(dy, dx)) * np.float32(1.9098593)
    number = np.int64(np.floor(turn * 4))
    leaves = np.float32(0.45) + np.float32(0.7) * _noise(turn * 90, dz * 260, seed + 9)
    if hashed(number, 7, seed) <= np.float32(0.55):
        return leaves, np.float32(0)
    row, column = np.int64(np.floor(dz * 110)), np.int64(np.floor(turn * 44))
    if dz < np.float32(0.02) + np.float32(0.03) * _noise(turn * 7, np.float32(3.0), seed):
        return leaves, np.float32(0)  # trees before a house
    wall = np.float32(0.7) + np.float32(1.3) * hashed(number, 8, seed)
    if row % 2 == 0 and column % 2 == 0:
        lit = hashed(column, row, seed + 11)
        glow = WINDOW * (lit - np.float32(0.6)) if lit > np.float32(0.7) else np.float32(0)
        return np.float32(0.4) * wall, glow
    return wall, np.float32(0)


@kernel("void(f4, f4, f4, f4, f4[:, ::1], f4, i8, f4[::1])")
def surroundings(dx, dy, dz, blur, sky, cover, seed, out):
    """Radiance from a direction, into out[0:3]: sky with clouds, a skyline, the ground.

    Land's share is put at [3]. `sky` rows: zenith, horizon, cloud, bounce, beam, sun, fog.
    `blur` 0 sees all, 1 hardly a thing.
    """
    soft = np.float32(0.01) + np.float32(0.25) * blur
    line = np.float32(0)
    if -HALF * soft < dz < HIGHEST + HALF * soft:  # elsewhere it does not matter
        line = _skyline(dx, dy, seed)
    above = min(ONE, max(ZERO, (dz - line) / soft + HALF))
    under = min(ONE, max(ZERO, -dz / soft + HALF))
    up = max(dz, np.float32(0))
    mix = np.float32(np.sqrt(up))
    white, puff = cover, HALF
    if above > 0 and dz > 0.01 and blur < 0.5 and cover > 0.02:
        scale = np.float32(1.3) / (up + np.float32(0.12))
        puff = np.float32(0)
        weight, wave = np.float32(0.5), np.float32(1.0)
        for octave in range(5):
            puff += weight * _noise(dx * scale * wave + 40, dy * scale * wave + 40, seed + octave)
            weight *= np.float32(0.5)
            wave *= np.float32(2.1)
        if cover < 0.98:
            t = min(1.0, max(0.0, (puff - (0.82 - 0.72 * cover)) / 0.18))
            white = np.float32(t * t * (3 - 2 * t))
    thick = np.float32(0.75) + np.float32(0.25) * mix  # the undersides of clouds differ
    thick *= np.float32(1) + np.float32(0.9) * cover * (HALF - puff)
    shade, lit = np.float32(0.8), np.float32(0)
    if above < 1 and blur < 0.05:
        shade, lit = _far_off(dx, dy, dz, seed)
        if sky[3, 1] > NIGHTLY:
            lit = np.float32(0)
    for band in range(3):
        clear = sky[1, band] + (sky[0, band] - sky[1, band]) * mix
        air = clear + (sky[2, band] * thick - clear) * white
        floor = sky[3, band] / PI
        land = shade * floor + lit * (ONE - np.float32(0.25) * np.float32(band))
        low = land * (ONE - under) + floor * under
        out[band] = low + (air - low) * above
    out[3] = ONE - above


@kernel("void(f4[::1], f4[:, ::1], f4)")
def _veil(seen, sky, haze):
    """Leave of `surroundings` what air does: less of land, which is far off, and in fog of sky."""
    thin = ONE
    if haze >= np.float32(0.004):
        thin = np.float32(np.exp(-min(haze * np.float32(1400), np.float32(30))))
    dim = seen[3] * (1 - np.float32(np.exp(-haze * LAND_M)))
    for band in range(3):
        clear = seen[band] + (sky[6, band] - seen[band]) * dim
        seen[band] = clear * thin + sky[6, band] * (1 - thin)


@kernel("f4(f4, f4, f4, f4, f4, f4, f4, f4, f4, f4)")
def _glint(nx, ny, nz, vx, vy, vz, lx, ly, lz, power):
    """Strength of a light's mirror image on a surface of that polish."""
    hx, hy, hz = vx + lx, vy + ly, vz + lz
    length = np.sqrt(max(hx * hx + hy * hy + hz * hz, np.float32(1e-12)))
    cosine = max((nx * hx + ny * hy + nz * hz) / length, ZERO)
    if power * (ONE - cosine) > NOTHING:
        return ZERO
    return (power + TWO) * np.float32(0.04) * cosine**power


@kernel("f4(f4)")
def _power(polish):
    """How sharp the glint of such a surface is."""
    return TWO ** (np.float32(1.5) + np.float32(9.5) * polish)


@kernel("f4(f4, f4, f4, f4, f4, f4, f4, f4, f4, f4)")
def wet_glint(nx, ny, nz, vx, vy, vz, lx, ly, lz, film):
    """As `_glint`, of ground that water covers in part and leaves damp in part.

    A puddle's rim is some of either, side by side. A polish between them would throw a lamp's light
    farther than water and more of it than damp ground: the rim would glow.
    """
    deep = max(film - DAMP, ZERO) / (ONE - DAMP)
    shine = (ONE - deep) * _glint(nx, ny, nz, vx, vy, vz, lx, ly, lz, _power(min(film, DAMP)))
    if deep > ZERO:
        shine += deep * _glint(nx, ny, nz, vx, vy, vz, lx, ly, lz, WATER)
    return shine


@kernel()
def _eye_lit(row, dx, dy, dz, toward, air):
    """Radiance of a sample by a lamp at the eye, and of the air before it."""
    ahead = max(dx * air[4] + dy * air[5] + dz * air[6], ZERO)
    falls = air[2] * ahead * ahead * ahead / max(row[DEPTH] * row[DEPTH], NEAREST)
    green = max(row[ALBEDO + 1] - row[ALBEDO], ZERO)
    grey = (row[ALBEDO] + row[ALBEDO + 1] + row[ALBEDO + 2]) / np.float32(3) + LEAVES * green
    grey *= ONE - np.float32(0.45) * max(row[METAL], ZERO)
    back = toward * (grey / PI + RETRO * max(-row[METAL], ZERO))
    shine = max(row[GLOSS], row[FILM])
    if shine > HALF:  # seen straight on, what mirrors shows the lamp itself, drawn out
        back += np.float32(1.6) * shine * toward ** np.float32(200)
    return falls * back, air[3] * ahead * ahead * (ONE - ONE / max(row[DEPTH], ONE))


@kernel("i8(i8, i8, i8, i4[::1])")
def _list(bits, first, found, out):
    """Put the numbers of the bits that are set behind those found already: how many are found."""
    while bits:
        out[found] = first + lowest_bit(bits)
        bits &= bits - 1
        found += 1
    return found


@kernel()
def shade(samples, bits, which, sky, air, seed, lamps, beams, out):
    """Put into a picture (pixels, 3) the radiance of samples; the sky where they met nothing.

    `lamps` are the site's, of which `reach` knows which are seen; `beams` are the vehicles' own,
    of which column k // 62 of `bits` knows in its bit k % 62.
    `sky` rows: zenith, horizon, cloud, bounce, beam, sun, fog, light of the whole sky, light
    under roofs; `air` the share of the sky that clouds cover, and that of light lost a metre;
    kilocandela of a lamp at the eye, and radiance of the air it lights; and which way it points.
    """
    cover, haze = air[0], air[1]
    rows, reach, directions, _, place, _, _ = samples
    mirror = np.empty(4, np.float32)
    light = np.empty(3, np.float32)
    gleam = np.empty(3, np.float32)
    lights = np.empty(len(lamps) + len(beams), np.int32)
    bounced, roofed = sky[3], sky[8]
    for i in which:
        pixel = place[i]
        dx, dy, dz = directions[i, 0], directions[i, 1], directions[i, 2]
        if rows[i, MATERIAL] == SKY:
            surroundings(dx, dy, dz, np.float32(0), sky, cover, seed, mirror)
            near = dx * sky[5, 0] + dy * sky[5, 1] + dz * sky[5, 2]
            halo = np.float32(0)
            if near > 0.9 and dz > 0.02:
                halo = np.float32(0.02 * max(near, 0) ** 60 + 0.2 * max(near, 0) ** 4000)
            for band in range(3):
                mirror[band] += halo * sky[4, band]
            _veil(mirror, sky, haze)
            out[pixel, :3] = mirror[:3]
            continue
        x, y, z = rows[i, 0], rows[i, 1], rows[i, 2]
        nx, ny, nz = rows[i, NORMAL], rows[i, NORMAL + 1], rows[i, NORMAL + 2]
        gloss, metal, film = rows[i, GLOSS], max(rows[i, METAL], np.float32(0)), rows[i, FILM]
        open_sky = rows[i, OPEN] * rows[i, CROWD]
        toward = max(-(nx * dx + ny * dy + nz * dz), np.float32(0.02))
        polish = max(gloss, film)
        power = _power(gloss) if gloss > 0.05 else ONE
        free, near_by = rows[i, OPEN], rows[i, CROWD]
        up = HALF + HALF * nz
        down = (ONE - up) * (np.float32(0.02) + np.float32(0.98) * open_sky)
        near = min(np.float32(6) * free, ONE)  # a corner, not a deck
        down += np.float32(0.06) * (ONE - free) * near * near_by
        under = (ONE - free * up) * near_by
        for band in range(3):
            light[band] = sky[7, band] * up * open_sky + bounced[band] * down + roofed[band] * under
            gleam[band] = ZERO
        grazing = ONE - toward
        square = grazing * grazing
        fresnel = np.float32(0.04) + np.float32(0.96) * square * square * grazing
        if reach[i] & SUN_BIT:
            sx, sy, sz = sky[5, 0], sky[5, 1], sky[5, 2]
            cosine = max(nx * sx + ny * sy + nz * sz, np.float32(0))
            shine = np.float32(0)
            if film > gloss:
                shine = fresnel * wet_glint(nx, ny, nz, -dx, -dy, -dz, sx, sy, sz, film)
            elif gloss > 0.05:
                shine = fresnel * _glint(nx, ny, nz, -dx, -dy, -dz, sx, sy, sz, power)
            if metal > 0:
                broad = _glint(nx, ny, nz, -dx, -dy, -dz, sx, sy, sz, FLAKE)
            else:
                broad = np.float32(0)
            for band in range(3):
                light[band] += sky[4, band] * cosine
                gleam[band] += (
                    sky[4, band] * cosine * (shine + metal * broad * rows[i, ALBEDO + band])
                )
        found = _list(reach[i] >> 1, 0, 0, lights)
        for column in range(bits.shape[1] if len(beams) else 0):
            found = _list(bits[i, column], len(lamps) + 62 * column, found, lights)
        for number in lights[:found]:
            beam = number - len(lamps)
            if beam < 0:
                lx, ly, lz, strength = lamp_at(x, y, z, lamps, number)
                red, green, blue = lamps[number, 6], lamps[number, 7], lamps[number, 8]
            else:
                lx, ly, lz, strength = lamp_at(x, y, z, beams, beam)
                red, green, blue = beams[beam, 6], beams[beam, 7], beams[beam, 8]
            if strength <= 0:
                continue
            cosine = nx * lx + ny * ly + nz * lz
            if cosine <= 0:
                continue
            shine = np.float32(0)
            if film > gloss:
                shine = fresnel * wet_glint(nx, ny, nz, -dx, -dy, -dz, lx, ly, lz, film)
            elif gloss > 0.1:
                shine = fresnel * _glint(nx, ny, nz, -dx, -dy, -dz, lx, ly, lz, power)
            if film > ZERO:
                shine = min(shine, np.float32(12))
            cast = strength * shine * max(cosine, np.float32(0.1))
            strength *= cosine
            light[0] += strength * red
            light[1] += strength * green
            light[2] += strength * blue
            gleam[0] += cast * red
            gleam[1] += cast * green
            gleam[2] += cast * blue
        if polish > 0.05:
            twice = TWO * (nx * dx + ny * dy + nz * dz)
            rx, ry, rz = dx - twice * nx, dy - twice * ny, dz - twice * nz
            surroundings(rx, ry, rz, ONE - polish, sky, cover, seed, mirror)
            if film > gloss:  # what fog hides is not in puddles either; on paint it is a blur
                _veil(mirror, sky, haze)
            seen = open_sky if film > gloss else min(ONE, np.float32(0.35) + open_sky)
            if film > gloss and rows[i, MIRROR_DEPTH] > 0:
                seen = ONE
                for band in range(3):
                    mirror[band] = rows[i, MIRROR + band]
            for band in range(3):
                base = fresnel + metal * np.float32(0.35) * rows[i, ALBEDO + band]
                gleam[band] += mirror[band] * base * polish * seen
        if not reach[i] & SUN_BIT and metal > 0:
            for band in range(3):
                gleam[band] += (
                    np.float32(0.1) * metal * rows[i, ALBEDO + band] * sky[7, band] * open_sky
                )
        clear = np.exp(-haze * rows[i, DEPTH]) if haze > ZERO else ONE
        dull = (ONE - np.float32(0.45) * metal) / PI
        own, veil = ZERO, ZERO
        if air[2] > ZERO:
            own, veil = _eye_lit(rows[i], dx, dy, dz, toward, air)
        for band in range(3):
            matt = rows[i, ALBEDO + band] * dull * light[band]
            value = matt + gleam[band] + rows[i, GLOW + band] + own * clear
            out[pixel, band] = value * clear + sky[6, band] * (ONE - clear) + veil
    return out

"""Reading videos: every container and codec, rates, sizes, colours, damage."""

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lotgraph.errors import CaptureError, ShapeError
from lotgraph.video import batches, chosen, fetch, fetch_each, probe, read
from lotgraph.video.clock import Grid, due
from lotgraph.video.encode import Encoding, write_clip
from lotgraph.video.places import locate
from scripts.drawn import bad_files
from scripts.drawn.scene import Scene, draw_clip


def test_every_frame_comes_as_a_bare_decoder_gives_it(clip, everything):
    with av.open(clip) as container:
        bare = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    index, times_s, pixels = everything(clip, frames=7)
    assert index.tolist() == list(range(40))
    assert np.allclose(times_s, np.arange(40) / 10)
    assert np.array_equal(pixels, np.stack(bare))


def test_decoded_pixels_are_close_to_what_was_drawn(clip, everything):
    _, _, pixels = everything(clip)
    drawn = np.stack([Scene(seed=1, size=(160, 90)).frame(n, n / 10) for n in range(40)])
    error = np.abs(pixels.astype(int) - drawn)
    assert error.mean() < 8
    assert np.abs(pixels.mean((0, 1, 2)) - drawn.mean((0, 1, 2))).max() < 2.5


@pytest.mark.parametrize("rate_hz", [0.4, 1.0, 2.5, 3.0, 10.0, 60.0])
def test_a_rate_picks_the_first_frame_at_or_after_each_step_of_the_grid(clip, everything, rate_hz):
    index, times_s, pixels = everything(clip)
    wanted = sorted(
        {
            next(n for n in index if times_s[n] >= k / rate_hz - 1e-6)
            for k in range(int(times_s[-1] * rate_hz + 1e-6) + 1)
        }
    )
    chosen, chosen_s, chosen_pixels = everything(clip, rate_hz=rate_hz)
    assert chosen.tolist() == wanted
    assert np.array_equal(chosen_s, times_s[wanted])
    assert np.array_equal(chosen_pixels, pixels[wanted])


def test_decoding_from_keyframes_gives_the_very_frames_of_decoding_everything(
    clip, everything, monkeypatch
):
    sparse = everything(clip, rate_hz=0.7)
    monkeypatch.setattr(chosen, "WORTHWHILE_SHARE", -1.0)
    for fast, slow in zip(sparse, everything(clip, rate_hz=0.7), strict=True):
        assert np.array_equal(fast, slow)


def test_sparse_frames_are_decoded_from_keyframes_and_dense_ones_are_not(tmp_path):
    path = str(draw_clip(tmp_path / "a.mp4", seed=1, seconds=4, encoding=Encoding(gop=5)))
    for rate_hz, seen in ((0.5, 2), (5.0, 40)):
        reading = batches(path, rate_hz=rate_hz)
        assert sum(map(len, reading)) == 4 * rate_hz
        assert reading.losses.frames_shown == seen


def test_sparse_frames_of_every_sound_clip_are_decoded_from_keyframes(clip):
    reading = batches(clip, rate_hz=0.3)
    assert sum(map(len, reading)) == 2
    # Nothing tells which picture of an mpeg4 stream is damaged, so it is read through.
    assert reading.losses.frames_shown == (40 if "mpeg4" in clip else 2)


def test_frames_shown_before_a_keyframe_that_they_lean_across_are_passed_over(
    tmp_path, everything, monkeypatch
):
    encoding = Encoding(codec="hevc", gop=10, b_frames=4)  # x265 leaves its groups open
    path = str(draw_clip(tmp_path / "a.mp4", seed=1, seconds=4, size=(64, 36), encoding=encoding))
    stamps, is_key = (table := chosen.table_of(locate(path))).pts, table.is_key
    assert any((stamps[key:] < stamps[key]).any() for key in np.flatnonzero(is_key))
    monkeypatch.setattr(chosen, "play", None)  # no falling back on reading it all
    monkeypatch.setattr(chosen, "WORTHWHILE_SHARE", 1.0)
    _, _, pixels = everything(path)
    for number in range(40):
        assert np.array_equal(fetch(path, [number]).pixels[0], pixels[number])


@settings(max_examples=12)
@given(numbers=st.lists(st.integers(0, 39), min_size=1, max_size=5))
def test_fetched_frames_are_those_of_reading_it_all_in_the_order_asked(clip, everything, numbers):
    _, times_s, pixels = everything(clip)
    batch = fetch(clip, numbers)
    assert batch.index.tolist() == numbers
    assert np.array_equal(batch.times_s, times_s[numbers])
    assert np.array_equal(batch.pixels, pixels[numbers])


def test_a_far_frame_is_reached_by_seeking(tmp_path, monkeypatch, everything):
    path = str(draw_clip(tmp_path / "a.mkv", seed=1, seconds=12, size=(64, 36)))
    _, _, pixels = everything(path)
    monkeypatch.setattr(chosen, "READ_ON_PACKETS", 10)
    assert np.array_equal(fetch(path, [3, 110]).pixels, pixels[[3, 110]])


@pytest.mark.parametrize("numbers", [[40], [-1], [0, 1000]])
def test_a_frame_that_is_not_there_is_an_error(clip, numbers):
    with pytest.raises(CaptureError, match="not there"):
        fetch(clip, numbers)


def test_fetching_nothing_gives_nothing(clip):
    assert len(fetch(clip, [])) == 0


@given(
    steps=st.lists(st.floats(0, 5), min_size=1, max_size=60),
    rate_hz=st.floats(0.05, 50),
)
def test_choosing_frames_at_once_equals_choosing_them_one_by_one(steps, rate_hz):
    times_s = np.cumsum(steps) - steps[0]
    grid, taken = Grid(rate_hz), []
    for time_s in times_s.tolist():
        taken.append(grid.is_due(time_s))
        if taken[-1]:
            grid.serve(time_s)
    assert due(times_s, rate_hz).tolist() == taken


def test_a_gap_gives_fewer_frames_and_never_the_same_twice(tmp_path, everything):
    path = bad_files.uneven(tmp_path / "uneven.mp4")
    index, times_s, _ = everything(path, rate_hz=1.0)
    assert np.allclose(times_s, [0, 1, 5, 6, 7])
    assert len(set(index.tolist())) == 5


@pytest.mark.parametrize(
    ("box", "size"),
    [((80, 80), (80, 45)), ((1000, 1000), (160, 90)), ((7, 90), (7, 4)), ((1, 1), (1, 1))],
)
def test_a_box_shrinks_and_never_enlarges(clip, everything, box, size):
    _, _, pixels = everything(clip, size=box)
    assert pixels.shape[1:] == (size[1], size[0], 3)


def test_shrinking_keeps_the_light_of_each_part(tmp_path, everything):
    path = draw_clip(tmp_path / "a.mp4", seed=1, seconds=0.5, size=(320, 160))
    _, _, native = everything(path)
    _, _, small = everything(path, size=(40, 20))
    blocks = native.reshape(-1, 20, 8, 40, 8, 3).mean((2, 4))
    assert np.abs(blocks - small).mean() < 3


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_a_turned_clip_is_set_upright(tmp_path, everything, rotation):
    plain = draw_clip(tmp_path / "plain.mp4", seed=1, seconds=0.5)
    encoding = Encoding(rotation_deg=rotation)
    turned = draw_clip(tmp_path / "turned.mp4", seed=1, seconds=0.5, encoding=encoding)
    _, _, straight = everything(plain)
    _, _, upright = everything(turned)
    assert np.array_equal(upright, np.rot90(straight, rotation // 90, (1, 2)))
    assert probe(str(turned)).rotation_deg == rotation % 360
    _, _, boxed = everything(turned, size=(90, 90))
    assert max(boxed.shape[1:3]) == 90


@pytest.mark.parametrize("is_bt709", [False, True])
@pytest.mark.parametrize("is_full_range", [False, True])
@pytest.mark.parametrize("size", [None, (40, 40)])
def test_colours_come_back_whatever_range_and_matrix_they_were_stored_in(
    tmp_path, everything, is_bt709, is_full_range, size
):
    encoding = Encoding(is_bt709=is_bt709, is_full_range=is_full_range)
    for name, colour in {
        "red": (200, 30, 40),
        "white": (255, 255, 255),
        "black": (0, 0, 0),
    }.items():
        flat = np.full((64, 64, 3), colour, np.uint8)
        path = write_clip(tmp_path / f"{name}.mp4", [(0.0, flat), (0.1, flat)], encoding=encoding)
        _, _, pixels = everything(path, size=size)
        assert np.abs(pixels.astype(int) - colour).max() <= 4, name
        assert probe(str(path)).is_full_range == is_full_range


def test_gray_footage_comes_as_three_equal_channels(tmp_path, everything):
    _, _, pixels = everything(bad_files.gray(tmp_path / "gray.mp4"))
    assert np.array_equal(pixels[..., 0], pixels[..., 2])
    assert pixels.std() > 10


def test_each_frame_keeps_its_size_where_that_changes(tmp_path):
    path = str(bad_files.changing_size(tmp_path / "a.ts"))
    found = list(batches(path, frames=8))
    sizes = [(len(batch), *batch.pixels.shape[1:3]) for batch in found]
    assert sizes == [(8, 90, 160), (2, 90, 160), (8, 180, 320), (2, 180, 320)]
    assert np.concatenate([batch.index for batch in found]).tolist() == list(range(20))
    fetched = fetch_each(path, [12, 3])
    assert np.array_equal(fetched[0].pixels[0], found[2].pixels[2])
    assert np.array_equal(fetched[1].pixels[0], found[0].pixels[3])
    with pytest.raises(ShapeError, match="one size, got 160x90, 320x180"):
        fetch(path, [12, 3])


def test_frames_after_a_change_of_size_may_be_fitted_to_the_first(tmp_path):
    reading = batches(str(bad_files.changing_size(tmp_path / "a.ts")), is_fitted=True)
    found = list(reading)
    assert sum(map(len, found)) == 20
    assert {batch.pixels.shape[1:] for batch in found} == {(90, 160, 3)}
    assert any("size changes" in note for note in reading.losses.notes)
    before, after = found[0].pixels[9].astype(int), found[0].pixels[10].astype(int)
    assert np.abs(before.mean() - after.mean()) < 5


@pytest.mark.parametrize("wanted", [[12, 3], [15], [0, 15], [0]])
def test_single_frames_may_be_fitted_to_the_first_of_their_capture(tmp_path, wanted):
    path = str(bad_files.changing_size(tmp_path / "a.ts"))
    every = np.concatenate([batch.pixels for batch in batches(path, is_fitted=True)])
    fetched = fetch_each(path, wanted, is_fitted=True)
    assert [one.index.tolist() for one in fetched] == [[number] for number in wanted]
    for number, one in zip(wanted, fetched, strict=True):
        assert np.array_equal(one.pixels[0], every[number])
        assert one.times_s[0] == pytest.approx(number / 10)


def test_a_clock_that_starts_anew_is_made_to_rise(tmp_path, everything):
    path = bad_files.changing_size(tmp_path / "a.ts")
    _, times_s, _ = everything(path, is_fitted=True)
    assert np.allclose(np.diff(times_s), 0.1)
    assert any("backwards" in warning for warning in probe(str(path)).warnings)


def test_what_a_cut_file_still_holds_is_used_and_the_rest_is_counted(tmp_path):
    path = str(bad_files.cut(tmp_path / "cut.mp4"))
    whole = probe(path)
    reading = batches(path)
    shown = sum(map(len, reading))
    assert shown == whole.frames - 1 == reading.losses.frames_shown
    assert reading.losses.packets_lost == 1
    assert whole.decodable_share == pytest.approx(shown / 40)


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_damage_in_the_middle_costs_only_what_is_damaged(tmp_path, suffix, everything):
    good = tmp_path / f"good.{suffix}"
    draw_clip(good, seed=1, seconds=4, encoding=Encoding(gop=5))
    content = bytearray(good.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 600] = b"\x55" * 600
    bad = tmp_path / f"bad.{suffix}"
    bad.write_bytes(content)
    reading = batches(str(bad))
    found = list(reading)
    index = np.concatenate([batch.index for batch in found])
    _, times_s, pixels = everything(good)
    assert len(index) >= 30
    assert reading.losses.packets_lost + len(index) == 40 or suffix == "ts"
    last = found[-1]
    assert np.array_equal(last.pixels[-3:], pixels[-3:])
    assert np.allclose(last.times_s[-3:], times_s[-3:])


def test_frame_numbers_do_not_depend_on_how_a_damaged_file_is_read(tmp_path, everything):
    path = str(bad_files.corrupt_middle(tmp_path / "bad.mp4", share=0.03))
    index, times_s, pixels = everything(path)
    for place in (0, len(index) // 2, len(index) - 1):
        batch = fetch(path, [int(index[place])])
        assert batch.times_s[0] == times_s[place]
        assert np.array_equal(batch.pixels[0], pixels[place])


def test_a_video_of_one_frame_is_read(tmp_path, everything):
    index, times_s, _ = everything(bad_files.one_frame(tmp_path / "one.mp4"))
    assert (index.tolist(), times_s.tolist()) == ([0], [0.0])


def test_a_batch_of_large_frames_is_bounded_by_bytes(tmp_path, monkeypatch):
    path = str(draw_clip(tmp_path / "a.mp4", seed=1, seconds=2, size=(160, 90)))
    monkeypatch.setattr(read, "BATCH_BYTES", 3 * 160 * 90 * 3)
    assert [len(batch) for batch in batches(path)] == [3] * 6 + [2]
    monkeypatch.setattr(read, "BATCH_BYTES", 1)
    assert [len(batch) for batch in batches(path)] == [1] * 20


def test_batches_do_not_share_memory(clip):
    first, second, *_ = batches(clip, frames=4)
    assert not np.shares_memory(first.pixels, second.pixels)


@pytest.mark.parametrize(
    "options", [{"rate_hz": 0}, {"rate_hz": float("nan")}, {"frames": 0}, {"size": (0, 9)}]
)
def test_impossible_wishes_are_refused(clip, options):
    with pytest.raises(ValueError, match="expected positive"):
        batches(clip, **options)


def test_the_same_file_gives_the_same_bytes(clip, everything):
    for one, other in zip(
        everything(clip, size=(50, 50)), everything(clip, size=(50, 50)), strict=True
    ):
        assert one.tobytes() == other.tobytes()


def test_a_name_full_of_colons_is_no_protocol(tmp_path, everything):
    path = tmp_path / "2026-03-02T08:00:00Z.mp4"
    draw_clip(path, seed=1, seconds=0.3)
    assert len(everything(path)[0]) == 3


def test_a_table_of_packets_knows_what_frames_cost(tmp_path):
    path = draw_clip(tmp_path / "a.mp4", seed=1, seconds=4, encoding=Encoding(gop=10, b_frames=0))
    table = chosen.table_of(locate(str(path)))
    assert table.is_orderly
    assert table.ranges(np.array([0, 13, 15, 39])) == [(0, 0), (10, 15), (30, 39)]

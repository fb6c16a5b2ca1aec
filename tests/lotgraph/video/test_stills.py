"""Stills: folders, zips and manifests, good and bad, local and in other storage."""

import io
import tracemalloc
import zipfile
from datetime import UTC, datetime

import fsspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import integers, lists, tuples
from PIL import Image

from lotgraph.errors import CaptureError
from lotgraph.video import archive as archives
from lotgraph.video import batches, fetch, fetch_each, probe
from scripts.drawn import bad_files
from scripts.drawn.scene import Scene, draw_clip
from scripts.drawn.stills import named_stills, picture, write_folder, write_zip

SCENE = Scene(seed=1, size=(96, 54))


def saved(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["jpg", "png"])
def test_a_folder_and_a_zip_of_it_are_the_same_footage(tmp_path, everything, kind):
    stills = named_stills(SCENE, count=12, kind=kind)
    folder = everything(write_folder(tmp_path / "stills", stills))
    packed = everything(write_zip(tmp_path / "stills.zip", stills[::-1]))
    for one, other in zip(folder, packed, strict=True):
        assert np.array_equal(one, other)
    assert folder[1].tolist() == list(range(12))
    drawn = np.stack([SCENE.frame(n, float(n)) for n in range(12)])
    assert np.abs(folder[2].astype(int) - drawn).mean() < (8 if kind == "jpg" else 1e-9)


def test_numbers_in_names_count_as_numbers(tmp_path, everything):
    stills = named_stills(SCENE, count=11, kind="png")
    _, _, pixels = everything(write_folder(tmp_path / "stills", stills))
    assert np.array_equal(pixels[10], SCENE.frame(10, 10.0))


def test_names_that_are_times_give_the_times(tmp_path, everything):
    start = datetime(2026, 3, 2, 8, 59, 55, tzinfo=UTC)
    stills = named_stills(SCENE, count=4, every_s=5, start=start)
    path = write_folder(tmp_path / "stills", stills[::-1])
    assert everything(path)[1].tolist() == [0, 5, 10, 15]
    found = probe(str(path))
    assert (found.fps, found.duration_s, found.frames) == (0.2, 20.0, 4)
    assert everything(path, rate_hz=0.1)[0].tolist() == [0, 2]


def test_a_picture_noted_as_turned_is_set_upright(tmp_path, everything):
    flat = Image.fromarray(SCENE.frame(0, 0.0))
    exif = Image.Exif()
    exif[274] = 6
    folder = write_folder(
        tmp_path / "stills", [("a.jpg", saved(flat, "JPEG", exif=exif, quality=95))]
    )
    _, _, pixels = everything(folder)
    assert pixels.shape == (1, 96, 54, 3)
    assert np.abs(pixels[0].astype(int) - np.rot90(np.asarray(flat), -1)).mean() < 6
    assert everything(folder, size=(27, 200))[2].shape == (1, 48, 27, 3)
    assert (probe(str(folder)).width_px, probe(str(folder)).height_px) == (54, 96)


@pytest.mark.parametrize("mode", ["L", "I;16", "RGBA", "P", "1", "LA"])
def test_pictures_of_every_depth_become_rgb(tmp_path, everything, mode):
    level = Image.new("L", (20, 10), 128)
    if mode == "I;16":
        level = Image.fromarray(np.full((10, 20), 128 * 257, np.uint16))
    else:
        level = level.convert(mode)
    _, _, pixels = everything(write_folder(tmp_path / "stills", [("a.png", saved(level))]))
    assert pixels.shape == (1, 10, 20, 3)
    assert mode == "1" or np.abs(pixels.astype(int) - 128).max() <= 1


@pytest.mark.parametrize("kind", ["jpg", "png"])
@pytest.mark.parametrize("suffix", ["jpg", "png"])
def test_what_a_picture_is_counts_and_not_what_it_is_called(tmp_path, kind, suffix):
    content = picture(SCENE.frame(0, 0.0), kind)
    found = probe(str(write_folder(tmp_path / "stills", [(f"a.{suffix}", content)])))
    assert found.codec == ("png" if kind == "png" else "mjpeg")


def test_shrinking_a_jpeg_early_hardly_shows(tmp_path, everything):
    scene = Scene(seed=1, size=(640, 360))
    folder = write_folder(tmp_path / "stills", named_stills(scene, count=2))
    small = everything(folder, size=(80, 80))[2]
    assert small.shape == (2, 45, 80, 3)
    exact = Image.fromarray(scene.frame(0, 0.0)).resize((80, 45), Image.Resampling.BOX)
    assert np.abs(small[0].astype(int) - np.asarray(exact)).mean() < 4


def test_a_damaged_still_is_left_out_and_named(tmp_path):
    reading = batches(str(bad_files.zip_with_damaged_still(tmp_path / "a.zip")))
    (batch,) = reading
    assert batch.index.tolist() == [0, 2, 3]
    assert reading.losses.packets_lost == 1
    assert any("still-2.jpg" in note for note in reading.losses.notes)


def test_after_a_damaged_still_the_next_one_serves_the_grid(tmp_path, everything):
    path = bad_files.zip_with_damaged_still(tmp_path / "a.zip")
    assert everything(path, rate_hz=1.0)[0].tolist() == [0, 2, 3]


def test_stills_of_another_size_may_be_fitted_to_the_first(tmp_path):
    stills = [("a.png", picture(SCENE.frame(0, 0.0), "png"))]
    stills.append(("b.png", picture(Scene(seed=1, size=(48, 48)).frame(0, 0.0), "png")))
    reading = batches(str(write_zip(tmp_path / "a.zip", stills)), is_fitted=True)
    assert next(reading).pixels.shape == (2, 54, 96, 3)
    assert any("size changes" in note for note in reading.losses.notes)


@given(
    sizes=lists(tuples(integers(1, 4), integers(1, 4)), min_size=1, max_size=12),
    frames=integers(1, 4),
)
@settings(max_examples=25, deadline=None)
def test_stills_of_any_sizes_are_read_and_fetched_as_they_are(tmp_path_factory, sizes, frames):
    drawn = [np.full((h, w, 3), 20 * k, np.uint8) for k, (w, h) in enumerate(sizes)]
    stills = [(f"{k}.png", picture(one, "png")) for k, one in enumerate(drawn)]
    path = str(write_zip(tmp_path_factory.mktemp("z") / "a.zip", stills))
    found = list(batches(path, frames=frames))
    assert np.concatenate([batch.index for batch in found]).tolist() == list(range(len(sizes)))
    assert max(map(len, found)) <= frames
    read = [one for batch in found for one in batch.pixels]
    backwards = fetch_each(path, range(len(sizes))[::-1])
    for one, seen, fetched in zip(drawn, read, backwards[::-1], strict=True):
        assert np.array_equal(seen, one)
        assert np.array_equal(fetched.pixels[0], one)


def test_a_link_in_a_folder_of_stills_is_refused(tmp_path):
    folder = write_folder(tmp_path / "stills", named_stills(SCENE, count=2))
    (folder / "z.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    with pytest.raises(CaptureError) as refused:
        probe(str(folder))
    assert refused.value.reason == "unsafe_path"


@pytest.mark.parametrize("name", ["/etc/a.jpg", "C:\\a.jpg", "..\\a.jpg", "a/../../b.jpg"])
def test_a_member_that_would_leave_the_archive_is_refused(tmp_path, name):
    path = write_zip(tmp_path / "a.zip", [(name, b"x")])
    with pytest.raises(CaptureError) as refused:
        probe(str(path))
    assert refused.value.reason == "unsafe_path"


def test_a_still_that_claims_a_billion_pixels_is_never_unpacked(tmp_path, monkeypatch):
    path = write_zip(tmp_path / "a.zip", named_stills(SCENE, count=1, kind="png"))
    monkeypatch.setattr("lotgraph.video.stills.MAX_FRAME_PIXELS", 1000)
    with pytest.raises(CaptureError) as refused:
        list(batches(str(path)))
    assert refused.value.reason in {"too_large", "unreadable"}
    with pytest.raises(CaptureError) as refused:
        probe(str(path))
    assert refused.value.reason == "too_large"


def test_a_member_larger_than_any_picture_is_a_bomb(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MAX_STILL_BYTES", 100)
    path = write_zip(tmp_path / "a.zip", named_stills(SCENE, count=1))
    with pytest.raises(CaptureError) as refused:
        probe(str(path))
    assert refused.value.reason == "zip_bomb"


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_whole_is_refused(tmp_path, packing):
    path = write_zip(tmp_path / "a.zip", named_stills(SCENE, count=1), packing)
    with pytest.raises(CaptureError, match="deflate") as refused:
        probe(str(path))
    assert refused.value.reason == "unreadable"


def test_a_member_that_lies_about_its_size_is_unpacked_no_further(tmp_path):
    bomb, claimed = 256 * 1024 * 1024, 1000
    stills = named_stills(SCENE, count=1)
    path = write_zip(tmp_path / "a.zip", [*stills, ("z.jpg", b"\0" * bomb)], zipfile.ZIP_DEFLATED)
    sizes = (number.to_bytes(4, "little") for number in (bomb, claimed))
    path.write_bytes(path.read_bytes().replace(*sizes))
    tracemalloc.start()
    reading = batches(str(path))
    assert [len(batch) for batch in reading] == [1]
    assert reading.losses.packets_lost == 1
    assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    tracemalloc.stop()


def test_what_a_computer_adds_to_zips_is_passed_over(tmp_path):
    members = [*named_stills(SCENE, count=2), ("__MACOSX/._still-1.jpg", b"x"), ("notes.txt", b"x")]
    assert probe(str(write_zip(tmp_path / "a.zip", members))).frames == 2


@pytest.fixture
def listed(tmp_path):
    """Two clips of 1 s and a still between them, and their manifest."""
    draw_clip(tmp_path / "a.mp4", seed=1, seconds=1, size=(96, 54))
    draw_clip(tmp_path / "b.mkv", seed=2, seconds=1, size=(96, 54))
    (tmp_path / "still.png").write_bytes(picture(SCENE.frame(0, 0.0), "png"))
    path = tmp_path / "all.uris"
    path.write_text("# yesterday\na.mp4\n\nstill.png\nb.mkv\n")
    return path


def test_a_manifest_plays_its_files_one_after_the_other(listed, everything):
    index, times_s, pixels = everything(listed)
    assert index.tolist() == list(range(21))
    assert np.allclose(times_s, [*np.arange(10) / 10, 1.0, *(2.0 + np.arange(10) / 10)])
    assert np.array_equal(pixels[11:], everything(listed.with_name("b.mkv"))[2])
    found = probe(str(listed))
    assert (found.kind, found.frames, found.codec) == ("manifest", 21, "h264+png")
    assert found.duration_s == pytest.approx(3.0)
    assert np.array_equal(fetch(str(listed), [12, 0]).pixels, pixels[[12, 0]])


def test_a_json_manifest_is_the_same_as_a_list_of_lines(listed, everything):
    other = listed.with_suffix(".json")
    other.write_text('["a.mp4", "still.png", "b.mkv"]')
    assert np.array_equal(everything(other)[2], everything(listed)[2])
    assert probe(str(other)) == probe(str(listed))


def test_a_manifest_of_stills_takes_times_from_their_names(tmp_path, everything):
    start = datetime(2026, 3, 2, 8, tzinfo=UTC)
    stills = named_stills(SCENE, count=3, every_s=10, start=start)
    write_folder(tmp_path / "stills", stills)
    path = tmp_path / "all.uris"
    path.write_text("".join(f"stills/{name}\n" for name, _ in stills))
    assert everything(path)[1].tolist() == [0, 10, 20]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("\n# none\n", "no_frames"),
        ("../a.mp4", "unsafe_path"),
        ("gone.mp4", "member_missing"),
        ("memory://gone.mp4", "member_missing"),
        ("nosuchprotocol://a.mp4", "unsafe_path"),
        ("http://127.0.0.1:1/a.mp4", "unsafe_path"),
        ("simplecache::http://127.0.0.1:1/a.mp4", "unsafe_path"),
        ("all.uris", "not_video"),
        ("\x00", "unreadable"),
        ("x" * 5000, "too_large"),
    ],
)
def test_a_manifest_that_cannot_be_played_says_why(tmp_path, text, reason):
    path = tmp_path / "all.uris"
    path.write_text(text)
    for use in (probe, lambda uri: list(batches(uri))):
        with pytest.raises(CaptureError) as refused:
            use(str(path))
        assert refused.value.reason == reason
        assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("text", ["{", '{"a": 1}', "[1]", "[" * 100_000, "\udcff"])
def test_a_json_manifest_of_another_shape_is_refused(tmp_path, text):
    path = tmp_path / "all.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CaptureError) as refused:
        probe(str(path))
    assert refused.value.reason == "not_video"


def test_every_kind_is_read_from_other_storage_as_from_disk(tmp_path, listed, everything):
    write_zip(tmp_path / "stills.zip", named_stills(SCENE, count=3))
    write_folder(tmp_path / "stills", named_stills(SCENE, count=3))
    memory = fsspec.filesystem("memory")
    memory.put(str(tmp_path), "/landing", recursive=True)
    for name in ("a.mp4", "stills.zip", "stills", "all.uris"):
        remote = f"memory://landing/{name}"
        for there, here in zip(everything(remote), everything(tmp_path / name), strict=True):
            assert np.array_equal(there, here)
        assert probe(remote) == probe(str(tmp_path / name))
    here = fetch(str(tmp_path / "a.mp4"), [7]).pixels
    assert np.array_equal(fetch("memory://landing/a.mp4", [7]).pixels, here)

"""What a corruption costs is a share of what each stage reaches on clean pictures."""

import io
import sys

import numpy as np
import polars as pl
import pytest
from PIL import Image

from benchmarks import robustness
from benchmarks.robustness import STAGES, Clip, drops, found_in, main, plot
from lotgraph.detector.model import Found
from lotgraph.formats.columns import filled

FRAMES, SIZE_PX, BRIGHT = 10, 30, 128


class OfLight:
    """Finds what is bright, as one box a frame; knows nothing in the dark."""

    kinds = ("car",)
    version = "light"
    most = 1

    def detect(self, frames):
        seen = [(k, *np.nonzero(one.mean(axis=2) > BRIGHT)) for k, one in enumerate(frames)]
        boxes = [(k, x.min(), y.min(), x.max() + 1, y.max() + 1) for k, y, x in seen if len(y)]
        told = np.array(boxes, np.float32).reshape(-1, 5)
        count = len(told)
        score, kind = np.full(count, 0.9, np.float32), np.zeros(count, np.int64)
        return Found(told[:, 0].astype(np.int64), told[:, 1:], score, kind)


def clip(seed=1, light=200):
    """A light square that wanders over a dark picture."""
    pictures = np.full((FRAMES, 90, 160, 3), 20, np.uint8)
    left = 10 + 4 * np.arange(FRAMES)
    for picture, x0 in zip(pictures, left, strict=True):
        picture[30 : 30 + SIZE_PX, x0 : x0 + SIZE_PX] = light
    sides = {"x0_px": left, "y0_px": 30, "x1_px": left + SIZE_PX, "y1_px": 30 + SIZE_PX}
    truth = pl.DataFrame({"frame": np.arange(FRAMES), "object_id": 1} | sides)
    return Clip(seed, 10.0, pictures, filled(truth))


def brightness(clips, found):
    """A stage that looks at pictures alone."""
    return float(np.mean([one.pictures.mean() for one in clips]))


@pytest.fixture
def joined(monkeypatch):
    monkeypatch.setitem(STAGES, "brightness", brightness)


def test_every_frame_is_looked_at_once_whatever_the_batch():
    assert found_in(clip(), OfLight())["frame"].to_list() == list(range(FRAMES))


def test_what_is_lost_is_a_share_of_what_clean_pictures_reach():
    clips = [clip(1), clip(2, light=180)]
    clean, cost = drops(OfLight(), clips, ["low_light", "contrast"], [1, 3])
    assert clean == pytest.approx(dict.fromkeys(STAGES, 1.0))
    none, precision, hota = pytest.approx([0, 0]), 51 / 101, np.sqrt(0.5)
    assert cost["detection, AP50"] == {
        "low_light": none,
        "contrast": pytest.approx([1 - precision, 1]),  # one of two clips is found, then neither
    }
    assert cost["tracks, HOTA"] == {"low_light": none, "contrast": pytest.approx([1 - hota, 1])}


@pytest.mark.usefixtures("joined")
def test_a_stage_that_joins_is_given_corrupted_pictures():
    names, severities = ["low_light", "fog"], [1, 4]
    clean, cost = drops(OfLight(), [clip()], names, severities)
    assert clean["brightness"] == clip().pictures.mean()
    for name in names:
        left = [clip().corrupted(name, one).pictures.mean() for one in severities]
        assert cost["brightness"][name] == pytest.approx(1 - np.array(left) / clean["brightness"])
    assert all(list(of_stage) == names for of_stage in cost.values())


def picture(cost, severities):
    return np.asarray(Image.open(io.BytesIO(plot(cost, severities))).convert("RGB"))


def test_the_plot_has_a_row_for_each_stage_and_draws_what_was_lost():
    one = {"fog": [0.1, 0.9]}
    alone = picture({"detection": one}, [1, 5])
    assert len(picture({"detection": one, "tracks": one}, [1, 5])) > 1.5 * len(alone)
    other = picture({"detection": {"fog": [0.1, 0.2]}}, [1, 5])
    assert other.shape == alone.shape
    assert (other != alone).any()


@pytest.mark.usefixtures("joined")
def test_a_run_prints_a_table_for_each_stage_and_draws_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(robustness, "clips_of", lambda _: [clip()])
    monkeypatch.setattr(robustness, "vehicles_of", lambda *_: OfLight())
    out = tmp_path / "drops.png"
    words = ["--detector", "x", "--only", "low_light", "--severity", "5", "--plot", str(out)]
    monkeypatch.setattr(sys, "argv", ["robustness", *words])
    main()
    printed = capsys.readouterr().out
    assert all(f"{title}: " in printed for title in STAGES)
    assert printed.count("low_light") == len(STAGES)
    assert out.read_bytes().startswith(b"\x89PNG")

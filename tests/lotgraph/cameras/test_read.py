"""Files of camera models: what they may say, and what is said of those that say something else."""

import json

import numpy as np
import pytest

from lotgraph.cameras.read import read_camera
from lotgraph.errors import CameraModelError

GATE = {
    "camera_matrix": [[400, 0, 320], [0, 410, 180], [0, 0, 1]],
    "distortion": [-0.2, 0.05],
    "width_px": 640,
    "height_px": 360,
    "position_m": [3, -4, 5.5],
    "yaw_deg": 90,
    "pitch_deg": 30,
}


def told(folder, **changed):
    file = folder / "gate.json"
    file.write_text(json.dumps({k: v for k, v in (GATE | changed).items() if v is not None}))
    return file


def test_angles_and_a_rotation_are_the_same_camera(tmp_path):
    one = read_camera(told(tmp_path))
    turned = {
        "rotation": one.axes.tolist(),
        "translation_m": (-one.axes @ np.array(one.position_m)).tolist(),
    }
    other = read_camera(told(tmp_path, position_m=None, yaw_deg=None, pitch_deg=None, **turned))
    assert np.allclose(one.told, other.told)
    assert one.axes[2] == pytest.approx([0, np.cos(np.pi / 6), -0.5])
    assert one.distortion == (-0.2, 0.05, 0, 0, 0)


def test_roll_turns_what_is_right_towards_what_is_down(tmp_path):
    upright, rolled = (read_camera(told(tmp_path, roll_deg=roll)).axes for roll in (0, 90))
    assert np.allclose(rolled, [upright[1], -upright[0], upright[2]])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"yaw_deg": None}, "expected position_m with yaw_deg"),
        ({"camera_matrix": [[400, 0], [0, 400]]}, "camera_matrix"),
        ({"camera_matrix": [[-4, 0, 3], [0, 4, 1], [0, 0, 1]]}, "focal lengths above 0"),
        ({"camera_matrix": [[400, 0, 0], [0, 410, 0], [320, 180, 1]]}, "fx, 0, cx"),
        ({"camera_matrix": [[800, 0, 640], [0, 820, 360], [0, 0, 2]]}, "fx, 0, cx"),
        ({"position_m": [0, 0, -1]}, "above the ground"),
        ({"width_px": 0}, "width_px"),
        ({"focus": 3}, "focus"),
        ({"distortion": [0] * 8}, "distortion"),
        (
            {"position_m": None, "yaw_deg": None, "rotation": [[2, 0, 0]] * 3,
             "translation_m": [0, 0, 1]},
            "turns and does nothing else",
        ),
    ],
)  # fmt: skip
def test_what_is_no_camera_is_refused_in_a_sentence(tmp_path, changed, said):
    with pytest.raises(CameraModelError, match=said) as raised:
        read_camera(told(tmp_path, **changed))
    assert "gate.json" in str(raised.value)


def test_a_file_that_is_missing_or_broken_is_refused(tmp_path):
    with pytest.raises(CameraModelError, match="none"):
        read_camera(tmp_path / "none.json")
    file = tmp_path / "half.json"
    for text in ('{"camera_matrix": [', "[" * 100_000):
        file.write_text(text)
        with pytest.raises(CameraModelError, match="expected a JSON file"):
            read_camera(file)


def test_a_file_may_begin_with_a_mark_of_its_encoding(tmp_path):
    file = told(tmp_path)
    plain = read_camera(file)
    file.write_text(file.read_text(), encoding="utf-8-sig")
    assert np.array_equal(read_camera(file).told, plain.told)

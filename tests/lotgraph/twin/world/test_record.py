"""What an object would have driven is taken back, and nothing else."""

import numpy as np

from lotgraph.twin.world.record import COLUMNS, Record


def drive(object_id, begins_s):
    """Three rows of a second each, that leave three more metres on an odometer."""
    rows = np.zeros((3, len(COLUMNS)))
    rows[:, 0] = object_id
    rows[:, 1] = begins_s + np.arange(3)
    rows[:, 2] = rows[:, 1] + 1
    rows[:, COLUMNS.index("driven_m")] = begins_s + np.arange(3)
    return rows


def test_of_an_object_s_drives_the_last_is_cut_alone():
    before = [drive(1, 0.0), drive(2, 30.0), drive(1, 30.0), drive(3, 31.0)]
    record = Record(rows=[rows.copy() for rows in before], odometers={1: 33.0, 2: 33.0})
    record.cut(1, 31.5)
    for index in (0, 1, 3):
        np.testing.assert_array_equal(record.rows[index], before[index])
    np.testing.assert_array_equal(record.rows[2][:, 1:3], [[30, 31], [31, 31.5]])
    assert record.odometers == {1: 31.0, 2: 33.0}

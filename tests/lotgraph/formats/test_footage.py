"""The footage of a sequence is found by its name, and what may be doubted is said."""

import pytest

from lotgraph.errors import FormatError
from lotgraph.formats.footage import footage_of


@pytest.fixture
def lay(tmp_path):
    """Lay files and folders, in which pictures are files of a name that ends in .png."""

    def laid(*places):
        for place in places:
            file = tmp_path / place
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"something")
        return str(tmp_path)

    return laid


def found(named, sequence="gate", *, is_alone=False):
    said = []
    place = footage_of(named, sequence, is_alone=is_alone, say=said.append)
    return place.removeprefix(f"{named}/"), said


@pytest.mark.parametrize(
    ("laid", "expected"),
    [
        ("gate/img1/1.png", "gate/img1"),
        ("gate.MP4", "gate.MP4"),
        ("gate.zip", "gate.zip"),
        ("gate.ts", "gate.ts"),
        ("gate/1.jpg", "gate"),
        ("gate.frames/1.jpg", "gate.frames"),
        ("gate", "gate"),
    ],
)
@pytest.mark.parametrize("is_alone", [True, False])
def test_what_is_called_as_the_sequence_is_its_footage(lay, laid, expected, is_alone):
    folder = lay(laid, "other/img1/1.png", "gate.json", "gate.txt", "2.png")
    assert found(folder, is_alone=is_alone) == (expected, [])


def test_of_several_the_first_in_the_order_is_taken_and_the_others_are_said(lay):
    folder = lay("gate.avi", "gate.mp4", "gate/1.png")
    place, [said] = found(folder)
    assert place == "gate.mp4"
    assert f"gate, {folder}/gate.avi and {folder}/gate left aside" in said
    place, [said] = found(lay("gate/img1/1.png"))
    assert place == "gate/img1"


def test_a_sequence_alone_may_have_its_pictures_in_the_folder_itself(lay):
    folder = lay("set/img1/1.png", "flat/1.png")
    assert found(f"{folder}/set", is_alone=True) == ("img1", [])
    assert found(f"{folder}/flat", is_alone=True) == (f"{folder}/flat", [])
    for named in ("set", "flat"):
        with pytest.raises(FormatError, match=r"no footage of gate; expected one of gate/img1, "):
            found(f"{folder}/{named}")


def test_a_star_is_the_name_of_the_sequence(lay):
    folder = lay("sets/gate/film.mp4", "sets/yard/img1/1.png")
    assert found(f"{folder}/sets/*/film.mp4") == (f"{folder}/sets/gate/film.mp4", [])
    assert found(f"{folder}/sets/*", "yard") == (f"{folder}/sets/yard/img1", [])
    with pytest.raises(FormatError, match=r"sets/yard/film.mp4: there is no such capture"):
        found(f"{folder}/sets/*/film.mp4", "yard")


@pytest.mark.parametrize("address", ["gate.mp4", "s3://bucket/gate.mp4"])
def test_one_capture_of_several_sequences_is_taken_and_said(lay, address):
    named = address if "://" in address else f"{lay(address)}/{address}"
    assert found(named, is_alone=True) == (named, [])
    place, [said] = found(named)
    assert place == named
    assert "is taken for the footage of every sequence" in said


def test_what_is_not_there_or_holds_nothing_of_it_is_refused(lay):
    folder = lay("gate/det/det.txt")
    for named in (f"{folder}/none", f"{folder}/none.mp4"):
        with pytest.raises(FormatError, match="there is no such capture or folder of pictures"):
            found(named, is_alone=True)
    with pytest.raises(FormatError, match=r"or pictures in gate, or here, or in img1$"):
        found(folder, is_alone=True)

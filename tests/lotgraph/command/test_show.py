"""Tables stay readable in a narrow terminal; what cannot be saved leaves nothing behind."""

import errno
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.command import show
from lotgraph.errors import LotgraphError

PATH = "/srv/archive/garage/2026/north-entrance/2026-03-02T08-00-00Z.mp4"


@pytest.fixture
def printed(monkeypatch, capsys):
    def printed(width, *table, **how):
        monkeypatch.setattr(show, "WIDTH_UNSEEN", width)
        show.rows(*table, **how)
        return capsys.readouterr().out

    return printed


def test_a_table_that_fits_has_a_line_for_each_row(printed):
    out = printed(80, ("file", "bytes"), [(PATH, 5), ("b", None)], right=("bytes",))
    assert out.splitlines()[1].split() == [PATH, "5"]
    assert len(out.splitlines()) == 3


@pytest.mark.parametrize(("number", "said"), [(0, "0 files"), (1, "1 file"), (2000, "2,000 files")])
def test_one_thing_is_not_counted_as_many(number, said):
    assert show.counted(number, "file") == said


def test_a_long_path_is_folded_while_it_keeps_a_readable_width(printed):
    out = printed(60, ("kind", "file"), [("video", PATH)])
    assert "── 1" not in out
    assert "".join(out.split()) == f"kindfilevideo{PATH}"


def test_columns_that_would_be_too_narrow_to_read_become_blocks(printed):
    names = ("file", "explanation", "started_at", "kind")
    line = (PATH, "The picture was black for 4.0 s.", "2026-03-02 08:00:00+00:00", None)
    assert printed(80, names, [line]).splitlines() == [
        "── 1 " + "─" * 40,
        f"file         {PATH}",
        "explanation  The picture was black for 4.0 s.",
        "started_at   2026-03-02 08:00:00+00:00",
        "kind",
    ]


def test_a_whole_column_is_never_folded(printed):
    name = "sites.north.cameras.gate.clock_offset_s"
    line = (name, "meaning " * 9)
    assert name in printed(80, ("setting", "meaning"), [line], whole=("setting",))
    assert "── 1" in printed(60, ("setting", "meaning"), [line], whole=("setting",))


def test_a_table_without_rows_is_its_header(printed):
    assert printed(80, ("file", "bytes"), []).split() == ["file", "bytes"]


@given(
    width=st.integers(20, 120),
    lines=st.lists(
        st.tuples(*[st.text(st.sampled_from("abc é漢"), max_size=60)] * 4), min_size=1, max_size=3
    ),
)
def test_nothing_is_cut_off_at_any_width(width, lines):
    shown = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(show, "WIDTH_UNSEEN", width)
        patch.setattr(show, "text", shown.append)
        patch.setattr(
            "rich.console.Console.print", lambda self, table: shown.extend(drawn(self, table))
        )
        show.rows(("a", "b", "c", "d"), lines)
    letters = sorted("".join(shown).replace("─", ""))
    for letter in "é漢":
        assert letters.count(letter) == sum(cell.count(letter) for line in lines for cell in line)


def drawn(console, table):
    return [segment.text for segment in console.render(table)]


def test_half_a_file_that_a_full_disk_took_is_not_left_in_the_way(tmp_path, monkeypatch):
    def fill(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", fill)
    older = tmp_path / "older.toml"
    older.touch()
    for file in (tmp_path / "new.toml", older):
        with pytest.raises(LotgraphError, match="the disk is full; choose another --out file"):
            show.save(file, b"all of it", "--out file")
    assert list(tmp_path.iterdir()) == [older]


def test_things_are_counted_in_words():
    said = [show.counted(1, "box"), show.counted(2, "box"), show.counted(1200, "file")]
    assert said == ["1 box", "2 boxes", "1,200 files"]

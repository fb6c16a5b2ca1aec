"""The card names the commit that a detector was made by, where a repository is there to ask."""

import subprocess
from pathlib import Path

import pytest

from lotgraph.training.card import commit_of


@pytest.fixture
def source(tmp_path, monkeypatch) -> Path:
    """A source file that a repository has, in its one commit."""
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "repository"
    folder.mkdir()
    file = folder / "card.py"
    file.write_text("one = 1\n")
    git(folder, "init")
    git(folder, "add", "card.py")
    git(folder, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-m", "Add a card")
    git(folder, "tag", "v1")
    return file


def git(folder: Path, *words: str) -> str:
    ended = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return ended.stdout.strip()


def test_the_commit_is_told_and_whether_anything_is_changed_since(source):
    commit = git(source.parent, "rev-parse", "HEAD")
    assert len(commit) == 40
    assert commit_of(source) == commit
    source.write_text("one = 2\n")
    assert commit_of(source) == f"{commit}-dirty"


def test_a_repository_that_does_not_have_the_file_is_not_asked(source):
    installed = source.with_name("installed.py")
    installed.write_text("one = 1\n")
    assert commit_of(installed) is None


def test_without_a_repository_or_git_none_is_told(source, tmp_path, monkeypatch):
    alone = tmp_path / "alone" / "card.py"
    alone.parent.mkdir()
    alone.write_text("one = 1\n")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert commit_of(alone) is None
    monkeypatch.setenv("PATH", "")
    assert commit_of(source) is None

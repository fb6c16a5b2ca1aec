"""Previews are named by what they hold, kept once, checked on the way out, and can be erased."""

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lotgraph.errors import LotgraphError
from lotgraph.lake.files import Files
from lotgraph.previews.store import LIMIT_BYTES, Preview, PreviewStore


def picture(kind="png", shade=0):
    if kind == "svg":
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{shade + 1}"/>'.encode()
    buffer = io.BytesIO()
    Image.new("L", (4, 4), shade).save(buffer, kind)
    return buffer.getvalue()


@pytest.fixture(params=["folder", "memory"])
def store(request, tmp_path):
    where = str(tmp_path) if request.param == "folder" else f"memory://{tmp_path.name}-previews"
    return PreviewStore(where)


@pytest.mark.parametrize("kind", ["webp", "png", "svg"])
def test_what_was_put_comes_back_under_the_hash_of_its_bytes(store, kind):
    content = picture(kind)
    preview = store.put(content)
    assert preview == Preview(hashlib.sha256(content).hexdigest(), kind)
    assert store.get(preview) == content


def test_a_preview_lies_where_its_hash_says(tmp_path):
    preview = PreviewStore(str(tmp_path)).put(picture())
    assert [p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.*")] == [
        f"previews/{preview.sha256[:2]}/{preview.sha256}.png"
    ]


def test_putting_a_picture_again_makes_it_young_so_that_no_sweep_takes_it(tmp_path):
    store = PreviewStore(str(tmp_path))
    store.put(picture())
    (file,) = tmp_path.rglob("*.png")
    os.utime(file, (0, 0))
    store.put(picture())
    (again,) = tmp_path.rglob("*.png")
    assert again.stat().st_mtime > 0


def test_a_changed_file_is_told_and_putting_the_picture_again_heals_it(tmp_path):
    store = PreviewStore(str(tmp_path))
    preview = store.put(picture())
    (file,) = tmp_path.rglob("*.png")
    file.write_bytes(picture(shade=9))
    with pytest.raises(LotgraphError, match="was changed after it was written; materialise"):
        store.get(preview)
    store.put(picture())
    assert store.get(preview) == picture()


def test_a_picture_whose_file_was_erased_is_gone_and_the_others_stay(store):
    gone, kept = store.put(picture(shade=1)), store.put(picture(shade=2))
    Files(store.root).delete(f"previews/{gone.sha256[:2]}/{gone.name}")
    assert store.get(gone) is None
    assert store.get(kept) is not None


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<html>", b"%PDF-1.7", b"\xff\xd8\xff\xe0"])
def test_only_pictures_are_kept(store, content):
    with pytest.raises(LotgraphError, match="expected a WebP, PNG or SVG picture"):
        store.put(content)


def test_a_picture_too_large_for_a_preview_is_refused(store):
    with pytest.raises(LotgraphError, match=f"may have {LIMIT_BYTES} bytes"):
        store.put(picture() + bytes(LIMIT_BYTES))


@given(st.text(max_size=90))
def test_no_name_but_a_hash_and_a_kind_leads_to_a_file(name):
    assert Preview.named(name) is None


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n", ""])
def test_nothing_but_a_hash_leads_to_a_file(tmp_path, sha256):
    with pytest.raises(LotgraphError, match="names no preview"):
        PreviewStore(str(tmp_path)).get(Preview(sha256, "png"))


def test_previews_live_in_a_bucket_too(bucket):
    store = PreviewStore(f"{bucket}/lake")
    preview = store.put(picture())
    assert store.get(preview) == picture()


@pytest.fixture
def bucket(monkeypatch):
    import fsspec
    import s3fs
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setitem(fsspec.config.conf, "s3", {"endpoint_url": f"http://{host}:{port}"})
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    s3fs.S3FileSystem.clear_instance_cache()
    s3fs.S3FileSystem().mkdir("bucket")
    yield "s3://bucket"
    s3fs.S3FileSystem.clear_instance_cache()
    server.stop()


def test_a_draft_left_by_a_crash_is_no_preview(tmp_path):
    store = PreviewStore(str(tmp_path))
    preview = store.put(picture())
    (file,) = Path(tmp_path).rglob("*.png")
    file.rename(f"{file}.0123.draft")
    assert store.get(preview) is None

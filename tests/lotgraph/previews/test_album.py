"""Markdown that Dagster shows in place, whatever the picture is called."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from lotgraph.errors import SettingsError
from lotgraph.previews.album import Album
from lotgraph.previews.passes import opens, pass_for
from lotgraph.previews.store import Preview, PreviewStore

TOKEN = "a-token-nobody-would-guess"


def picture(shade=0):
    buffer = io.BytesIO()
    Image.new("L", (4, 4), shade).save(buffer, "png")
    return buffer.getvalue()


def album(url="http://127.0.0.1:3080", token=""):
    return Album(PreviewStore("memory://album"), url, token)


def test_a_shown_picture_is_an_image_at_the_servers_address():
    shown = album()
    markdown = shown.show(picture(), "gate, 08:00")
    assert markdown == f"![gate, 08:00](http://127.0.0.1:3080/preview/{shown.hashes[0]}.png)"


def test_an_album_remembers_each_picture_once_and_in_order():
    shown = album()
    first, second = shown.keep(picture(1)), shown.keep(picture(2))
    shown.show(picture(1), "again")
    assert shown.hashes == (first.sha256, second.sha256)


def test_two_albums_do_not_share_what_they_remember():
    one, other = album(), album()
    one.show(picture(), "")
    assert other.hashes == ()


@given(alt=st.text(max_size=2_000), token=st.sampled_from(["", TOKEN]))
def test_any_description_gives_one_short_line_with_one_image(alt, token):
    markdown = album(token=token).show(picture(), alt)
    assert len(markdown) < 1_000
    assert len(markdown.splitlines()) == 1
    assert markdown.startswith("![")
    assert markdown.endswith(")")
    assert markdown.count("](http://127.0.0.1:3080/preview/") == 1
    assert not set("[]()<>`") & set(markdown[2 : markdown.index("](http")])


def test_an_address_too_long_to_be_shown_in_place_is_told():
    with pytest.raises(SettingsError, match=r"server\.public_url has 1000 characters"):
        album(url="http://" + "x" * 993).show(picture(), "gate")


def test_the_token_itself_never_stands_in_what_is_shown():
    shown = album(token=TOKEN)
    markdown = shown.show(picture(), "gate")
    assert TOKEN not in markdown
    assert markdown.endswith(f"?token={pass_for(Preview(shown.hashes[0], 'png'), TOKEN)})")


def test_a_pass_opens_its_own_picture_only():
    mine, other = Preview("a" * 64, "png"), Preview("b" * 64, "png")
    assert opens(pass_for(mine, TOKEN), TOKEN, mine)
    assert not opens(pass_for(mine, TOKEN), TOKEN, other)
    assert not opens(pass_for(mine, TOKEN), TOKEN, None)
    assert not opens(pass_for(mine, "another token"), TOKEN, mine)
    assert opens(TOKEN, TOKEN, None)


@given(st.text())
def test_nothing_else_opens(shown):
    assert not opens(shown, TOKEN, Preview("a" * 64, "png"))

"""`lotgraph settings` prints what is in force and keeps secrets."""

TOKEN = "a-token-nobody-would-guess"


def test_the_settings_in_force_are_printed_with_their_meaning(lotgraph):
    ran = lotgraph("settings", LOTGRAPH__SERVER__PORT="3090")
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["server.port", "3090", "set", "Port", "it", "binds."] in lines
    assert ["health.sample_hz", "2.0", "default"] in [line[:3] for line in lines]
    assert "sites.north.cameras.gate.is_fixed" in {line[0] for line in lines}


def test_as_json_they_are_one_document(lotgraph, folder):
    document = lotgraph("settings", "--json").document
    assert document["paths"]["lake"] == str(folder / "lake")
    assert document["windows"]["first_day"] == "2026-03-01"
    assert set(document["sites"]["north"]["cameras"]) == {"gate", "exit"}


def test_the_token_is_not_printed(lotgraph):
    for words in (["settings"], ["settings", "--json"]):
        ran = lotgraph(*words, LOTGRAPH__SERVER__TOKEN=TOKEN)
        assert ran.code == 0
        assert TOKEN not in ran.out
        assert "(secret)" in ran.out


def test_another_file_can_be_named(lotgraph, folder):
    (folder / "other.toml").write_text("[windows]\nlength_minutes = 30")
    ran = lotgraph("--settings", "other.toml", "settings", "--json")
    assert ran.document["windows"]["length_minutes"] == 30
    ran = lotgraph("--settings", "none.toml", "settings", "--json")
    assert ran.code == 2
    assert "settings file none.toml does not exist" in ran.err

"""Reading the settings: what is in force, and one clear line for every mistake."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import SettingsError
from lotgraph.settings import Settings, Windows, load

TOKEN = "a-token-nobody-would-guess"
FILE = """
[paths]
landing = "in"
lake = "memory://lake"

[windows]
length_minutes = 30

[sites.north]
timezone = "Europe/Berlin"

[sites.north.cameras.gate]
clock_offset_s = 2
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "lotgraph.toml"


def complaint(file, text, environ=None):
    file.write_text(text)
    with pytest.raises(SettingsError) as caught:
        load(file, environ or {})
    return str(caught.value).replace(f"{file}:", "FILE:").replace(str(file), "FILE")


def test_without_a_file_the_defaults_hold_below_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load(environ={})
    assert settings.paths.lake == str(tmp_path / "data" / "lake")
    assert settings.windows == Windows()


def test_relative_folders_count_from_the_file_and_addresses_stay(file, monkeypatch):
    file.write_text(FILE)
    monkeypatch.chdir("/")
    settings = load(file, {})
    assert settings.paths.landing == str(file.parent / "in")
    assert settings.paths.lake == "memory://lake"
    assert settings.sites["north"].cameras["gate"].clock_offset_s == 2.0


def test_the_variable_names_another_file(file):
    file.write_text(FILE)
    assert load(environ={"LOTGRAPH_SETTINGS": str(file)}).windows.length_minutes == 30


def test_a_named_file_that_is_not_there_is_told(file):
    with pytest.raises(SettingsError) as caught:
        load(environ={"LOTGRAPH_SETTINGS": str(file)})
    assert str(caught.value) == (
        f"settings file {file}, named by LOTGRAPH_SETTINGS, does not exist; "
        "create it or correct or unset LOTGRAPH_SETTINGS"
    )


@pytest.mark.parametrize("environ", [{}, {"LOTGRAPH_SETTINGS": "other.toml"}])
def test_a_given_file_that_is_not_there_is_told_without_the_variable(file, environ):
    with pytest.raises(SettingsError) as caught:
        load(file, environ)
    assert str(caught.value) == f"settings file {file} does not exist; create it or name another"


@pytest.mark.parametrize(
    ("variable", "value", "got"),
    [
        ("LOTGRAPH__WINDOWS__LENGTH_MINUTES", "15", lambda s: s.windows.length_minutes == 15),
        ("LOTGRAPH__windows__length_minutes", "15", lambda s: s.windows.length_minutes == 15),
        ("LOTGRAPH__WINDOWS__FIRST_DAY", "2026-03-02", lambda s: s.windows.first_day.day == 2),
        ("LOTGRAPH__SERVER__TOKEN", "1" * 20, lambda s: s.server.token == "1" * 20),
        ("LOTGRAPH__HEALTH__SAMPLE_HZ", "0.5", lambda s: s.health.sample_hz == 0.5),
        ("LOTGRAPH__SITES__NORTH__NAME", "7", lambda s: s.sites["north"].name == "7"),
        (
            "LOTGRAPH__SITES__NORTH__CAMERAS__GATE__IS_FIXED",
            "false",
            lambda s: not s.sites["north"].cameras["gate"].is_fixed,
        ),
        (
            "LOTGRAPH__SITES__NORTH__CAMERAS__GATE__CLOCK_OFFSET_S",
            "-1.5",
            lambda s: s.sites["north"].cameras["gate"].clock_offset_s == -1.5,
        ),
    ],
)
def test_a_variable_overrides_the_file(file, variable, value, got):
    file.write_text(FILE)
    assert got(load(file, {variable: value}))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[windows]\nlenght_minutes = 5",
            r"FILE:2: windows\.lenght_minutes: .* mean length_minutes\?",
        ),
        ("[window]\nx = 5", r"FILE:1: window: expected a known setting; did you mean windows\?"),
        ("[health]\nzzz = 1", r"FILE:2: health\.zzz: .*; there are sample_hz, .*; got 1"),
        ("[server]\nport = '80a'", r"FILE:2: server\.port: expected a valid integer; got '80a'"),
        (
            "[server]\n\nport = 0",
            r"FILE:3: server\.port: expected greater than or equal to 1; got 0",
        ),
        ("[server]\nport = true", r"FILE:2: server\.port: expected a valid integer; got True"),
        ("server = 5", r"FILE:1: server: expected a section; got 5"),
        ("sites = 5", r"FILE:1: sites: expected sections; got 5"),
        ("[sites]\nnorth = 'x'", r"FILE:2: sites\.north: expected a section; got 'x'"),
        ("[arrivals]\nsettle_s = inf", r"FILE:2: arrivals\.settle_s: expected a finite number"),
        ("[arrivals]\nsettle_s = nan", r"FILE:2: arrivals\.settle_s: expected .*; got nan"),
        ("[windows]\nlength_minutes = 7", r"FILE:2: .*expected minutes that divide .*; got 7"),
        ("[windows]\nlength_minutes = 420", r"FILE:2: .*expected minutes that divide .*; got 420"),
        ("[windows]\nlength_minutes = 2", r"FILE:2: .*greater than or equal to 5; got 2"),
        (
            "[windows]\nfirst_day = 'March'",
            r"FILE:2: .*expected a day such as 2026-03-02; got 'March'",
        ),
        ("[windows]\nfirst_day = 5", r"FILE:2: windows\.first_day: expected a valid date; got 5"),
        (
            "[windows]\nfirst_day = 2026-03-02\nlast_day = 2026-03-01",
            r"FILE:1: windows: expected last_day on or after first_day; got the section as it is",
        ),
        ("[sites.a]\ntimezone = 'Berlin'", r"FILE:2: sites\.a\.timezone: .*IANA.*; got 'Berlin'"),
        ("[sites.a]\ntimezone = 'Europe'", r"FILE:2: sites\.a\.timezone: .*IANA.*; got 'Europe'"),
        ("[sites.a]\ntimezone = '../x'", r"FILE:2: sites\.a\.timezone: .*IANA.*; got '\.\./x'"),
        ("[sites.a]\ntimezone = ''", r"FILE:2: sites\.a\.timezone: .*IANA.*; got ''"),
        ("[sites.North]", r"FILE:1: sites\.North: expected lower-case letters.*; got 'North'"),
        ("[sites.'a b']", r"FILE:1: sites\.a b: expected lower-case letters.*; got 'a b'"),
        ("[sites.a.cameras.'../x']", r"FILE:\d: sites\.a\.cameras\.\.\./x: expected lower-case"),
        ("[sites.unplaced]", r"FILE:1: sites\.unplaced: expected another name; .*'unplaced'"),
        (
            "[sites.a.cameras.gate]\nclock_offset_s = 'x'",
            r"FILE:2: sites\.a\.cameras\.gate\.clock_offset_s: expected a valid number; got 'x'",
        ),
        (
            "[sites.a.cameras]\ngate = { is_fxed = true }",
            r"FILE:2: sites\.a\.cameras\.gate\.is_fxed: .*did you mean is_fixed\?; got True",
        ),
        ("server.port = 'x'", r"FILE:1: server\.port: expected a valid integer"),
        ("[paths]\nlake = ''", r"FILE:2: paths\.lake: expected a folder or an address; got ''"),
        ("[paths]\nlake = 's4://b'", r"FILE:2: paths\.lake: .*not s4://; got 's4://b'"),
        ("[paths]\nlake = 'data/landing/x'", r"FILE:2: paths\.lake: .*one inside the other; got"),
        ("[paths]\nlake = '~nobody-here/x'", r"\[paths\]: .*write the path out"),
        ("[server]\npublic_url = 'host:80'", r"FILE:2: server\.public_url: .*such as https://"),
        ("[server]\nhost = '0.0.0.0'", r"FILE:1: server: expected a token, because host"),
        (
            f"[server]\nhost = '0.0.0.0'\ntoken = '{TOKEN}'",
            r"FILE:1: server: expected public_url, because no browser",
        ),
    ],
)
def test_a_mistake_is_told_with_line_key_expected_and_came(file, text, expected):
    said = complaint(file, text)
    assert re.match(expected, said), said
    assert len(said.splitlines()) == 1


def test_every_mistake_is_told_at_once(file):
    said = complaint(file, "[server]\nport = 0\n[windows]\nlength_minutes = 7\n[x]\ny = 1")
    assert [line.split(": ")[0] for line in said.splitlines()] == ["FILE:4", "FILE:2", "FILE:5"]


def test_a_secret_is_not_repeated(file):
    said = complaint(file, "[server]\ntoken = 'short'")
    assert said == (
        "FILE:2: server.token: expected at least 16 printable ASCII characters; "
        "got a secret of 5 characters"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[server]\nport = \n", 2),
        ("[server]\nport = 1\nport = 2", 3),
        ("[sites.a]\n[sites.b]\n[sites.a]", 3),
        ("[server\nport = 1", 1),
        ("a = 'x", 1),
        ('x = 1\na = """never closed', 2),
    ],
)
def test_text_that_is_not_toml_is_told_with_its_line(file, text, line):
    assert re.match(
        rf"FILE:{line}: not valid TOML: .*; expected (lines|each key)", complaint(file, text)
    )


def test_a_file_in_another_encoding_is_told(file):
    file.write_bytes("name = 'Zürich'".encode("latin-1"))
    with pytest.raises(SettingsError, match="expected a text file in UTF-8"):
        load(file, {})


def test_a_folder_is_no_settings_file(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read: expected a text file"):
        load(tmp_path, {})


def test_a_mark_at_the_start_of_the_file_does_no_harm(file):
    file.write_bytes(b"\xef\xbb\xbf[windows]\nlength_minutes = 30\n")
    assert load(file, {}).windows.length_minutes == 30


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"LOTGRAPH__SERVER__PORT": "x"}, r"LOTGRAPH__SERVER__PORT: server\.port: .*; got 'x'"),
        ({"LOTGRAPH__server__port": "x"}, r"LOTGRAPH__server__port: server\.port: .*; got 'x'"),
        ({"LOTGRAPH__SERVER__PROT": "1"}, r"LOTGRAPH__SERVER__PROT: server\.prot: .*mean port\?"),
        (
            {"LOTGRAPH__SERVER": "1"},
            r"LOTGRAPH__SERVER: server is a section; .*LOTGRAPH__SERVER__<KEY>",
        ),
        ({"LOTGRAPH__SITES__NORTH": "1"}, r"LOTGRAPH__SITES__NORTH: north is a section"),
        ({"LOTGRAPH__NO__SUCH": "1"}, r"LOTGRAPH__NO__SUCH: no: expected a known setting"),
        (
            {"LOTGRAPH__WINDOWS__LENGTH_MINUTES__X": "1"},
            r"LOTGRAPH__WINDOWS__LENGTH_MINUTES__X: length_minutes is not a section",
        ),
        ({"LOTGRAPH__SERVER__HOST": "::"}, r"LOTGRAPH__SERVER__HOST: server: expected a token"),
        ({"LOTGRAPH__PATHS__LAKE": "in/lake"}, r"LOTGRAPH__PATHS__LAKE: paths\.lake: .*inside"),
        (
            {"LOTGRAPH__SITES__NORTH__CAMERAS__GATE__CLOCK_OFFSET_S": "soon"},
            r"LOTGRAPH__SITES__NORTH__CAMERAS__GATE__CLOCK_OFFSET_S: .*valid number.*; got 'soon'",
        ),
        (
            {"LOTGRAPH__SITES__SOUTH__NAME": "x"},
            r"LOTGRAPH__SITES__SOUTH__NAME: expected one of the sites that FILE names \(north\); "
            r"got 'south'; to add it, write \[sites\.south\] in the file$",
        ),
        (
            {"LOTGRAPH__SITES__NORTH__CAMERAS__EXIT__IS_FIXED": "true"},
            r"LOTGRAPH__SITES__NORTH__CAMERAS__EXIT__IS_FIXED: expected one of the cameras that "
            r"FILE names \(gate\); got 'exit'; .*write \[sites\.north\.cameras\.exit\]",
        ),
        (
            {"LOTGRAPH__SITES__NORTH__CAMRAS__GATE__IS_FIXED": "true"},
            r"LOTGRAPH__SITES__NORTH__CAMRAS__GATE__IS_FIXED: .*did you mean cameras\?",
        ),
    ],
)
def test_a_broken_variable_is_named(file, environ, expected):
    said = complaint(file, FILE, environ)
    assert re.match(f"environment variable {expected}", said), said


def test_without_a_file_no_variable_adds_a_site(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(
        SettingsError, match=r"that lotgraph\.toml names \(it names none\); got 'a'"
    ):
        load(environ={"LOTGRAPH__SITES__A__NAME": "x"})


@pytest.mark.parametrize(
    ("minutes", "fits"),
    [(5, True), (60, True), (120, True), (480, True), (1440, True), (90, False)],
)
def test_a_window_length_must_divide_the_hour_or_the_day(file, minutes, fits):
    text = f"[windows]\nlength_minutes = {minutes}"
    if fits:
        file.write_text(text)
        assert load(file, {}).windows.grid.length == timedelta(minutes=minutes)
    else:
        assert "expected minutes that divide" in complaint(file, text)


def test_days_may_be_quoted(file):
    file.write_text("[windows]\nfirst_day = '2026-03-02'\nlast_day = 2026-03-02")
    windows = load(file, {}).windows
    assert windows.first_day == windows.last_day == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("server", "url"),
    [
        ({}, "http://127.0.0.1:3080"),
        ({"host": "::1"}, "http://[::1]:3080"),
        ({"public_url": "https://x.org/p/"}, "https://x.org/p"),
    ],
)
def test_browsers_go_to_the_public_address_or_to_host_and_port(server, url):
    assert Settings.model_validate({"server": server}).server.url == url


def said_of(file):
    try:
        load(file, {})
    except SettingsError as error:
        return str(error)
    return None


@given(text=st.text(alphabet="[]=.\"'#\n ab1{}:-", max_size=80))
def test_any_text_is_settings_or_an_error_that_names_the_file(tmp_path_factory, text):
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text(text)
    assert (said_of(file) or str(file)).startswith(str(file))


def test_footage_roots_are_whole_addresses_in_a_list_or_with_commas_between(file):
    file.write_text('[arrivals]\nfootage_roots = ["/srv/archive", "s3://archive"]')
    assert load(file, {}).arrivals.footage_roots == ["/srv/archive", "s3://archive"]
    variable = {"LOTGRAPH__ARRIVALS__FOOTAGE_ROOTS": "/a, memory://b"}
    assert load(file, variable).arrivals.footage_roots == ["/a", "memory://b"]
    said = complaint(file, '[arrivals]\nfootage_roots = ["archive"]')
    assert "expected a folder written from / on" in said
    said = complaint(file, '[arrivals]\nfootage_roots = "/srv"')
    assert re.match(r"FILE:2: arrivals\.footage_roots: expected a list in brackets, .*'/srv'", said)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('["/a", "/b"]', r": expected values with commas between and no brackets"),
        ("/a, archive", r": arrivals\.footage_roots\.1: expected a folder written from / on"),
    ],
)
def test_a_variable_that_holds_several_is_blamed_itself(tmp_path, monkeypatch, value, expected):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as caught:
        load(environ={"LOTGRAPH__ARRIVALS__FOOTAGE_ROOTS": value})
    variable = "environment variable LOTGRAPH__ARRIVALS__FOOTAGE_ROOTS"
    assert re.match(variable + expected, str(caught.value))


@pytest.mark.parametrize(
    ("landing", "lake"),
    [("data", "data/lake"), ("lake/in", "lake"), ("same", "same"), ("s3://b/x", "s3://b/x/lake")],
)
def test_neither_landing_nor_lake_may_lie_in_the_other(file, landing, lake):
    said = complaint(file, f'[paths]\nlanding = "{landing}"\nlake = "{lake}"')
    assert "FILE:3: paths.lake: expected a folder beside the landing folder" in said


def test_folders_whose_names_begin_alike_lie_beside_each_other(file):
    file.write_text('[paths]\nlanding = "data"\nlake = "data-lake"')
    assert load(file, {}).paths.lake.endswith("data-lake")

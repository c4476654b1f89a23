from datetime import date
from pathlib import Path

import pytest

from lighting.errors import ConfigWrong
from lighting.site.config import find_config, parse_config, read_config, settings_of
from lighting.site.tariffs import tariff_on

SITE = """\
[site]
name = "kupang"
timezone = "Asia/Makassar"
latitude = -10.178
longitude = 123.607
"""


def problems_of(text: str) -> list[str]:
    with pytest.raises(ConfigWrong) as caught:
        parse_config(text, "lighting.toml")
    return [str(problem) for problem in caught.value.problems]


def test_a_site_alone_is_enough_and_the_rest_has_defaults() -> None:
    config = parse_config(SITE, "lighting.toml")
    assert (config.site.name, config.site.country) == ("kupang", None)
    assert (config.broker.host, config.broker.port) == ("127.0.0.1", 1883)
    assert (config.api.host, config.api.port) == ("127.0.0.1", 8470)
    assert (config.nodes.report_s, config.nodes.default_level) == (300, 100)
    assert (config.schedule.nights, config.schedule.renew_nights) == (90, 30)


def test_files_are_looked_for_next_to_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "lighting.toml"
    path.write_text(SITE + '[store]\npath = "data/city.db"\n[api]\ntokens = "/etc/tokens"\n')
    config = read_config(path)
    assert config.store_path == tmp_path / "data" / "city.db"
    assert config.tokens_path == Path("/etc/tokens")


def test_every_value_says_where_it_came_from() -> None:
    config = parse_config(SITE + "\n[broker]\nport = 1884\n", "lighting.toml")
    origins = {each.key: (each.value, each.origin) for each in settings_of(config)}
    assert origins["site.name"] == ("kupang", "lighting.toml:2")
    assert origins["broker.port"] == (1884, "lighting.toml:8")
    assert origins["broker.host"] == ("127.0.0.1", "default")
    assert origins["site.country"] == (None, "default")


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('hourly_bucket = "lighting"', "hourly_bucket"),
        ('bucket = "lighting_hourly"', "hourly_bucket"),
        ('book_bucket = "lighting"', "book_bucket"),
        ('book_bucket = "lighting_hourly"', "book_bucket"),
    ],
)
def test_no_two_buckets_have_one_name(written: str, key: str) -> None:
    (told,) = problems_of(f"{SITE}[influx]\n{written}\n")
    assert f"influx.{key} = " in told
    assert "three different names" in told


@pytest.mark.parametrize(
    "url", ["", "http://127.0.0.1:8086", "https://influx.city.id/db/", "http://[::1]:8086"]
)
def test_an_influxdb_is_named_by_an_address_of_http(url: str) -> None:
    assert parse_config(f'{SITE}[influx]\nurl = "{url}"\n', "lighting.toml").influx.url == url


@pytest.mark.parametrize(
    "url",
    [
        "localhost",
        "127.0.0.1:8086",
        "http://",
        "http://a b",
        "http://h:99999",
        "http://h:x",
        "http://h?q=1",
        "ftp://h",
        "file:///etc/passwd",
        "http://ani:canary@h",
    ],
)
def test_what_is_no_address_of_http_is_refused_and_not_shown(url: str) -> None:
    (told,) = problems_of(f'{SITE}[influx]\nurl = "{url}"\n')
    assert told.startswith("lighting.toml:7: influx.url: not http:// or https://")
    assert "such as http://127.0.0.1:8086" in told
    assert "canary" not in told


def test_all_errors_are_told_at_once_with_their_lines() -> None:
    text = SITE.replace("kupang", "Kupang City").replace("-10.178", '"south"')
    told = problems_of(text + "[brokr]\nport = 1\n[nodes]\nrepot_s = 300\nmin_level = 400\n")
    assert [line.split(":")[1] for line in told] == ["2", "4", "6", "9", "10"]
    assert "small letters" in told[0]
    assert "degrees, north positive" in told[1]
    assert 'did you mean "broker"?' in told[2]
    assert 'did you mean "report_s"?' in told[3]
    assert "percent of full light" in told[4]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "site is missing; add a section [site] with name, timezone, latitude"),
        ("site = 3", "site = 3"),
        (SITE + "colour = 1", 'site.colour is not known; did you mean "country"?'),
        (SITE + "[broker]\nzzz = 1", 'known: "documents_per_s", "host", "link", "port"'),
        (SITE.replace("Asia/Makassar", "Asia/Kupang"), "no time zone"),
        (SITE.replace("-10.178", "nan"), "site.latitude"),
        (SITE.replace('name = "kupang"', ""), "site.name is missing; add a short name"),
        (SITE + '[broker]\nport = "1883"', "broker.port"),
        (SITE + "[schedule]\nnights = 20", "renew_nights = 30 isn't below nights"),
        (SITE + "[broker]\nport = 1883 1884", "not TOML"),
        (SITE + "[site]\n", "not TOML"),
    ],
)
def test_an_error_says_what_would_be_right(text: str, told: str) -> None:
    (problem,) = problems_of(text)
    assert problem.startswith("lighting.toml")
    assert told in problem


def test_an_error_of_toml_names_its_line() -> None:
    (problem,) = problems_of(SITE + "[broker]\nport = = 3\n")
    assert problem.startswith("lighting.toml:7: not TOML")


@pytest.mark.parametrize("content", [b"\xff\xfe[site]", None])
def test_a_file_that_cannot_be_read_is_a_wrong_document(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "lighting.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigWrong) as caught:
        read_config(path)
    assert caught.value.problems[0].source == str(path)


def test_a_folder_is_no_file_of_settings(tmp_path: Path) -> None:
    with pytest.raises(ConfigWrong, match="1 error"):
        read_config(tmp_path)


def test_the_option_wins_over_the_environment_and_that_over_the_present_folder() -> None:
    environ = {"LIGHTING_CONFIG": "/etc/lighting.toml"}
    assert find_config(Path("mine.toml"), environ) == Path("mine.toml")
    assert find_config(None, environ) == Path("/etc/lighting.toml")
    assert find_config(None, {}) == Path("lighting.toml")


TARIFF = """
[[tariff]]
from = 2024-07-01
name = "P-3/TR"
currency = "IDR"
per_kwh = 1699.53
"""


def test_prices_of_energy_are_dated_and_none_is_assumed() -> None:
    assert parse_config(SITE, "lighting.toml").tariff == ()
    later = TARIFF.replace("2024-07-01", "2026-04-01").replace("1699.53", "1750")
    prices = parse_config(SITE + later + TARIFF, "lighting.toml").tariff
    found = [tariff_on(prices, date(*day)) for day in ((2024, 6, 30), (2026, 3, 31), (2026, 4, 1))]
    assert [one.per_kwh if one else None for one in found] == [None, 1699.53, 1750]


def test_every_tariff_is_shown_with_its_lines() -> None:
    text = SITE + TARIFF + '[co2]\nkg_per_kwh = 0.5\nsource = "a ministry"\n'
    origins = {
        one.key: (one.value, one.origin) for one in settings_of(parse_config(text, "l.toml"))
    }
    assert origins["tariff.0.from"] == ("2024-07-01", "l.toml:8")
    assert origins["tariff.0.per_kwh"] == (1699.53, "l.toml:11")
    assert origins["co2.kg_per_kwh"] == (0.5, "l.toml:13")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (TARIFF.replace("from", "form"), 7, "tariff.0.from is missing; add a date without quotes"),
        (TARIFF.replace("from", "form"), 8, 'tariff.0.form is not known; did you mean "from"?'),
        (TARIFF.replace("IDR", "Rp"), 10, 'write three letters: "IDR"'),
        (TARIFF.replace("2024-07-01", '"soon"'), 8, "write a date without quotes: 2024-07-01"),
        (TARIFF + TARIFF, 14, "two tariffs begin on 2024-07-01; keep one of them"),
        ("[tariff]\nfrom = 2024-07-01", 6, "write tables [[tariff]] with from, name, currency"),
        ("[co2]\nkg_per_kwh = 0.5", 6, "co2.source is missing; add where the figure"),
    ],
)
def test_a_wrong_tariff_says_what_would_be_right(text: str, line: int, told: str) -> None:
    found = [problem for problem in problems_of(SITE + text) if told in problem]
    assert [problem.split(":")[1] for problem in found] == [str(line)]

"""Making a real InfluxDB ready for a site, and looking whether it is."""

import json
import stat
from email.utils import parsedate_to_datetime
from math import inf
from pathlib import Path
from urllib.parse import urlencode

import pytest

from devices.sim.broker_process import free_port
from lighting.errors import LightingError, NothingMatched, Refused, StoreUnavailable
from lighting.site.config import Config, read_config
from lighting.stores.influx_check import Examined
from lighting.stores.influx_http import Reply, request
from lighting.stores.influx_setup import retention_days, set_up
from tests.support.city_of_tests import SITE
from tests.support.influxdb import InfluxServer

pytestmark = pytest.mark.influx
NOW_MS = 1_786_881_600_000


class Ready:
    """A site whose buckets bear the test's own name, on a server that others use as well."""

    def __init__(self, folder: Path, server: InfluxServer) -> None:
        self.folder = folder
        self.server = server
        names = (f"{folder.name}-{bucket}" for bucket in ("raw", "hourly", "book"))
        self.raw, self.hourly, self.book = names
        self.config = self.settings()

    def settings(self, **more: object) -> Config:
        """The settings, others than the usual ones where they are given."""
        facts = {
            "url": self.server.url,
            "org": self.server.org,
            "bucket": self.raw,
            "hourly_bucket": self.hourly,
            "book_bucket": self.book,
            **more,
        }
        lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in facts.items())
        path = self.folder / "lighting.toml"
        site = SITE.replace('"kupang"', f'"{self.folder.name.replace("_", "-")[:32]}"')
        path.write_text(f"{site}\n[influx]\n{lines}")
        return read_config(path)

    def set_up(self, config: Config | None = None, *, may_shorten: bool = False) -> list[str]:
        """Set it up, and say what was done to each thing."""
        steps = set_up(config or self.config, self.server.token, may_shorten=may_shorten)
        return [step.did for step in steps]

    @property
    def token_path(self) -> Path:
        return self.config.influx_token_path

    @property
    def token(self) -> str:
        return self.token_path.read_text().strip()

    def days(self, bucket: str) -> float:
        found = self.server.call(f"/api/v2/buckets?{urlencode({'name': bucket})}")
        return retention_days(found["buckets"][0]) or inf

    def ask(self, path: str, body: bytes | None = None) -> Reply:
        """Ask with the token that was made."""
        return request(self.server.url, self.token, path, body=body)

    def write(self, bucket: str) -> int:
        org = self.server.org
        return self.ask(f"/api/v2/write?org={org}&bucket={bucket}", b"lamp level=1i").status

    def found(self, config: Config | None = None, now_ms: int | None = None) -> dict[str, str]:
        """What each look finds, or the error that it ends with."""
        found = {}
        for needs, look in Examined(config or self.config, lambda: now_ms or self.now_ms()).looks():
            try:
                found[needs] = look()
            except LightingError as error:
                found[needs] = f"{type(error).__name__}: {error.what} > {error.remedy}"
        return found

    def now_ms(self) -> int:
        """The present moment as the server has it."""
        date = request(self.server.url, "", "/health").headers["Date"]
        return int(parsedate_to_datetime(date).timestamp() * 1000)


@pytest.fixture
def site(tmp_path: Path, influxdb: InfluxServer) -> Ready:
    return Ready(tmp_path, influxdb)


def test_buckets_retention_and_a_token_are_made_and_all_is_found_well(site: Ready) -> None:
    assert site.set_up() == ["made", "made", "made", "made"]
    days = [site.days(one) for one in (site.raw, site.hourly, site.book)]
    assert days == [90, 3_660, inf]
    assert stat.S_IMODE(site.token_path.stat().st_mode) == 0o600
    assert [path.name for path in site.folder.glob("influx*")] == ["influx.token"]
    found = site.found()
    assert list(found) == [
        "influxdb",
        "influxdb clock",
        "influxdb token",
        f"bucket {site.raw}",
        f"bucket {site.hourly}",
        f"bucket {site.book}",
    ]
    kept = "may be read and written, keeps"
    assert found[f"bucket {site.raw}"] == f"{kept} measurements 90 days"
    assert found[f"bucket {site.book}"] == f"{kept} faults and orders for ever"
    assert [said for said in found.values() if "Error" in said] == []


def test_the_token_may_write_and_read_its_three_buckets_and_nothing_else(site: Ready) -> None:
    foreign = f"{site.folder.name}-foreign"
    site.server.make_bucket(foreign)
    site.set_up()
    ours = [site.raw, site.hourly, site.book]
    assert [site.write(one) for one in ours] == [204, 204, 204]
    assert site.write(foreign) == 403
    assert site.server.ask(site.raw, 'SELECT * FROM "lamp"')
    listed = json.loads(site.ask("/api/v2/buckets?limit=100").body)["buckets"]
    assert {one["name"] for one in listed} == set(ours)
    assert json.loads(site.ask("/api/v2/authorizations").body)["authorizations"] == []


def test_a_second_time_changes_nothing(site: Ready) -> None:
    site.set_up()
    before = (site.token, site.token_path.stat().st_mtime_ns)
    assert site.set_up() == ["kept", "kept", "kept", "kept"]
    assert (site.token, site.token_path.stat().st_mtime_ns) == before


def test_a_token_file_that_is_lost_wrong_or_open_is_put_right_with_the_same_token(
    site: Ready,
) -> None:
    site.set_up()
    token = site.token
    site.token_path.unlink()
    assert site.set_up() == ["kept", "kept", "kept", "made"]
    site.token_path.write_text("something-else\n")
    assert site.set_up() == ["kept", "kept", "kept", "changed"]
    site.token_path.chmod(0o644)
    assert site.set_up() == ["kept", "kept", "kept", "changed"]
    assert site.token == token
    assert stat.S_IMODE(site.token_path.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["tokens", ".", "nowhere/influx.token"])
def test_a_file_of_something_else_or_in_no_folder_is_refused_before_anything_is_changed(
    site: Ready, name: str
) -> None:
    accounts = site.folder / "tokens"
    accounts.write_text("ani abcdefghij0123456789\n")
    with pytest.raises(Refused, match=r"something else than a token|can't hold the token"):
        site.set_up(site.settings(token=name))
    assert accounts.read_text() == "ani abcdefghij0123456789\n"
    found = site.server.call(f"/api/v2/buckets?{urlencode({'org': site.server.org})}&limit=100")
    assert site.raw not in {one["name"] for one in found["buckets"]}


def test_the_only_copy_of_the_operator_token_is_not_overwritten(site: Ready) -> None:
    site.token_path.write_text(f"{site.server.token}\n")
    with pytest.raises(Refused, match="holds the operator token"):
        site.set_up()
    assert site.token == site.server.token


def test_a_longer_retention_is_set_a_shorter_one_only_when_allowed(site: Ready) -> None:
    site.set_up()
    longer = site.settings(raw_days=120)
    assert site.set_up(longer) == ["changed", "kept", "kept", "kept"]
    assert site.days(site.raw) == 120
    shorter = site.settings(raw_days=30, hourly_days=5_000)
    with pytest.raises(Refused, match="keeps what it holds 120 days") as caught:
        site.set_up(shorter)
    assert "--shorten" in caught.value.remedy
    assert (site.days(site.raw), site.days(site.hourly)) == (120, 3_660)
    assert site.set_up(shorter, may_shorten=True) == ["changed", "changed", "kept", "kept"]
    assert (site.days(site.raw), site.days(site.hourly)) == (30, 5_000)


def test_a_site_that_was_set_up_before_it_had_a_book_is_told_so_and_gets_one(site: Ready) -> None:
    site.set_up()
    newer = site.settings(book_bucket=f"{site.book}-2")
    missing = site.found(newer)[f"bucket {site.book}-2"]
    assert "no faults and orders can be written to it > lighting influx setup" in missing
    before = site.token
    assert site.set_up(newer) == ["kept", "kept", "made", "changed", "kept"]
    assert site.token != before
    found = site.found(newer)
    assert [said for said in found.values() if "Error" in said] == []
    assert site.set_up(newer) == ["kept", "kept", "kept", "kept", "kept"]


def test_the_book_may_be_kept_for_a_time_only_when_allowed_and_for_ever_again(
    site: Ready,
) -> None:
    site.set_up()
    shorter = site.settings(book_days=400)
    with pytest.raises(Refused, match="for ever, the settings say 400 days"):
        site.set_up(shorter)
    assert "--shorten" in site.found(shorter)[f"bucket {site.book}"]
    assert site.set_up(shorter, may_shorten=True) == ["kept", "kept", "changed", "kept"]
    assert site.days(site.book) == 400
    assert site.set_up(site.settings()) == ["kept", "kept", "changed", "kept"]
    assert site.days(site.book) == inf


def test_a_bucket_that_keeps_for_ever_is_not_shortened_by_itself(site: Ready) -> None:
    site.server.make_bucket(site.raw)
    with pytest.raises(Refused, match="for ever"):
        site.set_up()
    assert not site.token_path.exists()


def test_what_stands_in_the_way_is_said_before_anything_is_changed(site: Ready) -> None:
    with pytest.raises(NothingMatched, match="no organisation elsewhere") as missing:
        site.set_up(site.settings(org="elsewhere"))
    assert site.server.org in missing.value.remedy
    with pytest.raises(Refused, match="does not accept the operator token"):
        set_up(site.settings(), "not-the-token")
    with pytest.raises(StoreUnavailable, match="does not answer"):
        site.set_up(site.settings(url=f"http://127.0.0.1:{free_port()}"))
    assert not site.token_path.exists()


def test_a_token_that_may_not_make_buckets_is_refused(site: Ready) -> None:
    site.set_up()
    token = site.token
    site.token_path.unlink()
    with pytest.raises(LightingError):
        set_up(site.settings(bucket=f"{site.raw}-2"), token)


def test_the_look_names_what_is_missing_and_the_remedy(site: Ready) -> None:
    site.set_up()
    raw = f"bucket {site.raw}"
    assert "InfluxDB's clock is" in site.found(now_ms=NOW_MS - 10**10)["influxdb clock"]
    kept = site.found(site.settings(raw_days=30))[raw]
    assert "keeps what it holds 90 days, the settings say 30 days" in kept
    assert "--shorten" in kept
    assert "--shorten" not in site.found(site.settings(raw_days=300))[raw]
    missing = site.found(site.settings(bucket="nowhere"))["bucket nowhere"]
    assert "no measurements can be written to it" in missing
    assert "lighting influx setup" in missing
    site.token_path.write_text("not-a-token-of-it")
    assert "does not know the token" in site.found()["influxdb token"]
    away = site.found(site.settings(url=f"http://127.0.0.1:{free_port()}"))
    assert "does not answer" in away["influxdb"]

"""Of the tokens that a site had from InfluxDB one stays in use, and nobody else's is touched."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from lighting.errors import Refused
from lighting.site.config import Config, read_config
from lighting.stores.influx_http import request
from lighting.stores.influx_operator import Operator
from lighting.stores.influx_tokens import Step, Tokens
from tests.support.city_of_tests import SITE
from tests.support.influxdb import InfluxServer

pytestmark = pytest.mark.influx
PATH = "/api/v2/authorizations"
_numbers = count(1)


@dataclass
class Ground:
    """A site of a name of its own, and three buckets of its own, on a server of many."""

    server: InfluxServer
    config: Config
    org_id: str
    buckets: dict[str, str]

    @property
    def ours(self) -> str:
        return f"lighting controller of {self.config.site.name}"

    def have(self, *, buckets: dict[str, str] | None = None) -> list[Step]:
        operator = Operator(self.server.url, self.server.token)
        return Tokens(self.config, operator, self.org_id, buckets or self.buckets).have()

    def make(self, description: str, *permissions: dict[str, str]) -> dict[str, Any]:
        """Make a token that may do things."""
        rights = [
            {"action": "write", "resource": {**one, "orgID": self.org_id}} for one in permissions
        ]
        asked = {"orgID": self.org_id, "description": description, "permissions": rights}
        made: dict[str, Any] = self.server.call(PATH, asked)
        return made

    def is_known(self, token: dict[str, Any]) -> bool:
        url = self.server.url
        return request(url, token["token"], "/api/v2/buckets?limit=1").status != 401


def buckets_of(*ids: str) -> list[dict[str, str]]:
    return [{"type": "buckets", "id": id_} for id_ in ids]


@pytest.fixture
def ground(tmp_path: Path, influxdb: InfluxServer) -> Iterator[Ground]:
    number = next(_numbers)
    path = tmp_path / "lighting.toml"
    site = SITE.replace('"kupang"', f'"tokens-{number}"')
    path.write_text(f'{site}\n[influx]\nurl = "{influxdb.url}"\norg = "{influxdb.org}"\n')
    org_id = influxdb.call("/api/v2/orgs?org=lighting")["orgs"][0]["id"]
    buckets = {}
    for holds in ("raw", "hourly", "book"):
        name = f"tokens-{number}-{holds}"
        influxdb.make_bucket(name)
        buckets[influxdb.call(f"/api/v2/buckets?name={name}")["buckets"][0]["id"]] = name
    yield Ground(influxdb, read_config(path), org_id, buckets)
    for id_ in buckets:
        Operator(influxdb.url, influxdb.token).remove(f"/api/v2/buckets/{id_}")


def test_a_token_that_the_new_one_takes_the_place_of_is_taken_away(ground: Ground) -> None:
    raw, hourly, _ = ground.buckets
    before = ground.make(ground.ours, *buckets_of(raw, hourly))
    new, removed = ground.have()
    assert (new.did, removed.did) == ("made", "removed")
    assert before["id"] in removed.what
    assert "restart" in removed.how
    assert not ground.is_known(before)
    assert [step.did for step in ground.have()] == ["kept"]


def test_a_token_for_a_bucket_that_is_gone_is_taken_away_as_well(ground: Ground) -> None:
    ground.server.make_bucket("tokens-gone")
    id_ = ground.server.call("/api/v2/buckets?name=tokens-gone")["buckets"][0]["id"]
    before = ground.make(ground.ours, *buckets_of(id_, *ground.buckets))
    Operator(ground.server.url, ground.server.token).remove(f"/api/v2/buckets/{id_}")
    assert [step.did for step in ground.have()] == ["made", "removed"]
    assert not ground.is_known(before)


def test_a_token_of_the_same_name_for_more_than_this_site_stays_and_is_told(
    ground: Ground,
) -> None:
    ground.server.make_bucket(f"copy-of-{ground.config.site.name}")
    found = ground.server.call(f"/api/v2/buckets?name=copy-of-{ground.config.site.name}")
    copy = ground.make(ground.ours, *buckets_of(found["buckets"][0]["id"]))
    all_buckets = ground.make(ground.ours, {"type": "buckets"})
    tasks = ground.make(ground.ours, {"type": "tasks"}, *buckets_of(*ground.buckets))
    _, *others = ground.have()
    assert [step.did for step in others] == ["kept", "kept", "kept"]
    told = " ".join(step.how for step in others)
    for one in (copy, all_buckets, tasks):
        assert ground.is_known(one)
        assert f"influx auth delete --id {one['id']}" in told


def test_a_token_that_somebody_else_made_is_neither_touched_nor_told(ground: Ground) -> None:
    theirs = ground.make("grafana", *buckets_of(*ground.buckets))
    assert [step.did for step in ground.have()] == ["made"]
    assert ground.is_known(theirs)


def test_nothing_is_taken_away_before_the_new_one_is_proven(ground: Ground) -> None:
    raw, *_ = ground.buckets
    before = ground.make(ground.ours, *buckets_of(raw))
    with pytest.raises(Refused, match="may not write to bucket nowhere") as caught:
        ground.have(buckets=dict.fromkeys(ground.buckets, "nowhere"))
    assert "the one before stays" in (caught.value.why or "")
    assert ground.is_known(before)


def test_what_is_gone_already_is_no_error(ground: Ground) -> None:
    before = ground.make(ground.ours, *buckets_of(*ground.buckets))
    operator = Operator(ground.server.url, ground.server.token)
    operator.remove(f"{PATH}/{before['id']}")
    operator.remove(f"{PATH}/{before['id']}")
    assert not ground.is_known(before)

"""Makes an InfluxDB 2 ready for a site: buckets with their retention, and a token for just them.

It is done with an operator's token, which is used and forgotten. What is right already stays as it
is, so that setting up twice changes nothing; what would delete data is refused unless allowed.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

from lighting.errors import LightingError, NothingMatched, Refused, StoreUnavailable
from lighting.site.config import Config
from lighting.stores.influx_http import request

DAY_S = 86_400
_ERRORS = 400
_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND = 401, 403, 404

Did = Literal["made", "changed", "kept"]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is needed: what it is, what was done to it, and how it stands."""

    what: str
    did: Did
    how: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A bucket as the settings want it.

    Attributes:
        name: In InfluxDB.
        days: How long it keeps what it holds; None: for ever.
        key: The setting of that.
        holds: What is in it.
    """

    name: str
    days: int | None
    key: str
    holds: str


def wanted_buckets(config: Config) -> tuple[Wanted, ...]:
    """Give the buckets that the settings name."""
    influx = config.influx
    return (
        Wanted(influx.bucket, influx.raw_days, "raw_days", "measurements"),
        Wanted(influx.hourly_bucket, influx.hourly_days, "hourly_days", "hourly figures"),
        Wanted(influx.book_bucket, influx.book_days or None, "book_days", "faults and orders"),
    )


def set_up(config: Config, operator_token: str, *, may_shorten: bool = False) -> list[Step]:
    """Make what is missing; all is looked at before anything is changed.

    Args:
        config: The settings; `[influx] url` is not empty.
        operator_token: One that may make buckets and tokens. It is not kept.
        may_shorten: Whether a retention may be shortened, which deletes what is older.

    Errors are said in three parts: nobody answers (`StoreUnavailable`), InfluxDB or a guard says
    no (`Refused`), there is no such organisation (`NothingMatched`).
    """
    setup = _Setup(config, operator_token)
    org_id = setup.org_id()
    found = [(wanted, setup.bucket(wanted.name)) for wanted in wanted_buckets(config)]
    if not may_shorten:
        for wanted, bucket in found:
            _guard_retention(wanted, bucket)
    steps, ids = [], []
    for wanted, bucket in found:
        step, bucket_id = setup.have_bucket(wanted, bucket, org_id)
        steps.append(step)
        ids.append(bucket_id)
    return [*steps, setup.have_token(org_id, ids)]


def retention_days(bucket: Json) -> float | None:
    """Give how long a bucket keeps what it holds [days]; None: for ever."""
    rules = bucket.get("retentionRules") or [{}]
    seconds = rules[0].get("everySeconds") or 0
    return seconds / DAY_S if seconds else None


def told_days(days: float | None) -> str:
    """Say how long something is kept."""
    return "for ever" if days is None else f"{days:g} days"


def is_shorter(days: float | None, before: float | None) -> bool:
    """Whether something is kept for less time than before; None: for ever."""
    return days is not None and (before is None or days < before)


def _guard_retention(wanted: Wanted, bucket: Json | None) -> None:
    """Stop before data is deleted.

    Raises:
        Refused: The bucket keeps longer than it should.
    """
    if bucket is None:
        return
    days = retention_days(bucket)
    if is_shorter(wanted.days, days):
        kept, wish = told_days(days), told_days(wanted.days)
        raise Refused(
            f"bucket {wanted.name} keeps what it holds {kept}, the settings say {wish}",
            "shortening that deletes what is older; nothing was changed",
            f"write another [influx] {wanted.key} (up to 36500), or allow it with --shorten",
        )


@dataclass(frozen=True, slots=True)
class _Setup:
    config: Config
    operator_token: str

    def org_id(self) -> str:
        """The organisation's id; one that is not there raises `NothingMatched`."""
        name = self.config.influx.org
        found = self._get("/api/v2/orgs", org=name)
        orgs = found.get("orgs") if found else None
        if not orgs:
            others = self._get("/api/v2/orgs") or {}
            names = [str(one["name"]) for one in others.get("orgs", ())]
            error = _no_such_org(name, names)
            raise error
        return str(orgs[0]["id"])

    def bucket(self, name: str) -> Json | None:
        found = self._get("/api/v2/buckets", org=self.config.influx.org, name=name)
        buckets = found.get("buckets") if found else None
        return dict(buckets[0]) if buckets else None

    def have_bucket(self, wanted: Wanted, bucket: Json | None, org_id: str) -> tuple[Step, str]:
        # Without end is 0 to InfluxDB, also where there was one before.
        rules = [{"type": "expire", "everySeconds": (wanted.days or 0) * DAY_S}]
        what, how = f"bucket {wanted.name}", f"keeps {wanted.holds} {told_days(wanted.days)}"
        if bucket is None:
            asked = {"orgID": org_id, "name": wanted.name, "retentionRules": rules}
            made = self._send("POST", "/api/v2/buckets", asked)
            return Step(what, "made", how), str(made["id"])
        days = retention_days(bucket)
        if days == wanted.days:
            return Step(what, "kept", how), str(bucket["id"])
        self._send("PATCH", f"/api/v2/buckets/{bucket['id']}", {"retentionRules": rules})
        return Step(what, "changed", f"{how}, before: {told_days(days)}"), str(bucket["id"])

    def have_token(self, org_id: str, bucket_ids: list[str]) -> Step:
        """A token with just the rights needed, in its file; one that there is stays."""
        path = self.config.influx_token_path
        what = f"token {path}"
        rights = frozenset((action, id_) for id_ in bucket_ids for action in ("read", "write"))
        fitting = [token for token, held in self._tokens(org_id) if held == rights]
        if _content(path) in fitting:
            did: Did = "changed" if _close(path) else "kept"
            return Step(what, did, "may read and write these buckets and nothing else")
        token = fitting[0] if fitting else self._make_token(org_id, rights)
        did = "changed" if path.exists() else "made"
        _write_secret(path, token)
        return Step(what, did, "may read and write these buckets and nothing else")

    def _tokens(self, org_id: str) -> Iterator[tuple[str, frozenset[tuple[str, str]]]]:
        """The tokens made for this site that are in use, with what each may do to which bucket."""
        found = self._get("/api/v2/authorizations", orgID=org_id) or {}
        for one in found.get("authorizations", ()):
            is_ours = one.get("description") == self._description and one.get("token")
            if is_ours and one.get("status") == "active":
                held = frozenset(
                    (each["action"], str(each["resource"].get("id"))) for each in one["permissions"]
                )
                yield str(one["token"]), held

    @property
    def _description(self) -> str:
        return f"lighting controller of {self.config.site.name}"

    def _make_token(self, org_id: str, rights: frozenset[tuple[str, str]]) -> str:
        permissions = [
            {"action": action, "resource": {"type": "buckets", "id": id_, "orgID": org_id}}
            for action, id_ in sorted(rights)
        ]
        asked = {"orgID": org_id, "description": self._description, "permissions": permissions}
        return str(self._send("POST", "/api/v2/authorizations", asked)["token"])

    def _get(self, path: str, **query: str) -> Json | None:
        """A document; None where there is no such thing."""
        return self._call(f"{path}?{urlencode(query)}" if query else path)

    def _send(self, method: str, path: str, document: Json) -> Json:
        return self._call(path, method, json.dumps(document).encode()) or {}

    def _call(
        self, target: str, method: str | None = None, body: bytes | None = None
    ) -> Json | None:
        """Ask InfluxDB.

        Raises:
            Refused: The token may not do that, or InfluxDB says no.
            StoreUnavailable: What answers is no InfluxDB 2.
        """
        url = self.config.influx.url
        reply = request(url, self.operator_token, target, body=body, method=method)
        said = read_json(reply.body)
        if reply.status == _NOT_FOUND and method is None and said is not None:
            return None
        if reply.status in {_UNAUTHORIZED, _FORBIDDEN}:
            raise Refused(
                "InfluxDB does not accept the operator token",
                f"HTTP {reply.status}: {_message(said)}",
                "give an all-access token of its organisation, such as that of its first set-up",
            )
        if said is None:
            raise StoreUnavailable(
                f"what answers at {url} is not an InfluxDB 2",
                f"HTTP {reply.status}, no JSON",
                "correct [influx] url in lighting.toml",
            )
        if reply.status >= _ERRORS:
            raise Refused(f"InfluxDB refused {method or 'GET'} {target}", _message(said))
        return said


def read_json(body: bytes) -> Json | None:
    """Read an object of JSON; None where it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _message(said: Json | None) -> str:
    return str((said or {}).get("message") or "without a reason")


def _no_such_org(name: str, names: list[str]) -> LightingError:
    there = ", ".join(names) or "none that this token may see"
    remedy = f"write one of these as [influx] org in lighting.toml: {there}"
    return NothingMatched.told(f"InfluxDB has no organisation {name}", f"it has {there}", remedy)


def _content(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _close(path: Path) -> bool:
    """Let only its owner read a file; whether somebody else could before."""
    was_open = bool(path.stat().st_mode & 0o077)
    if was_open:
        path.chmod(0o600)
    return was_open


def _write_secret(path: Path, secret: str) -> None:
    """Put a secret into a file that nobody else could read at any moment, whole or not at all.

    Root writes it for the owner of the folder, who is the one to read it.
    """
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"{secret}\n")
        file.flush()
        os.fsync(file.fileno())
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(new, folder.st_uid, folder.st_gid)
    new.replace(path)

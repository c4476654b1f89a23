"""Makes an InfluxDB 2 ready for a site: buckets with their retention, and a token for just them.

It is done with an operator's token, which is used and forgotten. What is right already stays as it
is, so that setting up twice changes nothing; what would delete data is refused unless allowed.
"""

from dataclasses import dataclass

from lighting.errors import LightingError, NothingMatched, Refused
from lighting.site.config import Config
from lighting.stores.influx_operator import Json, Operator
from lighting.stores.influx_tokens import Step, Tokens, guard_file

DAY_S = 86_400


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
    guard_file(config.influx_token_path, operator_token)
    operator = Operator(config.influx.url, operator_token)
    setup = _Setup(config, operator)
    org_id = setup.org_id()
    found = [(wanted, setup.bucket(wanted.name)) for wanted in wanted_buckets(config)]
    if not may_shorten:
        for wanted, bucket in found:
            _guard_retention(wanted, bucket)
    steps: list[Step] = []
    buckets: dict[str, str] = {}
    for wanted, bucket in found:
        step, bucket_id = setup.have_bucket(wanted, bucket, org_id)
        steps.append(step)
        buckets[bucket_id] = wanted.name
    return [*steps, *Tokens(config, operator, org_id, buckets).have()]


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
    operator: Operator

    def org_id(self) -> str:
        """The organisation's id; one that is not there raises `NothingMatched`."""
        name = self.config.influx.org
        found = self.operator.get("/api/v2/orgs", org=name)
        orgs = found.get("orgs") if found else None
        if not orgs:
            others = self.operator.get("/api/v2/orgs") or {}
            names = [str(one["name"]) for one in others.get("orgs", ())]
            error = _no_such_org(name, names)
            raise error
        return str(orgs[0]["id"])

    def bucket(self, name: str) -> Json | None:
        found = self.operator.get("/api/v2/buckets", org=self.config.influx.org, name=name)
        buckets = found.get("buckets") if found else None
        return dict(buckets[0]) if buckets else None

    def have_bucket(self, wanted: Wanted, bucket: Json | None, org_id: str) -> tuple[Step, str]:
        # Without end is 0 to InfluxDB, also where there was one before.
        rules = [{"type": "expire", "everySeconds": (wanted.days or 0) * DAY_S}]
        what, how = f"bucket {wanted.name}", f"keeps {wanted.holds} {told_days(wanted.days)}"
        if bucket is None:
            asked = {"orgID": org_id, "name": wanted.name, "retentionRules": rules}
            made = self.operator.send("POST", "/api/v2/buckets", asked)
            return Step(what, "made", how), str(made["id"])
        days = retention_days(bucket)
        if days == wanted.days:
            return Step(what, "kept", how), str(bucket["id"])
        self.operator.send("PATCH", f"/api/v2/buckets/{bucket['id']}", {"retentionRules": rules})
        return Step(what, "changed", f"{how}, before: {told_days(days)}"), str(bucket["id"])


def _no_such_org(name: str, names: list[str]) -> LightingError:
    there = ", ".join(names) or "none that this token may see"
    remedy = f"write one of these as [influx] org in lighting.toml: {there}"
    return NothingMatched.told(f"InfluxDB has no organisation {name}", f"it has {there}", remedy)

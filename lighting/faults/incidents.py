"""Many faults with one cause: what an incident is, and how lamps that fall silent gather in one.

Which lamps may have a cause in common is told by each kind's own file: `places` (panel, phase,
gateway), `districts`, `versions` (firmware), `storm`.

References:
    docs/faults.md, SUPPLY_LOSS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lighting.faults.evidence.of_incident import LOST
from lighting.faults.sags import VOLTS

# Fewer lamps than this fall silent together by chance.
_FEWEST_LAMPS = 3
# Above the report period: the time in which wills and last messages of one cut arrive.
_SLACK_S = 120


@dataclass(frozen=True, slots=True)
class Incident:
    """Faults with one cause.

    Args:
        since_ms: when the first member fell silent.
        cleared_ms: when it was found to be over; None: it lasts.
        members: ids of all lamps that were lost in it, in order, also of those back since.
        last_ms: when the last member fell silent.
        begun_ms: `since_ms` as it was when the incident was found; it never moves.
        kind: `panel`, `phase`, `gateway`, `broker`, `district`, `firmware` or `storm`.
        scope: the name of that panel, gateway, kelurahan, ...
        cause: the likely cause with what speaks for it, in one sentence.
        parent: the larger incident that took this one in.
    """

    id: str
    code: str
    panel: str
    since_ms: int
    cleared_ms: int | None
    members: tuple[str, ...]
    evidence: str
    last_ms: int
    begun_ms: int | None = None
    kind: str = "panel"
    scope: str = ""
    cause: str = ""
    parent: str | None = None

    def __post_init__(self) -> None:
        """One of before there were kinds is a panel's."""
        if not self.scope:
            object.__setattr__(self, "scope", self.panel)

    @property
    def key(self) -> str:
        """Of each kind and scope, and each voltage, there is one at a time."""
        key = f"{self.kind}:{self.scope}"
        is_volts = self.code in VOLTS and self.kind in {"panel", "district"}
        return f"{key} {self.code}" if is_volts else key

    @property
    def is_of_silence(self) -> bool:
        """Whether its members are silent, rather than faulty in another way."""
        return self.kind not in {"firmware", "storm"} and self.code not in VOLTS


def fold(  # noqa: PLR0913, PLR0917 - a panel's whole state, seen at one moment
    panel: str,
    lamps_of_panel: tuple[str, ...],
    lost: Mapping[str, int],
    open_incident: Incident | None,
    report_s: int,
    now_ms: int,
    new_id: str,
) -> Incident | None:
    """Fold the silent lamps of one panel into an incident.

    Args:
        panel: the panel.
        lamps_of_panel: ids of all its lamps.
        lost: for each lamp that is silent now, when it fell silent [ms]; other panels' lamps
            may be among them.
        open_incident: what this function gave last for the panel.
        report_s: the nodes' report period [s].
        now_ms: the controller's clock.
        new_id: the id of an incident that begins here.

    Returns:
        The incident that begins, lasts (the same object where nothing changed) or ends here;
        None: there is none. Lamps lost more than a report period and 2 min apart are not of
        the same incident.
    """
    window_ms = (report_s + _SLACK_S) * 1000
    moments = {lamp: lost[lamp] for lamp in lamps_of_panel if lamp in lost}
    if open_incident is None or open_incident.cleared_ms is not None:
        needed = max(_FEWEST_LAMPS, (len(lamps_of_panel) + 1) // 2)
        first_ms, last_ms = densest(sorted(moments.values()), window_ms)
        members = tuple(lamp for lamp, at_ms in moments.items() if first_ms <= at_ms <= last_ms)
        if len(members) < needed:
            return None
        what = (new_id, "SUPPLY_LOSS", panel)
        incident = Incident(*what, first_ms, None, members, "", last_ms, begun_ms=first_ms)
        return _with_evidence(incident, lamps_of_panel)
    still_lost = sum(member in moments for member in open_incident.members)
    if 2 * still_lost < len(open_incident.members):
        return replace(open_incident, cleared_ms=now_ms)
    return _joined(open_incident, lamps_of_panel, moments, window_ms)


def densest(moments: list[int], window_ms: int) -> tuple[int, int]:
    """Give the first and last of the most moments that lie in one window; (1, 0) if none."""
    best, first = (0, 1, 0), 0
    for last, last_ms in enumerate(moments):
        while last_ms - moments[first] > window_ms:
            first += 1
        best = max(best, (last - first + 1, moments[first], last_ms))
    return best[1], best[2]


def _joined(
    incident: Incident, lamps_of_panel: tuple[str, ...], moments: Mapping[str, int], window_ms: int
) -> Incident:
    first_ms, last_ms = incident.since_ms, incident.last_ms
    members = set(incident.members)
    for lamp, at_ms in sorted(moments.items(), key=lambda entry: entry[1]):
        if lamp not in members and last_ms - window_ms <= at_ms <= first_ms + window_ms:
            first_ms, last_ms = min(first_ms, at_ms), max(last_ms, at_ms)
            members.add(lamp)
    if len(members) == len(incident.members):
        return incident
    in_order = tuple(lamp for lamp in lamps_of_panel if lamp in members)
    grown = replace(incident, since_ms=first_ms, last_ms=last_ms, members=in_order)
    return _with_evidence(grown, lamps_of_panel)


def _with_evidence(incident: Incident, lamps_of_panel: tuple[str, ...]) -> Incident:
    spread_s = round((incident.last_ms - incident.since_ms) / 1000)
    count, lamps = len(incident.members), len(lamps_of_panel)
    evidence = LOST(count=count, lamps=lamps, scope=incident.scope, spread_s=spread_s)
    return replace(incident, evidence=evidence)

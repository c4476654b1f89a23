"""The demo's judgement finds each thing that can be wrong, and nothing where all is well."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from devices.node.memory import Memory
from devices.node.outbox import Outbox
from devices.sim.ailments import Ailment, Kind
from devices.sim.luminaire import Luminaire
from devices.sim.truth import Ailed, Commanded, LampTruth, Shone, Truth
from lighting.demo import is_well, scored
from lighting.demo.expected import Change
from lighting.demo.score import Evidence, Kept, Level
from lighting.demo.town import lamps_of_town
from lighting.faults.incidents import Incident
from lighting.faults.life import Fault

HOUR_MS = 3_600_000
END_MS = 10 * HOUR_MS
LAMPS = tuple(lamp for lamp in lamps_of_town(24) if lamp.panel in {"P-04", "P-05"})[:4]
WELL, DEAD = LAMPS[0], LAMPS[1]
CHANGE = Change("neighbourhoods", HOUR_MS, END_MS, 60, "18:00")


def _truth() -> Truth:
    lamps = {}
    for lamp in LAMPS:
        luminaire = Luminaire(lamp.power_w, 0.5, END_MS, energy_wh=300.0, burn_ms=9 * HOUR_MS)
        truth = LampTruth(lamp.node, lamp.panel, lamp.power_w, luminaire)
        truth.commanded.append(Commanded(HOUR_MS, 60, 60, 0, "program", "18:00"))
        truth.shone.append(Shone(HOUR_MS, 60.0))
        truth.events[lamp.node, "aa", 1] = "level"
        truth.memory = Memory(log="aa", outbox=Outbox(next_n=2))
        lamps[lamp.node] = truth
    lamps[DEAD.node].ailed.append(Ailed(Ailment(Kind.DEAD_LAMP, DEAD.node, HOUR_MS), HOUR_MS))
    samples = {(lamp.node, "s", 1): True for lamp in LAMPS}
    return Truth(lamps, samples=samples)


def _fault(code: str, lamp: str | None, panel: str = "P-04") -> Fault:
    return Fault(
        "F-1", code, lamp, panel, 3, "active", HOUR_MS, 2 * HOUR_MS, None, "controller", ""
    )


def _kept(truth: Truth) -> Kept:
    return Kept(
        samples=frozenset(truth.samples),
        events=frozenset(truth.events),
        levels=tuple(Level(lamp.node, HOUR_MS, HOUR_MS + 5000, 60) for lamp in LAMPS),
        faults=(_fault("LAMP_FAIL", DEAD.id),),
        incidents=(),
        energy_wh={lamp.node: 300 for lamp in LAMPS},
        burn_s={lamp.node: 9 * 3600 for lamp in LAMPS},
        received=8,
        sent=3,
    )


@pytest.fixture
def evidence() -> Evidence:
    truth = _truth()
    return Evidence(LAMPS, (CHANGE,), truth, _kept(truth), END_MS)


def test_a_night_in_which_all_went_well_is_well(evidence: Evidence) -> None:
    scores = scored(evidence)
    assert is_well(scores), scores
    assert scores["messages"] == {"sent": 8, "received": 8, "stored": 8, "lost": 0, "to_lamps": 3}
    assert (scores["faults"]["injected"], scores["faults"]["found"]) == (1, 1)
    assert scores["faults"]["put_in"][0]["found_after_s"] == 3600
    assert (scores["convergence"]["changes"], scores["convergence"]["p50_s"]) == (3, 5.0)
    assert scores["energy"]["used_wh"] == 1200


def _without_a_sample(kept: Kept) -> Kept:
    return replace(kept, samples=frozenset(list(kept.samples)[1:]))


def _without_an_event(kept: Kept) -> Kept:
    return replace(kept, events=frozenset(list(kept.events)[1:]))


@pytest.mark.parametrize("fewer", [_without_a_sample, _without_an_event])
def test_a_record_that_is_not_in_the_store_is_lost(
    evidence: Evidence, fewer: Callable[[Kept], Kept]
) -> None:
    scores = scored(replace(evidence, kept=fewer(evidence.kept)))
    assert scores["messages"]["lost"] == 1
    assert not is_well(scores)


def test_an_event_that_still_lies_in_its_lamp_is_not_lost(evidence: Evidence) -> None:
    key = (WELL.node, "aa", 1)
    outbox = Outbox(next_n=1).append("level", '"at_ms":1,"clock":"synced"')
    evidence.truth.lamps[WELL.node].memory = Memory(log="aa", outbox=outbox)
    scores = scored(
        replace(evidence, kept=replace(evidence.kept, events=evidence.kept.events - {key}))
    )
    assert scores["messages"]["lost"] == 0


def test_an_ailment_without_its_fault_is_missed(evidence: Evidence) -> None:
    pending = replace(_fault("LAMP_FAIL", DEAD.id), active_ms=None, state="pending")
    for faults in ((), (pending,), (_fault("DIM_FAIL", DEAD.id),)):
        scores = scored(replace(evidence, kept=replace(evidence.kept, faults=faults)))
        assert scores["faults"]["missed"] == 1
        assert not is_well(scores)


def test_a_fault_that_nothing_explains_is_false(evidence: Evidence) -> None:
    faults = (*evidence.kept.faults, _fault("COMM_LOST", WELL.id))
    scores = scored(replace(evidence, kept=replace(evidence.kept, faults=faults)))
    assert [one["subject"] for one in scores["faults"]["invented"]] == [WELL.id]
    assert not is_well(scores)


def test_silence_of_a_panels_lamps_is_explained_by_its_incident(evidence: Evidence) -> None:
    faults = (*evidence.kept.faults, _fault("COMM_LOST", WELL.id))
    incident = Incident("I-1", "SUPPLY_LOSS", WELL.panel, 0, END_MS, (WELL.id,), "", 0)
    kept = replace(evidence.kept, faults=faults, incidents=(incident,))
    assert scored(replace(evidence, kept=kept))["faults"]["false"] == 0


def test_what_is_true_of_an_ailment_besides_is_not_false(evidence: Evidence) -> None:
    burner = Ailment(Kind.DAY_BURNER, WELL.node, HOUR_MS)
    evidence.truth.lamps[WELL.node].ailed.append(Ailed(burner, HOUR_MS))
    found = (_fault("DAY_BURN", WELL.id), _fault("DIM_FAIL", WELL.id))
    kept = replace(evidence.kept, faults=(*evidence.kept.faults, *found))
    assert scored(replace(evidence, kept=kept))["faults"]["false"] == 0


def test_a_change_that_the_controller_never_learned_of_is_unconverged(evidence: Evidence) -> None:
    levels = tuple(one for one in evidence.kept.levels if one.node != WELL.node)
    scores = scored(replace(evidence, kept=replace(evidence.kept, levels=levels)))
    assert scores["convergence"]["lacking"] == [f"{WELL.id} 18:00"]
    assert not is_well(scores)


def test_a_healthy_lamp_that_did_something_else_is_astray(evidence: Evidence) -> None:
    evidence.truth.lamps[WELL.node].shone.append(Shone(HOUR_MS + 1000, 100.0))
    scores = scored(evidence)
    assert [line.split()[0] for line in scores["astray"]] == [WELL.id]
    assert not is_well(scores)


def test_lamps_of_a_panel_without_power_are_asked_nothing(evidence: Evidence) -> None:
    outage = Ailment(Kind.PANEL_OUTAGE, WELL.panel, HOUR_MS, 2 * HOUR_MS)
    evidence.truth.lamps[WELL.node].ailed.append(Ailed(outage, HOUR_MS, 2 * HOUR_MS))
    evidence.truth.lamps[WELL.node].shone.clear()
    assert scored(evidence)["astray"] == []


def test_energy_that_the_lamps_did_not_use_is_noticed(evidence: Evidence) -> None:
    energy_wh = dict.fromkeys(evidence.kept.energy_wh, 400)
    scores = scored(replace(evidence, kept=replace(evidence.kept, energy_wh=energy_wh)))
    assert not scores["energy"]["is_right"]
    assert not is_well(scores)

"""What nodes add to their programs by themselves, as settings say it, and factors of lamps."""

from dataclasses import dataclass

from devices.wire.documents import (
    to_effect_entries,
    to_factors,
    to_factors_held,
    to_photocell_entries,
)
from devices.wire.settings import EffectEntry, FactorsHeld, PhotocellEntry, Settings
from devices.wire.up import Capabilities
from lighting.city import City
from lighting.desired.program_names import Origin
from lighting.site.lamp_csv import Lamp
from schedules.compile import evening_of, plan_nights
from schedules.document import Document
from schedules.factors import Factors
from schedules.on_top import effects_on_top, photocells_on_top
from schedules.program import Program

PLAIN_FACTORS = FactorsHeld()


@dataclass(frozen=True, slots=True)
class OnTop:
    """Effects and photocells on top of a program."""

    effects: tuple[EffectEntry, ...] = ()
    photocells: tuple[PhotocellEntry, ...] = ()


NOTHING = OnTop()


def on_top(document: Document, origin: Origin, program: Program) -> OnTop:
    """Give what stands on top of a program in the nights that it holds."""
    profiles = document.profiles.values()
    if not any(profile.effects or profile.photocell for profile in profiles):
        return NOTHING
    first = evening_of(document, program.from_s)
    nights = plan_nights(document, origin.group, first, program.nights, origin.also)
    return OnTop(
        to_effect_entries(effects_on_top(document, nights)),
        to_photocell_entries(photocells_on_top(document, nights)),
    )


def on_top_of(city: City, name: str | None) -> OnTop:
    """Give what stands on top of a program that is issued; worked out once."""
    issued = city.programs.get(name or "")
    if issued is None or city.applied is None or name is None:
        return NOTHING
    known = city.tops.get(name)
    if known is None or known[0] is not issued or known[1] is not city.applied:
        origin = city.applied.names.origin(name, city.inventory.lamps)
        told = on_top(city.applied.document, origin, issued.program)
        city.tops[name] = known = (issued, city.applied, told)
    return known[2]


def with_own(plain: Settings, top: OnTop, held: FactorsHeld | None, before: Settings) -> Settings:
    """Give settings with what a node does by itself.

    What it was once told is told again when it is over, since what is left out stays.
    """
    told: dict[str, object] = {}
    if top.effects or before.effects is not None:
        told["effects"] = top.effects
    if top.photocells or before.photocells is not None:
        told["photocells"] = top.photocells
    if held is not None or before.factors is not None:
        told["factors"] = held or PLAIN_FACTORS
    return plain.model_copy(update=told) if told else plain


def factors_held(document: Document | None, lamp: Lamp) -> FactorsHeld | None:
    """Give the factors of a lamp's kind; None where nothing is known of it."""
    kind = document.lamp_types.get(lamp.type) if document else None
    return to_factors_held(kind) if kind else None


def factors_of(city: City, lamp: Lamp) -> Factors:
    """Give what lies between the wanted light of a lamp and what its driver is told."""
    twin, own = city.twins.get(lamp.node), city.desired.get(lamp.node)
    able = twin.able if twin else None
    known = Capabilities(dim=able.dim, min_level=able.min_level) if able else Capabilities()
    settings = own.settings if own else Settings()
    held = settings.factors if able is None or able.factors else None
    return to_factors(held, known, settings.min_level)


def may_be_sensed(city: City, lamp: Lamp) -> bool:
    """Whether sensors of a lamp may change what its program says."""
    own = city.desired.get(lamp.node)
    return own is not None and bool(own.settings.effects or own.settings.photocells)

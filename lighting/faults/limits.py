"""The limits that the rules go by; [faults], and for one lamp type [faults.type.NAME].

Every default stands here with its reason. What a type leaves out is as the site has it.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Share = Annotated[float, Field(gt=0, le=10, strict=False)]
_Part = Annotated[float, Field(gt=0, lt=1, strict=False)]
_Number = Annotated[float, Field(ge=0, le=1_000_000, strict=False)]


class Limits(BaseModel):
    """When the measurements of a lamp are a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    # TALQ LampType: lampPowerTolerance and powerLightGradient; LEDs are near-linear.
    tolerance_share: _Share = Field(0.15, description="share of the expected power, such as 0.15")
    tolerance_w: _Number = Field(5.0, description="watts that are always allowed, 0..")
    gradient: _Share = Field(1.0, description="exponent of power over light, 1.0 is a line")
    # LEDs are warm at once; a sodium lamp takes ten minutes: warm_up_s = 600.
    warm_up_s: int = Field(0, ge=0, le=3600, description="seconds after switching on, 0 to 3600")
    # A dark lamp draws its driver's standby, a few percent; one that is half dark, far more.
    dark_share: _Part = Field(0.25, description="share of the expected power, dark below it")
    lit_share: _Part = Field(0.25, description="share of the power at full light, lit above it")
    # A quarter of an hour of grace for schedules, clocks and the low sun.
    day_burn_s: int = Field(
        900, ge=0, le=21_600, description="seconds after sunrise and order, 0 to 21600"
    )
    # A lamp starts once or twice a night; a lamp or driver that gives out, every few minutes.
    cycling_starts: int = Field(4, ge=2, le=1000, description="starts that are too many, 2 to 1000")
    cycling_s: int = Field(
        3600, ge=600, le=86_400, description="seconds in which they are, 600 to 86400"
    )
    # Below the curve of TALQ by more than meters err.
    pf_margin: _Number = Field(
        0.05, description="power factor below the curve of TALQ, such as 0.05"
    )
    # 230 V - 14 % and + 10 %, each with its way back.
    volt_low_v: _Number = Field(198.0, description="volts, such as 198")
    volt_low_clear_v: _Number = Field(205.0, description="volts above volt_low_v, such as 205")
    volt_high_v: _Number = Field(253.0, description="volts, such as 253")
    volt_high_clear_v: _Number = Field(245.0, description="volts below volt_high_v, such as 245")
    temp_warn_c: _Number = Field(70.0, description="degrees Celsius, such as 70")
    temp_critical_c: _Number = Field(85.0, description="degrees Celsius, such as 85")
    temp_clear_c: _Number = Field(60.0, description="degrees Celsius below temp_warn_c, such as 60")
    # More than half again of full load is a second load; less than half is a part that is off.
    curr_high_share: _Share = Field(1.5, description="share of the current at full light")
    curr_low_share: _Share = Field(0.5, description="share of the current at this level")
    tilt_deg: _Number = Field(10.0, description="degrees that a pole may lean from rest")
    batt_low_pct: _Number = Field(30.0, description="percent of charge")
    batt_empty_pct: _Number = Field(10.0, description="percent of charge")
    batt_band_pct: _Number = Field(10.0, description="percent above a limit at which it is over")
    pv_none_h: _Number = Field(24.0, description="hours without charge")
    # LoRa and NB-IoT still work some dB below; there each message may be the last.
    rssi_dbm: float = Field(-110.0, ge=-200, le=0, strict=False, description="dBm, -200 to 0")
    asset_share: _Share = Field(0.10, description="share of the power in the list, such as 0.1")
    rated_h: _Number = Field(50_000.0, description="hours of rated life")
    rated_starts: int = Field(100_000, ge=1, description="starts of rated life, 1..")
    life_share: _Share = Field(0.9, description="share of the rated life at which it is due")
    stale_h: _Number = Field(24.0, description="hours with an old document")
    # What is said of the past shows no fault of today.
    late_s: int = Field(
        900, ge=60, le=86_400, description="seconds that a sample may be old, 60 to 86400"
    )


DEFAULT = Limits()


class Faults(Limits):
    """How faults are looked for; section [faults]."""

    # Silence is judged in report intervals, minutes at least; half a minute adds little to that.
    tick_s: int = Field(30, ge=1, le=3600, description="seconds between looks for silent nodes")
    # One report may be lost and one late. At QoS 0 chance loses more in a row: as many are waited
    # for as make less than one false silence of 1,000 lamps in a week, an hour's at the most.
    silent_periods: int = Field(
        3, ge=2, le=100, description="report periods without news, 2 to 100"
    )
    silent_periods_most: int = Field(
        12, ge=2, le=100, description="report periods, where links lose what is said, 2 to 100"
    )
    silent_by_chance: Annotated[float, Field(gt=0, le=1, strict=False)] = Field(
        0.001, description="false silences of a lamp in a week, such as 0.001"
    )
    # A crew is done with a new lamp long before; whatever it leaves behind is told the same day.
    commissioning_h: float = Field(
        2.0, ge=0, le=168, strict=False, description="hours of a new node's first work, 0 to 168"
    )
    # Nobody hears of these lamps' faults meanwhile; begun again it is known to be meant.
    maintenance_h: float = Field(
        168.0,
        gt=0,
        le=744,
        strict=False,
        description="hours of work on lamps at the most, up to 744",
    )
    type: Annotated[Mapping[str, Limits], Field(max_length=100)] = Field(
        default_factory=dict, description="tables [faults.type.NAME]"
    )

    @cached_property
    def of_type(self) -> Mapping[str, Limits]:
        """The limits of each type that has its own, the site's filled in."""
        return {
            name: self.model_copy(update={key: getattr(own, key) for key in own.model_fields_set})
            for name, own in self.type.items()
        }


def limits_of(faults: Faults, lamp_type: str) -> Limits:
    """Give the limits of a lamp type: its own where it has any, the site's else."""
    return faults.of_type.get(lamp_type, faults) if lamp_type else faults


_PAIRS = (
    ("volt_low_v", "volt_low_clear_v"),
    ("volt_low_clear_v", "volt_high_clear_v"),
    ("volt_high_clear_v", "volt_high_v"),
    ("temp_clear_c", "temp_warn_c"),
    ("temp_warn_c", "temp_critical_c"),
    ("batt_empty_pct", "batt_low_pct"),
)


def crossed(faults: Faults) -> tuple[str | None, str, str] | None:
    """Give the first pair of limits that stand the wrong way round, and its lamp type."""
    for name in (None, *faults.type):
        limits = faults if name is None else limits_of(faults, name)
        for low, high in _PAIRS:
            if getattr(limits, low) >= getattr(limits, high):
                return name, low, high
    return None

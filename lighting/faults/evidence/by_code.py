"""Which sentences speak for a fault of each code; of any other there is only its node's word."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from lighting.faults.evidence import of_incident, of_lamp, of_node, of_supply
from lighting.faults.evidence.sentence import Sentence

REPORTED: Final = (of_node.REPORTED, of_node.FLAGGED)
BY_CODE: Final[Mapping[str, tuple[Sentence, ...]]] = MappingProxyType(
    {
        "LAMP_FAIL": (of_lamp.DARK,),
        "DAY_BURN": (of_lamp.BURNS_BY_DAY,),
        "CYCLING": (of_lamp.STARTS,),
        "DIM_FAIL": (of_lamp.SAME_POWER,),
        "POWER_HIGH": (of_lamp.OTHER_POWER,),
        "POWER_LOW": (of_lamp.OTHER_POWER,),
        "PF_LOW": (of_lamp.POOR_FACTOR,),
        "CURR_HIGH": (of_lamp.MUCH_CURRENT,),
        "CURR_LOW": (of_lamp.LITTLE_CURRENT,),
        "TEMP_HIGH": (of_lamp.HOT,),
        "LIFE_DUE": (of_lamp.HOURS, of_lamp.MANY_STARTS),
        "ASSET_MISMATCH": (of_lamp.OTHER_LABEL, of_lamp.ABOVE_LIST),
        "RELAY_FAIL": (of_lamp.STUCK_OPEN, of_lamp.STUCK_CLOSED),
        "COMM_LOST": (of_node.BROKE_OFF, of_node.SILENT),
        "COMM_WEAK": (of_node.WEAK_SIGNAL,),
        "CLOCK": (of_node.OTHER_CLOCK, of_node.NO_TIME),
        "CMD_TIMEOUT": (of_lamp.OTHER_LEVEL, of_node.NOT_TAKEN),
        "SCHED_STALE": (of_node.OLD_PROGRAM,),
        "RESET": (of_node.REBOOTED, of_node.REBOOTED_AGAIN),
        "FW": (of_node.NEW_FIRMWARE,),
        "DATA_BAD": (of_node.BAD_VALUES, of_node.RAN_BACK),
        "LOCAL_OVR": (of_node.LOCAL_SWITCH,),
        "SUPPLY_LOSS": (of_incident.LOST,),
        "VOLT_LOW": (of_supply.LOW_VOLTS,),
        "VOLT_HIGH": (of_supply.HIGH_VOLTS,),
        "DOOR_OPEN": (of_supply.DOOR_OPEN,),
        "TILT": (of_supply.LEANS,),
        "BATT_LOW": (of_supply.LOW_CHARGE,),
        "BATT_EMPTY": (of_supply.LOW_CHARGE,),
        "PV_NONE": (of_supply.NO_CHARGE,),
    }
)
"""What the controller finds itself."""


def sentences_of(code: str) -> tuple[Sentence, ...]:
    """Give the sentences that can stand behind a code."""
    return (*BY_CODE.get(code, ()), *REPORTED)

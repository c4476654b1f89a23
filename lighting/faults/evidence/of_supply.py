"""What is said of mains, battery, pole and cabinet."""

from lighting.faults.evidence.sentence import Sentence

LOW_VOLTS = Sentence(
    "{supply_v:.1f} V, below {limit_v:.0f} V",
    "tegangan {supply_v} V, di bawah {limit_v} V",
)
HIGH_VOLTS = Sentence(
    "{supply_v:.1f} V, above {limit_v:.0f} V",
    "tegangan {supply_v} V, di atas {limit_v} V",
)
LOW_CHARGE = Sentence(
    "charge {charge:.0f} %, below {limit:.0f} %",
    "isi baterai {charge}%, di bawah {limit}%",
)
NO_CHARGE = Sentence(
    "no charge for {idle_h:.0f} h", "panel surya tidak mengisi selama {idle_h} jam"
)
LEANS = Sentence(
    "leans {lean_deg:.0f} degrees, {limit_deg:.0f} allowed",
    "miring {lean_deg} derajat, batasnya {limit_deg} derajat",
)
DOOR_OPEN = Sentence("the door's switch is open", "sakelar pintu terbuka")

OF_SUPPLY = (LOW_VOLTS, HIGH_VOLTS, LOW_CHARGE, NO_CHARGE, LEANS, DOOR_OPEN)

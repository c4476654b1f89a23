"""What is said of a repair: what proves it, and what became of its order."""

from lighting.faults.evidence.sentence import Sentence

MEASURED = Sentence(
    "{power_w:.1f} W of {wanted_w:.1f} W at {level:d} %",
    "daya terukur {power_w} W, seharusnya {wanted_w} W pada {level}%",
)
RIGHT = Sentence(
    "{lamp}: {figures}, right for 10 min",
    "{lamp}: {figures}, sesuai selama 10 menit",
    {"figures": (MEASURED,)},
)
TESTED = Sentence("{lamp}: self-test {test} passed", "{lamp}: lulus uji mandiri {test}")
_PROOFS = (RIGHT, TESTED)
TWO = Sentence("{one}; {two}", "{one}; {two}", dict.fromkeys(("one", "two"), _PROOFS))
THREE = Sentence(
    "{one}; {two}; {three}",
    "{one}; {two}; {three}",
    dict.fromkeys(("one", "two", "three"), _PROOFS),
)
MORE = Sentence("{three} and {more:d} more", "{three} dan {more} lagi", {"three": (THREE,)})
OVER = Sentence("the fault is over", "gangguan sudah selesai")
OVER_BY_ITSELF = Sentence("the fault is over by itself", "gangguan selesai dengan sendirinya")
CLOSE_IT = Sentence(
    "the fault is over: close it with lighting work done",
    "gangguan sudah selesai: tutup dengan lighting work done",
)
OF_ANOTHER = Sentence("it belongs to incident {incident}", "termasuk gangguan massal {incident}")
SEEN_AGAIN = Sentence(
    "seen again, {lamp}: {figures}",
    "muncul lagi, {lamp}: {figures}",
    {"figures": (MEASURED,)},
)
NO_PROOF = Sentence("no proof came within two nights", "dua malam tanpa bukti perbaikan")

OF_REPAIR = (
    *(MEASURED, RIGHT, TESTED, TWO, THREE, MORE),
    *(OVER, OVER_BY_ITSELF, CLOSE_IT, OF_ANOTHER, SEEN_AGAIN, NO_PROOF),
)


def proofs(told: list[str]) -> str:
    """Say what proves a repair of one lamp or of many; a line holds three."""
    named = dict(zip(("one", "two", "three"), told, strict=False))
    if len(told) < len(("one", "two")):
        return "".join(told)
    if "three" not in named:
        return TWO(**named)
    more = len(told) - len(named)
    return MORE(three=THREE(**named), more=more) if more else THREE(**named)

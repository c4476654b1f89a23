"""What is said of a node: contact, clock, reboots, documents, measurements, its own words."""

from lighting.faults.evidence.sentence import Sentence

BROKE_OFF = Sentence(
    "its connection broke off (last will)",
    "koneksi terputus (last will)",
)
SILENT = Sentence(
    "silent for {silent_s:d} s, reports every {report_s:d} s",
    "hilang kontak selama {silent_s} detik, seharusnya melapor tiap {report_s} detik",
)
NEW_FIRMWARE = Sentence(
    "rebooted with new firmware",
    "restart dengan firmware baru",
)
REASONS = (
    Sentence("watchdog", "watchdog"),
    Sentence("command", "perintah"),
    Sentence("unknown", "sebab yang tidak diketahui"),
)
"""Reasons to boot, in the words of the wire."""
REBOOTED = Sentence("rebooted by {reason}", "restart karena {reason}", {"reason": REASONS})
REBOOTED_AGAIN = Sentence(
    "rebooted by {reason}, boot {boots:d}",
    "restart ke-{boots} karena {reason}",
    {"reason": REASONS},
)
NO_TIME = Sentence(
    "no trusted time for {hours:d} h",
    "tidak mendapat waktu tepercaya selama {hours} jam",
)
AHEAD = Sentence("ahead", "terlalu cepat")
BEHIND = Sentence("behind", "terlambat")
OTHER_CLOCK = Sentence(
    "clock {off_s:d} s {side} in {count:d} messages",
    "jam node {side} {off_s} detik pada {count} pesan",
    {"side": (AHEAD, BEHIND)},
)
WEAK_SIGNAL = Sentence(
    "{weak:d} of {count:d} samples of a day below {limit_dbm:.0f} dBm",
    "{weak} dari {count} hasil ukur sinyal sehari di bawah {limit_dbm} dBm",
)
BAD_VALUES = Sentence(
    "masked or impossible: {names}", "nilai kosong atau tidak masuk akal: {names}"
)
RAN_BACK = Sentence(
    "a counter ran back without a reset",
    "angka penghitung mundur tanpa direset",
)
OLD_PROGRAM = Sentence(
    "holds an old program for {age_h:.0f} h",
    "sudah {age_h} jam masih memakai program lama",
)
DOCUMENTS = {
    "program": Sentence("program {name}", "program {name}"),
    "override": Sentence("override {name}", "perintah sementara untuk {name}"),
    "desired": Sentence("settings of {name}", "pengaturan {name}"),
}
"""What a node is to hold, by the kind of document on the wire."""
_BEFORE = Sentence("desired {name}", "pengaturan {name}")
"""How settings were called in evidence that is kept from before."""
NOT_TAKEN = Sentence(
    "{document} not taken",
    "{document} belum diterima node",
    {"document": (*DOCUMENTS.values(), _BEFORE)},
)
FLAGGED = Sentence("flagged by the node", "ditandai oleh node")
REPORTED = Sentence("reported by the node", "dilaporkan oleh node")
LOCAL_SWITCH = Sentence("the local switch is on", "sakelar manual aktif")

OF_NODE = (
    *(BROKE_OFF, SILENT, NEW_FIRMWARE, REBOOTED, REBOOTED_AGAIN, NO_TIME, OTHER_CLOCK),
    *(WEAK_SIGNAL, BAD_VALUES, RAN_BACK, OLD_PROGRAM, NOT_TAKEN),
    *(FLAGGED, REPORTED, LOCAL_SWITCH),
)

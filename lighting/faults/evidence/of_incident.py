"""What is said of faults with one cause: how many lamps, what speaks for the cause, the cause."""

from lighting.faults.evidence.sentence import Sentence

LOST = Sentence(
    "{count:d} of {lamps:d} lamps of {scope} within {spread_s:d} s",
    "{count} dari {lamps} lampu {scope} hilang kontak dalam {spread_s} detik",
)
LOST_AND_VOLTS = Sentence(
    "{count:d} of {lamps:d} lamps of {scope} within {spread_s:d} s, panel voltage gone"
    " (last {last_v:.0f} V)",
    "{count} dari {lamps} lampu {scope} hilang kontak dalam {spread_s} detik, tegangan panel"
    " hilang (terakhir {last_v} V)",
)
NOT_HEARD = Sentence(
    "{count:d} of {lamps:d} lamps not heard",
    "{count} dari {lamps} lampu hilang kontak",
)
OF_FIRMWARE = Sentence(
    "{count:d} of {nodes:d} nodes with firmware {version}",
    "{count} dari {nodes} node dengan firmware {version}",
)
FAULTY = Sentence("{count:d} lamps with faults", "gangguan pada {count} lampu")
LOW = Sentence(
    "{count:d} of {lamps:d} lamps of {scope} have too low a voltage",
    "tegangan pada {count} dari {lamps} lampu {scope} terlalu rendah",
)
LOW_DOWN_TO = Sentence(
    "{count:d} of {lamps:d} lamps of {scope} have too low a voltage (down to {worst_v:.0f} V)",
    "tegangan pada {count} dari {lamps} lampu {scope} terlalu rendah (turun sampai {worst_v} V)",
)
HIGH = Sentence(
    "{count:d} of {lamps:d} lamps of {scope} have too high a voltage",
    "tegangan pada {count} dari {lamps} lampu {scope} terlalu tinggi",
)
HIGH_UP_TO = Sentence(
    "{count:d} of {lamps:d} lamps of {scope} have too high a voltage (up to {worst_v:.0f} V)",
    "tegangan pada {count} dari {lamps} lampu {scope} terlalu tinggi (naik sampai {worst_v} V)",
)

MORE_NAMES = Sentence("{names} and {more:d} more", "{names} dan {more} lagi")
NAMES = Sentence("{names}", "{names}")
_NAMES = (MORE_NAMES, NAMES)
FINE = Sentence("neighbours on {names} fine", "panel tetangga {names} normal", {"names": _NAMES})
GONE = Sentence("{names} gone as well", "{names} juga hilang kontak", {"names": _NAMES})
NO_NEIGHBOUR = Sentence(
    "no neighbour to compare with", "tidak ada panel tetangga sebagai pembanding"
)
NO_FINE_NEIGHBOUR = Sentence(
    "no panel near it is known to be fine", "tidak ada panel di dekatnya yang diketahui normal"
)
OTHER_GATEWAYS = Sentence(
    "{fine:d} lamps of the same panels with other gateways fine",
    "{fine} lampu di panel yang sama lewat gateway lain normal",
)
NONE_BESIDE = Sentence("none beside", "tidak ada pembanding")
ELSEWHERE = Sentence("{fine:d} panels elsewhere fine", "{fine} panel di tempat lain normal")
NOTHING_LEFT = Sentence("nothing left to compare with", "tidak ada lagi pembanding")

OF_PANEL = Sentence("breaker or feeder of {scope}", "MCB atau kabel utama panel {scope}")
OF_PHASE = Sentence("fuse or wire of the phase of {scope}", "sekering atau kabel fasa {scope}")
OF_AREA = Sentence("supply of the area before {scope}", "pasokan listrik ke area {scope}")
OUTAGE = Sentence("power cut of the supplier", "pemadaman PLN")
OUTAGE_OR_NETWORK = Sentence(
    "power cut of the supplier, or the network", "pemadaman PLN atau jaringan komunikasi"
)

_LOST = (LOST_AND_VOLTS, LOST)
_VOLTS = (LOW, LOW_DOWN_TO, HIGH, HIGH_UP_TO)
SUPPLY = Sentence(
    "{lost}; {beside}: {where}",
    "{lost}; {beside}: kemungkinan {where}",
    {
        "lost": _LOST,
        "beside": (FINE, GONE, NO_NEIGHBOUR),
        "where": (OF_PANEL, OF_PHASE, OF_AREA),
    },
)
GATEWAY = Sentence(
    "{lost}; {beside}: the gateway, its supply or its link, {scope}",
    "{lost}; {beside}: kemungkinan gateway {scope}, listriknya, atau koneksinya",
    {"lost": (LOST,), "beside": (OTHER_GATEWAYS, NONE_BESIDE)},
)
BROKER = Sentence(
    "{count:d} of {lamps:d} lamps not heard since our own link came up: nodes can't reach the"
    " broker: its address, certificate or network",
    "{count} dari {lamps} lampu belum terhubung sejak koneksi pusat kendali pulih: node tidak dapat"
    " mencapai broker: periksa alamat, sertifikat, atau jaringannya",
)
DISTRICT = Sentence(
    "{lost}, {panels:d} panels; {beside}: {why}",
    "{lost}, {panels} panel; {beside}: kemungkinan {why}",
    {
        "lost": (LOST,),
        "beside": (ELSEWHERE, NOTHING_LEFT),
        "why": (OUTAGE, OUTAGE_OR_NETWORK),
    },
)
VOLTS = Sentence(
    "{volts}; {beside}: transformer, neutral or feeder of {scope}",
    "{volts}; {beside}: kemungkinan trafo, kabel netral, atau kabel utama panel {scope}",
    {"volts": _VOLTS, "beside": (FINE, NO_FINE_NEIGHBOUR, NO_NEIGHBOUR)},
)
VOLTS_OF_DISTRICT = Sentence(
    "{volts}, {panels:d} panels: the supplier's network",
    "{volts}, {panels} panel: kemungkinan jaringan PLN",
    {"volts": _VOLTS},
)
VERSION = Sentence(
    "{code}: {firmware}, {faulty:d} of {others:d} with others: the firmware",
    "{code}: {firmware}, {faulty} dari {others} dengan versi lain: kemungkinan firmware-nya",
    {"firmware": (OF_FIRMWARE,)},
)
STORM = Sentence(
    "{faults:d} faults of {codes:d} kinds on {panels:d} panels within an hour: a storm, or alike",
    "{faults} gangguan dari {codes} jenis di {panels} panel dalam satu jam: badai atau sejenisnya",
)

OF_INCIDENT = (
    *(LOST, LOST_AND_VOLTS, NOT_HEARD, OF_FIRMWARE, FAULTY, *_VOLTS),
    *(SUPPLY, GATEWAY, BROKER, DISTRICT, VOLTS, VOLTS_OF_DISTRICT, VERSION, STORM),
)

"""What is said of a lamp: its power, its obedience, its age, its heat."""

from lighting.faults.evidence.sentence import Sentence

DARK = Sentence(
    "commanded {level:d} %, {power_w:.1f} W of {wanted_w:.0f} W",
    "diperintah {level}%, daya terukur {power_w} W, seharusnya {wanted_w} W",
)
SAME_POWER = Sentence(
    "{power_w:.1f} W at {level:d} %, {then_w:.1f} W at {then_level:d} %",
    "daya terukur {power_w} W pada {level}%, {then_w} W pada {then_level}%",
)
OTHER_POWER = Sentence(
    "{power_w:.1f} W at {level:d} %, expected {wanted_w:.1f} W within {tolerance_w:.1f} W",
    "daya terukur {power_w} W pada {level}%, seharusnya {wanted_w} W (toleransi {tolerance_w} W)",
)
BURNS_BY_DAY = Sentence(
    "{sun_min:.0f} min after sunrise, off wanted for {off_min:.0f} min, {power_w:.1f} W of"
    " {nominal_w:.0f} W",
    "{sun_min} menit setelah matahari terbit, {off_min} menit sejak diperintah padam, daya terukur"
    " {power_w} W dari daya nominal {nominal_w} W",
)
OTHER_LEVEL = Sentence(
    "wanted {wanted:d} % for {settled_s:.0f} s, reported {level:d} %",
    "diperintah {wanted}% selama {settled_s} detik, node melaporkan {level}%",
)
STARTS = Sentence(
    "{count:d} starts in {minutes:d} min that nobody commanded",
    "{count} kali menyala dalam {minutes} menit tanpa perintah",
)
POOR_FACTOR = Sentence(
    "{factor:.2f} at {load:.0f} % load, {least:.2f} or more expected",
    "faktor daya {factor} pada beban {load}%, seharusnya minimal {least}",
)
MUCH_CURRENT = Sentence(
    "{supply_a:.2f} A, full light takes {full_a:.2f} A",
    "arus terukur {supply_a} A, pada terang penuh seharusnya {full_a} A",
)
LITTLE_CURRENT = Sentence(
    "{supply_a:.2f} A at {level:d} %, {wanted_a:.2f} A expected",
    "arus terukur {supply_a} A pada {level}%, seharusnya {wanted_a} A",
)
HOURS = Sentence(
    "{burn_h:.0f} h of {rated_h:.0f} h",
    "{burn_h} jam nyala dari batas umur {rated_h} jam",
)
MANY_STARTS = Sentence(
    "{starts:d} starts of {rated:d}",
    "{starts} kali menyala dari batas {rated} kali",
)
DRIVER = Sentence("driver", "driver")
LIGHT_SOURCE = Sentence("light source", "sumber cahaya")
HOT = Sentence(
    "{where} at {hot_c:.0f} C, above {limit_c:.0f} C",
    "suhu {where} {hot_c} C, di atas {limit_c} C",
    {"where": (DRIVER, LIGHT_SOURCE)},
)
OTHER_LABEL = Sentence(
    "luminaire of {nominal_w:g} W, {listed_w:g} W in the list",
    "armatur terpasang {nominal_w} W, di daftar lampu {listed_w} W",
)
ABOVE_LIST = Sentence(
    "{least:.0%} of the listed power or more, {count:d} times in a night",
    "daya terukur {least} atau lebih dari daya di daftar lampu, {count} kali dalam semalam",
)
STUCK_OPEN = Sentence(
    "stuck open: {power_w:.1f} W at {level:d} %, none in standby",
    "relai macet terbuka: daya terukur {power_w} W pada {level}%, daya siaga pun tidak ada",
)
STUCK_CLOSED = Sentence(
    "stuck closed: {power_w:.1f} W at 0 %",
    "relai macet tertutup: daya terukur {power_w} W pada 0%",
)

OF_LAMP = (
    *(DARK, SAME_POWER, OTHER_POWER, BURNS_BY_DAY, OTHER_LEVEL, STARTS, POOR_FACTOR),
    *(MUCH_CURRENT, LITTLE_CURRENT, HOURS, MANY_STARTS, HOT, OTHER_LABEL, ABOVE_LIST),
    *(STUCK_OPEN, STUCK_CLOSED),
)

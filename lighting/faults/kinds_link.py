"""The rows of the catalogue about the node: contact, clock, obedience, reboots, measurements."""

from lighting.faults.kind import FaultKind

LINK_KINDS = (
    FaultKind(
        code="COMM_LOST",
        severity=2,
        sentence="The node is silent.",
        remedy="Look at the map: neighbours silent too means supply or radio, one alone the node.",
        sentence_id="Node hilang kontak.",
        remedy_id="Lihat peta: kalau lampu di sekitarnya juga hilang kontak, periksa listrik atau "
        "radio; kalau hanya satu, periksa node.",
        rule="no message for more than 3 report periods, or its last will; a node that said it"
        " sleeps is silent only 3 report periods after that; a node that is back within 2 min"
        " has only rebooted or changed its link; where measurements are said once (QoS 0), no"
        " message for more periods than its link loses by chance once in 1,000 weeks, 12 at the"
        " most, unless others are silent as well",
        hold_s=120,
        talq="communicationFailure",
        ucifi="3412/19",
    ),
    FaultKind(
        code="COMM_WEAK",
        severity=1,
        sentence="The node's radio link is weak.",
        remedy="Check antenna and trees; move the gateway or add one.",
        sentence_id="Sinyal radio node lemah.",
        remedy_id="Periksa antena dan pohon di sekitarnya; pindahkan atau tambah gateway.",
        rule="the median of a day's signal strength, 12 samples at the least, is below -110 "
        "dBm; over when it is 3 dB better for a day",
        ucifi="3412/20",
        talq="communicationQuality",
    ),
    FaultKind(
        code="CLOCK",
        severity=2,
        sentence="The node's clock is wrong.",
        remedy="See that the node gets time (network, controller); replace it if it drifts on.",
        sentence_id="Jam pada node salah.",
        remedy_id="Pastikan node menerima waktu (jaringan, pusat kendali); ganti node bila jamnya "
        "tetap melenceng.",
        rule="more than 60 s ahead in 3 messages; or more than 60 s behind in 6 messages received"
        " over at least 2 report periods, none in time between them and not less and less late"
        " (so comes a backlog); or no trusted time for 48 h",
        clear_after=3,
        talq="lastSyncError",
        ucifi="3415/5",
    ),
    FaultKind(
        code="CMD_TIMEOUT",
        severity=2,
        sentence="The node does not do what its program or override asks.",
        remedy="Ask `why` for this lamp; let the node reboot; check for a local switch.",
        sentence_id="Node tidak menjalankan program atau perintah sementara.",
        remedy_id="Jalankan `lighting why` untuk lampu ini; restart node; periksa apakah ada "
        "sakelar manual.",
        rule="reported level differs from the wanted one for longer than twice the fade and 60 s",
        raise_after=2,
        ucifi="3416/1, 3416/2",
        dali="102 limitError",
    ),
    FaultKind(
        code="SCHED_INVALID",
        severity=2,
        sentence="The node has refused its program.",
        remedy="Check the node's capabilities against the program's size; apply again.",
        sentence_id="Node menolak program.",
        remedy_id="Cocokkan kemampuan node dengan ukuran program, lalu terapkan lagi.",
        talq="invalidProgram",
        ucifi="3416/14",
    ),
    FaultKind(
        code="SCHED_STALE",
        severity=2,
        sentence="The node still holds an old program.",
        remedy="Check its link; the controller goes on sending.",
        sentence_id="Node masih memakai program lama.",
        remedy_id="Periksa koneksi node; pusat kendali terus mengirim.",
        rule="heard, and for more than 24 h without a document that it should hold",
        talq="invalidCalendar",
        ucifi="3457/11",
    ),
    FaultKind(
        code="RESET",
        severity=1,
        sentence="The node has rebooted by itself or on command.",
        remedy="Nothing for one; update or replace the node when it happens often.",
        sentence_id="Node restart sendiri atau karena perintah.",
        remedy_id="Kalau sekali, biarkan saja; kalau sering, perbarui atau ganti node.",
        rule="a boot by watchdog, by command or for an unknown reason; over after an hour without"
        " another, or when acknowledged. A boot after loss of power is none",
        calm_s=3600,
        talq="deviceReset",
        ucifi="3",
    ),
    FaultKind(
        code="FW",
        severity=1,
        sentence="The node's firmware is being updated.",
        remedy="Wait; look again when it lasts longer than an hour.",
        sentence_id="Firmware node sedang diperbarui.",
        remedy_id="Tunggu; periksa lagi bila lebih dari satu jam.",
        rule="reported by the node, or a boot by update; over after an hour without another, "
        "or when acknowledged",
        calm_s=3600,
        talq="softwareUpdating",
        ucifi="5",
    ),
    FaultKind(
        code="DATA_BAD",
        severity=1,
        sentence="The node's measurements are masked, impossible, or run backwards.",
        remedy="Do not bill by them; check the meter's type, then replace the node.",
        sentence_id="Data ukur node kosong, tidak masuk akal, atau angka penghitungnya mundur.",
        remedy_id="Jangan dipakai untuk tagihan; periksa jenis meter, lalu ganti node.",
        rule="values that are masked (all ones) or that no lamp can have, or a counter that "
        "fell without a boot; each such value is taken as unknown",
        raise_after=2,
        clear_after=12,
        talq="functionError",
        ucifi="6042",
        dali="MASK, TMASK",
    ),
)

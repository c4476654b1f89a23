"""Each likely cause says what speaks for it, in English and in Indonesian."""

from dataclasses import replace

import pytest

from lighting.faults import causes
from lighting.faults.evidence.table import evidence_in
from lighting.faults.incidents import Incident

DARK = Incident("I-1", "SUPPLY_LOSS", "P-05", 0, None, ("A", "B", "C"), "", 40_000)
PHASE = replace(DARK, kind="phase", scope="P-05/L2")
GATEWAY = replace(DARK, kind="gateway", scope="G-1", code="COMM_LOST")
SITE = replace(DARK, kind="district", scope="Kelapa Lima")
LOW = replace(DARK, code="VOLT_LOW")
HIGH = replace(DARK, code="VOLT_HIGH", kind="district", scope="Oebobo")
VERSION = replace(DARK, code="RESET", kind="firmware", scope="2.1.0 RESET")
MANY_WELL = {f"P-0{number}": True for number in range(1, 5)}

SAID = {
    "a phase without neighbours": (
        causes.supply_cause(PHASE, 4, {}, None),
        (
            "3 dari 4 lampu P-05/L2 hilang kontak dalam 40 detik; tidak ada panel tetangga sebagai"
            " pembanding: kemungkinan sekering atau kabel fasa P-05/L2"
        ),
    ),
    "a panel among many": (
        causes.supply_cause(DARK, 3, MANY_WELL, 220.6),
        (
            "3 dari 3 lampu P-05 hilang kontak dalam 40 detik, tegangan panel hilang (terakhir 221"
            " V); panel tetangga P-01, P-02, P-03 dan 1 lagi normal: kemungkinan MCB atau kabel"
            " utama panel P-05"
        ),
    ),
    "an area": (
        causes.supply_cause(DARK, 3, {"P-04": False}, None),
        (
            "3 dari 3 lampu P-05 hilang kontak dalam 40 detik; P-04 juga hilang kontak:"
            " kemungkinan pasokan listrik ke area P-05"
        ),
    ),
    "a gateway": (
        causes.gateway_cause(GATEWAY, 3, 7),
        (
            "3 dari 3 lampu G-1 hilang kontak dalam 40 detik; 7 lampu di panel yang sama lewat"
            " gateway lain normal: kemungkinan gateway G-1, listriknya, atau koneksinya"
        ),
    ),
    "a gateway alone": (
        causes.gateway_cause(GATEWAY, 3, 0),
        (
            "3 dari 3 lampu G-1 hilang kontak dalam 40 detik; tidak ada pembanding: kemungkinan"
            " gateway G-1, listriknya, atau koneksinya"
        ),
    ),
    "the broker": (
        causes.broker_cause(GATEWAY, 3),
        (
            "3 dari 3 lampu belum terhubung sejak koneksi pusat kendali pulih: node tidak dapat"
            " mencapai broker: periksa alamat, sertifikat, atau jaringannya"
        ),
    ),
    "a district": (
        causes.district_cause(SITE, 9, 2, 5),
        (
            "3 dari 9 lampu Kelapa Lima hilang kontak dalam 40 detik, 2 panel; 5 panel di tempat"
            " lain normal: kemungkinan pemadaman PLN"
        ),
    ),
    "all there is": (
        causes.district_cause(SITE, 9, 2, 0),
        (
            "3 dari 9 lampu Kelapa Lima hilang kontak dalam 40 detik, 2 panel; tidak ada lagi"
            " pembanding: kemungkinan pemadaman PLN atau jaringan komunikasi"
        ),
    ),
    "a low voltage": (
        causes.volts_cause(LOW, 3, {"P-04": True}, 181.2),
        (
            "tegangan pada 3 dari 3 lampu P-05 terlalu rendah (turun sampai 181 V); panel tetangga"
            " P-04 normal: kemungkinan trafo, kabel netral, atau kabel utama panel P-05"
        ),
    ),
    "a low voltage everywhere": (
        causes.volts_cause(LOW, 3, {"P-04": False}, None),
        (
            "tegangan pada 3 dari 3 lampu P-05 terlalu rendah; tidak ada panel di dekatnya yang"
            " diketahui normal: kemungkinan trafo, kabel netral, atau kabel utama panel P-05"
        ),
    ),
    "a low voltage of the only panel of its kelurahan": (
        causes.volts_cause(LOW, 3, {}, None),
        (
            "tegangan pada 3 dari 3 lampu P-05 terlalu rendah; tidak ada panel tetangga sebagai"
            " pembanding: kemungkinan trafo, kabel netral, atau kabel utama panel P-05"
        ),
    ),
    "a high voltage of a district": (
        causes.volts_district_cause(HIGH, 3, 2, 261.0),
        (
            "tegangan pada 3 dari 3 lampu Oebobo terlalu tinggi (naik sampai 261 V), 2 panel:"
            " kemungkinan jaringan PLN"
        ),
    ),
    "a firmware": (
        causes.version_cause(VERSION, 4, 90, 1),
        (
            "RESET: 3 dari 4 node dengan firmware 2.1.0, 1 dari 90 dengan versi lain: kemungkinan"
            " firmware-nya"
        ),
    ),
    "a storm": (
        causes.storm_cause(34, 5, 4),
        "34 gangguan dari 4 jenis di 5 panel dalam satu jam: badai atau sejenisnya",
    ),
}


@pytest.mark.parametrize("what", SAID)
def test_a_cause_is_read_in_indonesian_with_all_its_figures(what: str) -> None:
    english, indonesian = SAID[what]
    assert evidence_in("id", english) == indonesian


def test_a_panel_that_is_dark_alone_has_its_breaker_for_a_cause() -> None:
    assert SAID["a panel among many"][0] == (
        "3 of 3 lamps of P-05 within 40 s, panel voltage gone (last 221 V); neighbours on P-01,"
        " P-02, P-03 and 1 more fine: breaker or feeder of P-05"
    )

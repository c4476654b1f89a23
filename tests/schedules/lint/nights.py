"""Documents whose light is wrong on some nights, and their near-misses."""

from tests.schedules.lint.cases import BERLIN, LONGYEARBYEN, TRONDHEIM, Case, has, near

DARK = "[profile.dark]\nsteps = []"
LIT = '[profile.lit]\nsteps = [{ at = "dusk", level = 70 }, { at = "dawn", level = 0 }]'
MARKET = """
[[event]]
name = "Market"
on = "sat"
for = "group:parks"
from = "sunset"
until = "23:00"
level = 80
"""
TUNNEL = "KPG-0001 parks terowongan"
WORKDAYS = ("mon..fri -> p",)

BURNING = (
    has("on-after-off", "on after sunrise", "sunset 100", "06:00 80", "sunrise 0"),
    has("on-after-off", "off first, on for good", "sunset 100", "23:00 0", "03:00 40"),
    near("on-after-off", "on before any sunrise", "sunset 100", "04:45 80", "sunrise 0"),
    near("on-after-off", "off, on, off", "sunset 100", "23:00 0", "03:00 40", "sunrise 0"),
    has("no-switch-off", "no step puts off", "sunset 100"),
    near("no-switch-off", "a night of 24 h", site=LONGYEARBYEN, first="2026-12-10", nights=20),
    near("no-switch-off", "one step puts off"),
    has("burns-by-day", "3 h before sunset", "sunset-3h 100", "sunrise 0"),
    has("burns-by-day", "3 h after sunrise", "sunset 100", "sunrise+3h 0"),
    near("burns-by-day", "a tunnel", "sunset-3h 100", "sunrise 0", lamps=(TUNNEL,)),
    has("burns-by-day", "a tunnel and a street", "sunset-3h 100", "sunrise 0",
        lamps=(TUNNEL, "KPG-0002 parks M4")),
    has("burns-into-day", "2 h of daylight", "sunset-2h 100", "sunrise 0"),
    has("burns-into-day", "31 min, half of them in the evening", "sunset-15m 100",
        "sunrise+16m 0"),
    near("burns-into-day", "30 min", "sunset-15m 100", "sunrise+15m 0"),
    has("burns-by-day", "lit by the clock under a sun that stays up", "22:00 100", "03:00 0",
        site=LONGYEARBYEN, first="2026-06-10", nights=20),
    has("burns-into-day", "lit by clamps under a sun that stays up",
        'sunset 100 not_after = "23:00"', 'sunrise 0 not_before = "03:00"',
        site=LONGYEARBYEN, first="2026-06-10", nights=20),
    has("flicker", "lit for 4 min 59 s", "sunset 100", "22:00 0", "02:00 90", "02:04:59 0"),
    near("flicker", "lit for 5 min", "sunset 100", "22:00 0", "02:00 90", "02:05 0"),
    Case("lit for 4 min after a noon that was lit", ("on-after-off",),
         ("12:00 80", "12:04 0", "sunset 100"), near="flicker"),
    has("burning-left-out", "9 min", "sunset 100", "22:00 0", "02:00 90", "02:09 0",
        profile='min_burn = "10m"'),
    near("burning-left-out", "10 min", "sunset 100", "22:00 0", "02:00 90", "02:10 0",
         profile='min_burn = "10m"'),
)  # fmt: skip

DARKNESS = (
    has("dark-all-night", "lit after dawn", "sunrise-20m 100", "sunrise 0"),
    has("dark-all-night", "a dusk that does not come keeps all dark", "sunset 100", "dusk 60",
        "sunrise 0", site=TRONDHEIM, first="2026-06-10", nights=10),
    near("dark-all-night", "the same, clamped", "sunset 100", 'dusk 60 not_after = "23:59"',
         "sunrise 0", site=TRONDHEIM, first="2026-06-10", nights=10),
    near("dark-all-night", "a sun that stays up", site=LONGYEARBYEN, first="2026-06-10",
         nights=20),
    has("dark-evening", "on at 19:30", "19:30 100", "sunrise 0"),
    has("dark-evening", "lit in the last minutes", "dawn-10m 100", "sunrise 0"),
    near("dark-evening", "on 14 min after dusk", "dusk+14m 100", "sunrise 0"),
    has("dark-morning", "off at 04:30", "sunset 100", "04:30 0"),
    near("dark-morning", "off 14 min before dawn", "sunset 100", "dawn-14m 0"),
    near("dark-morning", "off at 03:30, which is near dawn in summer", "sunset 100", "03:30 0",
         site=BERLIN, first="2026-04-01", nights=200),
    near("dark-evening", "a night without a dusk", 'sunset 100 not_before = "15:00"',
         'sunrise 0 not_after = "09:00"', site=LONGYEARBYEN, first="2026-12-10", nights=20),
    near("dark-morning", "off at 23:00", "sunset 100", "23:00 0"),
    has("dark-by-design", "dark on Saturdays", rules=("sat -> dark",), more=DARK),
    near("dark-by-design", "dim on Saturdays", rules=("sat -> lit",), more=LIT),
    near("dark-by-design", "lit by an event", rules=("sat -> dark",), more=DARK + MARKET),
    has("weekday-without-cover", "no rule for the weekend", rules=WORKDAYS, default="dark",
        more=DARK),
    near("weekday-without-cover", "rules for all days", rules=(*WORKDAYS, "sat, sun -> lit"),
         default="dark", more=DARK + "\n" + LIT),
    Case("two weeks of light", ("dark-by-design",), rules=("12-20..01-02 -> p",), default="dark",
         more=DARK, near="weekday-without-cover"),
    Case("no rule for weekends, of which there is none", rules=WORKDAYS, default="dark",
         more=DARK, first="2026-01-05", nights=5, near="weekday-without-cover"),
)  # fmt: skip

DATES = (
    has("estimated-holiday", "a feast by the moon", more=LIT,
        first="2026-07-01", rules=("holiday:Eid al-Fitr -> lit",)),
    has("estimated-holiday", "an event on a feast by the moon", first="2026-07-01",
        more=MARKET + MARKET.replace('"sat"', '"holiday:Eid al-Fitr"')),
    near("estimated-holiday", "a feast by the sun", more=LIT,
         rules=("holiday:Independence Day -> lit",)),
    near("estimated-holiday", "told by the operator", rules=("holiday:Eid al-Fitr -> lit",),
         more=LIT + '\n[holidays]\nconfirmed = ["2027-03-10", "2027-03-11"]',
         first="2026-07-01"),
    has("clock-change", "a year in Berlin", site=BERLIN),
    near("clock-change", "a summer in Berlin", site=BERLIN, first="2026-05-01", nights=100),
    has("clock-time-moved", "half past two in Berlin", "sunset 100", "02:30 50", "sunrise 0",
        site=BERLIN),
    has("clock-time-moved", "a clamp at half past two", "sunset 100", "23:00 0",
        'sunset+9h 60 not_before = "02:30"', "sunrise 0", site=BERLIN, first="2026-03-28",
        nights=1),
    Case("four in Berlin", ("clock-change",), ("sunset 100", "04:00 50", "sunrise 0"),
         site=BERLIN, first="2026-10-01", nights=60, near="clock-time-moved"),
)  # fmt: skip

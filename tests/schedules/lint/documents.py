"""Documents whose steps, names or levels are wrong, and their near-misses."""

from tests.schedules.lint.cases import BERLIN, LONGYEARBYEN, Case, has, near
from tests.schedules.lint.nights import LIT

PARK = "KPG-0001 parks taman"
ROAD = "KPG-0002 roads taman"
BOTH = "KPG-0003 roads;parks taman"
SECOND = '[calendar.d]\ndefault = "p"'
LED = "[lamp-type.led-70]\nmin_level = 30"
ASSIGN = '"group:parks" = "c"\n'
NESTED = '[group.squares]\nmembers = ["group:parks", "{}"]'
SQUARES = '"group:squares" = "c"'

STEPS = (
    has("steps-out-of-order", "sunset on both sides", "sunset 100", "18:10 60", "sunrise 0"),
    near("steps-out-of-order", "sunset on one side", "sunset 100", "18:50 60", "sunrise 0"),
    near("steps-out-of-order", "always in another order", "sunrise 0", "sunset 100"),
    near("steps-out-of-order", "of equal level", "sunset 100", "18:10 100", "22:00 50",
         "sunrise 0"),
    has("steps-cancel", "back after 4 min", "sunset 100", "22:00 50", "22:04 100", "sunrise 0"),
    near("steps-cancel", "back after 5 min", "sunset 100", "22:00 50", "22:05 100", "sunrise 0"),
    near("steps-cancel", "on to another level", "sunset 100", "22:00 50", "22:04 90",
         "sunrise 0"),
    has("steps-cancel", "two in a second", "sunset 100", "22:00 60", "22:00 50", "sunrise 0"),
    near("steps-cancel", "twice the same", "sunset 100", "22:00 60", "22:00 60", "sunrise 0"),
    has("step-without-effect", "the same again", "sunset 100", "22:00 100", "sunrise 0"),
    near("step-without-effect", "nearly the same", "sunset 100", "22:00 99", "sunrise 0"),
    Case("the same again on some nights", ("steps-out-of-order",),
         ("sunset 100", "18:10 60", "18:50 60", "sunrise 0"), near="step-without-effect"),
    has("step-outside-night", "after noon", "sunset 100", "sunrise 0", "sunrise+8h 50"),
    near("step-outside-night", "after noon but for a clamp", "sunset 100",
         'sunrise+8h 50 not_after = "04:00"', "sunrise 0"),
    Case("before noon", ("burns-by-day", "step-outside-night"), ("sunset-8h 100", "sunrise 0")),
    near("step-outside-night", "a sun that stays down", site=LONGYEARBYEN, first="2026-12-10",
         nights=20),
    near("step-outside-night", "a sunrise at noon", site=LONGYEARBYEN, first="2027-02-10",
         nights=10),
    near("steps-cancel", "a clamp that ends at a step", "sunset 100", "05:35 60",
         'sunrise 0 not_before = "05:35"'),
    Case("two steps in a skipped hour", ("clock-time-moved",), near="steps-cancel", site=BERLIN,
         steps=("sunset 100", "02:15 60", "02:30 50", "sunrise 0")),
)  # fmt: skip

LEVELS = (
    has("under-lamp-minimum", "29 % of 30", "sunset 100", "23:00 29", "sunrise 0",
        more=LED, lamps=(f"{PARK} led-70",)),
    near("under-lamp-minimum", "30 % of 30", "sunset 100", "23:00 30", "sunrise 0",
         more=LED, lamps=(f"{PARK} led-70",)),
    near("under-lamp-minimum", "off", "sunset 100", "23:00 0", more=LED,
         lamps=(f"{PARK} led-70",)),
    near("under-lamp-minimum", "a lamp without a type", "sunset 100", "23:00 29", "sunrise 0",
         more=LED, lamps=(PARK,)),
    has("under-road-class", "54 % on an arterial road", "sunset 100", "23:00 54", "sunrise 0",
        lamps=("KPG-0001 parks arteri",)),
    near("under-road-class", "55 % on an arterial road", "sunset 100", "23:00 55", "sunrise 0",
         lamps=("KPG-0001 parks arteri",)),
    near("under-road-class", "less light before dusk", "sunset-10m 20", "dusk-1m 100",
         "sunrise 0", lamps=("KPG-0001 parks arteri",)),
    near("under-road-class", "no list of lamps", "sunset 100", "23:00 5", "sunrise 0"),
)  # fmt: skip

NAMES = (
    has("overlapping-assignments", "two groups, two calendars", more=SECOND,
        assign=ASSIGN + '"group:roads" = "d"', lamps=(PARK, ROAD, BOTH)),
    near("overlapping-assignments", "two groups, one calendar",
         assign=ASSIGN + '"group:roads" = "c"', lamps=(PARK, ROAD, BOTH)),
    near("overlapping-assignments", "a group and all", more=SECOND, assign=ASSIGN + 'all = "d"',
         lamps=(PARK, ROAD)),
    has("empty-group", "no lamp in the zoo", assign=ASSIGN + '"group:zoo" = "c"', lamps=(PARK,)),
    near("empty-group", "one lamp in the zoo", assign=ASSIGN + '"group:zoo" = "c"',
         lamps=(PARK, "KPG-0009 zoo taman")),
    near("empty-group", "no list of lamps", assign=ASSIGN + '"group:zoo" = "c"'),
    has("empty-group", "an event for nobody", lamps=(PARK,), more="""
        [[event]]
        name = "Market"
        on = "sat"
        for = "group:zoo"
        from = "22:00"
        until = "23:00"
        level = 60"""),
    has("unknown-group", "a typing mistake", assign='"group:parcs" = "c"\nall = "c"',
        lamps=(PARK,)),
    Case("a name like that of another", ("empty-group",), near="unknown-group",
         assign='"group:district-2" = "c"\n"group:district-3" = "c"',
         lamps=("KPG-0001 district-3 taman",)),
    near("unknown-group", "right", assign=ASSIGN + 'all = "c"', lamps=(PARK,)),
    has("unknown-member", "no such lamp", more=NESTED.format("KPG-0008"), assign=SQUARES,
        lamps=(PARK,)),
    has("unknown-member", "no such group", more=NESTED.format("group:park"), assign=SQUARES,
        lamps=(PARK,)),
    near("unknown-member", "all there", more=NESTED.format("KPG-0002"), assign=SQUARES,
         lamps=(PARK, ROAD)),
    has("unknown-lamp-type", "led-7O", more=LED, lamps=(f"{PARK} led-7O",)),
    near("unknown-lamp-type", "led-70", more=LED, lamps=(f"{PARK} led-70",)),
    near("unknown-lamp-type", "types of which the document says nothing",
         lamps=(f"{PARK} led-7O",)),
    has("unknown-road-class", "arterial", lamps=("KPG-0001 parks arterial",)),
    near("unknown-road-class", "M4", lamps=("KPG-0001 parks M4",)),
    near("unknown-road-class", "arteri", lamps=("KPG-0001 parks arteri",)),
    has("lamps-without-program", "a road lamp", lamps=(PARK, ROAD)),
    has("lamps-without-program", "two road lamps", lamps=(PARK, ROAD, "KPG-0004 - taman")),
    near("lamps-without-program", "all have one", assign=ASSIGN + 'all = "c"',
         lamps=(PARK, ROAD)),
)  # fmt: skip

UNUSED = (
    has("unused-profile", "named nowhere", more=LIT),
    near("unused-profile", "named in a rule", rules=("sat -> lit",), more=LIT),
    has("unused-calendar", "assigned to nobody", more=SECOND),
    near("unused-calendar", "assigned", assign=ASSIGN + '"group:roads" = "d"', more=SECOND),
    has("rule-without-night", "a date that is over", rules=("2020-01-01 -> lit",), more=LIT),
    has("rule-without-night", "under another rule",
        rules=("sat, sun -> lit", "last sat -> p"), more=LIT),
    near("rule-without-night", "above it", rules=("last sat -> p", "sat, sun -> lit"), more=LIT),
    near("rule-without-night", "not a whole year", rules=("2020-01-01 -> lit",), more=LIT,
         nights=364),
)  # fmt: skip

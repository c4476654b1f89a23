"""Random valid documents that use the whole grammar: the same number gives the same document."""

import json
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

import holidays

from tests.oracle.cities import CITIES

FIRST = date(2024, 1, 1)
DAYS = 1_500
SUNS = ("sunset", "dusk", "dawn", "sunrise")
WEEKDAYS = ("mon", "tue", "wed", "thursday", "fri", "sat", "Sunday")
NOON_MIN = 720
DAY_MIN = 1_440
GROUPS = ("a", "b-2", "all")
NESTED = ("inner", "middle", "outer")


def evening_of(number: int) -> date:
    """Give the evening on which a document is looked at."""
    return FIRST + timedelta(days=Random(number).randrange(DAYS))  # noqa: S311 - the same documents each time


def random_document(number: int) -> str:
    """Write the document of a number."""
    return _Writer(Random(-number - 1), evening_of(number)).document()  # noqa: S311 - the same documents each time


def _clock(after_noon_min: int) -> str:
    minute = (NOON_MIN + after_noon_min) % DAY_MIN
    return f"{minute // 60:02}:{minute % 60:02}"


class _Writer:
    def __init__(self, random: Random, evening: date) -> None:
        self.random, self.evening = random, evening
        self.city = random.choice(CITIES)

    def document(self) -> str:
        profiles = [f"p{number}" for number in range(self.random.randint(1, 4))]
        effects = [f"e{number}" for number in range(self.random.randint(0, 3))]
        parts = [self._site(), self._moved()]
        parts += [self._effect(name) for name in effects]
        parts += [self._profile(name, effects) for name in profiles]
        parts += [self._calendar(group, profiles) for group in GROUPS]
        parts += self._nested() if self._maybe() else []
        parts += [self._event() for _ in range(self.random.randint(0, 4))]
        parts += [self._lamp_type()] if self._maybe() else []
        assigned = '\n[assign]\n"group:a" = "a"\n"group:b-2" = "b-2"\nall = "all"\n'
        return "".join(parts) + assigned

    def _maybe(self, share: float = 0.5) -> bool:
        return self.random.random() < share

    def _some(self, make: Callable[[], str], most: int) -> list[str]:
        return [make() for _ in range(self.random.randint(0, most))]

    def _site(self) -> str:
        zone, latitude, longitude, country = self.city
        return (
            f'[site]\nname = "s"\ntimezone = "{zone}"\nlatitude = {latitude}\n'
            f'longitude = {longitude}\ncountry = "{country}"\n'
        )

    def _level(self) -> int:
        return self.random.choice((0, 0, 1, 30, 99, 100, self.random.randint(0, 100)))

    def _offset(self) -> str:
        minutes = self.random.choice((0, 5, 10, 30, 90, self.random.randint(0, 719)))
        length = self.random.choice((f"{minutes}m", f"{minutes // 60}h{minutes % 60}m"))
        return self.random.choice("+-") + length

    def _sun(self) -> str:
        return self.random.choice(SUNS) + (self._offset() if self._maybe() else "")

    def _any_clock(self) -> str:
        return _clock(self.random.choice((0, 1439, self.random.randrange(DAY_MIN))))

    def _two_clocks(self) -> list[str]:
        return [_clock(one) for one in sorted(self.random.sample(range(DAY_MIN), 2))]

    def _fade(self, key: str = "fade") -> str:
        return f", {key} = {self.random.choice(('90', '3600', chr(34) + '2m' + chr(34)))}"

    def _step(self) -> str:
        is_sun = self._maybe()
        at = self._sun() if is_sun else self._any_clock()
        clamps = [
            f', {key} = "{clock}"'
            for key, clock in zip(("not_before", "not_after"), self._two_clocks(), strict=True)
            if is_sun and self._maybe()
        ]
        fade = self._fade() if self._maybe() else ""
        return f'  {{ at = "{at}", level = {self._level()}{fade}{"".join(clamps)} }},\n'

    def _profile(self, name: str, effects: Sequence[str]) -> str:
        steps = "".join(self._some(self._step, self.random.choice((2, 6, 40))))
        text = f"\n[profile.{name}]\nsteps = [\n{steps}]\n"
        if self._maybe():
            burn = self.random.choice(('"10m"', "600", '"3h"', '"6h"', "1"))
            text += f"min_burn = {burn}\n"
        if effects and self._maybe():
            text += f"effects = {json.dumps(list(effects))}\n"
        if any(f'"{sun}' in steps for sun in SUNS) and self._maybe():
            text += 'photocell = { on_below = 20, off_above = 60.5, late = "3h", early = 0 }\n'
        return text

    def _effect(self, name: str) -> str:
        do, least, most = self.random.choice(
            (("set", 0, 100), ("max", 0, 100), ("min", 0, 100), ("add", -100, 100),
             ("multiply", 0, 400))
        )  # fmt: skip
        value = self.random.randint(least, most)
        text = f'\n[effect.{name}]\nsensor = "motion"\ndo = "{do}"\nvalue = {value}\nhold = "3m"\n'
        if self._maybe():
            text += "".join(
                f'{key} = "{at}"\n' for key, at in zip(("from", "until"), self._span(), strict=True)
            )
        return text

    def _span(self) -> tuple[str, str]:
        first, last = self._two_clocks()
        return self.random.choice(
            ((first, last), (self._sun(), last), (first, self._sun()), (self._sun(), self._sun()))
        )

    def _calendar(self, name: str, profiles: Sequence[str]) -> str:
        rules = [
            f'  {{ on = "{self._days()}", profile = "{self.random.choice(profiles)}" }},\n'
            for _ in range(self.random.randint(0, 5))
        ]
        default = self.random.choice(profiles)
        return f'\n[calendar.{name}]\ndefault = "{default}"\nrules = [\n{"".join(rules)}]\n'

    def _days(self) -> str:
        return ", ".join(self._day() for _ in range(self.random.randint(1, 3)))

    def _day(self) -> str:
        return self.random.choice((self._single, self._eve, self._dates, self._weekdays))()

    def _eve(self) -> str:
        return f"eve of {self._single()}"

    def _single(self) -> str:
        near = self._near()
        nth = self.random.choice(("1st", "2nd", "3rd", "4th", "5th", "last"))
        month = f" of {near.month:02}" if self._maybe() else ""
        weekday = self.random.choice(WEEKDAYS)
        forms = ("holiday", str(near), str(near)[5:], weekday, f"{nth} {weekday}{month}")
        named = ("government holiday", "holiday:Independence Day", "holiday:Hari Raya Idul Fitri")
        return self.random.choice((*forms, *named) if self.city.country == "ID" else forms)

    def _near(self) -> date:
        return self.evening + timedelta(days=self.random.randint(-4, 4))

    def _dates(self) -> str:
        first, last = sorted((self._near(), self._near()))
        return self.random.choice((f"{first}..{last}", f"{str(last)[5:]}..{str(first)[5:]}"))

    def _weekdays(self) -> str:
        return "..".join(self.random.choice(WEEKDAYS) for _ in "ab")

    def _moved(self) -> str:
        known = _feasts(self.city.country, self.evening.year)
        near = [day for day in known if abs(day - self.evening) < timedelta(days=20)]
        if not near or self._maybe():
            return ""
        source = self.random.choice(near)
        others = [day for day in near if day != source]
        confirmed = json.dumps([str(day) for day in others])
        target = source + timedelta(days=self.random.choice((-3, -1, 1, 2)))
        return f'\n[holidays]\nconfirmed = {confirmed}\nmoved = {{ "{source}" = "{target}" }}\n'

    def _nested(self) -> list[str]:
        inside, tables = ["group:a", "group:b-2", "KPG-0001"], []
        for name in NESTED:
            members = self.random.sample(inside, self.random.randint(1, len(inside)))
            tables.append(f"\n[group.{name}]\nmembers = {json.dumps(members)}\n")
            inside.append(f"group:{name}")
        return tables

    def _event(self) -> str:
        whose = self.random.choice(("all", "group:a", "group:inner", "group:outer", "group:other"))
        first, last = self._span()
        text = f'\n[[event]]\nname = "E"\non = "{self._days()}"\nfor = "{whose}"\n'
        text += f'from = "{first}"\nuntil = "{last}"\nlevel = {self._level()}\n'
        return text + ('fade_back = "1m"\n' if self._maybe() else "")

    def _lamp_type(self) -> str:
        curve, by = (
            self.random.choice(("linear", "logarithmic")),
            self.random.choice(("controller", "driver")),
        )
        return (
            f'\n[lamp-type.led]\nmin_level = {self.random.randint(0, 50)}\ncurve = "{curve}"\n'
            f'virtual_power = {self.random.randint(50, 100)}\nby = "{by}"\n'
            "clo = [[0, 80], [50000, 100]]\n"
        )


def _feasts(country: str, year: int) -> list[date]:
    code, _, part = country.partition("-")
    return sorted(holidays.country_holidays(code, subdiv=part or None, years=year))

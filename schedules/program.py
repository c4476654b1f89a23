"""What a schedule becomes for one group: switch points in UTC that need no sun and no zone."""

from bisect import bisect_right
from dataclasses import dataclass, replace

DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class SwitchPoint:
    """From `at_s` on the level holds.

    Attributes:
        at_s: Moment [s since 1970 UTC; in `Program.ordinary` s after noon].
        level: Wanted light [%], 0..100.
        fade_s: How long the lamp takes to get there [s].
        because: The step's own words: "sunset-10m", "22:00", "noon".
    """

    at_s: int
    level: int
    fade_s: int
    because: str


@dataclass(frozen=True, slots=True)
class Program:
    """Compiled nights of one group.

    Attributes:
        id: The group's name.
        from_s: Noon at which the first night starts [s since 1970 UTC].
        until_s: Noon at which the last night ends [s since 1970 UTC].
        nights: Number of nights.
        points: Strictly rising.
        ordinary: Strictly rising seconds after `until_s`, below 86,400; repeated each 86,400 s.
    """

    id: str
    from_s: int
    until_s: int
    nights: int
    points: tuple[SwitchPoint, ...]
    ordinary: tuple[SwitchPoint, ...]

    def point_at(self, moment_s: int) -> SwitchPoint | None:
        """Give the point in force, its `at_s` absolute; None before the first one."""
        day, second = divmod(moment_s - self.until_s, DAY_S)
        if day >= 0 and self.ordinary:
            number = _count(self.ordinary, second)
            if number or day:
                # Index -1 is the evening before's last point, still in force.
                return self._ordinary(number - 1, day if number else day - 1)
        number = _count(self.points, moment_s)
        return self.points[number - 1] if number else None

    def point_after(self, moment_s: int) -> SwitchPoint | None:
        """Give the next point, its `at_s` absolute; None if there is none at all."""
        number = _count(self.points, moment_s)
        if number < len(self.points):
            return self.points[number]
        if not self.ordinary:
            return None
        if moment_s < self.until_s:
            return self._ordinary(0, 0)
        day, second = divmod(moment_s - self.until_s, DAY_S)
        number = _count(self.ordinary, second)
        is_over = number == len(self.ordinary)
        return self._ordinary(0, day + 1) if is_over else self._ordinary(number, day)

    def _ordinary(self, number: int, day: int) -> SwitchPoint:
        point = self.ordinary[number]
        return replace(point, at_s=self.until_s + day * DAY_S + point.at_s)


def _count(points: tuple[SwitchPoint, ...], moment_s: int) -> int:
    """Count the points up to and including a moment."""
    return bisect_right(points, moment_s, key=lambda point: point.at_s)

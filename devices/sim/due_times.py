"""Who is due when: a heap in which a newer time for the same one replaces the older."""

import heapq
from collections.abc import Iterator


class DueTimes:
    """Numbers with their due times [ms]."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int]] = []
        self._held: dict[int, int] = {}

    @property
    def first_ms(self) -> int | None:
        """The earliest due time; None if nobody is ever due."""
        while self._heap and self._held.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def put(self, number: int, due_ms: int | None) -> None:
        """Note when one is due; None: never."""
        if due_ms is None:
            self._held.pop(number, None)
        elif self._held.get(number) != due_ms:
            self._held[number] = due_ms
            heapq.heappush(self._heap, (due_ms, number))

    def taken(self, now_ms: int) -> Iterator[int]:
        """Take out those that are due, earliest first."""
        while self._heap and self._heap[0][0] <= now_ms:
            due_ms, number = heapq.heappop(self._heap)
            if self._held.get(number) == due_ms:
                del self._held[number]
                yield number

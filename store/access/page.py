"""The readings of one page of a desk, which asks many questions: alike readings are recorded as one."""

from collections.abc import Iterator
from dataclasses import replace

from domain.access.record import Read, Reading


class PageOfReadings:
    """Readings by whose caller and what they are of, each with all streams and filters of those that are alike."""

    def __init__(self, list_of_cases: bool) -> None:
        self._list_of_cases = list_of_cases
        self._readings: dict[tuple[object, ...], tuple[str, Read]] = {}

    def add(self, agency: str, made: Read) -> None:
        """Add a reading; the first of those alike gives its time."""
        if self._list_of_cases and made.reading is Reading.CASE:
            made = replace(made, reading=Reading.CASES)
        key = agency, made.reading, made.subject, made.client, made.purpose
        self._readings[key] = agency, _joined(self._readings[key][1], made) if key in self._readings else made

    def readings(self) -> Iterator[tuple[str, Read]]:
        yield from self._readings.values()


def _joined(one: Read, other: Read) -> Read:
    streams = tuple(sorted({*one.streams, *other.streams}))
    again = len(one.streams) + len(other.streams) - len(streams)
    filters = tuple(dict.fromkeys([*one.filters, *other.filters]))
    return replace(one, streams=streams, filters=filters, count=one.count + other.count - again)

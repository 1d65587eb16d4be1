"""Many rows in one test: like `pytest.mark.parametrize` without a separate test for each row, which takes 5 ms of a
run.

Use it for tests that take no longer than that and leave nothing behind. All rows are tried. The first that fails names
itself and others that fail.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from inspect import signature
from typing import Any

import pytest

Test = Callable[..., None]
NAMED_MOST = 5
"""Most failed rows that are named beside the first."""


def each(names: str | Sequence[str], values: Iterable[Any]) -> Callable[[Test], Test]:
    """Run a test with every row of values. With several names a row is unpacked. Stack two decorators for a product."""
    several = not isinstance(names, str)
    rows = [dict(zip(names, row, strict=True)) if several else {names: row} for row in values]
    assert rows, "without rows nothing would be tried"

    def of(test: Test) -> Test:
        @wraps(test)
        def all_rows(*args: Any, **given: Any) -> None:
            faults = [fault for row in rows if (fault := _fault(test, args, given | row, row))]
            if faults:
                raise _first(faults)

        taken = signature(test)
        asked = [parameter for name, parameter in taken.parameters.items() if name not in rows[0]]
        all_rows.__signature__ = taken.replace(parameters=asked)  # type: ignore[attr-defined]  # what pytest hands over
        return all_rows

    return of


def _first(faults: list[BaseException]) -> BaseException:
    first, *others = faults
    for other in others[:NAMED_MOST]:
        first.add_note(f"also {other.__notes__[-1]}")
    if len(others) > NAMED_MOST:
        first.add_note(f"and in {len(others) - NAMED_MOST} more rows")
    return first


def _fault(test: Test, args: Any, given: Any, row: Any) -> BaseException | None:
    try:
        test(*args, **given)
    except (Exception, pytest.fail.Exception) as fault:
        fault.add_note(f"where {', '.join(f'{name} is {value!r}' for name, value in row.items())}")
        return fault
    return None

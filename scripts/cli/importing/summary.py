"""Summary of an import, for people and for scripts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from scripts.cli.importing.conversion import Fault
from scripts.cli.importing.table import WHY, Columns


@dataclass(kw_only=True)
class Summary:
    """Counts of rows. In a trial run `taken` are those that would be taken in."""

    file: str
    agency: str
    dry_run: bool
    columns: Columns
    rows: int
    empty: int
    taken: int = 0
    already: int = 0
    undated: int = 0
    undated_taken: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Rows that were refused, each once."""
        return len({fault.row for fault in self.faults})

    def as_json(self) -> str:
        """One object, with every number by its name."""
        names = (
            "file",
            "agency",
            "dry_run",
            "rows",
            "empty",
            "taken",
            "already",
            "refused",
            "undated",
            "undated_taken",
        )
        shown: dict[str, Any] = {name: getattr(self, name) for name in names}
        columns = self.columns
        shown["columns"] = {"read": [*columns.places], "refused": columns.refused, "unknown": columns.unknown}
        shown["errors"] = [
            {"row": at.row, "column": at.column, "code": at.code, "message": {"vi": at.said("vi"), "en": at.said("en")}}
            for at in self.faults
        ]
        return json.dumps(shown, ensure_ascii=False, indent=2)

    def lines(self) -> Iterator[str]:
        """Rows that were refused, then columns, then the counts. No line quotes a cell: it may name someone."""
        for fault in self.faults:
            place = f"row {fault.row}, {fault.column}" if fault.column else f"row {fault.row}"
            yield f"{place}: {fault.code}: {fault.said('vi')} / {fault.said('en')}"
        for name in self.columns.refused:
            yield f"column {name}: refused: {WHY}"
        for name in self.columns.unknown:
            yield f"column {name}: unknown, not stored"
        yield (
            f"{'would be ' if self.dry_run else ''}taken in {self.taken} (without a date {self.undated_taken}), "
            f"already there {self.already}, refused {self.refused}; "
            f"rows {self.rows}, of which without a date {self.undated}; empty rows {self.empty}; "
            f"columns not taken {len(self.columns.refused) + len(self.columns.unknown)}"
        )

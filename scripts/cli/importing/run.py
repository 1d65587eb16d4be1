"""Imports the rows of a table, each with its own command. Returns a summary for people and scripts.

After a crash the rows entered before it remain. Run the same file again to enter the rest.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tqdm import tqdm

from domain.case.intake import ImportCase, lead_today
from domain.kernel.actor import OPERATOR
from domain.kernel.event import Sealed
from domain.kernel.fields import check
from domain.kernel.refusals import CommandReused, Refused
from domain.rules.facts import Facts
from domain.rules.guards import agency_known
from scripts.cli.acting.act import check_window
from scripts.cli.importing.table import WHY, Columns, Fault, Record, RowFaulty, Table, command_of, faults_of, undated
from scripts.cli.seed.ids import IMPORT, derived_id, entered, patiently
from store.store import Store


@dataclass(kw_only=True)
class Summary:
    """Counts of rows. In a trial run `taken` counts the rows that would be imported."""

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
        """Return the number of refused rows. A row with several faults is counted once."""
        return len({fault.row for fault in self.faults})

    def as_json(self) -> str:
        """Return a JSON object with every count by its name."""
        shown: dict[str, Any] = {**vars(self), "refused": self.refused}
        del shown["faults"]
        columns = self.columns
        shown["columns"] = {"read": [*columns.places], "refused": columns.refused, "unknown": columns.unknown}
        shown["errors"] = [
            {"row": at.row, "column": at.column, "code": at.code, "message": {"vi": at.said("vi"), "en": at.said("en")}}
            for at in self.faults
        ]
        return json.dumps(shown, ensure_ascii=False, indent=2)

    def lines(self) -> Iterator[str]:
        """Yield the refused rows, then the columns, then the counts. Cells are not quoted, because they may name a
        person."""
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


NO_TEXT = Sealed("", "")


class Import:
    """One run over one file."""

    def __init__(self, store: Store, facts: Facts, summary: Summary) -> None:
        self._store, self._facts, self._summary = store, facts, summary
        self._there: set[UUID] = set()

    @classmethod
    async def begin(cls, store: Store, table: Table, file: str, agency: str | None, *, dry_run: bool) -> "Import":
        """Return a run for an agency, by default today's lead agency.

        Raise Refused if that agency is not in force today, or no agency leads.
        """
        facts = Facts(
            actor=OPERATOR,
            now=store.connection.clock(),
            registry=await store.registry.current(),
            sealed={"claim": NO_TEXT, "url": NO_TEXT, "source": NO_TEXT},
        )
        lead = lead_today(facts)
        if faults := agency_known("reporter", agency or lead, facts):
            raise Refused(*faults)
        summary = Summary(
            file=file,
            agency=agency or lead,
            dry_run=dry_run,
            columns=table.columns,
            rows=len(table.records),
            empty=table.empty,
        )
        return cls(store, facts, summary)

    async def run(self, records: tuple[Record, ...]) -> Summary:
        """Import the records, or in a trial run check them. Progress is shown on a terminal only."""
        ready = list(self._ready(records))
        if not self._summary.dry_run:
            await check_window(self._store)
        self._there = set(await entered(self._store.connection, [id for id, _, _ in ready]))
        for id, record, command in tqdm(ready, disable=None, file=sys.stderr, unit=" rows"):
            await self._take(id, record, command)
        self._summary.faults.sort(key=lambda fault: fault.row)
        return self._summary

    def _ready(self, records: tuple[Record, ...]) -> Iterator[tuple[UUID, Record, ImportCase]]:
        """Yield the rows that can become commands. Record the other rows as faulty."""
        for record in records:
            try:
                self._summary.undated += undated(record)
                command = command_of(record, self._summary.file, self._summary.agency)
            except RowFaulty as faulty:
                self._summary.faults.append(faulty.fault)
                continue
            # The id has no file or row number: the same report in another file is the same report.
            id = derived_id(IMPORT, f"{command.url}\n{command.claim}", self._store.connection.master)
            yield id, record, command

    async def _take(self, id: UUID, record: Record, command: ImportCase) -> None:
        if id in self._there:
            self._summary.already += 1
            return
        try:
            replayed = await self._enter(id, command)
        except Refused as refused:
            if any(isinstance(problem, CommandReused) for problem in refused.problems):
                self._summary.already += 1  # another run just imported it from another file
            else:
                self._summary.faults += faults_of(record, refused.problems)
            return
        self._there.add(id)
        self._summary.already += replayed
        self._summary.taken += not replayed
        self._summary.undated_taken += not replayed and command.published_at is None

    async def _enter(self, id: UUID, command: ImportCase) -> bool:
        """Enter a case. Return whether the case was entered before. In a trial run, check every rule and write
        nothing."""
        if not self._summary.dry_run:
            outcome = await patiently(lambda: self._store.execute(OPERATOR, command, command_id=id))
            return outcome.replayed
        if faults := check(command):
            raise Refused(*faults)
        command.decide(None, self._facts)
        return False

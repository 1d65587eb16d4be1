"""Import of older reports from a CSV file, by the operator."""

import csv
from argparse import Namespace
from pathlib import Path

from domain.kernel.refusals import Refused
from domain.messages import message
from scripts.cli.environment import Environ, WrongUse, settings_outside
from scripts.cli.importing.run import Import, Summary
from scripts.cli.importing.table import Table, read
from store.process.setting_values import Mode
from store.process.settings import Settings
from store.store import opened_store


async def run(options: Namespace, environ: Environ) -> int:
    """Import the rows and print the summary. Return 1 if a row was refused. After a crash, run the import again."""
    settings = settings_outside(Mode.PRODUCTION, environ)
    table = read(options.file)
    summary = await _import(settings, table, options)
    if options.left_out:
        write_left_out(options.left_out, summary)
    print(summary.as_json() if options.json else "\n".join(summary.lines()))
    return 1 if summary.faults else 0


def write_left_out(path: Path, summary: Summary) -> None:
    """Write a line for each refused row and reason, by row number and column. Cells are not written, because they may
    name a person."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        to = csv.writer(file)
        to.writerow(("row", "column", "code", "vi", "en"))
        to.writerows((at.row, at.column, at.code, at.said("vi"), at.said("en")) for at in summary.faults)


async def _import(settings: Settings, table: Table, options: Namespace) -> Summary:
    async with opened_store(settings) as store:
        try:
            name = options.file.name.encode(errors="replace").decode()  # a file name may be invalid UTF-8
            begun = await Import.begin(store, table, name, options.agency, dry_run=options.dry_run)
        except Refused as refused:
            raise WrongUse(_reasons(refused)) from None
        return await begun.run(table.records)


def _reasons(refused: Refused) -> str:
    problem = refused.problems[0]
    return (
        f"{problem.code}: {message(problem.code, problem.params, 'vi')} / {message(problem.code, problem.params, 'en')}"
    )

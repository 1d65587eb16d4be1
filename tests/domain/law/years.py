"""The days off of 2025, 2026 and 2027 as confirmed rows; that of 2027 is invented, with Tết from 5 to 11 February."""

from datetime import date
from typing import Final

from domain.registry.working_days import Holidays
from scripts.cli.seed.registry_file import read
from scripts.workbench import ROOT

SEEDED: Final = {
    str(row.command.year): row.command
    for row in read(ROOT / "scripts/cli/seed/cao_bang.toml")
    if type(row.command).__name__ == "SetHolidays"
}
TET: Final = tuple(date(2027, 2, day) for day in (5, 8, 9, 10, 11))
CONFIRMED: Final = {
    year: Holidays(id=f"holidays-{year}", year=int(year), days=row.days, worked=row.worked, source=row.source)
    for year, row in SEEDED.items()
} | {"2027": Holidays(id="holidays-2027", year=2027, days=(date(2027, 1, 1), *TET), source="TB")}

"""The verbs `agency`, `area`, `lead`, `officer`, `days-off` and `regulation`: each step is a command of the domain."""

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from dataclasses import dataclass

from domain.administration.agencies import (
    ConfirmAgency,
    ConfirmSuccession,
    EndCompetence,
    GrantCompetence,
    NameAgency,
    RegisterAgency,
    SucceedAgency,
)
from domain.administration.agency_parts import ConfirmAgencyPart
from domain.administration.areas import ConfirmArea, DefineArea
from domain.administration.holidays import ConfirmHolidays, CorrectHolidays, SetHolidays
from domain.administration.leads import AssignLead, ConfirmLead
from domain.administration.letterheads import SetLetterhead
from domain.administration.officers import AppointOfficer, DismissOfficer
from domain.administration.official_pages import EndOfficialPage, NameOfficialPage
from domain.administration.regulations import ConfirmRegulation, EnterRegulation
from domain.book import BY_COMMAND
from scripts.cli.acting.act import carry_out, row
from scripts.cli.acting.options import add_options, given_by
from scripts.cli.environment import Environ
from scripts.cli.seed.registry_row import Row
from store.process.settings import Settings
from store.store import opened_store


@dataclass(frozen=True)
class RegistryVerb:
    """A verb whose steps are commands, by name."""

    HELP: str
    steps: Mapping[str, type]

    def arguments(self, parser: ArgumentParser) -> None:
        """A step with the fields of its command; which row it is about."""
        chosen = parser.add_subparsers(dest="step", metavar="STEP", required=True)
        for name, command in self.steps.items():
            words = " ".join((command.__doc__ or "").split()).replace("%", "%%")
            step = chosen.add_parser(name, help=words, description=words)
            if BY_COMMAND[command].creates:
                step.add_argument("--id", metavar="ID", help="id of the new row (drawn)")
            else:
                step.add_argument("id", metavar="ID", help="id of the row")
            add_options(step, command)

    def run(self, options: Namespace, environ: Environ) -> int:
        """Do it, and say what was done to which row."""
        command = self.steps[options.step]
        act = row(command, options.id, given_by(options, command))
        asyncio.run(do(Settings.from_env(environ), act))
        return 0


async def do(settings: Settings, act: Row) -> None:
    """Carry an act out over a store of its own, and say it."""
    async with opened_store(settings) as store:
        done = await carry_out(store, act)
    print(f"{done.stream}: {BY_COMMAND[type(act.command)].name}, version {done.version}")


AGENCY = RegistryVerb(
    "register, name, empower, succeed and confirm agencies, as the operator",
    {
        "register": RegisterAgency,
        "name": NameAgency,
        "letterhead": SetLetterhead,
        "page": NameOfficialPage,
        "page-end": EndOfficialPage,
        "competence": GrantCompetence,
        "end-competence": EndCompetence,
        "succeed": SucceedAgency,
        "confirm": ConfirmAgency,
        "confirm-succession": ConfirmSuccession,
        "confirm-part": ConfirmAgencyPart,
    },
)
AREA = RegistryVerb("define and confirm areas, as the operator", {"define": DefineArea, "confirm": ConfirmArea})
LEAD = RegistryVerb(
    "assign and confirm the lead agency or its substitute, as the operator",
    {"assign": AssignLead, "confirm": ConfirmLead},
)
OFFICER = RegistryVerb(
    "appoint and dismiss officers, as the operator", {"appoint": AppointOfficer, "dismiss": DismissOfficer}
)
DAYS_OFF = RegistryVerb(
    "enter, confirm and correct a year's days off, as the operator",
    {"set": SetHolidays, "confirm": ConfirmHolidays, "correct": CorrectHolidays},
)
REGULATION = RegistryVerb(
    "enter and confirm a Decision that sets the Regulation, as the operator",
    {"enter": EnterRegulation, "confirm": ConfirmRegulation},
)

"""Errors that end a verb early, with one line for the person who typed it.

CommandError             1   a part of the work could not be done
├── RowRefused           1   a rule of the register refused a row; the rows before it are entered
└── WrongUse             2   nothing was done: the words or the settings are wrong
    └── RegistryRefused  2   the registry's file cannot be entered as it is
"""


class CommandError(Exception):
    """Ends the command; the text is what is shown."""

    exit_code = 1


class RowRefused(CommandError):
    """The text names the row and the codes of the refusal."""


class WrongUse(CommandError):
    """Refused before anything was done."""

    exit_code = 2


class RegistryRefused(WrongUse):
    """Each of `faults` names a place and what is wrong there."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults

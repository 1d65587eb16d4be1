"""What ends a verb early, with one line for the person who typed it.

CommandError         1   a part of the work could not be done
└── WrongUse         2   nothing was done: the words or the settings are wrong
"""


class CommandError(Exception):
    """Ends the command; the text is what is shown."""

    exit_code = 1


class WrongUse(CommandError):
    """Refused before anything was done."""

    exit_code = 2

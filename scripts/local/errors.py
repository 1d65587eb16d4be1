"""Errors around the embedded servers."""


class EmbeddedError(Exception):
    """Base of everything the embedded servers report to a person; with the exit code of the command that meets it."""

    exit_code = 1


class StartFailed(EmbeddedError):
    """A process ended, or said nothing in time, while it was being started; the message ends with its last words."""


class CrashLoop(EmbeddedError):
    """A process died too often in a short time: starting it again would hide the fault."""


class Refused(EmbeddedError):
    """Nothing was started, because starting would do harm: a wrong setting, folder or port, or a key that is gone."""

    exit_code = 2

"""What can go wrong around the embedded servers.

EmbeddedError           exit code of the command that meets it
├── StartFailed     1   a process did not come up; the message ends with its own last words
├── CrashLoop       1   a process keeps dying; starting it again would hide the fault
└── Refused         2   nothing was started, because starting would do harm
    ├── AlreadyRunning
    ├── PortTaken
    ├── UnsafeHome
    ├── KeyMissing
    └── BadSetting
"""


class EmbeddedError(Exception):
    """Base of everything the embedded servers report to a person."""

    exit_code = 1


class StartFailed(EmbeddedError):
    """A process ended, or said nothing in time, while it was being started."""


class CrashLoop(EmbeddedError):
    """A process died too often in a short time."""


class Refused(EmbeddedError):
    """Starting was refused before anything was changed."""

    exit_code = 2


class AlreadyRunning(Refused):
    """Another supervisor holds this installation."""


class PortTaken(Refused):
    """Something else listens on the port."""


class UnsafeHome(Refused):
    """The installation folder is not one that may be taken over."""


class KeyMissing(Refused):
    """Data is there, and the key that opens it is not."""


class BadSetting(Refused):
    """A setting cannot be what it says."""

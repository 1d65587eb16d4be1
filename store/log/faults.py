"""Faults that stop a batch or the sealer.

SealerFault             exit code
├── BatchFailed     -   nothing was signed: the process continues and loads everything again
├── Unwitnessed     -   signed and applied, but too few witnesses cosigned: unpublished, to be retried
├── DirectoryRefused 2  the folder is missing, open to others, not set up, or another log's
├── Doubt           3   the fate of a signed checkpoint is unknown: end; the next start finds out
│   └── LockLost        another sealer signed first
├── FolderTaken     3   another sealer works in the folder
├── ClockRefused    4   the clock is before the last checkpoint
├── RestoreNeeded   5   state and database are of different times: nothing is signed until a person shows the newest
│   ├── StateLost       there is a key, and no state
│   ├── PublishedAhead  the database holds a newer checkpoint than the state: the state is old
│   ├── StagingLost     the state holds a newer checkpoint than the database: the database is old
│   ├── Restored        the database comes from a backup, and the newest checkpoint was not shown yet
│   ├── WitnessAhead    a witness cosigned a newer checkpoint: both are old
│   └── ResumeRefused   the checkpoint shown does not decide it
└── Tampered        6   stored data differ from what was sealed: a person must investigate
    ├── ObjectDiffers   an immutable object exists with other content
    ├── EdgeBroken      the stored tree does not lead to the last signed root
    ├── Forked          two roots for one size
    └── SealedAgain     another version at a sealed place, or an index that hides one
"""

from typing import ClassVar


class SealerFault(Exception):
    exit_code: ClassVar[int] = 1


class BatchFailed(SealerFault):
    """A step failed before anything was signed."""


class Unwitnessed(SealerFault):
    """Fewer witnesses cosigned the checkpoint than the policy requires."""


class DirectoryRefused(SealerFault):
    exit_code = 2


class Doubt(SealerFault):
    exit_code = 3


class LockLost(Doubt):
    """The state no longer contains the checkpoint that was read from it."""


class FolderTaken(SealerFault):
    """Another sealer is working in the folder. It may be about to end."""

    exit_code = 3


class ClockRefused(SealerFault):
    exit_code = 4


class RestoreNeeded(SealerFault):
    exit_code = 5


class StateLost(RestoreNeeded):
    """The folder has a key, and no state."""


class PublishedAhead(RestoreNeeded):
    """A published checkpoint of this log is newer than the state."""


class StagingLost(RestoreNeeded):
    """The objects of the last signed checkpoint are gone."""


class Restored(RestoreNeeded):
    """The database was restored from a backup. The state and the folder may be just as old."""


class WitnessAhead(RestoreNeeded):
    """A witness knows a newer checkpoint of this log than the state does."""


class ResumeRefused(RestoreNeeded):
    """The checkpoint shown is not the newest, or the database does not have its tree."""


class Tampered(SealerFault):
    exit_code = 6


class ObjectDiffers(Tampered):
    """An immutable object exists with other content."""


class EdgeBroken(Tampered):
    """The stored tree does not lead to the signed root."""


class Forked(Tampered):
    """Two roots exist for one size."""


class SealedAgain(Tampered):
    """A sealed version exists with other content, or the index hides that the version is sealed."""

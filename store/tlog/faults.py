"""Faults of the log's formats: one small tree, so that a reader catches LogFault and nothing else escapes."""


class LogFault(Exception):
    """Something of the log is malformed, unproved or unsigned."""


class NoteRefused(LogFault):
    """A key, a signed note or one of its signatures."""


class CheckpointRefused(LogFault):
    """A checkpoint's text."""


class SuccessionRefused(LogFault):
    """A note of succession, or several that contradict each other."""


class ProofRefused(LogFault):
    """An inclusion or consistency proof, or a proof file."""


class TileRefused(LogFault):
    """A tile, an entry bundle or the path of one."""

"""What keeps rows out of the registry.

RegistryRefused     said before anything is written: the file cannot be entered as it is
RowRefused          a rule of the register refused a row; the rows before it are entered
"""


class RegistryRefused(Exception):
    """Each of `faults` names a place and what is wrong there."""

    def __init__(self, *faults: str) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class RowRefused(Exception):
    """The text names the row and the codes of the refusal."""

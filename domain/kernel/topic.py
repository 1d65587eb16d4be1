"""Topics that programs outside may subscribe to. An event names its topic where it is declared: `topic=`."""

from enum import StrEnum


class Topic(StrEnum):
    """Topic of messages to programs outside."""

    PUBLICATION_ISSUED = "PUBLICATION_ISSUED"
    PUBLICATION_CORRECTED = "PUBLICATION_CORRECTED"
    """Corrected, under review, or confirmed after one."""
    PUBLICATION_RETRACTED = "PUBLICATION_RETRACTED"
    CASE_CHANGED = "CASE_CHANGED"
    """A new version of a case that the agency may see."""
    CASE_OBLIGATION = "CASE_OBLIGATION"
    """The register told the agency of something that waits for it."""
    CASE_DEADLINE = "CASE_DEADLINE"
    """A deadline in a case that the agency may see has passed."""
    DUTY_DUE = "DUTY_DUE"
    """A duty of the agency, in whatever it is, is due soon or overdue."""
    REGISTER_FAULT = "REGISTER_FAULT"
    """A scheduled verification found that the register does not agree with its log."""

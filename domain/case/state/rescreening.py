"""The record of a rescreening."""

from dataclasses import dataclass

from domain.kernel.event import Step


@dataclass(frozen=True, kw_only=True)
class Screening:
    """The field, the areas and the agency that checks. `category` is a `Category`, as text."""

    category: str
    assigned: str
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rescreening:
    """Another screening, with the one before it. It counts once `done`; `refused` says why it never does."""

    id: str
    asked: Step
    before: Screening
    after: Screening
    done: Step | None = None
    refused: Step | None = None
    loses: str | None = None
    """The agency whose field the matter would leave, and which confirms; None where nobody has to."""

    @property
    def leaves_field(self) -> bool:
        """Return whether another field or another agency comes with it, not only other areas."""
        return (self.before.category, self.before.assigned) != (self.after.category, self.after.assigned)

    @property
    def waits(self) -> bool:
        return self.done is None and self.refused is None

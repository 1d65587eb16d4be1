"""The record of a rescreening."""

from dataclasses import dataclass

from domain.kernel.event import Step


@dataclass(frozen=True, kw_only=True)
class Screening:
    """Field, areas and checking agency. `category` is a `Category`, as text."""

    category: str
    assigned: str
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Rescreening:
    """Corrected screening, with the former screening. The correction takes effect when `done` is set, and never if
    `refused` is set."""

    id: str
    asked: Step
    before: Screening
    after: Screening
    done: Step | None = None
    refused: Step | None = None
    loses: str | None = None
    """Agency whose field the matter would leave. That agency must confirm; None if no confirmation is needed."""

    @property
    def leaves_field(self) -> bool:
        """Return whether the rescreening changes the field or the agency, not only the areas."""
        return (self.before.category, self.before.assigned) != (self.after.category, self.after.assigned)

    @property
    def waits(self) -> bool:
        return self.done is None and self.refused is None

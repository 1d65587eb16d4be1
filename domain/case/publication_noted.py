"""What a case is told of the notices to the press about it."""

from dataclasses import replace

from domain.case.state.case import Case
from domain.case.state.publication_link import PublicationLink, PublicationState
from domain.kernel.event import Event


class PublicationNoted(Event, type="case.publication-noted"):
    """A notice about the case was begun, or came before the public in another state."""

    publication: str
    state: PublicationState
    redress: str | None = None


def noted(case: Case, event: Event) -> Case | None:
    """The case with what it knows of the notice; None for another event."""
    if not isinstance(event, PublicationNoted):
        return None
    link = PublicationLink(publication=event.publication, state=event.state, redress=event.redress)
    others = (each for each in case.publications if each.publication != event.publication)
    return replace(case, publications=(*others, link))

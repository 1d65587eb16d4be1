"""Events by which a case notes the notices to the press about it."""

from dataclasses import replace

from domain.case.command import CaseEvent
from domain.case.state.case import Case
from domain.case.state.publication_link import PublicationLink, PublicationState


class PublicationNoted(CaseEvent, type="case.publication-noted"):
    """A notice about the case was begun, or came before the public in another state."""

    publication: str
    state: PublicationState
    redress: str | None = None

    def fold(self, case: Case) -> Case:
        link = PublicationLink(publication=self.publication, state=self.state, redress=self.redress)
        others = (known for known in case.publications if known.publication != self.publication)
        return replace(case, publications=(*others, link))

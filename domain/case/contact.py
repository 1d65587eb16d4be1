"""That a case no longer knows how to reach who reported it: the time for keeping that is over."""

from dataclasses import replace

from domain.case.command import CaseEvent
from domain.case.state.case import Case


class ContactForgotten(CaseEvent, type="case.contact-forgotten"):
    """The contact of who reported was destroyed, by the order that is named."""

    erasure: str

    def fold(self, case: Case) -> Case:
        return replace(case, contact=None)

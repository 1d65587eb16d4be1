"""Officers who examine complaints, over HTTP, and the executed decision that a complaint is about."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from domain.kernel.calendar import local_date
from tests.support.complaints import other
from tests.support.handling_facts import LONG
from tests.support.play import Play, mutation


def today() -> date:
    return local_date(datetime.now(UTC))


class Examiner:
    """An officer who examines a complaint, and who had no part in the case."""

    def __init__(self, play: Play, agency: str) -> None:
        self.play = play
        self.token = play.signed(other(agency))

    def sent(self, redress: str, name: str, token: str | None = None, **fields: Any) -> Any:
        """Send one command on the complaint. Return its problems."""
        version = self.shown(redress, "version")["version"]
        query = mutation(name, "redress { state }")
        given = {"commandId": str(uuid4()), "redressId": redress, "expectedVersion": version, **fields}
        return self.play.api.ask(token or self.token, query, input=given)[name]["problems"]

    def shown(self, redress: str, fields: str, token: str | None = None) -> Any:
        query = f"query($id: ID!) {{ redress(id: $id) {{ {fields} }} }}"
        return self.play.api.ask(token or self.token, query, id=redress)["redress"]

    def rules(self, redress: str, outcome: str) -> None:
        """Accept, examine and decide the complaint."""
        assert self.sent(redress, "acceptRedress") == []
        assert self.sent(redress, "beginExamination", plan=LONG) == []
        said = {"number": "1/QĐ-KN", "decidedOn": self.play.today, "reasons": LONG, "wayOn": LONG}
        assert self.sent(redress, "decideRedress", outcome=outcome, **said) == []


def executed(play: Play, ground: str, url: str) -> None:
    """Make a decision that is being executed, and inform the person concerned."""
    play.report(url=url)
    play.check()
    play.proposed(ground)
    play.decided()
    served = {"service": "DOCUMENT_DELIVERED", "serviceNote": "Đã giao tận tay người liên quan."}
    assert (
        play.act("lead", "startExecution", agency="agency-health", servedOn=today().isoformat(), **served)
        == "EXECUTING"
    )


def complaint_of(play: Play, examiner: Examiner) -> str:
    found = play.api.ask(examiner.token, "{ redresses(first: 20) { edges { node { id caseId } } } }")
    return str(next(e["node"]["id"] for e in found["redresses"]["edges"] if e["node"]["caseId"] == play.case))

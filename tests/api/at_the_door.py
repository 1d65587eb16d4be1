"""What somebody without an account asks and sends, with the API in this process."""

from typing import Any
from uuid import uuid4

from tests.support.examiner import Examiner, complaint_of
from tests.support.in_process import InProcess
from tests.support.play import LONG, Play
from tests.support.public import code_in
from tests.support.tokens import Issuer

FILE = "mutation($input: ReportContentInput!) { reportContent(input: $input) { code problems { code } } }"


def ask(api: InProcess, query: str, **variables: Any) -> Any:
    answer = api.send("POST", "/report/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def page(api: InProcess, name: str, **typed: str) -> Any:
    return api.send("POST", f"/report/{name}", data={"lang": "vi", **typed})


def filed(api: InProcess) -> str:
    """Report content on paper; the code of the report."""
    given = {"claim": LONG, "freeOfSecrets": True, "medium": "PRESS", "place": "Tờ rơi ở chợ"}
    made = ask(api, FILE, input={"commandId": str(uuid4()), **given})["reportContent"]
    assert made["problems"] == []
    return str(made["code"])


def newest(api: InProcess, issuer: Issuer) -> Play:
    """The newest case, as the lead agency finds it."""
    play = Play(api, issuer)
    (edge,) = api.ask(play.token("lead"), "{ cases(first: 1) { edges { node { id } } } }")["cases"]["edges"]
    play.case = edge["node"]["id"]
    return play


def complained(api: InProcess, play: Play, decision: str) -> tuple[str, str, Examiner]:
    """Complain by the code of an act: the code to follow it with, its id and who examines it."""
    own = code_in(page(api, "complaint", command_id=str(uuid4()), decision=decision.lower(), text=LONG))
    examiner = Examiner(play, "agency-lead")
    return own, complaint_of(play, examiner), examiner

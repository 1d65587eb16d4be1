"""A request holds one act that decides or restricts in somebody's matter (G8), however it is written."""

import json
from typing import Any
from uuid import uuid4

import pytest

from domain.book import ACTIONS
from tests.conftest import api as api
from tests.support.installation import Api
from tests.support.play import LONG, Play
from tests.support.tokens import Issuer

ENDS = {"ground": "NO_GROUNDS", "informed": "ANONYMOUS", "reasons": LONG}
SAID = "{ case { state } problems { code ... on SafeguardNotMet { guard } } }"
REFUSED = {"case": None, "problems": [{"code": "ONE_ACT_A_REQUEST", "guard": "G8_NO_BULK"}]}
DONE = {"case": {"state": "CLOSED"}, "problems": []}


def reported(api: Api, issuer: Issuer) -> str:
    play = Play(api, issuer)
    play.report(url=f"https://tin.example/{uuid4().hex}")
    return play.case


def closing(api: Api, issuer: Issuer, case: str) -> dict[str, Any]:
    play = Play(api, issuer)
    play.case = case
    return {"commandId": str(uuid4()), "caseId": case, "expectedVersion": play.shown("version"), **ENDS}


@pytest.mark.parametrize(
    "body",
    [
        f"a: closeCase(input: $a) {SAID} b: closeCase(input: $b) {SAID} c: closeCase(input: $c) {SAID}",
        f"...one b: closeCase(input: $b) {SAID} ... on Mutation {{ c: closeCase(input: $c) {SAID} }}",
    ],
    ids=["aliases", "fragments"],
)
def test_three_cases_are_not_closed_at_once(api: Api, issuer: Issuer, body: str) -> None:
    cases = [reported(api, issuer) for _ in range(3)]
    given = {name: closing(api, issuer, case) for name, case in zip("abc", cases, strict=True)}
    head = "mutation($a: CloseCaseInput!, $b: CloseCaseInput!, $c: CloseCaseInput!)"
    part = f" fragment one on Mutation {{ a: closeCase(input: $a) {SAID} }}" if "one" in body else ""
    for _ in range(2):  # the same again: what was refused left nothing behind
        found = api.ask(Play(api, issuer).token("lead"), f"{head} {{ {body} }}{part}", **given)
        assert found == {"a": DONE, "b": REFUSED, "c": REFUSED}


def test_other_acts_beside_it_are_no_second_one(api: Api, issuer: Issuer) -> None:
    case, other = reported(api, issuer), reported(api, issuer)
    motion = {"commandId": str(uuid4()), "caseId": other, "corruption": True, "reasons": LONG}
    query = f"""mutation($a: NameConcernedInput!, $b: CloseCaseInput!) {{
      a: nameConcerned(input: $a) {{ problems {{ code }} }} b: closeCase(input: $b) {SAID} }}"""
    found = api.ask(Play(api, issuer).token("lead"), query, a=motion, b=closing(api, issuer, case))
    assert found == {"a": {"problems": []}, "b": DONE}


def test_requests_are_not_batched(api: Api, issuer: Issuer) -> None:
    one = {"query": "{ me { agency { id } } }"}
    headers = {"Authorization": f"Bearer {Play(api, issuer).token('lead')}", "Content-Type": "application/json"}
    answered = api.client.post(f"{api.url}/graphql", content=json.dumps([one, one]), headers=headers)
    assert answered.status_code == 400


def test_what_stands_alone_is_every_act_that_decides() -> None:
    alone = {action.name for action in ACTIONS if action.alone}
    assert {"closeCase", "decideCase", "signTakedown", "takeOwnMeasure", "reviewExpression", "decideRedress"} <= alone
    assert {"approveErasure", "issuePublication", "retractPublication", "signTransfer", "decideRecusal"} <= alone
    beside = {"reportCase", "recordCheck", "addEvidence", "confirmArea", "activateProvision", "confirmLead"}
    assert not beside & alone
    assert not {action.name for action in ACTIONS if action.alone and not action.public}

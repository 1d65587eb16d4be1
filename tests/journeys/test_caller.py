"""A person who calls on the telephone leaves a contact, gets a code, and follows the case with nothing else."""

from uuid import uuid4

from tests.support.installation import Api
from tests.support.play import Play
from tests.support.public import Person, forgive
from tests.support.tokens import Issuer

REPORT = """mutation($input: ReportCaseInput!) { reportCase(input: $input) {
  followCode replayed case { id code } problems { code } } }"""
MATTER = "query($code: String!) { matter(code: $code) { report { number state } } }"
CONTACT = "query($id: ID!) { contact(id: $id) }"


def test_who_calls_follows_the_case_by_a_code(api: Api, installation: dict[str, str], issuer: Issuer) -> None:
    forgive(installation)
    play = Play(api, issuer)
    called = {
        "commandId": str(uuid4()),
        "codeSecret": uuid4().hex,
        "claim": "Tin đồn rằng trạm y tế xã đóng cửa vào tuần tới.",
        "channel": "PHONE",
        "channelNote": "Người dân gọi điện, đề nghị được báo kết quả.",
        "contact": "0912 000 000",
        "detectedAt": "2026-06-30T10:00:00+07:00",
        "freeOfSecrets": True,
        "medium": "WEBSITE",
        "url": "https://tin.example/goi-dien",
    }
    made = api.ask(play.token("lead"), REPORT, input=called)["reportCase"]
    assert made["problems"] == []
    code = made["followCode"]
    again = api.ask(play.token("lead"), REPORT, input=called)["reportCase"]
    assert (again["replayed"], again["followCode"]) == (True, code)
    for other in (called | {"codeSecret": uuid4().hex}, called | {"codeSecret": None}):
        again = api.ask(play.token("lead"), REPORT, input=other)["reportCase"]
        assert (again["replayed"], again["followCode"]) == (True, None)
    answer = Person(api.url).data(MATTER, code=code)
    assert answer["matter"]["report"] == {"number": made["case"]["code"], "state": "RECEIVED"}
    headers = {"Casebook-Purpose": "HANDLING"}
    shown = api.post(play.token("lead"), CONTACT, headers, id=made["case"]["id"]).json()
    assert "0912 000 000" in str(shown["data"])
    case = api.ask(play.token("lead"), "query($id: ID!) { case(id: $id) { claim } }", id=made["case"]["id"])
    assert "0912" not in str(case)

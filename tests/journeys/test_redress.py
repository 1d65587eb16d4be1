"""Who may examine a complaint and open its contact, over HTTP: officers with tokens, a person, a real worker."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from domain.kernel.vocabulary import Post
from tests.support.examiner import Examiner, complaint_of, executed
from tests.support.handling_facts import LONG
from tests.support.installation import Api
from tests.support.play import PROBLEMS, Play
from tests.support.public import Person, code_in, forgive, with_others
from tests.support.tokens import Issuer

ADDRESS = "https://tin.example/tram-y-te"


@pytest.fixture(autouse=True)
def forgiven(installation: dict[str, str]) -> Iterator[None]:
    with_others(installation)
    forgive(installation)
    yield
    forgive(installation)


@pytest.fixture
def person(api: Api) -> Person:
    return Person(api.url)


def test_nobody_who_touched_the_case_examines_and_a_late_part_is_seen(
    play: Play, ground: str, person: Person, issuer: Issuer
) -> None:
    executed(play, ground, f"{ADDRESS}-khac")
    found = person.data("query($url: String!) { decisionFor(url: $url) { code } }", url=f"{ADDRESS}-khac")[
        "decisionFor"
    ]
    person.send("complaint", decision=found["code"], text=LONG)
    first = Examiner(play, "agency-lead")
    redress = complaint_of(play, first)
    inspector = play.token("inspection.inspector")

    for post in (Post.HANDLER, Post.SIGNATORY):
        (problem,) = first.sent(redress, "acceptRedress", token=issuer.officer("agency-lead", post))
        assert problem["code"] == "PART_IN_CASE"
    allowed = "allowedActions { action allowed }"
    open_to = {
        who: {action["action"]: action["allowed"] for action in first.shown(redress, allowed, token)["allowedActions"]}
        for who, token in (("other", None), ("handler", issuer.officer("agency-lead", Post.HANDLER)))
    }
    assert (open_to["other"]["acceptRedress"], open_to["handler"]["acceptRedress"]) == (True, False)

    assert first.sent(redress, "acceptRedress") == []
    parts = "examinerParts { officer { officerId } eventType version }"
    assert first.shown(redress, parts)["examinerParts"] is None, "for inspectors only"
    assert first.shown(redress, parts, inspector)["examinerParts"] == []
    late = {"commandId": str(uuid4()), "caseId": play.case, "officer": "officer-lead-other", "reasons": LONG}
    query = f"mutation($input: RecuseOfficerInput!) {{ recuseOfficer(input: $input) {{ {PROBLEMS} }} }}"
    assert play.api.ask(first.token, query, input=late)["recuseOfficer"]["problems"] == []
    (part,) = first.shown(redress, parts, inspector)["examinerParts"]
    assert (part["officer"]["officerId"], part["eventType"]) == ("officer-lead-other", "CASE_OFFICER_RECUSED")
    (problem,) = first.sent(redress, "beginExamination", plan=LONG)
    assert problem["code"] == "PART_IN_CASE"


def test_the_contact_is_opened_by_the_second_level_only_and_recorded(play: Play, ground: str, person: Person) -> None:
    executed(play, ground, f"{ADDRESS}-lien-he")
    code = person.data("query($url: String!) { decisionFor(url: $url) { code } }", url=f"{ADDRESS}-lien-he")[
        "decisionFor"
    ]["code"]
    own = code_in(person.send("complaint", decision=code, text=LONG, contact="0912 345 678"))
    first, second = Examiner(play, "agency-lead"), Examiner(play, "agency-ppc")
    redress = complaint_of(play, first)
    purpose = {"Casebook-Purpose": "REDRESS"}
    ask = "query($id: ID!) { contact(id: $id) }"
    refused = play.api.post(first.token, ask, purpose, id=redress).json()
    assert refused["errors"][0]["extensions"]["reason"] == "CONTACT_CLOSED"
    first.rules(redress, "DISMISSED")
    assert person.post("appeal", code=own, command_id=str(uuid4()), text=LONG).status_code == 200
    handler = play.issuer.officer("agency-ppc", Post.HANDLER)
    assert play.api.post(handler, ask, None, id=redress).json()["errors"], "without a purpose"
    assert play.api.ask(handler, ask, purpose, id=redress)["contact"] == "0912 345 678"
    signatory = play.api.post(second.token, ask, purpose, id=redress).json()
    assert signatory["errors"][0]["extensions"]["reason"] == "CONTACT_OF_ANOTHER"
    log = "{ accessLog(first: 50) { edges { node { agency { id } readings { kind streamIds purpose } } } } }"
    seen = play.api.ask(play.token("inspection.inspector"), log, {"Casebook-Purpose": "INSPECTION"})["accessLog"]
    opened = [
        (edge["node"]["agency"]["id"], reading["purpose"], reading["streamIds"])
        for edge in seen["edges"]
        for reading in edge["node"]["readings"]
        if reading["kind"] == "CONTACT" and redress in reading["streamIds"]
    ]
    assert opened == [("agency-ppc", "REDRESS", [redress])]

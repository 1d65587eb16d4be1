"""One decision for one item, over HTTP: two cases about one address, and one rumour at five addresses."""

from concurrent.futures import ThreadPoolExecutor

from tests.support.installation import Api
from tests.support.play import LONG, Play
from tests.support.tokens import Issuer


def test_one_item_has_one_decision(api: Api, issuer: Issuer, play: Play, ground: str) -> None:
    """A second case about the same address, however it is spelled, meets the decision of the first one."""
    first = play
    first.report()
    spelled = first.url.replace("https://", "HTTP://m.").replace("example", "EXAMPLE")
    second = Play(api, issuer)
    second.report(url=f"{spelled}/?utm_source=zalo&fbclid=1#a")
    for case in (first, second):
        case.check()
        case.proposed(ground)
    with ThreadPoolExecutor() as both:
        said = {"measure": "CORRECTION_REQUEST", "number": "1/QĐ", "decidedOn": first.today, "reasons": LONG}
        done = both.map(
            lambda case: case.sent("lead.signatory", "decideCase", redressNotice=LONG, **said), (first, second)
        )
        problems = {case: answer["problems"] for case, answer in zip((first, second), done, strict=True)}
    (loser,) = (case for case in problems if problems[case])
    (winner,) = (case for case in problems if not problems[case])
    assert [problem["code"] for problem in problems[loser]] == ["DECIDED_IN"]
    decide = {**said, "redressNotice": LONG}
    linked, of = (second, first.case)
    linked.act("lead.signatory", "linkDuplicate", of=of, reasons=LONG)
    assert loser.refused("lead.signatory", "decideCase", **decide) == "LINKER_CANNOT_DECIDE"
    linked.act("lead", "unlinkDuplicate", reasons=LONG)
    linked.act("lead", "linkDuplicate", of=of, reasons=LONG)
    assert loser.act("lead.signatory", "decideCase", **decide) == "DECIDED"
    assert winner.shown("state") == "DECIDED"


def test_one_rumour_at_five_addresses_is_verified_once_and_decided_five_times(
    api: Api, issuer: Issuer, play: Play, ground: str
) -> None:
    """Each address has its own check, review, finding and decision (G8); the officers see one story."""
    play.report()
    play.check()
    play.proposed(ground)
    play.decided()
    others = [Play(api, issuer) for _ in range(4)]
    for other in others:
        other.report()
        other.check()
        other.proposed(ground, of=play.case)
        other.decided()
        (row,) = other.shown("verifications { result carried agency { id } }")["verifications"]
        assert row == {"result": "FALSE", "carried": True, "agency": {"id": "agency-health"}}
    story = play.shown("duplicates { id state appraisal { finding } decisions { measure } }")["duplicates"]
    assert {row["id"] for row in story} == {other.case for other in others}
    assert {(row["state"], row["appraisal"]["finding"], len(row["decisions"])) for row in story} == {
        ("DECIDED", "FALSE", 1)
    }

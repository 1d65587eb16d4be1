"""A life of a case on purpose: every state and every action, once at least."""

from datetime import timedelta
from itertools import islice
from typing import Any

from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Post
from tests.domain.life.acts import act
from tests.domain.life.chance import taken_over
from tests.domain.life.course import Life, able
from tests.domain.life.people import AFTER
from tests.domain.life.steps import newest, removal
from tests.domain.life.truths import hangs_together, replays
from tests.support.facts import HEALTH, LAND, person
from tests.support.handling_facts import COMMUNE, DISTRICT, LONG, WEIGHED
from tests.support.world import a_report, officer


def by(life: Life, command: Any, leave_out: int = 0) -> str:
    """The act of the first who may do it, or of the one after; the state it leaves."""
    found = next(islice(able(life, command), leave_out, None), None)
    assert found, (life.case.state, command)
    assert life.acts(found, command) == ""
    return life.case.state


def to_a_decision(life: Life) -> list[str]:
    """A measure, from checking on, in a meeting and after the signatory once sent it back."""
    harsh = act("proposeHandling", measure="TAKEDOWN_PROPOSAL", alternatives=WEIGHED)
    decision = act("decideCase", measure="TAKEDOWN_PROPOSAL", decided_on=local_date(life.now), unheard=LONG)
    steps = [
        act("recordVerification"),
        act("reviewExpression"),
        act("openRound", invited=(HEALTH, LAND), method="MEETING"),
        act("recordMeeting", held_on=local_date(life.now)),
        act("giveOpinion"),
        act("concludeRound"),
        act("appraiseCase"),
        harsh,
        act("refuseProposal"),
        harsh,
        decision,
    ]
    return [by(life, step) for step in steps]


def to_a_removal(life: Life) -> list[str]:
    """A removal that was proposed, asked for, answered late, and looked at again."""
    seen = []
    for number, wait in zip(range(11), (0, 0, 0, 0, 0, 0, 9, 0, 0, 120, 0), strict=True):
        life.now += timedelta(days=wait)
        seen.append(by(life, removal(life)[10 - number]))
    return seen


def a_whole_life(kind: type[Life] = Life) -> tuple[list[str], list[str]]:
    """Every state and every action, once at least: the states, and the names of what was done."""
    life = kind(person(LAND), a_report(detected_at=AFTER))
    seen: list[str] = [life.case.state]

    def does(*commands: Any, waiting: int = 0) -> None:
        life.now += timedelta(days=waiting)
        seen.extend(by(life, command) for command in commands)

    does(act("correctReport"))
    does(act("notifyAgency"), act("namePaperFile"), act("linkDuplicate"), act("unlinkDuplicate"))
    does(act("screenCase"), act("startChecking"), act("reassignCase"), act("reassignCase", assigned=HEALTH))
    for field, agency, answer in (("LAND", LAND, "refuse"), ("LAND", LAND, "confirm"), ("HEALTH", HEALTH, "confirm")):
        does(act("rescreenCase", category=field, assigned=agency), act(f"{answer}Rescreening"))
    does(act("startChecking"), act("nameFocalOfficer"), act("recordCheck"), act("addEvidence"), act("suggestHandling"))
    does(act("takeOwnMeasure"), act("takeOwnMeasure"), act("takeOwnMeasure"))
    does(act("requestCoordination"), act("requestCoordination"), act("rerouteAllegation"))
    first, second, third = (measure.id for measure in life.case.own_measures)
    asked, asked_too = (request.id for request in life.case.requests)
    seen += to_a_decision(life)
    does(act("justifyOwnMeasure", measure=first), act("endOwnMeasure", measure=second), act("referCase"))
    does(act("answerReferral", referral=newest(life.case.referrals)), act("answerRequest", request=asked))
    does(act("lapseOwnMeasure", measure=third), act("noteRequestOverdue", request=asked_too), waiting=9)
    does(act("startExecution", agency=LAND, served_on=local_date(life.now)))
    does(act("correctService", served_on=local_date(life.now)))
    seen += to_a_removal(life)
    does(act("draftTakedown"))
    does(act("withdrawTakedown", takedown=newest(life.case.takedowns)))
    does(act("reportResult", done_on=local_date(life.now)))
    does(act("closeCase", ground="COMPLETED", publication="PUBLISH"))
    does(act("reopenCase", document_number="10/KN"))
    seen += to_a_decision(life)
    does(act("startExecution", agency=LAND, served_on=local_date(life.now)))
    for number in (10, 9, 8, 7, 11):
        does(removal(life)[number])
    seen.append(by(life, act("reopenByCommittee")))
    does(act("recordVerification"))
    seen.append(by(life, act("reviewExpression"), leave_out=1))
    does(act("appraiseCase"), act("openRound", invited=(HEALTH, LAND), due_days=1))
    does(act("concludeRound"), act("proposeHandling"), act("withdrawProposal"), act("withdrawAppraisal"), waiting=9)
    does(act("proposeTransfer"), act("refuseTransfer"))
    does(act("proposeTransfer"), act("signTransfer"), act("handOverTransfer"), act("receiveTransfer"))
    does(act("recordTransferReturn"), act("proposeTransfer"), act("signTransfer"), act("handOverTransfer"))
    does(act("receiveTransfer"), act("returnTransfer"))
    does(act("proposeTransfer"), act("signTransfer"), act("handOverTransfer"), act("receiveTransfer"))
    does(act("recordPoliceOutcome"), act("closeCase", ground="POLICE_OUTCOME"))
    does(act("reopenCase"))
    does(act("recordVerification", result="TRUE"), act("reviewExpression"))
    does(act("openRound", invited=(HEALTH, COMMUNE)))
    taken_over(life)
    does(
        act("regroupCase"),
        act("nameFocalOfficer", focal=officer(DISTRICT, Post.HANDLER)),
        act("recuseOfficer", officer=officer(COMMUNE, Post.HANDLER)),
    )
    does(act("nameConcerned"))
    does(act("lapseRound", round=newest(life.case.rounds)), act("concludeRound"), waiting=9)
    does(act("appraiseCase", finding="TRUE_ISSUE"), act("openRemedy", agency=COMMUNE))
    does(act("reportResult", done_on=local_date(life.now)))
    does(act("closeCase", ground="REMEDIED", publication="NOT_PUBLISH"))
    hangs_together(life.case)
    replays(life)
    return seen, life.done

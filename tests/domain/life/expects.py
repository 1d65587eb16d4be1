"""Whether an act has to succeed in a case of which something is known: the rules told a second time, in plain words."""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from tests.domain.life.inherited import inherited
from tests.domain.life.known import FALSE, Known, Measured, Who, today, words
from tests.domain.life.rights import (
    CLOCKS,
    EARLY,
    FOR_MACHINES,
    MILDEST_FIRST,
    MOVABLE,
    RESULTS,
    RIGHTS,
    WITHOUT_MEASURE,
)

SAME = {
    "TRUE": "TRUE_ISSUE",
    "PARTLY_TRUE": "PARTLY_FALSE TRUE_ISSUE",
    "FALSE": "FALSE",
    "UNVERIFIABLE": "UNVERIFIABLE",
}
"""The findings that say what was verified."""
ADMITTED = {
    "TRUE": "TRUE_ISSUE OPINION UNVERIFIABLE",
    "PARTLY_TRUE": "PARTLY_FALSE TRUE_ISSUE OPINION UNVERIFIABLE",
    "FALSE": "FALSE PARTLY_FALSE OPINION UNVERIFIABLE",
    "UNVERIFIABLE": "UNVERIFIABLE OPINION",
}
"""The findings that may be come to at all."""


class Expects(Known):
    """Answers of an act: it has to succeed (True), to be refused (False), or this model does not know (None)."""

    _heired: "Expects | None" = None
    """The same with heirs in place of those taken over, until something happens."""

    _asked: tuple[Any, Any] = None, None
    """The act that was asked about last, and the same with heirs: it is asked of one person after the other."""

    # Whether it may be.

    def to_be_had(self, name: str) -> bool:
        """Whether the state admits the act, whoever it is."""
        return self.state in words(CLOCKS[name] if name in CLOCKS else RIGHTS[name].states)

    def expects(self, name: str, who: Who, it: Any, now: datetime) -> bool | None:
        """Whether the act has to succeed, or to be refused, or None."""
        if name in CLOCKS:
            if who.agency is not None or self.state not in words(CLOCKS[name]):
                return False
        elif not self._entitled(name, who):
            return False
        if name == "regroupCase" or not self.heirs:
            return self._ruled(name, who, it, now)
        if self._heired is None:
            own = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "heirs"}
            self._heired = replace(self, heirs={}, **inherited(own, self.heirs))
        if self._heired._asked[0] is not it:
            self._heired._asked = it, inherited(it, self.heirs)
        return self._heired._ruled(name, who, self._heired._asked[1], now)

    def _ruled(self, name: str, who: Who, it: Any, now: datetime) -> bool | None:
        stands = RIGHTS[name].stands if name in RIGHTS else ""
        if stands and not self._stands(stands, who):
            return False
        if name in MOVABLE and (self.transfer is None or self.transfer.status not in words(MOVABLE[name])):
            return False
        rule = getattr(self, f"_{name}", None)
        return rule(who, it, now) if rule else (True if stands else None)

    def _stands(self, how: str, who: Who) -> bool:
        agencies = {"lead": {self.lead}, "part": {self.lead, str(self.assigned)}, "member": self.members}
        impartial, _, place = how.rpartition(" ")
        return who.agency in agencies[place] and not (impartial and self._touched(who.id, who.agency))

    def _entitled(self, name: str, who: Who) -> bool:
        right = RIGHTS[name]
        if self.state not in words(right.states) or who.short not in words(right.holders) or who.id in self.recused:
            return False
        return who.holds(right.posts) if who.posts else name in FOR_MACHINES

    def _screenCase(self, who: Who, it: Any, now: datetime) -> bool:
        named = {it.assigned, *it.concerns} <= self.known
        return named and it.assigned not in self.incompetent

    def _startChecking(self, who: Who, it: Any, now: datetime) -> bool | None:
        return self.officers.get(it.focal) == self.assigned

    def _reassignCase(self, who: Who, it: Any, now: datetime) -> bool:
        fresh = it.assigned in self.known and it.assigned not in self.incompetent
        return fresh and it.assigned != self.assigned

    def _nameFocalOfficer(self, who: Who, it: Any, now: datetime) -> bool:
        return self.officers.get(it.focal) == self.assigned and it.focal != self.focal

    def _recordCheck(self, who: Who, it: Any, now: datetime) -> bool:
        return who.agency not in self.incompetent and not self._full("recordCheck", 100)

    def _recordVerification(self, who: Who, it: Any, now: datetime) -> bool:
        own_word = it.independent and it.source_kind is None and who.agency in (self.lead, self.reporter)
        return who.agency not in self.incompetent and not own_word and len(self.verifications) < 50

    def _reviewExpression(self, who: Who, it: Any, now: datetime) -> bool:
        if len(self.reviews) >= 20 or (self.appraisal and self.appraisal[1] == who.id):
            return False
        if it.conclusion in ("PROTECTED", "HARMS_PERSON"):
            return bool(it.conclusion == "PROTECTED")  # harm has a way of its own
        return it.false_fact is not None and it.provision in self.carriers and self._overturns(who, it)

    def _overturns(self, who: Who, it: Any) -> bool:
        """Whether a review may find against the one before: by what is new, another agency, and with an answer."""
        newest, shown = self.reviews[-1:], self.counting
        if not newest or newest[0].conclusion != "PROTECTED":
            return True
        before = newest[0].agency or ""
        own = who.agency in (before, self.heirs.get(before))
        return shown is not None and shown.at > newest[0].at and not own and it.answer is not None

    def _appraiseCase(self, who: Who, it: Any, now: datetime) -> bool:
        if self.open or not self.passed_on:
            return False
        if self.counting is None or (self.counting.agency in (self.lead, self.reporter) and not self.counting.outside):
            return False
        if self.review is None or self.review.officer == who.id:
            return False
        if self.counting.agency in (self.lead, self.reporter) and self.counting.officer == who.id:
            return False
        if it.finding == "HARMS_PERSON" or (it.finding in FALSE and not self._unprotected()):
            return False
        admitted = ADMITTED[self.counting.result].split()
        last = {item.agency: item.result for item in self.verified}
        disputed = it.finding in FALSE and "TRUE" in last.values()
        plain = it.finding in SAME[self.counting.result].split() and not disputed
        if it.finding == "OPINION":
            plain = self.protected
        return it.finding in admitted and (plain or it.deviation is not None)

    def _openRound(self, who: Who, it: Any, now: datetime) -> bool:
        invited = set(it.invited)
        if self.open or len(self.rounds) >= 20 or not invited <= self.known:
            return False
        return self.concerns <= invited and self._outside(invited)

    def _outside(self, agencies: Iterable[str]) -> bool:
        """Whether one of them is competent, and neither the lead nor one that the claim is about."""
        return bool({*agencies} - self.concerns - {self.lead} - self.incompetent)

    def _giveOpinion(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        return here is not None and who.agency in here.invited and it.position != "NO_REPLY"

    def _recordMeeting(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        if here is None or not here.meeting or here.minutes:
            return False
        return set(it.attended) <= {*here.invited, self.lead} and here.since <= it.held_on <= today(now)

    def _concludeRound(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        if here is None or not (now >= here.due or (here.minutes if here.meeting else not here.silent)):
            return False
        if here.unheld and it.outcome == "AGREED":
            return False
        differed = "DISAGREE" in here.positions.values()
        spoke = {agency for agency, position in here.positions.items() if position == "AGREE"}
        somebody = self._outside(spoke | here.came)
        agreed = it.outcome != "AGREED" or (it.agreed_option is not None and somebody)
        return agreed and (it.dissent is not None or not differed)

    def _lapseRound(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        return here is not None and here.id == it.round and not here.lapsed and now >= here.due

    def _suggestHandling(self, who: Who, it: Any, now: datetime) -> bool:
        return who.agency != self.lead and it.provision in self.carriers and not self._full("suggestHandling", 50)

    def _proposeHandling(self, who: Who, it: Any, now: datetime) -> bool:
        asked = any(item.heard and item.cycle == self.cycle and self._outside(item.invited) for item in self.rounds)
        if not (self.clear and asked and self._carry(it.provisions)):
            return False
        measure = MILDEST_FIRST.index(it.measure)
        others = [MILDEST_FIRST.index(alternative) for alternative in it.alternatives]
        labelled = it.measure != "TAKEDOWN_PROPOSAL" or "LABEL_PROPOSAL" in it.alternatives
        return all(other < measure for other in others) and (
            measure < 2 or (others[:1] == [1] and labelled and not self._late(today(now)))
        )

    def _late(self, day: date) -> bool:
        """Whether the year is over in which what was said can be sanctioned, and nobody says why it is still needed."""
        since = today(self.content or self.received)
        return day > since.replace(year=since.year + 1)

    def _signing(self, who: Who) -> bool:
        assert self.appraisal
        assert self.review
        persons = {who.id, self.drafter, self.appraisal[1], self.review.officer}
        if who.id == self.drafter or len(persons) < 3:
            return False
        return not self._touched(who.id, who.agency) and who.agency not in self.incompetent

    def _correctReport(self, who: Who, it: Any, now: datetime) -> bool:
        return self.appraisal is None and not self._full("correctReport", 20)

    def _withdrawAppraisal(self, who: Who, it: Any, now: datetime) -> bool:
        assert self.appraisal
        return who.id != self.appraisal[1]

    def _refuseProposal(self, who: Who, it: Any, now: datetime) -> bool:
        return self._signing(who)

    def _decideCase(self, who: Who, it: Any, now: datetime) -> bool:
        offered = (self.proposal.measure, *self.proposal.alternatives)
        in_time = self.drafted_on <= it.decided_on <= today(now)
        late = MILDEST_FIRST.index(it.measure) > 1 and self._late(it.decided_on)
        return self._signing(who) and self.clear and it.measure in offered and in_time and not late

    def _startExecution(self, who: Who, it: Any, now: datetime) -> bool:
        assert self.decided_on
        in_time = self.decided_on <= it.served_on <= today(now)
        return self._reports(it.agency) and in_time

    def _reports(self, agency: str) -> bool:
        departments = ("other",)  # of nobody that acts here
        return agency in self.known and agency.removeprefix("agency-") in (*RESULTS.split(), *departments)

    def _openRemedy(self, who: Who, it: Any, now: datetime) -> bool:
        true = self.appraisal is not None and self.appraisal[0] == "TRUE_ISSUE"
        return true and self._reports(it.agency)

    def _reportResult(self, who: Who, it: Any, now: datetime) -> bool | None:
        here = [agency for cycle, agency in self.doing if cycle == self.cycle]
        return who.agency == here[-1] and (self.decided_on or today(self.received)) <= it.done_on <= today(now)

    def _closeCase(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self.review if self.protected and self.state in EARLY.split() else None
        by_another = found is not None and not self._touched(found.officer, found.agency)
        if not self._stands("lead" if by_another else "impartial lead", who) or self.open:
            return False
        if not self.passed_on and self.state != "TRANSFERRED":
            return False
        true = self.appraisal is not None and self.appraisal[0] == "TRUE_ISSUE"
        if self.state == "RESULT_REPORTED":
            return it.ground == ("REMEDIED" if true else "COMPLETED") and it.publication is not None
        if self.state == "TRANSFERRED":
            done = self.transfer is not None and self.transfer.status == "OUTCOME_NOTED"
            return it.ground == "POLICE_OUTCOME" and done
        ends = (
            it.ground in WITHOUT_MEASURE
            and it.ground != "WITHDRAWN"
            and not true
            and (it.ground == "PROTECTED" or not self.protected)
        )
        return None if ends and it.ground == "DUPLICATE" else ends

    def _reopenCase(self, who: Who, it: Any, now: datetime) -> bool:
        return self._another(who)

    def _reopenByCommittee(self, who: Who, it: Any, now: datetime) -> bool:
        return not self._touched(who.id, str(who.agency)) and self._another(who)

    def _another(self, who: Who) -> bool:
        """Nobody who closed, decided or transferred it."""
        did = {self.closure[1]} if self.closure else set()
        did |= {signatory for cycle, signatory, _ in self.decisions if cycle == self.cycle}
        did |= {transfer.signer for transfer in self.transfers if transfer.cycle == self.cycle}
        return who.id not in did

    def _recuseOfficer(self, who: Who, it: Any, now: datetime) -> bool:
        return bool(it.officer == who.id)

    def _nameConcerned(self, who: Who, it: Any, now: datetime) -> bool:
        new = set(it.concerns) - self.concerns
        watches = who.short in ("ppc", "inspection")
        known = set(it.concerns) <= self.known
        told = it.corruption and not (self.alleged or self.rerouted)
        return (watches or who.agency in self.members) and known and (bool(new) or told) and self._room(new)

    def _room(self, new: set[str]) -> bool:
        return len(self.concerns | new) <= 10

    def _takeOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool:
        in_time = self._since_content(it.taken_at) and it.taken_at <= now
        told = today(it.taken_at) <= it.served_on <= today(now)
        return it.page.startswith("https://tin.example") and in_time and told and len(self.own) < 20

    def _running(self, it: Any) -> Measured | None:
        found = self.own.get(it.measure)
        return found if found and not found.ended else None

    def _justifyOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self._running(it)
        if found is None or found.agency != who.agency or found.officer == who.id:
            return False
        in_time = not found.justified and now < found.due
        return in_time and self.clear and it.provision in self.carriers

    def _endOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self._running(it)
        return found is not None and found.agency == who.agency

    def _lapseOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool:
        found = self._running(it)
        return found is not None and not found.justified and now >= found.due

    def _addEvidence(self, who: Who, it: Any, now: datetime) -> bool:
        case, agency, group = it.upload.split("/")
        mine = case == "case-1" and agency == who.agency
        return mine and group not in self.files and len(self.files) < 200

    def _namePaperFile(self, who: Who, it: Any, now: datetime) -> bool:
        return not self._full("namePaperFile", 20)

    def _notifyAgency(self, who: Who, it: Any, now: datetime) -> bool:
        return it.agency in self.members

    def _regroupCase(self, who: Who, it: Any, now: datetime) -> bool | None:
        heir = self.heirs.get(it.former, it.former) == it.successor
        return None if heir and it.former in self.members else False

    def _passLead(self, who: Who, it: Any, now: datetime) -> bool:
        return False  # nobody but the lead agency leads in this province

    def _proposeTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        drafted = self.transfer is not None and self.transfer.status == "DRAFT"
        if drafted or not self.clear or self.open or len(self.transfers) >= 10:
            return False
        return it.police == "agency-police" and it.police not in self.concerns and self._carry(it.provisions)

    def _signTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        draft = self.transfer
        if draft is None or draft.drafter == who.id or not self.clear or self.open:
            return False
        assert self.review
        persons = {who.id, draft.drafter, self.review.officer} | ({self.appraisal[1]} if self.appraisal else set())
        return len(persons) >= 3 and draft.carried

    def _receiveTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        return self.transfer is not None and self.transfer.police == who.agency

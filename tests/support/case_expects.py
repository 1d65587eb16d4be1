"""Whether an act has to succeed in a case of which something is known: the rules told a second time, in plain words."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from tests.support.case_known import FALSE, Known, Measured, Moved, Who, today, words
from tests.support.case_rights import CLOCKS, EARLY, FOR_MACHINES, MILDEST_FIRST, RESULTS, RIGHTS, WITHOUT_MEASURE
from tests.support.inherited import inherited

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

    # Whether it may be.

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
        return self._heired._ruled(name, who, inherited(it, self.heirs), now)

    def _ruled(self, name: str, who: Who, it: Any, now: datetime) -> bool | None:
        rule = getattr(self, f"_{name}", None)
        return rule(who, it, now) if rule else None

    def _entitled(self, name: str, who: Who) -> bool:
        holders, posts, states = RIGHTS[name]
        if self.state not in words(states) or who.short not in words(holders) or who.id in self.recused:
            return False
        return who.holds(posts) if who.posts else name in FOR_MACHINES

    def _lead(self, who: Who, impartial: bool = False) -> bool:
        return who.agency == self.lead and not (impartial and self._touched(who.id, who.agency))

    def _part(self, who: Who) -> bool:
        return who.agency in (self.lead, self.assigned)

    def _screenCase(self, who: Who, it: Any, now: datetime) -> bool:
        named = {it.assigned, *it.concerns} <= self.known
        return self._lead(who) and named and it.assigned not in self.incompetent

    def _startChecking(self, who: Who, it: Any, now: datetime) -> bool | None:
        agency = self.officers.get(it.focal)
        return self._part(who) and agency == self.assigned

    def _reassignCase(self, who: Who, it: Any, now: datetime) -> bool:
        fresh = it.assigned in self.known and it.assigned not in self.incompetent
        return self._lead(who) and fresh and it.assigned != self.assigned

    def _nameFocalOfficer(self, who: Who, it: Any, now: datetime) -> bool:
        serves = self.officers.get(it.focal) == self.assigned
        return self._part(who) and serves and it.focal != self.focal

    def _recordCheck(self, who: Who, it: Any, now: datetime) -> bool:
        return self._part(who) and who.agency not in self.incompetent and not self._full("checks", 100)

    def _recordVerification(self, who: Who, it: Any, now: datetime) -> bool:
        own_word = it.independent and it.outside_source is None and who.agency in (self.lead, self.reporter)
        fit = self._part(who) and who.agency not in self.incompetent and not own_word
        return fit and len(self.verifications) < 50

    def _reviewExpression(self, who: Who, it: Any, now: datetime) -> bool:
        if not self._part(who) or self._touched(who.id, who.agency) or len(self.reviews) >= 20:
            return False
        if self.appraisal and self.appraisal[1] == who.id:
            return False
        if it.conclusion in ("PROTECTED", "HARMS_PERSON"):
            return bool(it.conclusion == "PROTECTED")  # harm has a way of its own
        newest = self.review
        stands = newest is not None and self.protected and all(item.at <= newest.at for item in self.verified)
        return it.false_fact is not None and it.provision in self.carriers and not stands

    def _appraiseCase(self, who: Who, it: Any, now: datetime) -> bool:
        if self.open or not self._lead(who, impartial=True) or not self.passed_on:
            return False
        if self.counting is None or (self.counting.agency in (self.lead, self.reporter) and not self.counting.outside):
            return False
        if self.review is None or self.review.officer == who.id:
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
        return self._lead(who) and self.concerns <= invited and bool(invited - self.concerns - {self.lead})

    def _giveOpinion(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        return here is not None and who.agency in here.invited and it.position != "NO_REPLY"

    def _recordMeeting(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        if here is None or not here.meeting or here.minutes or not self._lead(who):
            return False
        return set(it.attended) <= {*here.invited, self.lead} and here.since <= it.held_on <= today(now)

    def _concludeRound(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        if here is None or not self._lead(who):
            return False
        if not (now >= here.due or (here.minutes if here.meeting else not here.silent)):
            return False
        if here.unheld and it.outcome == "AGREED":
            return False
        differed = "DISAGREE" in here.positions.values()
        spoke = {agency for agency, position in here.positions.items() if position == "AGREE"}
        somebody = bool((spoke | here.came) - {self.lead, *self.concerns})
        agreed = it.outcome != "AGREED" or (it.agreed_option is not None and somebody)
        return agreed and (it.dissent is not None or not differed)

    def _lapseRound(self, who: Who, it: Any, now: datetime) -> bool:
        here = self.open
        return here is not None and here.id == it.round and not here.lapsed and now >= here.due

    def _suggestHandling(self, who: Who, it: Any, now: datetime) -> bool:
        return not self._lead(who) and it.provision in self.carriers and not self._full("suggestions", 50)

    def _proposeHandling(self, who: Who, it: Any, now: datetime) -> bool:
        asked = any(item.heard and item.cycle == self.cycle for item in self.rounds)
        if not (self.clear and asked and self._lead(who, impartial=True) and self._carry(it.provisions)):
            return False
        measure = MILDEST_FIRST.index(it.measure)
        others = [MILDEST_FIRST.index(alternative) for alternative in it.alternatives]
        return all(other < measure for other in others) and (measure < 2 or others[:1] == [1])

    def _signing(self, who: Who) -> bool:
        assert self.appraisal
        assert self.review
        persons = {who.id, self.drafter, self.appraisal[1], self.review.officer}
        if who.id == self.drafter or len(persons) < 3:
            return False
        return not self._touched(who.id, who.agency) and who.agency not in self.incompetent

    def _correctReport(self, who: Who, it: Any, now: datetime) -> bool:
        return self._lead(who) and self.appraisal is None and self.counts.get("corrections", 0) < 20

    def _withdrawAppraisal(self, who: Who, it: Any, now: datetime) -> bool:
        assert self.appraisal
        return self._lead(who) and who.id != self.appraisal[1]

    def _withdrawProposal(self, who: Who, it: Any, now: datetime) -> bool:
        return self._lead(who)

    def _refuseProposal(self, who: Who, it: Any, now: datetime) -> bool:
        return self._signing(who)

    def _decideCase(self, who: Who, it: Any, now: datetime) -> bool:
        offered = (self.proposal.measure, *self.proposal.alternatives)
        in_time = self.drafted_on <= it.decided_on <= today(now)
        return self._signing(who) and self.clear and it.measure in offered and in_time

    def _startExecution(self, who: Who, it: Any, now: datetime) -> bool:
        assert self.decided_on
        in_time = self.decided_on <= it.served_on <= today(now)
        return self._lead(who, impartial=True) and self._reports(it.agency) and in_time

    def _reports(self, agency: str) -> bool:
        departments = ("other",)  # of nobody that acts here
        return agency in self.known and agency.removeprefix("agency-") in (*RESULTS.split(), *departments)

    def _openRemedy(self, who: Who, it: Any, now: datetime) -> bool:
        true = self.appraisal is not None and self.appraisal[0] == "TRUE_ISSUE"
        return true and self._lead(who) and self._reports(it.agency)

    def _reportResult(self, who: Who, it: Any, now: datetime) -> bool | None:
        here = [agency for cycle, agency in self.doing if cycle == self.cycle]
        return who.agency == here[-1] and (self.decided_on or today(self.received)) <= it.done_on <= today(now)

    def _closeCase(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self.review if self.protected and self.state in EARLY.split() else None
        by_another = found is not None and not self._touched(found.officer, found.agency)
        if not self._lead(who, impartial=not by_another) or self.open:
            return False
        true = self.appraisal is not None and self.appraisal[0] == "TRUE_ISSUE"
        if self.state == "RESULT_REPORTED":
            return it.ground == ("REMEDIED" if true else "COMPLETED") and it.publication is not None
        if self.state == "TRANSFERRED":
            done = self.transfer is not None and self.transfer.status == "OUTCOME_NOTED"
            return it.ground == "POLICE_OUTCOME" and done
        if it.ground == "NO_GROUNDS" and not self.passed_on:
            return False
        ends = it.ground in WITHOUT_MEASURE and not true and (it.ground == "PROTECTED" or not self.protected)
        return None if ends and it.ground == "DUPLICATE" else ends

    def _reopenCase(self, who: Who, it: Any, now: datetime) -> bool:
        return self._lead(who) and self._another(who)

    def _reopenByCommittee(self, who: Who, it: Any, now: datetime) -> bool:
        return not self._touched(who.id, str(who.agency)) and self._another(who)

    def _another(self, who: Who) -> bool:
        """Nobody who closed, decided or transferred it."""
        did = {self.closure[1]} if self.closure else set()
        did |= {signatory for cycle, signatory, _ in self.decisions if cycle == self.cycle}
        did |= {transfer.signer for transfer in self.transfers if transfer.cycle == self.cycle}
        return who.id not in did

    def _recuseOfficer(self, who: Who, it: Any, now: datetime) -> bool:
        fresh = it.officer in self.officers and it.officer not in self.recused
        return fresh and (it.officer == who.id or self._lead(who))

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
        return who.agency in self.members and it.own_page and in_time and told and len(self.own) < 20

    def _running(self, it: Any) -> Measured | None:
        found = self.own.get(it.measure)
        return found if found and not found.ended else None

    def _justifyOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self._running(it)
        if found is None or found.agency != who.agency or found.officer == who.id or self._touched(who.id, who.agency):
            return False
        in_time = not found.justified and now < found.due
        return in_time and who.agency in self.members and self.clear and it.provision in self.carriers

    def _endOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool | None:
        found = self._running(it)
        return found is not None and found.agency == who.agency and who.agency in self.members

    def _lapseOwnMeasure(self, who: Who, it: Any, now: datetime) -> bool:
        found = self._running(it)
        return found is not None and not found.justified and now >= found.due

    def _addEvidence(self, who: Who, it: Any, now: datetime) -> bool:
        case, agency, group = it.upload.split("/")
        mine = case == "case-1" and agency == who.agency
        return who.agency in self.members and mine and group not in self.files and len(self.files) < 200

    def _namePaperFile(self, who: Who, it: Any, now: datetime) -> bool:
        return who.agency in self.members and not self._full("paper", 20)

    def _notifyAgency(self, who: Who, it: Any, now: datetime) -> bool:
        return it.agency in self.members

    def _regroupCase(self, who: Who, it: Any, now: datetime) -> bool | None:
        heir = self.heirs.get(it.former, it.former) == it.successor
        return None if heir and it.former in self.members else False

    def _passLead(self, who: Who, it: Any, now: datetime) -> bool:
        return False  # nobody but the lead agency leads in this province

    def _transferable(self, who: Who) -> bool:
        return self.clear and not self.open and self._lead(who, impartial=True)

    def _at(self, status: str) -> Moved | None:
        return self.transfer if self.transfer and self.transfer.status == status else None

    def _proposeTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        if self._at("DRAFT") or not self._transferable(who) or len(self.transfers) >= 10:
            return False
        return it.police == "agency-police" and it.police not in self.concerns and self._carry(it.provisions)

    def _signTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        draft = self._at("DRAFT")
        if draft is None or draft.drafter == who.id or not self._transferable(who):
            return False
        assert self.review
        persons = {who.id, draft.drafter, self.review.officer} | ({self.appraisal[1]} if self.appraisal else set())
        return len(persons) >= 3 and draft.carried

    def _refuseTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        return self._at("DRAFT") is not None and self._lead(who)

    def _handOverTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        return self._at("SIGNED") is not None and self._lead(who, impartial=True)

    def _receiveTransfer(self, who: Who, it: Any, now: datetime) -> bool:
        handed = self._at("HANDED_OVER")
        return handed is not None and handed.police == who.agency

    def _recordTransferReturn(self, who: Who, it: Any, now: datetime) -> bool:
        return (self._at("RECEIVED") or self._at("HANDED_OVER")) is not None and self._lead(who)

    def _recordPoliceOutcome(self, who: Who, it: Any, now: datetime) -> bool:
        return (self._at("RECEIVED") or self._at("HANDED_OVER")) is not None and self._lead(who)

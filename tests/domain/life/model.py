"""The life of a case, told a second time in plain words and data, without any rule of the domain.

`Model.expects` says of an act whether it has to succeed (True), to be refused (False), or whether this model does not
know (None): proposals of removal, requests, referrals and links are told only as far as who may, and in which state,
and so is what an agency began that another has taken over since.
`Model.happened` carries out what succeeded.
"""

from datetime import datetime
from typing import Any

from tests.domain.life.expects import Expects
from tests.domain.life.inherited import inherited
from tests.domain.life.known import FALSE, Asked, Measured, Moved, Reviewed, Verified, Who, due, today
from tests.domain.life.rights import JOINS, MOVES, RIGHTS, WITHOUT_MEASURE


class Model(Expects):
    """What should be known of the case, and what comes of each act."""

    # What follows.

    def happened(self, name: str, who: Who, it: Any, now: datetime, new_id: str) -> None:
        """Carry out what succeeded."""
        self._heired = None
        self.counts[name] = self.counts.get(name, 0) + 1
        if name in RIGHTS:
            self.state = RIGHTS[name].leads_to or self.state
        if name in JOINS:
            joining = getattr(it, JOINS[name])
            self.members |= {joining} if isinstance(joining, str) else set(joining)
        if name in MOVES:
            self.transfers[-1].status = MOVES[name]
        if happens := getattr(self, f"_did_{name}", None):
            happens(who, it, now, new_id)

    def _did_screenCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.assigned = it.assigned
        self.concerns |= set(it.concerns)

    def _did_startChecking(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.focal = it.focal

    _did_nameFocalOfficer = _did_startChecking

    def _did_reassignCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.assigned, self.focal = it.assigned, None

    def _did_recordVerification(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        outside = it.source_kind is not None
        made = Verified(self.cycle, str(who.agency), who.id, it.independent, it.result, now, outside)
        self.verifications.append(made)

    def _did_reviewExpression(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.reviews.append(Reviewed(self.cycle, who.id, it.conclusion, now, who.agency))
        if it.conclusion == "PROTECTED":
            self._gives_up()

    def _gives_up(self) -> None:
        for item in self.own.values():
            item.ended = True

    def _did_appraiseCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.appraisal = (it.finding, who.id)
        if it.finding not in FALSE:
            self._gives_up()

    def _did_openRound(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        meeting, ends = it.method == "MEETING", due(now, it.due_days)
        self.rounds.append(Asked(new_id, self.cycle, meeting, list(it.invited), today(now), ends))

    def _did_giveOpinion(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        assert self.open
        self.open.positions.pop(str(who.agency), None)
        self.open.positions[str(who.agency)] = it.position

    def _did_recordMeeting(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        assert self.open
        self.open.minutes = True
        self.open.came = set(it.attended)

    def _silence(self, here: Asked) -> None:
        heard = set(inherited(here.positions, self.heirs))
        silent = [item for item in here.silent if inherited(item, self.heirs) not in heard]
        here.positions |= dict.fromkeys(silent, "NO_REPLY")

    def _did_lapseRound(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        assert self.open
        self.open.lapsed = True
        self._silence(self.open)

    def _did_concludeRound(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        here = self.open
        assert here
        self._silence(here)
        here.over, here.more = True, it.outcome == "MORE_EVIDENCE"
        if here.more:
            self.appraisal = None
        self.state = "CHECKING" if here.more else "APPRAISED" if self.appraisal else "COORDINATING"

    def _did_proposeHandling(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.proposal, self.drafter, self.drafted_on = it, who.id, today(now)

    def _did_refuseProposal(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.proposal = None

    _did_withdrawProposal = _did_refuseProposal

    def _did_withdrawAppraisal(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state, self.appraisal = "CHECKING" if self.focal else "SCREENED", None

    def _did_decideCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.decisions.append((self.cycle, who.id, it.decided_on))

    def _did_startExecution(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.doing.append((self.cycle, it.agency))

    _did_openRemedy = _did_startExecution

    def _did_closeCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.closure = (it.ground, who.id)
        if it.ground in WITHOUT_MEASURE:
            self._gives_up()

    def _did_reopenCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.state = "CHECKING" if self.focal else "SCREENED" if self.assigned else "RECEIVED"
        self.cycle += 1
        self._gives_up()
        self.closure = self.appraisal = self.proposal = None

    _did_reopenByCommittee = _did_reopenCase

    def _did_recuseOfficer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.recused.add(it.officer)

    def _did_nameConcerned(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        new = set(it.concerns) - self.concerns
        self.concerns |= new
        self.alleged |= it.corruption
        if self.state in ("APPRAISED", "PROPOSED") and self._found_by(new):
            self.state = "CHECKING" if self.focal else "SCREENED"
            self.appraisal = self.proposal = None

    def _did_takeOwnMeasure(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.own[new_id] = Measured(str(who.agency), who.id, due(it.taken_at, 2))

    def _did_justifyOwnMeasure(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.own[it.measure].justified = True

    def _did_endOwnMeasure(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.own[it.measure].ended = True

    _did_lapseOwnMeasure = _did_endOwnMeasure

    def _did_addEvidence(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.files.add(it.upload.split("/")[2])

    def _did_proposeTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers.append(Moved(self.cycle, who.id, it.police, self._carry(it.provisions)))

    def _did_signTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers[-1].signer = who.id

    def _did_refuseTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.transfers.pop()

    def _did_handOverTransfer(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.members.add(self.transfers[-1].police)

    def _did_recordTransferReturn(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.appraisal = self.proposal = None

    def _did_rerouteAllegation(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        self.rerouted = True

    def _did_regroupCase(self, who: Who, it: Any, now: datetime, new_id: str) -> None:
        def heir(agency: str) -> str:
            return it.successor if agency == it.former else agency

        here = self.open
        if here and it.former in here.silent:
            here.invited = list(dict.fromkeys(map(heir, here.invited)))
        self.lead = heir(self.lead)
        if self.assigned == it.former:
            self.assigned, self.focal = it.successor, None
        self.concerns = set(map(heir, self.concerns))

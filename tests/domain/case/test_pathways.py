"""What holds of all ways on from a case: who waits for whom when agencies change, and what has no field at all."""

from dataclasses import fields, replace

import pytest

from domain.case import committee, leadership, links, ministry, requests, takedowns, transfers
from domain.case.leadership import CaseRegrouped
from domain.case.state import pathways
from domain.case.state.case import Case, CaseState
from domain.case.state.pathways import TakedownStatus, TransferStatus
from domain.kernel.event import Sealed
from domain.kernel.fields import Words, fields_of
from tests.domain.handling import a_referral, a_request, a_step, a_takedown, a_transfer, rows_of
from tests.support.facts import a_case

MODULES = (takedowns, committee, ministry, transfers, requests, requests, links)
OLD, NEW = "agency-old", "agency-new"


def waiting(*, over: bool) -> Case:
    """A case in which everything was asked of the former agency, and is settled or not."""
    answered = a_step() if over else None
    return a_case(
        CaseState.DECIDED,
        takedowns=(a_takedown(TakedownStatus.PPC_REFUSED if over else TakedownStatus.SUBMITTED_PPC, committee=OLD),),
        transfers=(a_transfer(TransferStatus.RETURNED if over else TransferStatus.HANDED_OVER, police=OLD),),
        requests=(a_request(OLD, answered=answered),),
        referrals=(a_referral(OLD, answered=answered),),
    )


class TestSuccession:
    @pytest.mark.parametrize("over", [False, True])
    def test_what_waits_for_an_agency_waits_for_its_successor(self, over: bool) -> None:
        case = CaseRegrouped(former=OLD, successor=NEW).fold(waiting(over=over))
        who = {case.takedowns[0].committee, case.transfers[0].police}
        who |= {case.requests[0].agency, case.referrals[0].agency}
        assert who == ({OLD} if over else {NEW})

    @pytest.mark.parametrize("over", [False, True])
    def test_and_the_part_is_not_settled_before(self, over: bool) -> None:
        assert (OLD in set(leadership.with_a_part(waiting(over=over)))) is not over

    def test_others_are_left_alone(self) -> None:
        case = waiting(over=False)
        assert CaseRegrouped(former="agency-third", successor=NEW).fold(case) == replace(
            case, members=(*case.members, NEW)
        )


class TestWords:
    def test_every_text_of_a_command_is_sealed(self) -> None:
        specs = [field.spec for row in rows_of(*MODULES) for field in fields_of(row.command)]
        texts = [spec for spec in specs if isinstance(spec, Words)]
        assert texts
        assert all(spec.sealed for spec in texts)

    def test_no_record_holds_a_text_in_the_clear(self) -> None:
        """What is a plain string in a record is an id; X2: none of them is of a person outside the agencies."""
        ids = {
            "id",
            "officer",
            "committee",
            "ministry",
            "police",
            "agency",
            "of",
            "public_code",
            "takedown",
            "inspection",
        }
        ids |= {"redress", "publication", "from_state", "to_state"}
        records = [var for var in vars(pathways).values() if hasattr(var, "__dataclass_fields__") and var is not Sealed]
        for record in records:
            plain = {field.name for field in fields(record) if field.type in (str, str | None)}
            assert plain <= ids, record

"""Texts hold no number that leads to a person, and no name that their writer does not answer for (X2)."""

from datetime import date
from typing import get_args

import pytest

from domain.administration.agencies import SucceedAgency
from domain.book import ACTIONS
from domain.case.requests import AnswerRequest
from domain.kernel.fields import Address, ContactText, Items, Words, check, examined, fields_of, may_name
from domain.kernel.refusals import InvalidInput
from domain.kernel.wording import ConfirmedName, Exempt, Harmless, NameInText, looked_through
from tests.support.each import each
from tests.support.told import lines_for

PLAIN = "Đã gọi số tổng đài của cơ quan, ghi nhận ngày 12/05/2026 theo công văn số 123/CV-UBND."
EXEMPT = {
    exempt: frozenset(names.split())
    for exempt, names in {
        Exempt.REPORTED: """
            AddTakedownItem.captured_text AnswerHearing.file_name AnswerHearing.text AppealRedress.text
            FileRedress.text ImportCase.claim ReceiveQuestion.outlet ReceiveQuestion.question
            RecordProtectionRequest.words ReportCase.channel_note ReportCase.claim ReportCase.place
            ReportContent.claim ReportContent.place RequestData.text RequestDataByAddress.text RequestProtection.claim
            RequestProtection.place TakeUpRedressAgain.text WriteToAgency.file_name WriteToAgency.text
            WriteToExaminer.file_name WriteToExaminer.text
            """,
        Exempt.MASKED: """
            ConfirmPublication.reasons DraftCorrection.claim DraftCorrection.reasons DraftCorrection.text
            DraftCorrection.title DraftPublication.claim DraftPublication.redress_notice DraftPublication.text
            DraftPublication.title RetractPublication.reasons RewordPublication.claim RewordPublication.redress_notice
            RewordPublication.text RewordPublication.title
            """,
        Exempt.OFFICE: """
            AcceptSignedCopy.signers DraftReport.focal_officers FinishDocument.abstract FinishDocument.addressees
            FinishDocument.issuer FinishDocument.place FinishDocument.symbol NameSpokesperson.email
            NameSpokesperson.name NameSpokesperson.office NameSpokesperson.phone SetLetterhead.by_delegation
            SetLetterhead.by_order SetLetterhead.head SetLetterhead.seal SignConsolidated.signatory
            """,
        Exempt.REDRESS: """
            DecideCase.redress_notice DecideRedress.way_on
            """,
        Exempt.BODY_OR_PLACE: """
            DefineArea.name NameAgency.name NameAgency.short NameOfficialPage.title
            """,
        Exempt.LAW: """
            ActivateLevel.read_in ActivateProvision.read_in ActivateProvision.wording ActivateTerm.read_in
            ConfirmHolidays.read_in DraftLevel.source DraftProvision.instrument DraftProvision.source
            DraftProvision.wording DraftTerm.source EndLevel.reasons EndTerm.reasons EnterProvisionWording.source
            EnterProvisionWording.wording EnterRegulation.number EnterRegulation.title ListProvision.instrument
            ListProvision.source ListProvision.wording
            """,
        Exempt.ACCOUNT: """
            AppointOfficer.subject ApproveUser.code ChangeWebhook.address ConfirmSigningKey.key
            ConfirmSigningKey.words DoubtSigningKey.key EndSigningKey.key EnrolUser.first EnrolUser.second
            EnterSigningKey.key EnterSigningKey.public EnterUser.first EnterUser.second EnterUser.subject
            FileRedress.decision ImportCase.source LiftSigning.first_paper LiftSigning.inspector_paper
            LiftSigning.second_paper NominateOfficer.subject OpenUser.code OpenUser.subject ProposeSigning.page
            RecordHandover.word RecordLateLook.word RecordLook.word RecoverUser.code RegisterWebhook.address
            RequestData.decision RequestDocument.symbol SetLetterhead.code SetLetterhead.symbol SetLetterhead.unit
            """,
    }.items()
}
"""Every text that is not looked through for everything, by hand. All others of all commands are."""
LISTS = {
    *("accused", "addressees", "areas", "attended", "concerns", "invited", "members", "milder_than", "provisions"),
    *("publishers", "redirects", "secrets", "categories", "functions", "copies", "actions", "cells"),
}
"""Lists of texts: ids that have to be there, names of fields and cells, addresses of a program. No prose, but for
functions and copies, which are looked through."""


def faults(command: object, *confirmed: ConfirmedName) -> list[InvalidInput]:
    return check(command, confirmed)


def answer(text: str, number: str = "1/CV") -> AnswerRequest:
    return AnswerRequest(request="request-1", text=text, document_number=number)


def heard(text: str, *confirmed: ConfirmedName) -> list[tuple[str, str, int | str | None]]:
    return [(fault.path, fault.code, fault.params.get("at")) for fault in faults(answer(text), *confirmed)]


def stays(at: int, field: str = "text") -> ConfirmedName:
    return ConfirmedName(field=field, at=at, harmless=Harmless.OFFICE_HOLDER)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("0912 345 678", "text-phone-number"),
        ("+84 912 345 678", "text-phone-number"),
        ("001086012345", "text-personal-number"),
        ("B1234567", "text-personal-number"),
        ("mau.nguyen@thu.example", "text-mail-address"),
        ("Nguyễn Văn Mẫu", "text-name"),
        ("bà Hoa", "text-name"),
    ],
)
def test_what_leads_to_a_person_is_refused_with_its_place(number: str, code: str) -> None:
    at = 13 + (3 if number.startswith("bà ") else 0)
    assert heard(f"Người viết: {number}.") == [("input.text", code, at)]


def test_of_an_account_too() -> None:
    assert heard("Số tài khoản: 19031234567011") == [("input.text", "text-personal-number", 15)]


def test_in_the_number_of_a_document_too() -> None:
    assert [(fault.path, fault.code) for fault in faults(answer(PLAIN, "12/CV, gọi 0912345678"))] == [
        ("input.documentNumber", "text-phone-number")
    ]


def test_dates_and_numbers_of_documents_are_not() -> None:
    assert heard(PLAIN) == []


class TestNames:
    TEXT = "Chủ tịch Nguyễn Văn Mẫu đã trả lời; ông Mẫu gửi văn bản."

    def test_every_name_is_refused_at_once_with_its_length(self) -> None:
        found = faults(answer(self.TEXT))
        assert [(fault.code, fault.params["at"], fault.params["length"]) for fault in found] == [
            ("text-name", 10, 14),
            ("text-name", 41, 3),
        ]

    def test_each_has_to_be_confirmed(self) -> None:
        assert heard(self.TEXT, stays(10)) == [("input.text", "text-name", 41)]
        assert heard(self.TEXT, stays(10), stays(41)) == []

    def test_of_the_field_in_which_it_is(self) -> None:
        assert ("input.text", "text-name", 10) in heard(self.TEXT, stays(10, "documentNumber"), stays(41))

    @pytest.mark.parametrize("wrong", [[stays(1)], [stays(10), stays(10)], [stays(10, "nowhere")]])
    def test_a_confirmation_that_matches_nothing_is_refused(self, wrong: list[ConfirmedName]) -> None:
        found = heard("Chủ tịch Nguyễn Văn Mẫu đã trả lời.", stays(10), *wrong)
        assert ("input.confirmedNames", "confirmed-name-unknown", None) in found

    def test_a_number_is_never_confirmed(self) -> None:
        assert ("input.text", "text-phone-number", 6) in heard("Gọi: 0912 345 678", stays(6))

    def test_a_name_behind_a_small_place_is_found(self) -> None:
        assert heard("Ở xóm Nguyễn Văn Mẫu.") == [("input.text", "text-name", 7)]

    def test_places_of_the_confirmed_are_kept_and_not_their_words(self) -> None:
        assert examined(answer(self.TEXT), [stays(41), stays(10)])[1] == (
            NameInText(field="text", start=9, end=23, harmless=Harmless.OFFICE_HOLDER),
            NameInText(field="text", start=40, end=43, harmless=Harmless.OFFICE_HOLDER),
        )

    def test_too_many_confirmations_are_not_looked_at(self) -> None:
        assert heard("ông Mẫu.", *[stays(5)] * 201) == [("input.confirmedNames", "too-many", None)]

    def test_too_many_are_refused_together(self) -> None:
        assert heard("ông Mẫu; " * 201) == [("input.text", "too-many-findings", None)]


def test_every_text_of_every_command_is_looked_at_or_listed_with_its_reason() -> None:
    listed: dict[Exempt, set[str]] = {}
    for row in ACTIONS:
        for field in fields_of(row.command):
            spec = field.spec
            if isinstance(spec, Words) and not isinstance(spec, Address | ContactText) and spec.exempt:
                listed.setdefault(spec.exempt, set()).add(f"{row.command.__name__}.{field.name}")
    there, known = (
        {f"{exempt.name}: {field}" for exempt, names in rows.items() for field in names} for rows in (listed, EXEMPT)
    )
    lines_for(
        there, known, "EXEMPT in tests/domain/kernel/test_impersonal.py", "{}, if none of its words lead to a person"
    )


def test_no_text_comes_in_another_way() -> None:
    """A string is a text, or a reference, which is ASCII and has to be there."""
    lists = set()
    for row in (row for row in ACTIONS if row.public):
        for field in fields_of(row.command):
            if isinstance(field.spec, Items) and get_args(field.type)[0] is str:
                lists.add(field.name)
            elif field.type is str:
                assert hasattr(field.spec, "most"), f"{row.command.__name__}.{field.name}"
    assert lists == LISTS


def test_phrases_are_looked_through() -> None:
    """What an agency took over is a list of short texts, which nobody confirms names in."""
    for phrase, code in (
        ("báo chí, xuất bản", None),
        ("gọi 0912 345 678", "text-phone-number"),
        ("bà Hoa", "text-name"),
    ):
        command = SucceedAgency(
            successor="agency-land", on=date(2026, 7, 1), whole=False, source="NQ 1", functions=(phrase,)
        )
        assert [(fault.path, fault.code) for fault in faults(command)] == (
            [("input.functions[0]", code)] if code else []
        )


def test_redress_notices_may_say_how_to_reach_an_agency() -> None:
    (spec,) = [
        field.spec for row in ACTIONS if row.name == "decideCase" for field in fields_of(row.command)
        if field.name == "redress_notice"
    ]  # fmt: skip
    assert isinstance(spec, Words)
    told = "Gọi 0206 385 2222, thư tiepdan@mau.example, gặp Nguyễn Văn Mẫu; CCCD 001086012345."
    assert [fault.code for fault in looked_through("redress_notice", told, spec.exempt, ())[0]] == [
        "text-personal-number",
        "text-name",
    ]


def test_only_commands_with_such_texts_take_confirmations() -> None:
    assert may_name(AnswerRequest)
    assert not may_name(next(row.command for row in ACTIONS if row.name == "receiveTransfer"))


@each(
    ("text", "code"),
    [
        ("Gọi 0912\u00a0345\u00a0678 nhé", "text-phone-number"),
        ("Gọi 0912\u200b345\u200b678 nhé", "text-phone-number"),
        ("Gọi 0912  345  678 nhé", "text-phone-number"),
        ("Gọi ０９１２３４５６７８ nhé", "text-phone-number"),
        ("Gọi ٠٩١٢٣٤٥٦٧٨ nhé", "text-phone-number"),
        ("Thư mau\ufeff@thu.example nhé", "text-mail-address"),
        ("Thư mau＠thu.example nhé", "text-mail-address"),
        ("Bà Nguyễn\u00a0Văn\u00a0Mẫu nói", "text-name"),
        ("Bà Nguyễn\u00adVăn Mẫu và Trần\u2009Thị\u2009Thử", "text-name"),
        ("Bà Nguyễn  Văn\tMẫu nói", "text-name"),
    ],
)
def test_signs_that_nobody_sees_lead_nothing_past(text: str, code: str) -> None:
    found = faults(answer(text))
    assert {fault.code for fault in found} == {code}
    for fault in found:
        assert fault.at is not None
        assert text[fault.at - 1].isalnum()


def test_the_place_of_a_name_counts_the_signs_that_were_written() -> None:
    text = "Chủ\u200b tịch Nguyễn\u00a0Văn\u200b Mẫu nói"
    (fault,) = faults(answer(text))
    assert (fault.at, fault.length) == (11, 15)
    assert text[10:25] == "Nguyễn\u00a0Văn\u200b Mẫu"
    assert heard(text, stays(11)) == []

"""Texts about content hold no number that leads to a person (X2)."""

import pytest

from domain.book import BY_COMMAND
from domain.case.requests import AnswerRequest
from domain.kernel.fields import Words, check, fields_of
from domain.kernel.kind import Kind

PLAIN = "Đã gọi số tổng đài của cơ quan, ghi nhận ngày 12/05/2026 theo công văn số 123/CV-UBND."
IMPERSONAL = {
    *("AnswerRequest.text", "GiveOpinion.text", "HandOverTransfer.record", "NameConcerned.reasons"),
    *("NameConcernedByCode.reasons", "ProposeTransfer.file_index", "ProposeTransfer.reason", "RecordCheck.summary"),
    *("RecordMeeting.minutes", "RecordVerification.contrary", "RecordVerification.outside_source"),
    *("RecordVerification.sources", "ReferCase.subject", "ReportResult.summary", "RequestCoordination.content"),
}
"""The texts that are looked at, by hand."""


def heard(text: str) -> list[tuple[str, str, int | str]]:
    command = AnswerRequest(request="request-1", text=text, document_number="1/CV")
    return [(fault.path, fault.code, fault.params["at"]) for fault in check(command)]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("0912 345 678", "text-phone-number"),
        ("+84 912 345 678", "text-phone-number"),
        ("001086012345", "text-personal-number"),
        ("B1234567", "text-personal-number"),
    ],
)
def test_a_number_is_refused_with_its_place(number: str, code: str) -> None:
    assert heard(f"Người viết: {number}.") == [("input.text", code, 13)]


def test_of_an_account_too() -> None:
    assert heard("Số tài khoản: 19031234567011") == [("input.text", "text-personal-number", 15)]


def test_dates_and_numbers_of_documents_are_not() -> None:
    assert heard(PLAIN) == []


def test_all_that_agencies_write_to_each_other_about_content_is_looked_at() -> None:
    rows = (row for row in BY_COMMAND.values() if row.stream is Kind.CASE)
    found = {
        f"{row.command.__name__}.{field.name}"
        for row in rows
        for field in fields_of(row.command)
        if isinstance(field.spec, Words) and field.spec.impersonal
    }
    assert found == IMPERSONAL

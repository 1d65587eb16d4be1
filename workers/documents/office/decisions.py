"""The decision (Đ4.4, Đ5.1.h), and the letter that asks a publisher to put right what is false (Đ3.2.a)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.case.state.findings import Finding, VerificationResult
from domain.messages import label
from workers.documents.model import AnnexedTo, Block, Document, Heading, Level, Paragraph
from workers.documents.office.context import DocumentContext, measure_name, said
from workers.documents.office.persons import reported

Row = Mapping[str, Any]
REPORTED = "Nội dung được phản ánh"
WHO_ANSWERS = "Người, cơ quan, tổ chức đăng tải nội dung tại địa chỉ nêu tại Điều 1"
"""Whom a decision is about: the register does not know who wrote a thing (X2)."""
PUBLISHER = "Cơ quan, tổ chức đăng tải nội dung"


HARM = (
    "Nội dung xâm hại một người trái pháp luật (không xét nội dung đúng hay sai), theo yêu cầu của người được bảo vệ, "
    "và căn cứ xác định:"
)
TESTED = (
    "- Kết quả xem xét về tự do ngôn luận, tự do báo chí: nội dung không phải phê bình, không phải thông tin vì lợi "
    "ích công cộng, không nói về người giữ chức vụ trong việc của chức vụ đó."
)


def harms(made: Row) -> bool:
    """Whether a decision protects a person: then it repeats no word of what was reported."""
    return bool(made["finding"] == Finding.HARMS_PERSON)


def _decided(case: Row, part: str) -> Row:
    return next(taken for taken in case["decisions"] if taken["public_code"] == part)


def decision(case: Row, part: str, context: DocumentContext) -> Document:
    """The decision: what, about which address, what is false, why, how to complain. The words reported are an annex."""
    made = _decided(case, part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    symbol = context.symbol("QĐ", agency, day)
    return Document(
        symbol=symbol,
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=day,
        made_at=context.made_at,
        title="Quyết định",
        abstract=f"Về việc xử lý nội dung đăng tải trong vụ việc {case['code']}",
        authority=context.head(agency, day),
        bases=(
            *context.bases(case, (*made["provisions"], *made["procedures"])),
            *_proposed_by(case["lead"], agency, context, day),
        ),
        blocks=(Heading(text="Quyết định:", level=Level.RESOLVES), *_articles(case, made)),
        signatures=(context.own_signature(agency),),
        recipients=context.kept(
            agency, [case["lead"]] if case["lead"] != agency else [], day, first=("Như Điều 5", WHO_ANSWERS)
        ),
        annexes=() if harms(made) else (reported(REPORTED, case["claim"]),),
        annexed_to=AnnexedTo(kind="Quyết định", whose=context.head(agency, day)),
        watermark=context.watermark(agency, day, made["provisions"]),
    )


def _proposed_by(lead: str, agency: str, context: DocumentContext, day: date) -> tuple[str, ...]:
    return (f"Theo đề nghị của {context.name(lead, day)}",) if lead != agency else ()


def _articles(case: Row, made: Row) -> Iterator[Block]:
    annexed = "" if harms(made) else " Nội dung được phản ánh được nêu tại Phụ lục kèm theo Quyết định này."
    yield Paragraph(
        lead="Điều 1.",
        text=f"Áp dụng biện pháp: {measure_name(made['measure'])}, đối với nội dung đăng tải tại {places(case)}."
        f"{annexed}",
    )
    yield Paragraph(lead="Điều 2.", text=HARM if harms(made) else "Thông tin sai sự thật và căn cứ xác định:")
    yield from findings(case, made["cycle"])
    yield Paragraph(lead="Điều 3.", text=f"Lý do áp dụng biện pháp: {said(made['reasons'])}")
    yield from _milder(case, made)
    yield Paragraph(lead="Điều 4.", text=f"Quyền khiếu nại: {said(made['redress_notice'])}")
    yield Paragraph(
        lead="Điều 5.",
        text="Quyết định này có hiệu lực kể từ ngày ký. Mã tra cứu công khai của quyết định: "
        f"{made['public_code']}. Các cơ quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành.",
    )


def places(case: Row) -> str:
    """The addresses of the content, or that none is known."""
    known = [address for address in (case["url"], *case["addresses"]) if address is not None]
    if not known:
        return "nơi được mô tả trong hồ sơ vụ việc"
    return f"{'địa chỉ' if len(known) == 1 else 'các địa chỉ'}: {'; '.join(known)}"


def findings(case: Row, cycle: int) -> Iterator[Paragraph]:
    """What was found in a cycle: the fact that is false, the evidence for and against, the conclusion."""
    reviews = [review for review in case["expression_reviews"] if review["cycle"] == cycle]
    if reviews and reviews[-1]["harm"]:
        yield Paragraph(text=TESTED)
    elif reviews:
        yield Paragraph(text=f"- Thông tin được xác định là sai: {said(reviews[-1]['false_fact'])}")
    for checked in case["verifications"]:
        if checked["cycle"] == cycle:
            yield Paragraph(text=_evidence(checked))
    if (found := case["appraisal"]) and found["cycle"] == cycle:
        name = label(Finding(found["finding"]), "vi")
        yield Paragraph(text=f"- Kết luận thẩm định: {name}. {said(found['reasons'])}")


def _evidence(checked: Row) -> str:
    result = label(VerificationResult(checked["result"]), "vi")
    return (
        f"- Kết quả xác minh: {result}. Nguồn chứng minh: {said(checked['sources'])} "
        f"Thông tin trái ngược đã xem xét: {said(checked['contrary'])}"
    )


def _milder(case: Row, made: Row) -> Iterator[Paragraph]:
    proposal = case["proposal"]
    if proposal and proposal["cycle"] == made["cycle"] and proposal["alternatives"]:
        weighed = "; ".join(measure_name(milder) for milder in proposal["alternatives"])
        yield Paragraph(text=f"Biện pháp nhẹ hơn đã cân nhắc: {weighed}. {said(proposal['weighing'])}")


def correction_letter(case: Row, part: str, context: DocumentContext) -> Document:
    """The letter that asks whoever published the content to correct it, and says how to answer or complain."""
    made = _decided(case, part)
    day, agency = date.fromisoformat(made["decided_on"]), made["agency"]
    return Document(
        symbol=context.symbol("", agency, day),
        issuer=context.issuer(agency, day),
        place=context.place(agency, day),
        day=day,
        made_at=context.made_at,
        abstract=f"đề nghị đính chính nội dung trong vụ việc {case['code']}",
        addressees=(PUBLISHER,),
        blocks=(*_correction(case, made, context.head(agency, day)),),
        signatures=(context.signature(agency),),
        recipients=context.kept(agency, [case["lead"]] if case["lead"] != agency else [], day, first=("Như trên",)),
        watermark=context.watermark(agency, day, made["provisions"]),
    )


def _correction(case: Row, made: Row, head: str) -> Iterator[Paragraph]:
    yield Paragraph(
        text=f"{head} đã quyết định đề nghị đính chính nội dung đăng tải tại {places(case)} (mã tra cứu công khai của "
        f"quyết định: {made['public_code']})."
    )
    yield from findings(case, made["cycle"])
    yield Paragraph(text=f"Lý do: {said(made['reasons'])}")
    yield Paragraph(
        text="Đề nghị quý cơ quan, tổ chức đính chính phần thông tin sai nêu trên bằng hình thức phù hợp với quy định "
        "của pháp luật và thông báo kết quả cho cơ quan ban hành văn bản này. Phần nội dung khác không thuộc đề nghị."
    )
    yield Paragraph(text=f"Quyền khiếu nại: {said(made['redress_notice'])}")

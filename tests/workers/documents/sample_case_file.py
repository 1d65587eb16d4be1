"""An invented file of a case, with everything that one can hold, and a text of one's choice in every place for one."""

from datetime import UTC, date, datetime
from typing import Any

from domain.case.safeguards import Act, Safeguard
from domain.kernel.refusals import Guard
from domain.messages import Language
from domain.narrative.differences import Block, Row
from domain.narrative.words import Words
from tests.support.facts import PROVINCE
from workers.documents.case_file import Annex, CaseFile, Proof, Step

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
ROW: dict[str, Any] = {
    "code": "CB-2026-000001",
    "state": "RECEIVED",
    "url": "https://tin.example/bai-1",
    "addresses": [],
    "place": None,
    "receipt": {"received_at": AT, "channel": "EMAIL"},
    "category": "HEALTH",
    "reporter": "agency-land",
    "lead": "agency-lead",
    "assigned": None,
    "concerns": ["agency-health"],
    "closure": {"reason": "COMPLETED"},
    "cycle": 2,
}


def case_file(text: str = "Tin đồn về trạm y tế.", language: Language = "vi", at: datetime = AT) -> CaseFile:
    """The file, of two steps."""
    rows = (
        Row(leaf="claim", name="Nội dung", before=None, after=text, text=True),
        Row(leaf="state", name="Trạng thái", before="Tiếp nhận", after=text),
        Row(leaf="reasons", name="Lý do", before=None, after=None, text=True, erased=True, erased_by="erasure-1:4"),
    )
    blocks = (Block(title=text, sentence=text, kind="added", rows=rows),)
    steps = tuple(
        Step(
            version=n,
            title="Phản ánh được tiếp nhận",
            at=AT,
            agency=agency,
            officer=None,
            blocks=blocks,
            confirmed=(("summary", "tên cơ quan"),),
            leaf=f"{n:064x}",
            place=n,
        )
        for n, agency in ((1, text), (2, None))
    )
    act = Act(version=1, type="case.decided", at=AT, agency="agency-lead", officer=None)
    file = Annex(
        what="Ảnh chụp", agency=text, at=AT, type="image/png", size=9, source=text, plain=None, sealed="ab" * 32
    )
    return CaseFile(
        language=language,
        row={**ROW, "claim": text},
        version=2,
        at=at,
        words=Words(PROVINCE, language, today=date(2026, 7, 1), names=False),
        whose=text,
        everything=False,
        steps=steps,
        safeguards=(
            Safeguard(guard=Guard.G4_LEGAL_BASIS, acts=(act,)),
            Safeguard(guard=Guard.G7_AUDIT, acts=(), every=True),
        ),
        annexes=(file,),
        proof=Proof(
            origin="casebook.test/log",
            stream="case-1",
            places=(1, 2),
            leaf=f"{2:064x}",
            size=7,
            note="casebook.test/log\n7\nAAAA\n",
        ),
    )

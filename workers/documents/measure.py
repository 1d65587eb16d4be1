"""How long an invented report takes, and floors for it, as JSON: `python -m workers.documents.measure PAGES`.

Run by `scripts/bench documents`, which prints the ratios. All sides use the same Typst and the same fonts.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

import typst

from workers.documents.editable import docx
from workers.documents.fonts import checked
from workers.documents.model import Annex, Block, Column, Document, Heading, Issuer, Paragraph, Signature, Table
from workers.documents.typeset import pdf

ROUNDS: Final = 4
PARAGRAPH: Final = (
    "Thực hiện Quy chế phối hợp, các cơ quan đã tiếp nhận, sàng lọc và giao kiểm tra, xác minh các thông tin được phản "
    "ánh; kết quả được thông báo cho cơ quan, tổ chức, cá nhân có liên quan theo quy định của pháp luật. "
)
TABLE: Final = Table(
    columns=(Column(title="STT", share=0.5), Column(title="Nội dung", share=3), Column(title="Kỳ này", number=True)),
    rows=tuple((str(n), "Qua thư điện tử", str(n * 7)) for n in range(1, 25)),
)
EMPTY: Final = Document(
    symbol="BC-SM",
    issuer=Issuer(name="Sở mẫu", parent="UBND tỉnh Mẫu Sơn"),
    place="Mẫu Sơn",
    day=date(2026, 2, 5),
    made_at=datetime(2026, 2, 5, tzinfo=UTC),
    title="Báo cáo",
    abstract="Kết quả thực hiện Quy chế phối hợp",
    signatures=(Signature(lines=("Giám đốc",)),),
)


def pages_of(made: bytes) -> int:
    """How many pages a PDF of Typst's has."""
    return made.count(b"/Type /Page\n") or made.count(b"/Type/Page") - made.count(b"/Type/Pages")


def report(wanted: int) -> Document:
    """A report of at least so many pages, of paragraphs, tables and twelve annexes."""
    annexes = tuple(Annex(title=f"Số liệu {n}", blocks=(TABLE, TABLE)) for n in range(12))
    parts, made = 1, EMPTY
    while pages_of(pdf(made)) < wanted:
        part: tuple[Block, ...] = (Heading(text="I. Kết quả"), *(Paragraph(text=PARAGRAPH * 3),) * 6, TABLE)
        made = replace(EMPTY, blocks=part * parts, annexes=annexes)
        parts += 3
    return made


def bare(document: Document) -> Callable[[], object]:
    """The same words set by Typst with nothing of ours: no format, no boxes, no tables."""
    words = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    source = b'#set page(paper: "a4")\n#for it in json(bytes(sys.inputs.words)) { par(it) }'
    given = {"words": json.dumps(words)}
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(checked())])
    return lambda: typst.compile(source, font_paths=fonts, sys_inputs=given)


def timed(work: Callable[[], object]) -> float:
    """How long it takes once, in seconds."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main(wanted: int) -> None:
    """Measure in turns, and print the pages and the seconds of each round."""
    made = report(wanted)
    sides: dict[str, Callable[[], object]] = {
        "empty": lambda: pdf(EMPTY),
        "words": bare(made),
        "pdf": lambda: pdf(made),
        "docx": lambda: docx(made),
    }
    rounds = [{name: timed(work) for name, work in sides.items()} for _ in range(ROUNDS)]
    sys.stdout.write(json.dumps({"pages": pages_of(pdf(made)), "rounds": rounds}) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""Layout of a case's whole file as PDF/A: contents, a page for each step, files with their hashes.

It is not an official document: it has no number, and nobody signs it. Texts are passed to Typst as strings, as in every
document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import segno

from domain.case.safeguards import Act, Safeguard
from domain.case.state.case import CaseState, Category, Channel, ClosureReason
from domain.case.state.evidence import EvidenceKind, Weight
from domain.kernel.masking import apart
from domain.messages import Language
from domain.narrative.differences import Block, Row
from domain.narrative.words import Words
from workers.documents.fonts import printable
from workers.documents.layout import check_size

SAID: Final[Mapping[Language, Mapping[str, str]]] = {
    "vi": {
        "title": "Hồ sơ vụ việc",
        "about": "Hồ sơ gồm các phiên bản từ 1 đến {version} của vụ việc. Phiên bản cuối được ghi lúc {at}. Giờ "
        "trong hồ sơ là giờ Việt Nam.",
        "for_inspectors": "Lập cho {agency}, cơ quan được đọc toàn bộ lịch sử.",
        "for_agency": "Lập cho {agency}. Ai thực hiện bước của cơ quan khác, tên tài khoản của cán bộ và thông cáo "
        "báo chí chưa phát hành không có trong bản này.",
        "contents": "Mục lục",
        "case": "Vụ việc",
        "claim": "Nội dung được phản ánh",
        "safeguards": "Bảo đảm G1–G8",
        "safeguards_hint": "Hệ thống từ chối bước không đáp ứng bảo đảm. Dưới đây là các bước cho thấy điều đó, "
        "trong chu kỳ hiện tại.",
        "steps": "Các bước",
        "step": "Bước",
        "annexes": "Tệp kèm theo",
        "annexes_hint": "Tệp không nằm trong bản này. Ai có tệp thì tính SHA-256 của tệp và so với giá trị dưới đây.",
        "no_annexes": "Không có tệp.",
        "proof": "Bằng chứng",
        "proof_hint": "Nhật ký minh bạch giữ từng phiên bản ở vị trí ghi dưới đây. Mốc là mốc đầu tiên "
        "bao gồm phiên bản cuối. Mã QR chứa sáu dòng sau, theo thứ tự đó.",
        "proof_check": "Bản in không tự chứng minh được. Lấy tệp chứng thực hồ sơ của vụ việc và chương trình kiểm "
        "tra, kiểm tra tệp đó với khóa nhật ký nhận từ nơi tin cậy, rồi so mã băm và mốc với trang này. Mốc cùng chữ "
        "ký của nhân chứng và dấu thời gian nằm ở địa chỉ /log/checkpoint/{size} của hệ thống.",
        "note": "Mốc, như đã công bố",
        "qr": "Mã QR có sáu dòng của bằng chứng",
        "log": "Nhật ký",
        "last": "Phiên bản cuối",
        "leaf": "Mã băm trong nhật ký",
        "place": "Vị trí trong nhật ký",
        "size": "Cỡ của mốc",
        "root": "Gốc cây",
        "source": "Nguồn",
        "plain": "SHA-256 của tệp",
        "sealed": "SHA-256 của tệp đã mã hóa",
        "unknown": "chưa ghi khi thêm tệp, hoặc đã xóa",
        "by_register": "Hệ thống tự ghi",
        "officer_hidden": "cán bộ của cơ quan khác",
        "confirmed": "Tên được giữ lại, người viết chịu trách nhiệm, ở trường",
        "nothing": "(không có)",
        "gone": "(nội dung không còn)",
        "erased": "Nội dung không còn mở được, và không có sự kiện xóa nào nói vì sao.",
        "erased_by": "Đã xóa bởi sự kiện {event}.",
        "not_asked": "Chưa có bước nào cần đến.",
        "G7_AUDIT": "Mỗi thay đổi là một sự kiện được ghi cùng với nó.",
        "G8_NO_BULK": "Mỗi sự kiện đến từ một lệnh cho riêng vụ việc này; hệ thống không có lệnh cho nhiều vụ việc.",
        "page": "Trang",
    },
    "en": {
        "title": "File of case",
        "about": "This file holds versions 1 to {version} of the case. The last one was written on {at}. Times are "
        "those of Việt Nam.",
        "for_inspectors": "Made for {agency}, which reads whole histories.",
        "for_agency": "Made for {agency}. Who took the steps of other agencies, the names of officers' accounts, "
        "and notices to the press before they are issued are not in it.",
        "contents": "Contents",
        "case": "The case",
        "claim": "What was reported",
        "safeguards": "Safeguards G1–G8",
        "safeguards_hint": "The register refuses a step whose safeguard is not met. These are the steps that show "
        "it, in the present cycle.",
        "steps": "Steps",
        "step": "Step",
        "annexes": "Files",
        "annexes_hint": "The files are not in this document. Whoever has one computes its SHA-256 and compares it "
        "with the value below.",
        "no_annexes": "There are no files.",
        "proof": "Proof",
        "proof_hint": "The transparency log holds each version at the place given below. The checkpoint is the "
        "first one that covers the last version. The QR code holds the following six lines in this order.",
        "proof_check": "Paper proves nothing by itself. Take the record pack of the case and the verifier, check "
        "the pack with a key of the log that you got from somebody you trust, then compare hash and checkpoint with "
        "this page. The checkpoint with its witnesses' signatures and its time stamp is at /log/checkpoint/{size} "
        "of the register.",
        "note": "The checkpoint as it was published",
        "qr": "QR code with the six lines of the proof",
        "log": "Log",
        "last": "Last version",
        "leaf": "Hash in the log",
        "place": "Place in the log",
        "size": "Size of the checkpoint",
        "root": "Root of the tree",
        "source": "Source",
        "plain": "SHA-256 of the file",
        "sealed": "SHA-256 of the encrypted file",
        "unknown": "not recorded when the file was added, or erased",
        "by_register": "the register itself",
        "officer_hidden": "an officer of another agency",
        "confirmed": "Names left in the text, answered for by its writer, in the field",
        "nothing": "(nothing)",
        "gone": "(this text is gone)",
        "erased": "The text cannot be opened any more, and no event of an erasure says why.",
        "erased_by": "Erased by event {event}.",
        "not_asked": "No step has asked for it yet.",
        "G7_AUDIT": "Each change is an event that was written together with it.",
        "G8_NO_BULK": "Each event came from a command for this case alone; the register has none for several cases.",
        "page": "Page",
        "notice": "READING VERSION – the Vietnamese file is the authoritative one. Texts are as officers wrote them.",
    },
}


QR_ERROR: Final = "m"
"""Error correction of the QR code: a seventh of the picture may be unreadable."""
Data = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Step:
    """One event: its author, all its changes, its hash, and its log index."""

    version: int
    title: str
    at: datetime
    agency: str | None
    officer: str | None
    blocks: tuple[Block, ...]
    confirmed: tuple[tuple[str, str], ...]
    leaf: str
    place: int


@dataclass(frozen=True, kw_only=True)
class Annex:
    """File of the case, to which the document refers without containing it. It has its hash and the hash of its
    encrypted bytes."""

    what: str
    agency: str
    at: datetime
    type: str
    size: int
    source: str | None
    plain: str | None
    sealed: str

    @classmethod
    def of(cls, item: Mapping[str, Any], words: Words) -> "Annex":
        file = item["file"]
        return cls(
            what=f"{words.label(EvidenceKind(item['kind']))} · {words.label(Weight(item['weight']))}",
            agency=words.agency(item["agency"], item["at"]),
            at=item["at"],
            type=file["media_type"],
            size=file["size"],
            source=item["source"],
            plain=file.get("plain"),
            sealed=file["digest"],
        )


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Log indexes of the versions, and the first published checkpoint that covers the last of them."""

    origin: str
    stream: str
    places: tuple[int, ...]
    leaf: str
    size: int
    note: str

    @property
    def root(self) -> str:
        return self.note.split("\n")[2]

    @property
    def short(self) -> str:
        """Return the text of the QR code: the last version and its hash, its log index, and the checkpoint that covers
        it."""
        version = f"{self.stream}:{len(self.places)}"
        lines = (self.origin, version, self.leaf, str(self.places[-1]), str(self.size), self.root)
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    """Content of the file. `at` is the time of the version; `everything` is True if an inspector requested the file."""

    language: Language
    row: Mapping[str, Any]
    version: int
    at: datetime
    words: Words
    whose: str
    everything: bool
    steps: tuple[Step, ...]
    safeguards: tuple[Safeguard, ...]
    annexes: tuple[Annex, ...]
    proof: Proof


def laid(file: CaseFile) -> Data:
    """Return the file as plain data for the template. Raise DocumentTooLarge."""
    said, code = SAID[file.language], str(file.row["code"])
    made: Data = {
        "language": file.language,
        "said": dict(said),
        "title": f"{said['title']} {code}",
        "notice": said["notice"] if file.language == "en" else "",
        "about": _about(file, said),
        "claim": _text(file.row["claim"] and apart(file.row["claim"]), said),
        "facts": [[printable(name), printable(value)] for name, value in _facts(file)],
        "steps": [_step(step, file.words, said) for step in file.steps],
        "safeguards": [_safeguard(one, file.words, said) for one in file.safeguards],
        "annexes": [_annex(annex, file.words, said) for annex in file.annexes],
        "proof": {**_proof(file.proof, said), "qr": _qr(file.proof.short)},
    }
    check_size(made)
    return made


def _about(file: CaseFile, said: Mapping[str, str]) -> list[str]:
    sight = "for_inspectors" if file.everything else "for_agency"
    spans = said["about"].format(version=file.version, at=file.words.time(file.at))
    return [spans, said[sight].format(agency=printable(file.whose))]


def _text(value: str | None, said: Mapping[str, str]) -> str:
    return printable(value) if value is not None else said["gone"]


def _facts(file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield the rows of the first page, which describe the case at this version."""
    row, words, receipt = file.row, file.words, file.row["receipt"]
    yield words.field("state"), words.label(CaseState(row["state"]))
    addresses = [address for address in (row["url"], *row["addresses"]) if address] or [row["place"] or "–"]
    yield words.field("url"), "\n".join(addresses)
    channel = f" · {words.label(Channel(receipt['channel']))}" if receipt["channel"] else ""
    yield words.field("receipt.receivedAt"), words.time(receipt["received_at"]) + channel
    if row["category"]:
        yield words.field("category"), words.label(Category(row["category"]))
    for name in ("reporter", "lead", "assigned"):
        if row[name]:
            yield words.field(name), words.agency(row[name], file.at)
    if row["concerns"]:
        yield words.field("concerns"), "; ".join(words.agency(agency, file.at) for agency in row["concerns"])
    if row["closure"]:
        yield words.field("closure"), words.label(ClosureReason(row["closure"]["reason"]))
    if row["cycle"] > 1:
        yield words.field("cycle"), str(row["cycle"])


def _by(agency: str | None, officer: str | None, said: Mapping[str, str]) -> str:
    if agency is None:
        return said["by_register"]
    return f"{agency} · {officer or said['officer_hidden']}"


def _step(step: Step, words: Words, said: Mapping[str, str]) -> Data:
    return {
        "number": step.version,
        "title": step.title,
        "at": words.time(step.at),
        "by": printable(_by(step.agency, step.officer, said)),
        "blocks": [
            {"title": printable(block.title), "rows": [_row(row, said) for row in block.rows]} for block in step.blocks
        ],
        "confirmed": [f"{said['confirmed']} {field}: {why}" for field, why in step.confirmed],
        "seal": f"{said['leaf']}: {step.leaf} · {said['place']}: {step.place}",
    }


def _row(row: Row, said: Mapping[str, str]) -> Data:
    """Return a changed field as a row, with its earlier value if there was one."""
    lost = said["erased_by"].format(event=row.erased_by) if row.erased_by else said["erased"]
    after = printable(row.after) if row.after is not None else "" if row.erased else said["nothing"]
    return {
        "name": printable(row.name),
        "before": printable(row.before) if row.before is not None else "",
        "after": after,
        "lost": lost if row.erased else "",
    }


def _safeguard(one: Safeguard, words: Words, said: Mapping[str, str]) -> Data:
    acts = [_act(act, words, said) for act in one.acts]
    lines = [said[one.guard.value]] if one.every else acts or [said["not_asked"]]
    return {"title": f"{one.guard.value[:2]} · {words.label(one.guard)}", "lines": [printable(line) for line in lines]}


def _act(act: Act, words: Words, said: Mapping[str, str]) -> str:
    by = _by(act.agency and words.agency(act.agency, act.at), act.officer and words.officer(act.officer), said)
    return f"{said['step']} {act.version}: {words.event(act.type)} · {words.time(act.at)} · {by}"


def _annex(annex: Annex, words: Words, said: Mapping[str, str]) -> Data:
    return {
        "title": printable(f"{annex.what} · {annex.agency} · {words.time(annex.at)}"),
        "lines": [
            f"{annex.type}, {annex.size} byte",
            f"{said['source']}: {_text(annex.source, said)}",
            f"{said['plain']}: {annex.plain or said['unknown']}",
            f"{said['sealed']}: {annex.sealed}",
        ],
    }


def _proof(proof: Proof, said: Mapping[str, str]) -> Data:
    return {
        "rows": [
            [said["log"], proof.origin],
            [said["last"], f"{proof.stream}:{len(proof.places)}"],
            [said["leaf"], proof.leaf],
            [said["place"], str(proof.places[-1])],
            [said["size"], str(proof.size)],
            [said["root"], proof.root],
        ],
        "note": proof.note.rstrip("\n").split("\n"),
        "check": said["proof_check"].format(size=proof.size),
    }


def _qr(text: str) -> str:
    code = segno.make(text, error=QR_ERROR, micro=False, boost_error=False)
    return code.svg_inline(dark="#000", light="#fff", border=4, svgversion=1.1, omitsize=False)

"""The fixed words of the file of a case, in both languages."""

from collections.abc import Mapping
from typing import Final

from domain.messages import Language

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
        "proof_check": "Bản in không tự chứng minh được. Lấy bó hồ sơ của vụ việc và chương trình kiểm tra, kiểm "
        "tra bó hồ sơ với khóa nhật ký nhận từ nơi tin cậy, rồi so mã băm và mốc với trang này. Mốc cùng chữ ký của "
        "nhân chứng và dấu thời gian nằm ở địa chỉ /log/checkpoint/{size} của hệ thống.",
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

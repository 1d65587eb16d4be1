"""Fixed words of documents that also have a reading version in English."""

from collections.abc import Mapping
from typing import Final

from domain.messages import Language

SAID: Final[Mapping[Language, Mapping[str, str]]] = {
    "vi": {
        "law": "Luật Khiếu nại ngày 11 tháng 11 năm 2011",
        "law_amended": "Luật sửa đổi, bổ sung một số điều của Luật Tiếp công dân, Luật Khiếu nại, Luật Tố cáo ngày 10 "
        "tháng 12 năm 2025",
        "basis": "Căn cứ {what}",
        "decision_cited": "Quyết định số {number} {day} của {agency}",
        "ruling_cited": "Quyết định giải quyết khiếu nại số {number} {day} của {agency}",
        "regulation": "Quy chế ban hành kèm theo Quyết định số {number}",
        "proposed": "Theo đề nghị của {agency}",
        "article": "Điều {number}.",
        "resolves": "Quyết định:",
        "address": "địa chỉ: {known}",
        "addresses": "các địa chỉ: {known}",
        "described": "nơi được mô tả trong hồ sơ vụ việc",
        "reported": "Nội dung được phản ánh",
        "publisher": "Người, cơ quan, tổ chức đăng tải nội dung",
        "decision": "Quyết định",
        "decision_about": "Về việc xử lý nội dung đăng tải trong vụ việc {code}",
        "measure": "Áp dụng biện pháp: {measure}, đối với nội dung đăng tải tại {places}.",
        "annexed": " Nội dung được phản ánh được nêu tại Phụ lục kèm theo Quyết định này.",
        "harm": "Nội dung xâm hại một người trái pháp luật (không xét nội dung đúng hay sai), theo yêu cầu của người "
        "được bảo vệ, và căn cứ xác định:",
        "tested": "- Kết quả xem xét về tự do ngôn luận, tự do báo chí: nội dung không phải phê bình, không phải "
        "thông tin vì lợi ích công cộng, không nói về người giữ chức vụ trong việc của chức vụ đó.",
        "false": "Thông tin sai sự thật và căn cứ xác định:",
        "fact": "- Thông tin được xác định là sai: {fact}",
        "evidence": "- Kết quả xác minh: {result}. Nguồn chứng minh: {sources} Thông tin trái ngược đã xem xét: "
        "{contrary}",
        "appraised": "- Kết luận thẩm định: {finding}. {reasons}",
        "found": "- Kết luận thẩm định: {finding}.",
        "reasons": "Lý do áp dụng biện pháp: {reasons}",
        "milder": "Biện pháp nhẹ hơn đã cân nhắc: {measures}. {weighing}",
        "heard": "Ý kiến của người liên quan đã được xem xét: {reply}",
        "unheard": "Lý do không hỏi ý kiến người liên quan trước khi quyết định: {reasons}",
        "late": "Thời hiệu xử phạt đã hết {day} ({source}). Biện pháp này không phải là hình thức xử phạt và vẫn cần "
        "thiết: {reasons}",
        "complain": "Quyền khiếu nại: {notice}",
        "in_force": "Quyết định này có hiệu lực kể từ ngày ký. Mã tra cứu công khai của quyết định: {code}. Các cơ "
        "quan, tổ chức, cá nhân có liên quan chịu trách nhiệm thi hành. Cơ quan được giao thực hiện báo cáo kết quả "
        "trong {days} ngày làm việc kể từ ngày được giao.",
        "ruling_about": "Về việc giải quyết khiếu nại {code} ({level})",
        "first_level": "lần đầu",
        "second_level": "lần hai",
        "complaint": "Nội dung khiếu nại",
        "against_own_measure": "biện pháp tự xử lý trên trang của cơ quan",
        "against_transfer": "việc chuyển hồ sơ cho cơ quan Công an",
        "against_notice": "thông cáo báo chí",
        "against_refused_request": "việc từ chối yêu cầu về dữ liệu cá nhân",
        "against_decision": "quyết định",
        "complained": "I. Nội dung khiếu nại",
        "annexed_complaint": "Khiếu nại {code} đối với {act}. Nội dung khiếu nại được nêu tại Phụ lục kèm theo Quyết "
        "định này.",
        "by_code": "{against} có mã tra cứu công khai {decision}",
        "verified": "II. Kết quả xác minh",
        "examined": "Việc xác minh do {agency} tiến hành từ {day}.",
        "dialogue": "III. Kết quả đối thoại",
        "written": "Người giải quyết khiếu nại và người khiếu nại trao đổi bằng văn bản qua hệ thống: {count} lượt.",
        "no_dialogue": "Không có đối thoại được ghi nhận.",
        "concluded": "IV. Kết luận",
        "UPHELD": "Khiếu nại đúng toàn bộ.",
        "PARTLY": "Khiếu nại đúng một phần.",
        "DISMISSED": "Khiếu nại sai toàn bộ.",
        "kept": "Giữ nguyên {act}.",
        "CASE_REOPENED": "Hủy bỏ {act}. Vụ việc được kiểm tra lại.",
        "MEASURE_ENDED": "Chấm dứt {act}.",
        "UNDER_REVIEW": "Buộc xem xét lại {act}, để đính chính hoặc rút lại.",
        "ANSWERED_AGAIN": "Hủy bỏ {act}. Yêu cầu được trả lời lại.",
        "way_on": "Quyền khiếu nại tiếp, khởi kiện: {way_on}",
        "ruling_in_force": "Quyết định này có hiệu lực theo quy định của Luật Khiếu nại. Các cơ quan, tổ chức, cá "
        "nhân có liên quan chịu trách nhiệm thi hành.",
        "letter": "",
        "invited_about": "mời trình bày ý kiến về nội dung đăng tải trong vụ việc {code}",
        "invited": "{lead} đang xem xét nội dung đăng tải tại {places} (vụ việc {code}), theo Quy chế ban hành kèm "
        "theo Quyết định số {regulation}. Trước khi có đề xuất xử lý, cơ quan mời quý ông (bà), quý cơ quan, tổ chức "
        "đã đăng tải nội dung này trình bày ý kiến.",
        "question": "Vấn đề cần ý kiến:",
        "code": "Mã của thư:",
        "how": "Cách trả lời:",
        "answer_at": "mở {where} và nhập mã này. Trang đó cấp một mã riêng mà không cán bộ nào có, và từ xác nhận"
        "; quý vị viết câu trả lời ngay tại đó. Không cần tài khoản, không phải nêu tên; hệ thống không ghi ai đã "
        "trả lời. Đề nghị giữ kín mã riêng.",
        "receipt": "Giấy xác nhận:",
        "receipt_word": "Tôi đã nhận thư mời trình bày ý kiến về vụ việc {code}. Từ xác nhận:",
        "receipt_return": "Đề nghị ghi từ mà trang trên hiện ra, rồi đưa giấy này cho người giao thư hoặc gửi lại cơ "
        "quan gửi thư. Câu trả lời được tính là của người đăng khi một cơ quan khác đã thấy từ này. Không cần ghi tên.",
        "term": "Thời hạn:",
        "answer_by": "đến hết {day}. Trong thời hạn này, nếu chưa có câu trả lời thì không có biện pháp nào được đề "
        "xuất. Câu trả lời đến sau vẫn được xem xét, miễn là chưa có quyết định.",
        "provisional": "Ngày này là tạm tính, vì lịch nghỉ lễ, tết của năm đó chưa được xác nhận. Khi có lịch, thời "
        "hạn được tính lại và không bao giờ ngắn đi.",
        "weighed": "Ý kiến được nêu và trả lời trong đề xuất và quyết định. Không trả lời không có nghĩa là thừa nhận.",
        "matter": "{where}/report/matter",
        "matter_unknown": "trang /report/matter của hệ thống tiếp nhận",
        "prove": "{where}/report/prove",
        "prove_unknown": "trang /report/prove của hệ thống tiếp nhận",
        "notice": "Thông báo",
        "restored_about": "Về việc khôi phục nội dung trong vụ việc {code}",
        "place": "Nơi đăng tải nội dung",
        "commenter": "Người có bình luận bị ẩn",
        "undone": "{decision} (mã tra cứu công khai {code}) áp dụng biện pháp: {measure}, đối với nội dung đăng tải "
        "tại {places}, không còn được thi hành kể từ {day}.",
        "own_undone": "Biện pháp: {measure}, mã tra cứu công khai {decision}, do {agency} thực hiện {taken} tại "
        "trang {page}, đã chấm dứt {day}.",
        "withdrawn": "Đề nghị yêu cầu gỡ bỏ hoặc gắn nhãn {count} nội dung trong vụ việc {code}, do {agency} lập "
        "{drafted}, đã được rút lại {day}.",
        "ground": "Căn cứ: {ground}.",
        "ground_paper": "Căn cứ: {ground} (văn bản số {number}).",
        "ground_ruling": "Căn cứ: {ruling}.",
        "own_upheld": "Căn cứ: khiếu nại đối với biện pháp này được chấp nhận.",
        "own_lapsed": "Căn cứ: biện pháp không còn căn cứ, hoặc không được xác nhận trong thời hạn.",
        "own_ended": "Căn cứ: cơ quan tự chấm dứt biện pháp.",
        "no_longer": "Không ai phải thực hiện quyết định này nữa. Quyết định không còn là căn cứ để xử lý người đăng "
        "tải nội dung.",
        "uncorrect": "Đề nghị đính chính chấm dứt. Nội dung đã sửa theo đề nghị được đăng lại như trước, nếu người "
        "đăng tải yêu cầu.",
        "put_back": "Đề nghị gỡ bỏ hoặc gắn nhãn đã được rút lại. Nội dung đã bị gỡ hoặc gắn nhãn, nêu tại Phụ lục kèm "
        "theo, được khôi phục như trước. Tình trạng khôi phục: {status}.",
        "shown_again": "Bình luận đã ẩn được hiển thị lại như trước.",
        "checked_again": "Vụ việc được kiểm tra lại. Nếu có quyết định mới, người đăng tải được thông báo và có quyền "
        "khiếu nại.",
        "closed": "Vụ việc đã kết thúc. Lý do: {reason}.",
        "follow": "Tình trạng của quyết định được tra cứu theo đúng địa chỉ của nội dung tại {where}.",
        "lookup": "{where}/report/decision",
        "lookup_unknown": "trang /report/decision của hệ thống tiếp nhận",
        "items": "Danh mục nội dung được khôi phục",
        "number": "STT",
        "where": "Địa chỉ",
        "captured": "Ngày ghi nhận",
    },
    "en": {
        "law": "the Law on Complaints of 11 November 2011",
        "law_amended": "the Law of 10 December 2025 amending the Law on Complaints",
        "basis": "Under {what}",
        "decision_cited": "Decision No. {number} of {day} of {agency}",
        "ruling_cited": "Ruling on a complaint No. {number} of {day} of {agency}",
        "regulation": "the Regulation issued with Decision {number}",
        "proposed": "As proposed by {agency}",
        "article": "Article {number}.",
        "resolves": "Decides:",
        "address": "the address {known}",
        "addresses": "the addresses {known}",
        "described": "the place that the file of the case describes",
        "reported": "What was reported",
        "publisher": "Whoever published the content",
        "decision": "Decision",
        "decision_about": "On handling published content in case {code}",
        "measure": "Measure: {measure}, about content published at {places}.",
        "annexed": " The annex holds what was reported.",
        "harm": "The content unlawfully harms a person, whether it is true or false. A request for protection was "
        "made. The grounds:",
        "tested": "- Freedom of speech and of the press: the content is no criticism, no information in the public "
        "interest, and not about how somebody holds an office.",
        "false": "What is false, and how that was shown:",
        "fact": "- The fact that was found false: {fact}",
        "evidence": "- Verification: {result}. Sources: {sources} What speaks against it and was weighed: {contrary}",
        "appraised": "- Appraisal: {finding}. {reasons}",
        "found": "- Appraisal: {finding}.",
        "reasons": "Reasons for the measure: {reasons}",
        "milder": "Milder measures that were weighed: {measures}. {weighing}",
        "heard": "What the person concerned said was considered: {reply}",
        "unheard": "Why the person concerned was not heard before: {reasons}",
        "late": "The limitation period for a sanction ended on {day} ({source}). This measure is no sanction and is "
        "needed all the same: {reasons}",
        "complain": "How to complain: {notice}",
        "in_force": "This decision is in force from the day of its signature. Its public code is {code}. Whoever is "
        "concerned carries it out. The agency that carries it out reports the result within {days} working days of "
        "the day on which it was asked to.",
        "ruling_about": "On complaint {code} ({level})",
        "first_level": "first level",
        "second_level": "second level",
        "complaint": "The complaint",
        "against_own_measure": "the measure on the agency's own page",
        "against_transfer": "the transfer to the police",
        "against_notice": "the notice to the press",
        "against_refused_request": "the refusal of a request about personal data",
        "against_decision": "the decision",
        "complained": "I. The complaint",
        "annexed_complaint": "Complaint {code} against {act}. The annex holds the complaint.",
        "by_code": "{against} with the public code {decision}",
        "verified": "II. What the verification found",
        "examined": "{agency} examined it from {day} on.",
        "dialogue": "III. The dialogue",
        "written": "The examiner and the person wrote to each other through the register: {count} messages.",
        "no_dialogue": "No dialogue was recorded.",
        "concluded": "IV. Conclusion",
        "UPHELD": "The complaint is right.",
        "PARTLY": "The complaint is right in part.",
        "DISMISSED": "The complaint is wrong.",
        "kept": "Upheld: {act}.",
        "CASE_REOPENED": "Annulled: {act}. The case is checked again.",
        "MEASURE_ENDED": "Ended: {act}.",
        "UNDER_REVIEW": "To be reviewed, and corrected or retracted: {act}.",
        "ANSWERED_AGAIN": "Annulled: {act}. The request is answered again.",
        "way_on": "How to complain further or go to court: {way_on}",
        "ruling_in_force": "This decision is in force as the Law on Complaints says. Whoever is concerned carries it "
        "out.",
        "letter": "Invitation to be heard",
        "invited_about": "About content published in case {code}",
        "invited": "{lead} is considering content published at {places} (case {code}), under the Regulation issued "
        "with Decision {regulation}. Before any measure is proposed, the agency invites whoever published it to say "
        "what they think.",
        "question": "The question:",
        "code": "Code of the letter:",
        "how": "How to answer:",
        "answer_at": "open {where} and enter this code. The page gives you a code of your own, which no officer has, "
        "and the register's word; you can write your answer there at once. You need no account and give no name; the "
        "register does not keep who answered. Please give your own code to nobody.",
        "receipt": "Receipt:",
        "receipt_word": "I received the invitation to be heard in case {code}. The register's word:",
        "receipt_return": "Please write down the word that the page shows. Give this part to whoever brought the "
        "letter, or send it back to the agency. Your answer counts as the publisher's once another agency has seen "
        "the word. No name is needed.",
        "term": "Until when:",
        "answer_by": "the end of {day}. Until then, no measure is proposed without an answer. A later answer "
        "is considered as long as nothing was decided.",
        "provisional": "This day is provisional, because nobody has confirmed the days off of that year yet. Once they "
        "are, the term is computed again and never becomes shorter.",
        "weighed": "The proposal and the decision say what they make of your answer. No answer is no admission.",
        "matter": "{where}/report/matter",
        "matter_unknown": "the page /report/matter of the register",
        "prove": "{where}/report/prove",
        "prove_unknown": "the page /report/prove of the register",
        "notice": "Notice",
        "restored_about": "On restoring content in case {code}",
        "place": "The place of publication",
        "commenter": "Whoever wrote the hidden comment",
        "undone": "{decision} (public code {code}), with the measure: {measure}, about content published at {places}, "
        "is not carried out any more from {day} on.",
        "own_undone": "The measure: {measure}, with the public code {decision}, taken by {agency} on {taken} on the "
        "page {page}, ended on {day}.",
        "withdrawn": "The proposal to have {count} items removed or labelled in case {code}, drafted by {agency} on "
        "{drafted}, was withdrawn on {day}.",
        "ground": "Ground: {ground}.",
        "ground_paper": "Ground: {ground} (document {number}).",
        "ground_ruling": "Ground: {ruling}.",
        "own_upheld": "Ground: a complaint against this measure was upheld.",
        "own_lapsed": "Ground: the measure has no ground any more, or was not justified in time.",
        "own_ended": "Ground: the agency ended the measure itself.",
        "no_longer": "Nobody has to carry this decision out any more. It is no ground for acting against whoever "
        "published the content.",
        "uncorrect": "The request for a correction is over. What was changed on it is published as before, if whoever "
        "published it asks for that.",
        "put_back": "The proposal of removal or of a label was withdrawn. What was removed or labelled, as listed in "
        "the annex, is restored as it was before. State of the restoration: {status}.",
        "shown_again": "The hidden comment is shown again as before.",
        "checked_again": "The case is checked again. If there is a new decision, whoever published the content is told "
        "and can complain.",
        "closed": "The case is closed. Reason: {reason}.",
        "follow": "What became of the decision is found by the exact address of the content at {where}.",
        "lookup": "{where}/report/decision",
        "lookup_unknown": "the page /report/decision of the register",
        "items": "Content that is restored",
        "number": "No.",
        "where": "Address",
        "captured": "Captured on",
    },
}
READING: Final = "READING VERSION – WITHOUT LEGAL FORCE. Only the signed Vietnamese document has effect."
OFFICES_EN: Final[Mapping[str, str]] = {
    "Giám đốc": "Director",
    "Chánh Văn phòng": "Chief of Office",
    "Trưởng ban": "Head",
    "Chủ tịch": "Chair",
    "Tổng biên tập": "Editor-in-chief",
    "Chánh Thanh tra": "Chief Inspector",
    "Thủ trưởng": "Head",
}
"""Titles of heads in a reading version."""
WORDS_NOTE: Final = "What officers wrote is given in Vietnamese, as they wrote it."

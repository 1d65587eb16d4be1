var casebookWords = {
 "found": {
  "format": [
   "không phải bó hồ sơ đúng khuôn dạng",
   "is not a record pack of this format"
  ],
  "signature": [
   "chữ ký sai, thiếu, hoặc của khóa khác",
   "a signature is wrong, missing, or of another key"
  ],
  "consistency": [
   "các mốc không thuộc cùng một nhật ký",
   "checkpoints are not of one log"
  ],
  "inclusion": [
   "không có trong nhật ký ở vị trí đã nêu",
   "is not in the log at the place that is named"
  ],
  "order": [
   "phiên bản bị thiếu, thêm hoặc sai thứ tự",
   "a version is missing, added or out of order"
  ],
  "content": [
   "nội dung không phải nội dung đã niêm phong",
   "the content is not what was sealed"
  ],
  "authority": [
   "không thể là người thực hiện",
   "cannot be who acted"
  ],
  "time": [
   "thời điểm khai không thể đúng",
   "the claimed time cannot be true"
  ],
  "texts": [
   "văn bản không khớp cam kết, bị thiếu hoặc thừa",
   "a text differs from its commitment, is missing or stray"
  ]
 },
 "proved": {
  "signed": [
   "{count} mốc do nhật ký này ký; trong các nhân chứng bạn nêu, {witnesses} đã ký mốc mới nhất",
   "{count} checkpoints are signed by this log; of the witnesses that you named, {witnesses} cosigned the newest"
  ],
  "succeeded": [
   "khóa của nhật ký đã được chuyển giao {count} lần, mỗi lần có chữ ký như đã nêu",
   "the key of the log was handed over {count} times, each time with the signatures that this takes"
  ],
  "included": [
   "{count} phiên bản có trong nhật ký",
   "{count} versions are in the log"
  ],
  "ordered": [
   "{count} phiên bản nối tiếp nhau, không hở",
   "{count} versions follow each other without a gap"
  ],
  "indexed": [
   "không có phiên bản nào sau phiên bản {count} trong {size} mục đầu, theo mục lục do nhật ký ký",
   "no version follows version {count} among the first {size} entries, by the index that the log signed"
  ],
  "filled": [
   "nội dung của {count} trong {of} phiên bản đúng như khi niêm phong",
   "the content of {count} of {of} versions is as it was sealed"
  ],
  "shown": [
   "những gì {count} phiên bản đã công bố đúng như khi niêm phong",
   "what {count} versions made public is as it was sealed"
  ],
  "folded": [
   "{count} trong {of} trạng thái đúng là kết quả của các sự kiện",
   "{count} of {of} states are what the events lead to"
  ],
  "authority": [
   "theo các dòng sổ đăng ký trong bó, người thực hiện có quyền làm {count} trong {of} việc",
   "by the rows of the registry in the pack, whoever acted might do {count} of {of} acts"
  ],
  "authored": [
   "{count} trong {of} mục do một tiến trình được phép ghi ký",
   "{count} of {of} entries were signed by a process that might write then"
  ],
  "time": [
   "thời điểm của {count} phiên bản phù hợp với chữ ký của nhân chứng",
   "the times of {count} versions agree with what witnesses signed"
  ],
  "files": [
   "{count} tệp bạn nêu đúng là tệp chứng cứ của hồ sơ",
   "{count} files that you named are evidence of this stream"
  ],
  "opened": [
   "{count} văn bản đúng như khi niêm phong; {erased} văn bản được ghi là đã xóa",
   "{count} texts are as they were sealed; {erased} are said to be erased"
  ]
 },
 "unproved": {
  "pinned": [
   "nhật ký này là của ai: bạn chưa nêu khóa, khóa trong bó không chứng minh gì",
   "whose log this is: you named no key, and the key in the pack proves nothing"
  ],
  "witness": [
   "mọi người được cho xem cùng một nhật ký, và thời điểm niêm phong: không có nhân chứng nào bạn nêu đã ký",
   "that everybody is shown the same log, and when it was sealed: no witness that you named signed"
  ],
  "quantum": [
   "chữ ký ML-DSA-44 của {count} nhân chứng: ở đây không kiểm tra được loại chữ ký này",
   "the ML-DSA-44 cosignatures of {count} witnesses: this kind cannot be checked here"
  ],
  "lost": [
   "nội dung của {count} mục mà nhật ký nói là đã mất: nhật ký tiếp tục không có các mục đó",
   "what the {count} entries were that the log says are lost: it went on without them"
  ],
  "kept": [
   "mốc bạn giữ ({size}): bó không có mốc cỡ đó",
   "the checkpoint you kept ({size}): the pack has none of its size"
  ],
  "stated": [
   "không có phiên bản sau phiên bản cuối, tính đến {size} mục: đó mới là lời có ký của hệ thống",
   "that no version follows the last one up to entry {size}: that is the register's signed word only"
  ],
  "after": [
   "không có phiên bản nào sau phiên bản cuối",
   "that no version follows the last one"
  ],
  "later": [
   "bất cứ điều gì sau mục {size} của nhật ký",
   "anything after entry {size} of the log"
  ],
  "first": [
   "nhật ký không có mục sớm hơn cho cùng phiên bản: phải đọc toàn bộ nhật ký",
   "that the log has no earlier entry for the same version: that takes the whole log"
  ],
  "withheld": [
   "nội dung của {count} phiên bản mà bạn không được xem",
   "the content of {count} versions that you may not see"
  ],
  "time": [
   "thời điểm của bất cứ phiên bản nào",
   "the time of any version"
  ],
  "erasure": [
   "sự kiện xóa có thật là của các văn bản này, và việc xóa là đúng: bó chỉ cho thấy sự kiện đó tồn tại",
   "that the erasure was of these texts, and right: the pack shows only that there is such an event"
  ],
  "authority": [
   "người thực hiện có quyền làm {count} việc: bó không có đủ các dòng sổ đăng ký cho các việc đó",
   "that whoever acted might do {count} acts: the pack does not have the rows of the registry for them"
  ],
  "registry": [
   "sau các dòng sổ đăng ký trong bó không có dòng nào khác",
   "that the registry has no other rows after those in the pack"
  ],
  "persons": [
   "các lần bổ nhiệm được ghi là của cùng một người đúng là của người đó: tên được niêm phong",
   "that appointments which are said to be of one person are: names are sealed"
  ],
  "admission": [
   "tài khoản và chương trình không bị dừng, việc đó đúng thẩm quyền về lĩnh vực, địa bàn và hợp với trạng thái",
   "that accounts were not stopped, that field and area were the agency's, and that the state admitted each act"
  ],
  "fold": [
   "{count} trạng thái là kết quả của các sự kiện: không được xem, hoặc không có quy tắc cho loại sự kiện đó",
   "that {count} states are what the events lead to: not shown, or of a type without a rule here"
  ],
  "stamp": [
   "dấu thời gian: kiểm tra bằng openssl ts -verify",
   "the time stamps: check them with openssl ts -verify"
  ],
  "author": [
   "tiến trình nào đã ghi từng mục: bạn chưa nêu khóa của các tiến trình",
   "which process wrote each entry: you named no keys of processes"
  ],
  "files": [
   "tệp nào là chứng cứ: bó cam kết với {count} tệp, hãy nêu chúng (--file)",
   "which files the evidence is: the pack commits to {count} of them, name them (--file)"
  ],
  "truth": [
   "điều được ghi là sự thật",
   "that what was recorded is true"
  ]
 },
 "ends": {
  "fails": [
   "KHÔNG ĐÚNG. Số phát hiện: {count}",
   "IT DOES NOT HOLD. Findings: {count}"
  ],
  "holds": [
   "Mọi điều kiểm tra được đều đúng.",
   "All that could be checked holds."
  ],
  "proved": [
   "Đã chứng minh:",
   "Proved:"
  ],
  "unproved": [
   "CHƯA được chứng minh:",
   "NOT proved:"
  ]
 }
};

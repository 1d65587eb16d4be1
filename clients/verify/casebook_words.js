var casebookWords = {
 "found": {
  "format": [
   "không phải tệp chứng thực hồ sơ đúng khuôn dạng",
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
 "codes": {
  "cut": [
   "tệp chưa đầy đủ: hãy tải lại. Nếu vẫn vậy thì phần cuối đã bị cắt",
   "the file is incomplete: download it again. If it is so again, its end was cut off"
  ],
  "end-missing": [
   "tệp chưa đầy đủ, thiếu dòng cuối: hãy tải lại. Nếu vẫn vậy thì phần cuối đã bị cắt",
   "the file is incomplete, its last line is missing: download it again. If it is so again, its end was cut off"
  ],
  "uncosigned": [
   "khi mốc mới nhất được công bố, số nhân chứng bạn nêu đã ký ít hơn số bạn yêu cầu: kiểm tra khóa của nhân chứng, rồi lấy lại tệp sau khi có mốc mới",
   "fewer of the witnesses that you named than you asked for had cosigned the newest checkpoint when it was published: compare the witnesses' keys, and take the pack again when there is a newer checkpoint"
  ],
  "line-missing": [
   "việc phải công khai mà không có dòng trong sổ công khai",
   "is a public act and has no line in the public register"
  ],
  "line-twice": [
   "dòng trong sổ công khai đã là của một việc khác",
   "its line in the public register is that of another act"
  ]
 },
 "proved": {
  "signed": [
   "{count} mốc do nhật ký này ký; trong các nhân chứng bạn nêu, {witnesses} đã ký mốc mới nhất",
   "checkpoints signed by this log: {count}; witnesses that you named who cosigned the newest: {witnesses}"
  ],
  "kept": [
   "khớp với mốc bạn giữ, cỡ {sizes}",
   "agrees with your checkpoint of {sizes}"
  ],
  "succeeded": [
   "khóa của nhật ký đã được chuyển giao {count} lần, mỗi lần có chữ ký như đã nêu",
   "handovers of the log's key, each with the signatures that this takes: {count}"
  ],
  "included": [
   "{count} phiên bản có trong nhật ký",
   "versions that are in the log: {count}"
  ],
  "ordered": [
   "{count} phiên bản nối tiếp nhau, không hở",
   "versions that follow each other without a gap: {count}"
  ],
  "indexed": [
   "không có phiên bản nào sau phiên bản {count} trong {size} mục đầu, theo mục lục do nhật ký ký",
   "no version follows version {count} among the first {size} entries, by the index that the log signed"
  ],
  "filled": [
   "nội dung của {count} trong {of} phiên bản đúng như khi niêm phong",
   "versions whose content is as it was sealed: {count} of {of}"
  ],
  "shown": [
   "những gì {count} phiên bản đã công bố đúng như khi niêm phong",
   "versions that made something public, which is as it was sealed: {count}"
  ],
  "folded": [
   "{count} trong {of} trạng thái (của các phiên bản và của các dòng sổ đăng ký) đúng là kết quả của các sự kiện",
   "states that are what the events lead to: {count} of {of}, of the versions and of the registry's rows"
  ],
  "authority": [
   "theo các dòng sổ đăng ký trong tệp, người thực hiện có quyền làm {count} trong {of} việc",
   "acts that their actor had the right to do, by the rows of the registry in the pack: {count} of {of}"
  ],
  "endorsed": [
   "{count} việc do chính người thực hiện ký bằng khóa của mình, đúng nội dung đã ghi",
   "acts that whoever acted signed with a key of their own, and that are what was signed: {count}"
  ],
  "authored": [
   "{count} trong {of} mục (phiên bản và dòng sổ đăng ký) do một tiến trình được phép ghi ký",
   "entries signed by a process that might write then: {count} of {of}, versions and rows of the registry"
  ],
  "lines": [
   "{count} việc phải công khai đã để lại dòng riêng trong sổ công khai",
   "public acts that name a line of their own in the public register: {count}"
  ],
  "time": [
   "thời điểm của {count} phiên bản phù hợp với chữ ký của nhân chứng",
   "versions whose times agree with what witnesses signed: {count}"
  ],
  "files": [
   "{count} tệp bạn nêu đúng là tệp chứng cứ của hồ sơ",
   "files that you named which are evidence of this stream: {count}"
  ],
  "opened": [
   "{count} văn bản đúng như khi niêm phong; {erased} văn bản được ghi là đã xóa",
   "texts that are as they were sealed: {count}; said to be erased: {erased}"
  ]
 },
 "unproved": {
  "pinned": [
   "nhật ký này là của ai: bạn chưa nêu khóa, khóa trong tệp không chứng minh gì",
   "whose log this is: you named no key, and the key in the pack proves nothing"
  ],
  "witness": [
   "mọi người được cho xem cùng một nhật ký, và thời điểm niêm phong: không có nhân chứng nào bạn nêu đã ký",
   "that everybody is shown the same log, and when it was sealed: no witness that you named signed"
  ],
  "lost": [
   "nội dung của {count} mục mà nhật ký nói là đã mất: nhật ký tiếp tục không có các mục đó",
   "what the entries were that the log says are lost ({count}): it went on without them"
  ],
  "kept": [
   "tệp khớp với mốc bạn giữ ({sizes}): tệp không có mốc cỡ đó; hãy lấy lại tệp với ?size= và cỡ của mốc",
   "agreement with the checkpoint you kept ({sizes}): the pack has none of its size; take it again with ?size=SIZE"
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
   "the content of versions that you may not see: {count}"
  ],
  "time": [
   "thời điểm của bất cứ phiên bản nào",
   "the time of any version"
  ],
  "explained": [
   "thời điểm của {count} phiên bản niêm phong muộn: sau đó người vận hành và một người có tên đã ký giải trình",
   "the times of versions that were sealed late ({count}): the operator and a named person signed why, afterwards"
  ],
  "erasure": [
   "sự kiện xóa có thật là của các văn bản này, và việc xóa là đúng: tệp chỉ cho thấy sự kiện đó tồn tại",
   "that the erasure was of these texts, and right: the pack shows only that there is such an event"
  ],
  "erasure-right": [
   "việc xóa đúng luật: tệp cho thấy khóa của các văn bản này đã bị hủy, không cho thấy căn cứ và người duyệt",
   "that the erasure was right: the pack shows that the keys of these texts were destroyed, not the grounds and approvals"
  ],
  "authority": [
   "người thực hiện có quyền làm {count} việc: tệp không có đủ các dòng sổ đăng ký cho các việc đó",
   "that whoever acted had the right, in acts for which the pack does not have the rows of the registry: {count}"
  ],
  "endorsed": [
   "chữ ký của người thực hiện trong {count} việc: tệp không có các dòng sổ đăng ký cần cho việc đó",
   "the signatures of those who acted, where the pack does not have the rows of the registry that it takes: {count}"
  ],
  "papers": [
   "{count} việc được làm bằng văn bản giấy, người thực hiện không có khóa: hãy xem văn bản",
   "acts done on paper by somebody without a key: look at the papers: {count}"
  ],
  "registry": [
   "sau các dòng sổ đăng ký trong tệp không có dòng nào khác",
   "that the registry has no other rows after those in the pack"
  ],
  "persons": [
   "các lần bổ nhiệm được ghi là của cùng một người đúng là của người đó: tên được niêm phong",
   "that appointments which are said to be of one person are: names are sealed"
  ],
  "programs": [
   "chương trình mang {count} việc đến được phép làm thế: tệp không có dòng sổ đăng ký của chương trình đó",
   "that the program might carry an act, where the pack does not have its row of the registry: {count}"
  ],
  "admission": [
   "tài khoản và chương trình không bị dừng, việc đó đúng thẩm quyền về lĩnh vực, địa bàn và hợp với trạng thái",
   "that accounts were not stopped, that field and area were the agency's, and that the state admitted each act"
  ],
  "fold": [
   "{count} trạng thái là kết quả của các sự kiện: không được xem, hoặc không có quy tắc cho loại sự kiện đó",
   "that states are what the events lead to, where they are not shown or have no rule here: {count}"
  ],
  "lines": [
   "{count} việc phải công khai có dòng trong sổ công khai: tệp không nói nghĩa vụ đó có từ khi nào",
   "that public acts have a line in the public register, where the pack does not say when that duty began: {count}"
  ],
  "stamp": [
   "dấu thời gian: kiểm tra bằng openssl ts -verify",
   "the time stamps: check them with openssl ts -verify"
  ],
  "author": [
   "tiến trình nào đã ghi từng mục: tệp không có đủ mục của nhật ký về ai được ghi",
   "which process wrote each entry: the pack has not all entries of the log about that"
  ],
  "alone": [
   "một người thứ hai đã ký việc ai được ghi: nhật ký chưa nêu người nào",
   "that a second person signed who may write: the log names none yet"
  ],
  "files": [
   "tệp nào là chứng cứ: tệp cam kết với {count} tệp, hãy nêu chúng (--file)",
   "which files the evidence is: name them (--file); files that the pack commits to: {count}"
  ],
  "shared": [
   "các dòng sổ đăng ký của {parts}: ở tệp dùng chung mà bạn chưa nêu (--shared): tải ở /agencies/ID/record",
   "the registry's rows of {parts}: in shared parts that you did not name (--shared); fetch them at /agencies/ID/record"
  ],
  "more": [
   "{count} dòng thuộc phần bổ sung của khuôn dạng: bản này của chương trình không kiểm tra",
   "lines of later additions to the format, which this edition of the program does not check: {count}"
  ],
  "old": [
   "điều bị giữ lại và điều bị xóa là đúng: tệp theo khuôn dạng cũ, phiên bản 2",
   "that what is withheld and what is erased is right: the pack is of the old format, version 2"
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
  "cut": [
   "TỆP CHƯA ĐẦY ĐỦ: hãy tải lại. Số phát hiện: {count}",
   "THE FILE IS INCOMPLETE: download it again. Findings: {count}"
  ],
  "holds": [
   "Mọi điều kiểm tra được đều đúng.",
   "All that could be checked holds."
  ],
  "unpinned": [
   "Mọi điều kiểm tra được đều đúng, nhưng bạn chưa nêu khóa: không biết nhật ký này là của ai.",
   "All that could be checked holds, but you named no key: it is not known whose log this is."
  ],
  "less": [
   "Mọi điều kiểm tra được đều đúng, nhưng tệp cho thấy ít hơn điều bạn cần.",
   "All that could be checked holds, but the pack shows less than you need."
  ],
  "lacking": [
   "Bạn cần mà tệp KHÔNG cho thấy:",
   "You need, and the pack does NOT show:"
  ],
  "proved": [
   "Đã chứng minh:",
   "Proved:"
  ],
  "unproved": [
   "CHƯA được chứng minh:",
   "NOT proved:"
  ]
 },
 "lacking": {
  "index": [
   "rằng không có phiên bản nào bị bỏ ở cuối: cần mục lục do nhật ký ký, đúng cỡ của tệp; lấy lại sau mười phút",
   "that no version is left out at the end: it takes the log's index of the pack's size; take it again in ten minutes"
  ],
  "authority": [
   "rằng mọi người thực hiện đều có quyền",
   "that everybody who acted had the right"
  ],
  "authors": [
   "tiến trình nào đã ghi từng mục: lấy lại tệp sau mười phút, hoặc nêu tệp khóa của các tiến trình (--authors)",
   "which process wrote each entry: take it again in ten minutes, or name the file of the processes' keys (--authors)"
  ],
  "nothing-withheld": [
   "nội dung không được đưa cho bạn",
   "content that you were not given"
  ],
  "erasures": [
   "rằng các văn bản thiếu đã bị xóa thật",
   "that the texts which are missing were erased"
  ],
  "kept": [
   "rằng tệp khớp với mốc bạn giữ: tệp không có mốc cỡ đó",
   "that the pack agrees with the checkpoint you kept: it has none of its size"
  ],
  "shared": [
   "các dòng sổ đăng ký trong tệp dùng chung: hãy tải các tệp đó và nêu chúng (--shared)",
   "the registry's rows in shared parts: fetch these files and name them (--shared)"
  ]
 }
};

"""The page of law: what is applied on a day, with its source, and how sure it is."""

from tests.conftest import api as api
from tests.support.installation import Api
from tests.support.public import Person


def test_everybody_reads_the_law_of_a_day(api: Api) -> None:
    reader = Person(api.url)
    before, after = (reader.get("law", day=day).text for day in ("2026-06-30", "2026-07-01"))
    assert "Luật Khiếu nại 02/2011/QH13, Điều 9" in before
    assert "136/2025/QH15, Điều 9" not in before
    assert "136/2025/QH15, Điều 9" in after
    assert "Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025" in after
    assert "Chưa đối chiếu" in after
    assert "Not compared with the text" in Person(api.url, "en").get("law", day="nonsense").text

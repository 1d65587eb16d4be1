"""What two people do at the desk: one enters, another one compares and settles; and what a form says when it cannot."""

import re
from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest

from api.pages.administer.reading import known
from api.pages.base.page_request import PageRequest
from domain.administration.province import DefineArea
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from domain.registry.agency import AreaLevel
from domain.registry.entry import Certainty
from store.oauth.once import digest
from store.process.settings import Settings
from store.store import opened_store
from tests.api.administer.conftest import Seated
from tests.support.reader import Reader, said

SOURCE = "Nghị quyết số 1/2025, Điều 1"
AREA = {"name": "Xã Bàn Giấy", "level": "COMMUNE", "since": "01/07/2025", "source": SOURCE}
DRAWN = re.compile(r'<code id="drawn">([^<]+)</code>')


def begin(reader: Reader, section: str, action: str, **fields: Any) -> httpx.Response:
    """Open the form of an action that begins a row, and send it."""
    reader.open(f"/administer/{section}/new/{action}")
    return reader.send(**fields)


def act(reader: Reader, place: str, action: str, **fields: Any) -> httpx.Response:
    """Open the form of an action on the row of a page, and send it."""
    path, _, query = action.partition("?")
    reader.open(f"{place}/{path}{'?' if query else ''}{query}")
    return reader.send(**fields)


def an_area(name: str, source: str) -> DefineArea:
    since, certainty = date(2025, 7, 1), Certainty.UNCONFIRMED
    return DefineArea(name=name, level=AreaLevel.COMMUNE, since=since, source=source, certainty=certainty)


def place_of(answer: httpx.Response) -> str:
    """The page of the row that an act led to."""
    assert answer.status_code == 200, said(answer)
    return answer.url.path


def test_a_row_counts_once_another_administrator_compared_it(seated: Seated) -> None:
    first, second = seated("lead"), seated("ppc")
    place = place_of(begin(first, "areas", "defineArea", **AREA))
    own = first.words(place)
    assert "Chưa đối chiếu" in first.words("/administer/areas")
    assert "người" in own
    assert f"{place}/confirmArea" not in first.shown.text
    assert "Xã Bàn Giấy" in first.words("/administer/")
    refused = act(first, place, "confirmArea", source=SOURCE, on="01/07/2026")
    assert refused.status_code == 422

    waiting = second.open("/administer/").text
    assert f'href="{place}#waiting"' in waiting
    assert waiting.index("Chờ bạn") < waiting.index(place)
    form = second.open(f"{place}/confirmArea")
    assert "<ins>Xã Bàn Giấy</ins>" in form.text
    confirmed = second.send(source="Nghị quyết số 1/2025, bản gốc", on="01/07/2026")
    assert "Đã ghi: Xác nhận địa bàn" in said(confirmed)
    assert "Đang có hiệu lực" in second.words(place)
    assert place not in second.open("/administer/").text


def test_what_was_typed_is_kept_and_what_is_wrong_stands_beside_it(seated: Seated) -> None:
    for language, wrong, needed in (
        ("vi", "Ngày này không đọc được", "Hãy điền mục này."),
        ("en", "This day cannot be read", "Fill this in."),
    ):
        reader = seated("lead", language=language)
        answer = begin(reader, "areas", "defineArea", **{**AREA, "since": "31/02/2025", "level": ""})
        assert (answer.status_code, 'value="Xã Bàn Giấy"' in answer.text) == (422, True)
        errors = dict(re.findall(r'<p class="error" id="(\w+)-error">([^<]+)</p>', answer.text))
        assert set(errors) == {"since", "level"}
        assert wrong in errors["since"], errors
        assert errors["level"] == needed
        assert 'id="since" name="since" value="31/02/2025"' in answer.text
        assert 'aria-describedby="since-hint since-error" aria-invalid="true"' in answer.text


def test_a_form_sent_twice_is_taken_in_once(seated: Seated) -> None:
    reader = seated("lead")
    form = reader.open("/administer/areas/new/defineArea")
    made = place_of(reader.send(None, **AREA))
    reader.shown = form
    assert place_of(reader.send(None, **AREA)) == made


def test_a_name_in_a_text_is_answered_for(seated: Seated) -> None:
    reader = seated("lead")
    place = place_of(begin(reader, "areas", "defineArea", **AREA))
    other = seated("ppc")
    answer = act(other, place, "refuseArea", reasons="Ông Nguyễn Văn An nói không có xã này.")
    assert answer.status_code == 422
    (key,) = re.findall(r'<select id="(name\.reasons\.\d+)"', answer.text)
    assert "“Nguyễn Văn An”" in unescape(answer.text)
    done = other.send(None, **{"reasons": "Ông Nguyễn Văn An nói không có xã này.", key: "OFFICE_HOLDER"})
    assert "Không được xác nhận" in said(done)


def test_a_right_of_ones_own_is_left_to_others(seated: Seated) -> None:
    lead = {"agency": "agency-lead", "since": "01/01/2199", "source": SOURCE, "part": "LEAD"}
    place = place_of(begin(seated("ppc"), "leads", "assignLead", **lead))
    own = seated("lead")
    assert f"{place}/confirmLead" not in own.open(place).text
    assert "Chờ người khác" in own.words("/administer/")


def test_a_provision_is_drafted_and_activated_by_officers_of_the_law(seated: Seated) -> None:
    first, second = seated("lead", Post.HANDLER), seated("lead", Post.SIGNATORY)
    text = {
        "kind": "GROUND",
        "instrument": "Luật số 116/2025/QH15",
        "place": "Điều 7, khoản 1",
        "wording": "Cấm đăng tải thông tin bịa đặt gây hại đến danh dự của người khác.",
        "source": "Công báo",
        "since": "01/07/2026",
    }
    before = first.words("/administer/provisions").count("Chờ người thứ hai xác nhận")
    place = place_of(begin(first, "provisions", "draftProvision", **text))
    assert first.words("/administer/provisions").count("Chờ người thứ hai xác nhận") == before + 1
    assert f"{place}/activateProvision" not in first.open(place).text
    assert text["wording"] in first.open(place).text
    shown = (place, "/administer/provisions", "/administer/")
    assert not any(text["wording"] in second.open(path).text for path in shown)
    form = second.open(f"{place}/activateProvision").text
    read: dict[str, Any] = {"read_in": "Công báo số 1", "read_on": "01/07/2026"}
    assert text["instrument"] in form
    assert text["wording"] not in form, "the second person reads the source"
    refused = second.send(wording=text["wording"].replace("danh dự", "uy tín"), **read)
    assert (refused.status_code, "từ chữ thứ 11" in said(refused)) == (422, True)
    second.send(wording=text["wording"], **read)
    assert "Đang có hiệu lực" in second.words(place)
    assert text["wording"] in second.shown.text


async def test_two_codes_open_an_account_and_no_page_repeats_them(seated: Seated, installation: dict[str, str]) -> None:
    first, second = seated("land"), seated("land", Post.SIGNATORY)
    name = "ban.giay@land.example"
    person = {"subject": name, "posts": ["HANDLER"], "since": "01/07/2021", "appointment": "QĐ 1"}
    nominated = place_of(begin(first, "officers", "nominateOfficer", **person))
    act(second, nominated, "confirmOfficer")
    once = begin(first, "users", "openUser", subject=name)
    (code,) = DRAWN.findall(once.text)
    place = re.findall(r'href="(/administer/users/user-\w+)\?done=openUser"', once.text)[0]
    (other,) = DRAWN.findall(act(second, place, "approveUser").text)
    assert code != other
    pages = [first.open(path).text for path in (place, "/administer/users", "/administer/")]
    pages += [second.open(place).text]
    hidden = (code, other, digest(code), digest(other))
    assert [secret for secret in hidden for page in pages if secret in page] == []
    async with opened_store(Settings.from_env(installation)) as store:
        user = (await store.registry.current()).account(name)
        assert user is not None
        assert user.recovery is not None
        assert (user.recovery.first, user.recovery.second) == (digest(code), digest(other))
    act(second, place, "suspendUser")
    assert "Đã tạm dừng" in second.words(place)


def test_an_appointment_changes_in_one_act(seated: Seated) -> None:
    """One enters it beside the appointment that it replaces; the second person sees both, and confirms both at once."""
    first, second = seated("land"), seated("land", Post.SIGNATORY)
    person = {"subject": "doi.viec@land.example", "posts": ["HANDLER"], "since": "01/07/2021", "appointment": "QĐ 1"}
    old = place_of(begin(first, "officers", "nominateOfficer", **person))
    act(second, old, "confirmOfficer")
    change = r'href="(/administer/officers/new/nominateOfficer\?replaces=[^"]+)">Đổi nhiệm vụ'
    form = re.findall(change, first.open(old).text)
    shown = first.open(form[0]).text
    assert "Nhiệm vụ cũ chấm dứt khi nhiệm vụ này bắt đầu" in shown
    assert 'value="HANDLER" checked' in shown
    assert 'name="subject"' not in shown, "the person is the same"
    new = place_of(first.send(posts=["SIGNATORY"], since="01/01/2199", appointment="QĐ 2"))
    assert f"{new}/confirmOfficer" not in first.open(new).text
    assert first.words(old).count("01/01/2199") == 0, "nothing changed yet"

    compared = second.open(f"{new}/confirmOfficer").text
    for before, after in (("QĐ 1", "QĐ 2"), ("01/07/2021", "01/01/2199")):
        assert f"<del>{before}</del>" in compared
        assert f"<ins>{after}</ins>" in compared
    assert "Nhiệm vụ cũ chấm dứt khi nhiệm vụ này bắt đầu" in compared
    assert "Đã ghi" in said(second.send())
    assert "01/01/2199" in second.words(old)
    assert "Sắp có hiệu lực" in second.words(new)
    first.open(form[0])
    assert "chưa bị thay" in said(first.send(posts=["HANDLER"], since="01/01/2199", appointment="QĐ 3"))


def test_a_nomination_is_refused_at_once_and_its_author_reads_why(seated: Seated) -> None:
    first, second = seated("land"), seated("land", Post.SIGNATORY)
    person = {"subject": "nham@land.example", "posts": ["HANDLER"], "since": "01/07/2021", "appointment": "QĐ 7"}
    place = place_of(begin(first, "officers", "nominateOfficer", **person))
    ways = (f"{place}/confirmOfficer", f"{place}/refuseOfficer", f"{place}/dismissOfficer")
    assert [way in first.open(place).text for way in ways] == [False, False, False], "a second person settles it"
    assert [way in second.open(place).text for way in ways] == [True, True, False]
    why = "Quyết định số 7 bổ nhiệm người khác."
    assert act(second, place, "refuseOfficer", reasons="").status_code == 422
    assert "Không được xác nhận" in said(second.send(reasons=why))
    assert [way in second.open(place).text for way in ways] == [False, False, False]
    shown = first.words(place)
    assert why in shown
    assert "Người không xác nhận Người có thẩm quyền ký" in shown
    waiting = first.words("/administer/")
    assert "Không được xác nhận, trong các dòng bạn nhập" in waiting
    assert f'href="{place}"' in first.shown.text
    assert f'href="{place}' not in second.open("/administer/").text
    again = place_of(begin(first, "officers", "nominateOfficer", **{**person, "appointment": "QĐ 8"}))
    act(second, again, "confirmOfficer")
    assert "Đang có hiệu lực" in first.words(again)


def test_a_new_program_gets_its_secret_once(seated: Seated) -> None:
    first, second = seated("land"), seated("land", Post.SIGNATORY)
    program = {"name": "Trang của Sở", "scopes": ["case:report"], "redirects": "https://trang.example/ve"}
    once = begin(first, "clients", "registerClient", **program, confidential="yes")
    (secret,) = DRAWN.findall(once.text)
    place = re.findall(r'href="(/administer/clients/client-\w+)\?', once.text)[0]
    act(second, place, "activateClient")
    shown = first.open(place).text
    assert secret not in shown
    assert digest(secret) not in shown
    (fresh,) = DRAWN.findall(act(first, place, "setClientSecrets").text)
    assert fresh != secret
    assert "approveClientSecrets" in second.open(place).text
    public = place_of(begin(first, "clients", "registerClient", **{**program, "name": "Trang công khai"}))
    assert "setClientSecrets" not in first.open(public).text, "a public client stays public"


@pytest.mark.parametrize("version", ["", "0", "x", "999999999"])
def test_an_older_version_is_not_settled(seated: Seated, version: str) -> None:
    place = place_of(begin(seated("lead"), "areas", "defineArea", **AREA))
    second = seated("ppc")
    answer = act(second, place, "refuseArea", reasons="Sai.", version=version)
    assert answer.status_code == 422
    assert "Chờ người thứ hai" in second.words(place)


async def test_a_row_is_shown_no_older_than_the_version_beside_it(installation: dict[str, str]) -> None:
    """Whatever another process changed since the last look that requests may rely on."""
    settings = Settings.from_env(installation)
    async with opened_store(settings) as asked, opened_store(settings) as other:
        asked.registry.good_for(3600.0)
        page = cast(PageRequest, SimpleNamespace(store=asked, context=SimpleNamespace(today=date(2026, 1, 1))))
        await known(page)
        made = await other.execute(OPERATOR, an_area("Xã Nơi Khác", SOURCE), command_id=uuid4())
        assert made.stream in (await known(page)).registry.areas

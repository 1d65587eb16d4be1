"""Entering a key on the register's page, and the second person who types its words."""

import re
from hashlib import sha256
from html import unescape

import httpx
import pytest

from api.pages.sign.pages import SIGN
from domain.kernel.key_words import words_of
from domain.kernel.vocabulary import Post
from tests.api.sign.conftest import LABEL, PAGE, PPC, Register, signed
from tests.support import software_key
from tests.support.passkey import PRESENT, VERIFIED, SoftwareKey
from tests.support.reader import Reader, said
from tests.support.world import LEAD, officer

COPYABLE = 0x08
MINE, SECOND = Post.SPOKESPERSON, Post.ADMIN


def at(register: Register, post: Post, agency: str = PPC) -> Reader:
    return Reader.seated(register.api, agency, post, pages=SIGN)


def entered(person: Reader, key: SoftwareKey, label: str, challenge: str | None = None) -> httpx.Response:
    """Make a key on the page, as the page's script does."""
    page = person.open("/sign/")
    options = re.search(r'data-options="([^"]*)"', page.text)
    given = re.search(r'name="challenge" value="([^"]*)"', page.text)
    assert options
    assert given
    fields = {"label": label, "credential": key.make(unescape(options[1]), PAGE), "challenge": challenge or given[1]}
    return person._asked("POST", "/sign/enter", data=fields)


def form(page: httpx.Response, action: str, label: str) -> dict[str, str]:
    """The hidden fields of a form about the key of that name."""
    part = page.text.partition(f": {label}</h3>")[2].partition(f'action="/sign/keys/{action}"')[2]
    part = part.partition("</form>")[0]
    return dict(re.findall(r'name="([a-z]+)" value="([^"]*)"', part))


def public_of(register: Register, key: str) -> str:
    rows = register.api.call(register.api.app.state.store.registry.current).officers.values()
    return str(next(row.public for one in rows for row in one.keys if row.key == key))


def gone_on(person: Reader, page: httpx.Response, key: software_key.SoftwareKey) -> httpx.Response:
    """The page after an act on a key was signed."""
    path = f"{page.url.path}?{page.url.query.decode()}"
    answer = person._asked("POST", path, data=signed(key, page))
    to = re.search(r'class="button" href="([^"]*)"', answer.text)
    assert to, said(answer)
    return person.open(unescape(to[1]))


@pytest.mark.parametrize("kind", ["ES256", "RS256", "EdDSA"])
def test_a_key_is_entered_confirmed_face_to_face_and_ended_by_two_others(register: Register, kind: str) -> None:
    person, key, label = at(register, MINE), SoftwareKey(kind), f"khóa {kind}"
    assert "Đã nhập khóa" in said(entered(person, key, label))
    name = sha256(key.id).hexdigest()
    words = words_of(officer(PPC, MINE), name, public_of(register, name))
    second = at(register, SECOND)
    fields = form(second.open("/sign/"), "confirmSigningKey", label)
    assert fields["key"] == name
    wrong = second._asked("POST", "/sign/keys/confirmSigningKey", data={**fields, "words": f"{words} ba"})
    assert (wrong.status_code, words in said(wrong)) == (422, False)
    own = person._asked("POST", "/sign/keys/confirmSigningKey", data={**fields, "words": words})
    assert own.status_code == 403
    asked = second._asked("POST", "/sign/keys/confirmSigningKey", data={**fields, "words": words.upper()})
    assert "Đã xác nhận khóa" in said(gone_on(second, asked, register.admin))
    assert "đang có hiệu lực" in person.words("/sign/")
    fields = form(second.open("/sign/"), "doubtSigningKey", label)
    second._asked("POST", "/sign/keys/doubtSigningKey", data={**fields, "reason": "LOST"})
    fields = form(second.open("/sign/"), "endSigningKey", label)
    assert second._asked("POST", "/sign/keys/endSigningKey", data=fields).status_code == 422
    third = at(register, Post.SIGNATORY)
    fields = form(third.open("/sign/"), "endSigningKey", label)
    asked = third._asked("POST", "/sign/keys/endSigningKey", data=fields)
    assert "Đã chấm dứt khóa" in said(gone_on(third, asked, register.key))
    assert f": {label}" not in third.open("/sign/").text


def test_what_is_no_key_of_this_page_is_refused(register: Register) -> None:
    person, stranger = at(register, MINE), at(register, SECOND)
    foreign = re.search(r'name="challenge" value="([^"]*)"', stranger.open("/sign/").text)
    assert foreign
    cases = {
        "challenge of another": (SoftwareKey(), foreign[1], "quá năm phút"),
        "challenge of nobody": (SoftwareKey(), "AAAA", "quá năm phút"),
        "not verified": (SoftwareKey(flags=PRESENT), None, "Không nhận được khóa"),
        "another page": (SoftwareKey(origin="https://evil.example"), None, "Không nhận được khóa"),
        "copyable": (SoftwareKey(flags=PRESENT | VERIFIED | COPYABLE), None, "sao chép được"),
    }
    for name, (key, challenge, why) in cases.items():
        answer = entered(person, key, "khóa lạ", challenge)
        assert (answer.status_code, why in said(answer)) == (422, True), name
    assert "khóa lạ</h3>" not in person.open("/sign/").text


def test_keepers_see_the_keys_of_their_own_agency(register: Register) -> None:
    assert LABEL in at(register, SECOND).words("/sign/")
    assert LABEL not in at(register, SECOND, LEAD).words("/sign/")
    assert LABEL not in at(register, Post.HANDLER).words("/sign/")
    key = register.key.key
    given = {"officer": officer(PPC, Post.SIGNATORY), "key": key, "version": "9", "reason": "STOLEN"}
    answer = at(register, SECOND, LEAD)._asked("POST", "/sign/keys/doubtSigningKey", data=given)
    assert answer.status_code in (403, 422)

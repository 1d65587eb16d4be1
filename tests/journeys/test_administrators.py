"""Two administrators keep the registry by keyboard, in Chromium, and an inspector finds each step in the record.

`CASEBOOK_PICTURES=FOLDER` keeps the pictures, to be looked at.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from api.pages.administer.sections import ADMINISTER
from domain.kernel.vocabulary import Post
from tests.support import web
from tests.support.browser import PICTURES, Looker, looking
from tests.support.reader import SETTINGS, cookie_of, session
from tests.support.site import Site, running_site
from tests.support.template import Template

pytestmark = pytest.mark.slow
PHONE, WIDE = 360, 1280
PAGE_MOST = 100_000
SOURCE = "Quyết định 7/2026/QĐ-UBND, Điều 1"
EVENTS = "{ auditEvents(first: 50, filter: {kind: %s}) { edges { node { type agency { id } } } } }"


@dataclass
class Desk:
    """A register with its worker, and people at the administrators' desk with a browser."""

    site: Site
    looker: Looker
    folder: Path

    def open(self, who: str, post: Post, path: str, width: int, **more: Any) -> dict[str, Any]:
        cookies = cookie_of(ADMINISTER, session(f"agency-{who}", post, pages=ADMINISTER, language="vi"))
        url = f"{self.site.api.url}/administer/{path}"
        return self.look({"url": url, "width": width, "cookies": cookies, **more})

    def look(self, page: dict[str, Any]) -> dict[str, Any]:
        """What is on a page, after nothing was found that is wrong with it."""
        [seen] = self.looker.flawless([page], PAGE_MOST)
        return seen

    def act(self, who: str, post: Post, path: str, width: int, *keys: str) -> dict[str, Any]:
        """A form filled in by keyboard from the field that the address names, and what it led to, with pictures."""
        name = path.partition("?")[0].partition("#")[0].rpartition("/")[2]
        place = str(self.folder / f"{name}-{width}.png")
        self.open(who, post, path, width, picture=place)
        done = self.look({"width": width, "keys": [*keys, "Enter"], "picture": place.replace(".png", "-done.png")})
        assert done["status"] == 200, done["words"]
        return done


@pytest.fixture(scope="module")
def desk(provisioned: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The register, with nobody's rows but those of the test world."""
    folder = tmp_path_factory.mktemp("administrators")
    pictures = Path(os.environ.get(PICTURES, folder))
    with running_site(folder, provisioned, worker=False, more=SETTINGS) as site, looking() as looker:
        yield Desk(site, looker, pictures)


def row_of(seen: dict[str, Any]) -> str:
    """The page of the row that an act led to, within the desk."""
    return str(seen["at"]).partition("/administer/")[2].partition("?")[0]


def down(times: int) -> list[str]:
    """Choose the n-th value of a list."""
    return ["ArrowDown"] * times


def field(*typed: str) -> list[str]:
    """Texts, each in the next field."""
    return [key for text in typed for key in (f"={text}", "Tab")][:-1]


def test_two_administrators_and_every_step_in_the_record(desk: Desk) -> None:
    """An agency with its name and competence, an officer, a day off, a provision: entered, compared, confirmed."""
    admin, signs, works = Post.ADMIN, Post.SIGNATORY, Post.HANDLER
    begun = desk.act(
        "lead", admin, "agencies/new/registerAgency#kind", PHONE, *down(10), "Tab", *field("01/07/2026", SOURCE)
    )
    agency = row_of(begun)
    names = field("Ủy ban nhân dân xã Mới", "UBND xã Mới", "01/07/2026", SOURCE)
    desk.act("lead", admin, f"{agency}/nameAgency#name", WIDE, *names)
    desk.act("lead", admin, f"{agency}/grantCompetence#task", PHONE, *down(1), "Tab", *field("01/07/2026", SOURCE))
    waiting = desk.open("ppc", admin, "", PHONE, picture=str(desk.folder / "waiting-360.png"))
    assert "Chờ bạn (4)" in waiting["words"]  # the operator's lead too
    own = desk.open("lead", admin, agency, WIDE, picture=str(desk.folder / "own-1280.png"))
    assert "Xác nhận cơ quan" not in own["words"], "nobody settles what they entered"
    desk.act("ppc", admin, f"{agency}/confirmAgency#source", WIDE, *field(SOURCE))
    for part in ("part-1", "part-2"):
        done = desk.act("ppc", admin, f"{agency}/confirmAgencyPart?part={part}#send", PHONE)
    assert "Ủy ban nhân dân xã Mới" in done["words"]
    assert "Chờ người thứ hai" not in done["words"]

    person = [*field("can.bo@lead.example"), "Tab", "Space", *["Tab"] * len(Post), *field("01/07/2026", "QĐ 8")]
    nominated = row_of(desk.act("lead", admin, "officers/new/nominateOfficer#subject", WIDE, *person))
    desk.act("lead", signs, f"{nominated}/confirmOfficer#send", PHONE)

    days = ["=2031", "Tab", "=01/01/2031", "Tab", *field(SOURCE)]
    year = row_of(desk.act("lead", admin, "holidays/new/setHolidays#year", PHONE, *days))
    desk.act(
        "ppc", admin, f"{year}/confirmHolidays#source", WIDE, *field(SOURCE, "01/07/2026", "Công báo", "01/07/2026")
    )

    law = ["Tab", *field("Luật số 116/2025/QH15", "Điều 7", "Cấm đăng tin bịa đặt gây hại danh dự.", "Công báo")]
    text = [*down(1), *law, "Tab", "=01/07/2026"]
    provision = row_of(desk.act("lead", works, "provisions/new/draftProvision#kind", WIDE, *text))
    drafted = desk.open("lead", works, provision, WIDE)
    assert "Kích hoạt quy phạm" not in drafted["words"]
    text = field("Công báo số 1", "01/07/2026", "Cấm đăng tin bịa đặt gây hại danh dự.")
    desk.act("lead", signs, f"{provision}/activateProvision#read_in", PHONE, *text, "Tab")

    for name in ("agencies", "areas", "leads", "holidays", "regulations", "officers", "users", "clients", "grants"):
        desk.open("lead", admin, f"{name}?lang=en", PHONE, scheme="dark", picture=str(desk.folder / f"{name}-360.png"))
        desk.open("lead", admin, name, WIDE, picture=str(desk.folder / f"{name}-1280.png"))
    desk.open("lead", signs, "provisions", PHONE, picture=str(desk.folder / "provisions-360.png"))
    desk.open("lead", admin, "clients/new/registerClient", PHONE, picture=str(desk.folder / "registerClient-360.png"))
    once = desk.act("lead", admin, "users/new/openUser#subject", PHONE, *field("can.bo@lead.example"))
    assert "Chỉ hiện một lần" in once["words"]
    refused = desk.open("inspection", Post.INSPECTOR, "agencies", PHONE, picture=str(desk.folder / "refused-360.png"))
    assert "Trang này không dành cho bạn" in refused["words"]

    kinds = ("AGENCY", "OFFICER", "HOLIDAYS", "PROVISION", "USER")
    found = set().union(*(seen_by_inspector(desk, kind) for kind in kinds))
    assert found >= {
        "AGENCY_REGISTERED",
        "AGENCY_PART_PROPOSED",
        "AGENCY_CONFIRMED",
        "AGENCY_PART_CONFIRMED",
        "OFFICER_NOMINATED",
        "OFFICER_CONFIRMED",
        "HOLIDAYS_SET",
        "HOLIDAYS_CONFIRMED",
        "PROVISION_DRAFTED",
        "PROVISION_ACTIVATED",
        "USER_OPENED",
    }


def seen_by_inspector(desk: Desk, kind: str) -> set[str]:
    """The types of the events of a kind, by people of agencies."""
    token = desk.site.issuer.officer("agency-inspection", Post.INSPECTOR)
    query = {"query": EVENTS % kind}
    headers = {"Authorization": f"Bearer {token}", "Casebook-Purpose": "INSPECTION"}
    answer = web.post(f"{desk.site.api.url}/graphql", json=query, headers=headers).json()
    found = answer["data"]["auditEvents"]["edges"]
    return {edge["node"]["type"] for edge in found if edge["node"]["agency"]}


def test_all_rows_of_a_source_in_one_form(desk: Desk) -> None:
    """One table, on a phone too; what the second person says is the only tick."""
    source = "Nghị quyết 9/2026, Điều 1"
    for name in ("Xã Thứ Nhất", "Xã Thứ Hai"):
        entered = [*field(name), "Tab", *down(2), "Tab", *field("01/07/2026", source)]
        desk.act("lead", Post.ADMIN, "areas/new/defineArea#name", WIDE, *entered)
    path = f"areas/together?{urlencode({'action': 'confirmArea', 'source': source})}"
    shown = desk.open("ppc", Post.ADMIN, path, PHONE, picture=str(desk.folder / "together-360.png"))
    assert "Tất cả 2 dòng" in shown["words"]
    said = [*field(source), "Tab", *field("01/07/2026"), "Tab", "Space"]
    done = desk.act("ppc", Post.ADMIN, f"{path}#source", WIDE, *said)
    assert "Số dòng đã xác nhận: 2" in done["words"]

"""Context of a document beyond its case: names valid on the document's day, place, symbol, signature and legal
bases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypedDict, Unpack

from domain.case.state.case import Category
from domain.case.state.measures import Measure
from domain.document.dating import day_in_english, day_in_words, padded, recipients
from domain.document.numbering import parsed, with_agency
from domain.document.state import Signing
from domain.kernel.calendar import in_utc, last_day, local_date
from domain.kernel.vocabulary import AgencyKind
from domain.messages import Language, label
from domain.messages.catalogue import scope_of_case, scope_of_paper
from domain.paper.model import Annex, AnnexedTo, Block, Document, Issuer, Signature
from domain.paper.words import OFFICES_EN, SAID
from domain.registry.agency import Letterhead
from domain.registry.law import organic_law_on
from domain.registry.registry import Registry
from domain.registry.regulation import cited_on

ERASED: Final = "(nội dung đã được xóa theo quy định)"
SAMPLE: Final = "MẪU"
"""Prefix of names and provisions in a sample installation. Documents that contain such names get a watermark."""
UNNAMED: Final = "…………"
AREAS_MOST: Final = 3
"""Most areas that the foot of a document names."""
_PLACE: Final = re.compile(r"(?:tỉnh|thành phố|huyện|xã|phường|thị trấn)\s+(\S.*)$", re.IGNORECASE)
_NOT_IN_SYMBOLS: Final = frozenset({"và", "các", "của"})
_CHAIRED: Final = frozenset({AgencyKind.PPC, AgencyKind.DISTRICT, AgencyKind.COMMUNE})
_COPIED: Final = frozenset({AgencyKind.PARTY_PROPAGANDA, AgencyKind.PARTY_INTERNAL_AFFAIRS})
_OFFICES: Final[Mapping[AgencyKind, str]] = {
    AgencyKind.DEPARTMENT: "Giám đốc",
    AgencyKind.POLICE: "Giám đốc",
    AgencyKind.PPC_OFFICE: "Chánh Văn phòng",
    AgencyKind.PARTY_PROPAGANDA: "Trưởng ban",
    AgencyKind.PARTY_INTERNAL_AFFAIRS: "Trưởng ban",
    AgencyKind.JOURNALISTS: "Chủ tịch",
    AgencyKind.PRESS: "Tổng biên tập",
    AgencyKind.INSPECTORATE: "Chánh Thanh tra",
}


UNDER_COMMITTEE: Final = frozenset({AgencyKind.DEPARTMENT, AgencyKind.INSPECTORATE})
_FOR_ALL: Final = frozenset({Signing.HEAD, Signing.DEPUTY, Signing.ACTING})
_MARKS: Final[Mapping[Signing, str]] = {
    Signing.DEPUTY: "KT.",
    Signing.ACTING: "Q.",
    Signing.BY_ORDER: "TL.",
    Signing.BY_DELEGATION: "TUQ.",
}


def _signed(head: str, signing: Signing, letterhead: Letterhead | None) -> tuple[str, ...]:
    """Return the head's office, followed by the office of a person who signs for the head. A missing office becomes a
    blank."""
    if signing is Signing.HEAD:
        return (head,)
    offices = {
        Signing.DEPUTY: f"Phó {head}",
        Signing.BY_ORDER: letterhead.by_order if letterhead else "",
        Signing.BY_DELEGATION: letterhead.by_delegation if letterhead else "",
    }
    own = () if signing is Signing.ACTING else (offices[signing] or UNNAMED,)
    return (f"{_MARKS[signing]} {head}", *own)


class SourceGone(Exception):
    """The source of the document no longer exists, or was withdrawn."""


def _initials(name: str) -> str:
    """Return the initials of a name, without the province at its end or the prefix of a sample."""
    words = _PLACE.sub("", name.rpartition("–")[2]).split()
    return "".join(word[0] for word in words if word.lower() not in _NOT_IN_SYMBOLS and word[0].isalpha()).upper()


def day_of(moment: datetime) -> date:
    """Return the day in Vietnam of an instant from a head."""
    return local_date(in_utc(moment))


def last_day_of(end: datetime) -> date:
    """Return the last day of a term whose end is an instant from a head."""
    return last_day(in_utc(end))


def said(text: str | None) -> str:
    return text if text is not None else ERASED


def measure_name(value: str) -> str:
    return label(Measure(value), "vi")


class Contents(TypedDict, total=False):
    """Contents that the writer of a document supplies. Issuer, place and recipients follow from the agency and the
    day."""

    title: str
    abstract: str
    authority: str
    addressees: tuple[str, ...]
    bases: tuple[str, ...]
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    annexes: tuple[Annex, ...]
    annexed_to: AnnexedTo


@dataclass(frozen=True, kw_only=True)
class DocumentContext:
    """Names and citations that are valid on the day of one document."""

    registry: Registry
    provisions: Mapping[str, Mapping[str, Any]]
    made_at: datetime
    """Time of the data (UTC). It is the time of the version, not of the compilation."""
    signing: Signing = Signing.HEAD
    language: Language = "vi"
    origin: str = ""
    """Public address of the register, without a final slash; empty if the operator set none."""
    acts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Other streams whose acts the document cites, by id."""

    def say(self, key: str, **values: object) -> str:
        return SAID[self.language][key].format(**values)

    def label(self, value: StrEnum) -> str:
        return label(value, self.language)

    def day(self, day: str | date) -> str:
        """Return a day as the document writes it; heads store days as ISO text."""
        found = date.fromisoformat(day) if isinstance(day, str) else day
        return day_in_english(found) if self.language == "en" else day_in_words(found)

    def page_at(self, page: str) -> str:
        """Return the address of the public page; the page is `matter` or `lookup`."""
        return self.say(page, where=self.origin) if self.origin else self.say(f"{page}_unknown")

    def name(self, agency: str, day: date) -> str:
        row = self.registry.agencies.get(agency)
        found = row.name_on(day) if row else None
        return found.name if found else UNNAMED

    def names(self, agencies: Sequence[str], day: date) -> tuple[str, ...]:
        return tuple(self.name(agency, day) for agency in agencies)

    def regulation(self, day: date) -> str:
        return cited_on(self.registry, day).title

    def scope(self, source: Mapping[str, Any], language: str) -> str:
        """Return the line on the scope of a document. The line differs for documents about a case and other
        documents."""
        said: Language = "en" if language == "en" else "vi"
        if "regulation" not in source:
            return scope_of_paper(cited_on(self.registry, local_date(self.made_at)).number, said)
        category = Category(source["category"]) if source["category"] else None
        areas = [self.area(area) for area in source["areas"]]
        return scope_of_case(source["regulation"], areas, category, said, AREAS_MOST)

    def area(self, area: str) -> str:
        row = self.registry.areas.get(area)
        return row.name if row else UNNAMED

    def committee(self, day: date) -> str | None:
        """Return the provincial People's Committee of the day, if the registry has one."""
        rows = (row for row in self.registry.agencies.values() if row.kind is AgencyKind.PPC and row.active(day))
        return next((row.id for row in rows), None)

    def issuer(self, agency: str, day: date) -> Issuer:
        """Return box 2: the issuer. For a department or the inspectorate, the People's Committee is added above."""
        row, committee = self.registry.agencies.get(agency), self.committee(day)
        under = row is not None and row.kind in UNDER_COMMITTEE and committee is not None
        return Issuer(name=self.name(agency, day), parent=self.name(committee, day) if under and committee else "")

    def place(self, agency: str, day: date) -> str:
        """Return the place in box 4: the place of a commune or district, otherwise the place of the province."""
        row, committee = self.registry.agencies.get(agency), self.committee(day)
        local = row is not None and row.kind in (AgencyKind.COMMUNE, AgencyKind.DISTRICT)
        whose = agency if local else committee
        found = _PLACE.search(self.name(whose, day)) if whose else None
        return found[1] if found else UNNAMED

    def symbol(self, kind: str, agency: str, day: date) -> str:
        """Return the symbol in box 3: the letters of the document's kind, and of the agency. A letter has no letters of
        its kind.

        The agency's letters come from the registry, otherwise from the initials of its name.
        """
        row = self.registry.agencies.get(agency)
        usual = "UBND" if row and row.kind in _CHAIRED else _initials(self.name(agency, day))
        letterhead = self.letterhead(agency, day)
        own = letterhead.symbol if letterhead else usual
        return "-".join(part for part in (kind, own or UNNAMED) if part)

    def cited(self, made: Mapping[str, Any], key: str = "decision_cited") -> str:
        """Return the citation of a decision or ruling: its number, day and agency."""
        agency, day = made["agency"], date.fromisoformat(made["decided_on"])
        found, usual = parsed(made["number"]), self.symbol("QĐ", agency, day)
        number = f"{padded(found[0])}/{with_agency(found[1], usual)}" if found else said(made["number"])
        return self.say(key, number=number, day=self.day(day), agency=self.name(agency, day))

    def cited_by_code(self, case: str, code: str | None) -> str | None:
        """Return the citation of a decision in another stream's case, with its public code. None for another kind of
        act, and for a missing case."""
        made = self.acts.get(case, {}).get("decisions", ())
        return next((self.cited(decision) for decision in made if decision["public_code"] == code), None)

    def letterhead(self, agency: str, day: date) -> Letterhead | None:
        row = self.registry.agencies.get(agency)
        return row.letterhead_on(day) if row else None

    def signature(self, agency: str) -> Signature:
        """Return box 7a: the head of the agency, or the chair in the committee's name. The register does not choose the
        signer.

        A person who signs by order or by delegation acts for the chair alone, because a committee's power cannot be
        delegated.
        """
        all = self._chaired(agency) and self.signing in _FOR_ALL
        own = self.own_signature(agency)
        return replace(own, lines=("TM. Ủy ban nhân dân", *own.lines)) if all else own

    def own_signature(self, agency: str) -> Signature:
        """Return box 7a for a head's own decision. A chair then signs in their own name, not in the committee's
        name."""
        row = self.registry.agencies.get(agency)
        usual = "Chủ tịch" if row is None or row.kind in _CHAIRED else _OFFICES.get(row.kind, "Thủ trưởng cơ quan")
        letterhead = self.letterhead(agency, local_date(self.made_at))
        head = letterhead.head if letterhead and letterhead.head else usual
        return Signature(lines=_signed(head, self.signing, letterhead), seal=letterhead.seal if letterhead else "")

    def _chaired(self, agency: str) -> bool:
        row = self.registry.agencies.get(agency)
        return row is None or row.kind in _CHAIRED

    def head(self, agency: str, day: date) -> str:
        """Return the office that decides, as in the line above the legal bases."""
        row = self.registry.agencies.get(agency)
        office = "Chủ tịch" if row is None or row.kind in _CHAIRED else _OFFICES.get(row.kind, "Thủ trưởng")
        if self.language == "en":
            return f"{OFFICES_EN[office]}, {self.name(agency, day)}"
        return f"{office} {self.name(agency, day)}"

    def competence(self, agency: str, day: date) -> tuple[str, ...]:
        """Return the first legal basis (box 6) of an agency of local government: the law under which it acts. Empty for
        another agency."""
        row, law = self.registry.agencies.get(agency), organic_law_on(day)
        local = row is not None and row.kind in _CHAIRED | UNDER_COMMITTEE
        return (self.say("basis", what=law.cited),) if local and law else ()

    def bases(self, case: Mapping[str, Any], provisions: Sequence[str], agency: str, day: date) -> tuple[str, ...]:
        """Return the legal bases (box 6) in this order: competence, cited provisions, the Regulation (NĐ 30/2020, Phụ
        lục I)."""
        cited = (self.provisions.get(id) for id in provisions)
        return (
            *self.competence(agency, day),
            *(self.say("basis", what=f"{said(row['place'])} {said(row['instrument'])}") for row in cited if row),
            self.say("basis", what=self.say("regulation", number=case["regulation"])),
        )

    def watermark(self, agency: str, day: date, provisions: Sequence[str]) -> str:
        """Return the watermark MẪU for a document of a sample agency, or with a sample provision as its basis."""
        names = [self.name(agency, day), *(said(self.provisions[id]["instrument"]) for id in provisions)]
        return SAMPLE if any(name.startswith(SAMPLE) for name in names) else ""

    def copied(self, day: date) -> list[str]:
        """Return the agencies that get a copy of the consolidated report (Đ6.3). They are active on a day."""
        rows = self.registry.agencies.values()
        return [row.id for row in rows if row.kind in _COPIED and row.active(day)]

    def kept(self, agency: str, others: Sequence[str], day: date, *, first: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the recipients (box 9b): `first`, `others`, the agency's usual recipients, and the archive copy."""
        letterhead = self.letterhead(agency, day)
        copies, unit = (letterhead.copies, letterhead.unit) if letterhead else ((), "")
        return recipients((*first, *self.names(others, day), *copies), unit)

    def document(
        self,
        kind: str,
        agency: str,
        day: date,
        *,
        cited: Sequence[str] = (),
        copies: Sequence[str] = (),
        first: tuple[str, ...] = ("Như trên",),
        **contents: Unpack[Contents],
    ) -> Document:
        """Return a document of an agency on a day. It is signed for the agency's head unless `signatures` states
        otherwise.

        `kind` contains the letters of the document's kind in the symbol, `cited` the provisions on which it rests.
        `first` and then `copies` are the recipients (box 9b).
        """
        said: Contents = {"abstract": "", "signatures": (self.signature(agency),), **contents}
        return Document(
            symbol=self.symbol(kind, agency, day),
            issuer=self.issuer(agency, day),
            place=self.place(agency, day),
            day=day,
            made_at=self.made_at,
            recipients=self.kept(agency, copies, day, first=first),
            watermark=self.watermark(agency, day, cited),
            **said,
        )


def written(day: str | date) -> str:
    """Return a day as documents write it; heads store days as ISO text."""
    return day_in_words(date.fromisoformat(day) if isinstance(day, str) else day)

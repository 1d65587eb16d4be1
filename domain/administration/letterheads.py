"""Letterhead of an agency's documents: symbol, signer, seal, code between offices, copies.

The fields follow Decree 30/2020/NĐ-CP, Annex I, and Decision 20/2020/QĐ-TTg. Without a row, documents use the first
letters of the agency's name as symbol and the usual title of the head of such an agency.
"""

import re
from typing import Annotated, Final

from domain.administration.agency_parts import AgencyPartProposed, PartCommand, proposed
from domain.administration.dated_rows import Since, Source, Until
from domain.kernel.event import Follows
from domain.kernel.fields import Phrases
from domain.kernel.refusals import Refused, invalid
from domain.kernel.span import span_of
from domain.kernel.wording import Exempt
from domain.registry.agency import Agency, Letterhead
from domain.registry.entry import named_text
from domain.rules.facts import Facts

SYMBOL_MOST, HEAD_MOST, CODE_MOST, SEAL_MOST, COPIES_MOST = 40, 60, 30, 120, 30
"""Largest length of a symbol, a signer's line, a code and a seal, and largest number of recipients of copies."""
SYMBOL: Final = re.compile(r"[^\W\d_]+(-[^\W\d_]+)*")
CODE: Final = re.compile(r"[A-Z][0-9]{2}(\.[0-9]{1,3}){0,3}")
"""Form of a code such as `H14` or `H14.05`.

A letter and a number identify the ministry or province; further numbers identify the agency within it.
"""


class LetterheadSet(Follows[Agency], type="agency.letterhead-set", appends="letterheads"):
    letterhead: Letterhead


class SetLetterhead(PartCommand):
    """Set the letterhead of an agency's documents and the recipients of copies, for a period. A second administrator
    confirms it."""

    symbol: Annotated[
        str,
        named_text(
            "Letters of the agency in the symbols of its documents, such as `SYT` or `UBND-VX`.",
            SYMBOL_MOST,
            Exempt.ACCOUNT,
        ),
    ]
    since: Since
    source: Source
    until: Until = None
    head: Annotated[
        str | None,
        named_text(
            "Title of the agency's head, as printed above a signature; null for the usual title.",
            HEAD_MOST,
            Exempt.OFFICE,
        ),
    ] = None
    code: Annotated[
        str | None,
        named_text(
            "The agency's code for electronic documents between offices (Decision 20/2020/QĐ-TTg).",
            CODE_MOST,
            Exempt.ACCOUNT,
        ),
    ] = None
    copies: Annotated[tuple[str, ...], Phrases(doc="Recipients of a copy of each document.", most=COPIES_MOST)] = ()
    by_order: Annotated[
        str | None,
        named_text("Office of whoever signs by order of the head (TL.).", HEAD_MOST, Exempt.OFFICE),
    ] = None
    by_delegation: Annotated[
        str | None,
        named_text("Office of whoever signs by delegation of the head (TUQ.).", HEAD_MOST, Exempt.OFFICE),
    ] = None
    seal: Annotated[
        str | None,
        named_text(
            "Line in the room for signature and seal, such as whose seal is used; null for empty room.",
            SEAL_MOST,
            Exempt.OFFICE,
        ),
    ] = None
    unit: Annotated[
        str | None,
        named_text("Letters of the unit that keeps a copy, as in `Lưu: VT, VX`.", SYMBOL_MOST, Exempt.ACCOUNT),
    ] = None

    def decide(self, agency: Agency, facts: Facts) -> LetterheadSet | AgencyPartProposed:
        """Set the letterhead. Raises Refused for a malformed symbol or code."""
        for field, letters in (("symbol", self.symbol), ("unit", self.unit)):
            if letters is not None and not SYMBOL.fullmatch(letters):
                raise Refused(invalid(field, "symbol-malformed"))
        if self.code and not CODE.fullmatch(self.code):
            raise Refused(invalid("code", "office-code-malformed"))
        letterhead = facts.record(
            Letterhead,
            self,
            span=span_of(self.since, self.until),
            head=self.head or "",
            code=self.code or "",
            by_order=self.by_order or "",
            by_delegation=self.by_delegation or "",
            seal=self.seal or "",
            unit=self.unit or "",
        )
        return proposed(agency, facts, letterhead=letterhead) or LetterheadSet(letterhead=letterhead)

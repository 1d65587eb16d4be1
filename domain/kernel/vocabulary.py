"""Shared vocabulary of all rules: kinds of stream with their list orders, kinds of agency, roles, posts.

No agency is named here. The registry contains the kind of each agency and the present lead agency as dated data.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

STREAM_ID = re.compile(r"(?P<kind>[a-z]+)-(?P<rest>[a-z0-9]+(?:-[a-z0-9]+)*)")


STREAM_ID_LIMIT = 80
STREAMS_KEPT = 256
"""Size of the cache of the kinds of streams. A pass over histories needs the kind of every version's stream."""


class Kind(StrEnum):
    """Kind of object in the register. A stream is the history of one object."""

    CASE = "case"
    AGENCY = "agency"
    OFFICER = "officer"
    LEAD = "lead"
    AREA = "area"
    HOLIDAYS = "holidays"
    PROVISION = "provision"
    TERM = "term"
    LEVEL = "level"
    REGULATION = "regulation"
    GRANT = "grant"
    CLIENT = "client"
    USER = "user"
    WEBHOOK = "webhook"
    MAILING = "mailing"
    DIRECTIVE = "directive"
    ACTIVITY = "activity"
    DIFFICULTY = "difficulty"
    INSPECTION = "inspection"
    REDRESS = "redress"
    ACCUSATION = "accusation"
    ERASURE = "erasure"
    SPOKESPERSON = "spokesperson"
    PUBLICATION = "publication"
    EXCHANGE = "exchange"
    CONSOLIDATED = "consolidated"
    SCHEDULE = "schedule"
    REPORT = "report"
    DOCUMENT = "document"
    ACCESS = "access"
    STATEMENT = "statement"


REGISTRY = frozenset(
    {
        *(Kind.AGENCY, Kind.OFFICER, Kind.LEAD, Kind.AREA, Kind.HOLIDAYS, Kind.PROVISION, Kind.TERM),
        *(Kind.LEVEL, Kind.REGULATION),
        *(Kind.GRANT, Kind.CLIENT, Kind.USER, Kind.SPOKESPERSON, Kind.SCHEDULE),
        *(Kind.WEBHOOK, Kind.MAILING),
    }
)
"""Kinds of data on which rules rely. The data are small, cached whole, and rarely changed."""


RECORDS = frozenset({Kind.DIRECTIVE, Kind.ACTIVITY, Kind.DIFFICULTY, Kind.INSPECTION})
"""Kinds of records other than cases. They are visible to the agencies in `readers`, and to agencies that see
everything."""


PUBLIC_REQUESTS = frozenset({Kind.REDRESS, Kind.ERASURE})
"""Kinds of objects that people outside the agencies create, and follow with a code."""


BY_NAME = {kind.value: kind for kind in Kind}


def kind_of(stream: str) -> Kind | None:
    """Return the kind of a stream id; None for a text that is no stream id."""
    return remembered(stream) if len(stream) <= STREAM_ID_LIMIT else None  # what anybody sends may be a long text


@lru_cache(STREAMS_KEPT)
def remembered(stream: str) -> Kind | None:
    found = STREAM_ID.fullmatch(stream)
    return BY_NAME.get(found["kind"]) if found else None


class ListOrder(StrEnum):
    """Order of a list whose entries have a time."""

    NEWEST = "NEWEST"
    OLDEST = "OLDEST"


class Outcome(StrEnum):
    """Decision of a second person on a proposal, or on an entry that waits."""

    CONFIRM = "CONFIRM"
    REFUSE = "REFUSE"


class IdOrder(StrEnum):
    """Order of a list whose entries have no time."""

    ASCENDING = "ASCENDING"
    DESCENDING = "DESCENDING"


AT: Final = (*RECORDS, Kind.REDRESS, Kind.ACCUSATION, Kind.ERASURE, Kind.EXCHANGE, Kind.REPORT, Kind.CONSOLIDATED)
MOMENTS: Final[Mapping[Kind, str]] = {
    **dict.fromkeys((*AT, Kind.DOCUMENT, Kind.ACCESS), "at"),
    Kind.CASE: "opened_at",
    Kind.PUBLICATION: "drafted_at",
}
"""Field by which the lists of a kind are sorted, newest first. Lists of other kinds are sorted by id."""


class AgencyKind(StrEnum):
    """Kind of agency (Đ1.2, Đ5)."""

    PPC = "PPC"
    """Provincial People's Committee, UBND tỉnh (Đ5.1.a, Đ6.3)."""
    PPC_OFFICE = "PPC_OFFICE"
    """Office of the Provincial People's Committee, Văn phòng UBND tỉnh. It follows the work and decides nothing."""
    DEPARTMENT = "DEPARTMENT"
    """Provincial department or unit, Sở, Ban, ngành (Đ5.7)."""
    PARTY_PROPAGANDA = "PARTY_PROPAGANDA"
    """Party commission for propaganda, Ban Tuyên giáo (Đ5.2)."""
    PARTY_INTERNAL_AFFAIRS = "PARTY_INTERNAL_AFFAIRS"
    """Party commission for internal affairs, Ban Nội chính (Đ5.3)."""
    POLICE = "POLICE"
    """Provincial police, Công an tỉnh (Đ3.4, Đ5.4)."""
    JOURNALISTS = "JOURNALISTS"
    """Journalists' association, Hội Nhà báo (Đ5.5)."""
    PRESS = "PRESS"
    """Provincial newspaper, radio and television (Đ5.6)."""
    DISTRICT = "DISTRICT"
    """District People's Committee, UBND huyện, thành phố (Đ5.7)."""
    COMMUNE = "COMMUNE"
    """Commune People's Committee, UBND xã, phường, thị trấn (Đ1.2)."""
    INSPECTORATE = "INSPECTORATE"
    """Body that inspects how other agencies handle cases (a choice of this register)."""
    MINISTRY = "MINISTRY"
    """Central body outside the province, which receives proposals (Đ5.1.g). It has no scope."""


class Role(StrEnum):
    """Role of an agency, a column of the permission table (Đ5)."""

    PPC = "PPC"
    """Provincial People's Committee (Đ5.1.g, Đ5.1.h, Đ6.3)."""
    LEAD = "LEAD"
    """Lead agency, cơ quan chủ trì (Đ3.1, Đ5.1). An assignment gives this role, not the kind of agency."""
    BTG = "BTG"
    """Party commission for propaganda (Đ5.2)."""
    BNC = "BNC"
    """Party commission for internal affairs (Đ5.3)."""
    CAT = "CAT"
    """Provincial police (Đ3.4, Đ5.4)."""
    HNB = "HNB"
    """Journalists' association (Đ5.5)."""
    PRESS = "PRESS"
    """Provincial press (Đ5.6)."""
    DEPT = "DEPT"
    """Departments and provincial units (Đ5.7)."""
    DIST = "DIST"
    """District People's Committees (Đ5.7)."""
    COMM = "COMM"
    """Commune People's Committees (Đ1.2, Đ6.1)."""
    INSPECTOR = "INSPECTOR"
    """Inspecting body: reads everything, changes no case, and records its findings (Đ7.2; a choice of this
    register)."""


class Post(StrEnum):
    """Post of an officer in an agency (Đ3.3, Đ5.7.c)."""

    HANDLER = "HANDLER"
    """Works on cases: reports, checks, drafts (Đ3.3)."""
    SIGNATORY = "SIGNATORY"
    """Signs decisions and reports for the agency (Đ4.4)."""
    SPOKESPERSON = "SPOKESPERSON"
    """Speaks to the press for the agency (Đ5.7.c)."""
    AUDITOR = "AUDITOR"
    """Reads the agency's own audit trail (Đ5.7.d)."""
    ADMIN = "ADMIN"
    """Maintains the registry and the settings (Đ8.1)."""
    INSPECTOR = "INSPECTOR"
    """Reads histories for an inspecting body, and records its findings (a choice of this register)."""
    DATA_PROTECTION_OFFICER = "DATA_PROTECTION_OFFICER"
    """Answers requests of people about their personal data (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""


OFFICERS = frozenset({Post.HANDLER, Post.SIGNATORY})
"""Posts that work on cases. Most commands admit both posts."""

DATA_ANSWERERS = OFFICERS | {Post.DATA_PROTECTION_OFFICER}
"""Posts that may answer a data request. If the agency has a data protection officer, only that officer may answer
(`domain/erasure/command.py`)."""

INSPECTING = frozenset({Post.INSPECTOR, Post.SIGNATORY})
"""Posts that may record findings of inspections: the inspector and the head."""

KEEPERS = frozenset({Post.ADMIN, Post.SIGNATORY})
"""Posts that manage an agency's grants, accounts and programs. One person begins a change, and a second person
completes it (G5)."""


_OWN_ROLE: dict[AgencyKind, Role | None] = {
    AgencyKind.PPC: Role.PPC,
    AgencyKind.PPC_OFFICE: Role.INSPECTOR,
    AgencyKind.DEPARTMENT: Role.DEPT,
    AgencyKind.PARTY_PROPAGANDA: Role.BTG,
    AgencyKind.PARTY_INTERNAL_AFFAIRS: Role.BNC,
    AgencyKind.POLICE: Role.CAT,
    AgencyKind.JOURNALISTS: Role.HNB,
    AgencyKind.PRESS: Role.PRESS,
    AgencyKind.DISTRICT: Role.DIST,
    AgencyKind.COMMUNE: Role.COMM,
    AgencyKind.INSPECTORATE: Role.INSPECTOR,
    AgencyKind.MINISTRY: None,
}

NEVER_LEAD = frozenset(
    {
        AgencyKind.PARTY_PROPAGANDA,
        AgencyKind.PARTY_INTERNAL_AFFAIRS,
        AgencyKind.POLICE,
        AgencyKind.PRESS,
        AgencyKind.MINISTRY,
    }
)
"""Kinds of agency that can never be the lead agency: Party bodies, the police, the press, and bodies outside the
province. The lead agency appraises and decides on statements of people."""


SUBSTITUTES = frozenset({AgencyKind.DEPARTMENT})
"""Kinds of agency that can substitute for the lead agency (G5). They are agencies of the lead agency's own level. They
do not sign their own proposals, as the People's Committee would, and do not decide for another level."""


def role_of(kind: AgencyKind, *, is_lead: bool) -> Role | None:
    """Return the role of an agency today. `is_lead` states that a lead assignment (Đ3.1, Đ5.1) is valid today."""
    if is_lead and kind not in NEVER_LEAD:
        return Role.LEAD
    return _OWN_ROLE[kind]


SEES_ALL_RECORDS = frozenset({Role.PPC, Role.LEAD, Role.INSPECTOR})
"""Roles that see every directive, activity, difficulty and report, and the records behind each number (Đ5.1.a,
Đ6.3)."""

"""Permission matrix of roles and scopes: an upper limit for every grant (Đ5).

A scope is necessary but never sufficient. Each action also checks competence, membership of the case, posts and
conflicts of interest. Grants and tokens can only narrow this table. The register's own jobs act as the system and have
no scope here.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from domain.kernel.vocabulary import Role


class Scope(StrEnum):
    """Right to perform one kind of act. Tokens spell a scope in small letters with colons, as `case:read:own`."""

    CASE_REPORT = "case:report"
    """Report a case to the lead agency (Đ3.1)."""
    CASE_INTAKE = "case:intake"
    """Receive and screen reports (Đ5.1.a)."""
    CASE_READ_ALL = "case:read:all"
    """Read every case (Đ5.1.a)."""
    CASE_READ_OWN = "case:read:own"
    """Read cases that one's agency reported, handles or is invited to (Đ3.2)."""
    CASE_VERIFY = "case:verify"
    """Check and verify in one's own field and area (Đ4.3, Đ5.7.b)."""
    CASE_APPRAISE = "case:appraise"
    """Conclude whether a legal rule applies (Đ3.2.a, Đ4.3)."""
    CASE_CLOSE = "case:close"
    """Close a case, or open it again (Đ2.2, Đ4.5)."""
    EXPRESSION_REVIEW = "expression:review"
    """Review that press freedom and free speech are not obstructed (Đ2.2)."""
    COORD_CONVENE = "coord:convene"
    """Open a round of coordination: a meeting or written opinions (Đ3.2, Đ5.1.c)."""
    OPINION_GIVE = "opinion:give"
    """Give an opinion in a round (Đ3.2.a, Đ3.2.b)."""
    PROPOSAL_WRITE = "proposal:write"
    """Propose how to handle a case (Đ5.1.c, Đ5.2.b)."""
    DECISION_ISSUE = "decision:issue"
    """Decide within competence (Đ4.4, Đ5.1.h)."""
    DIRECTIVE_ISSUE = "directive:issue"
    """Direct agencies, and set up the task force (Đ5.1.a, Đ5.1.h)."""
    TAKEDOWN_DRAFT = "takedown:draft"
    """Draft a proposal that the ministry require removal (Đ5.1.g)."""
    TAKEDOWN_SIGN = "takedown:sign"
    """Sign or refuse a proposal that the ministry require removal (Đ5.1.g)."""
    POLICE_TRANSFER = "police:transfer"
    """Propose and sign a transfer to the police (Đ3.4)."""
    POLICE_RECEIVE = "police:receive"
    """Receive a transferred file (Đ3.4)."""
    REFERRAL_HNB = "referral:hnb"
    """Send a referral to the journalists' association, or answer one for it (Đ5.1.b, Đ5.5.b)."""
    PRESS_ISSUE = "press:issue"
    """Issue a press notice (Đ4.5, Đ5.1.e, Đ5.7.c)."""
    PRESS_READ = "press:read"
    """Receive press notices (Đ4.5, Đ5.6)."""
    TRAINING_WRITE = "training:write"
    """Organise training (Đ5.1.e, Đ5.7.c)."""
    FOCAL_MANAGE = "focal:manage"
    """Appoint one's own focal officers, keep their accounts and the agency's clients (Đ3.3)."""
    GRANT_MANAGE = "grant:manage"
    """Propose and approve the grants of other agencies (Đ5)."""
    REPORT_RESULT = "report:result"
    """Report the result of a case (Đ6.1)."""
    REPORT_SUBMIT = "report:submit"
    """Submit a periodic or ad-hoc report (Đ6.2)."""
    REPORT_COMPILE = "report:compile"
    """Compile and send the consolidated report (Đ6.3)."""
    REPORT_READ = "report:read"
    """Receive the consolidated report (Đ6.3)."""
    MERIT_PROPOSE = "merit:propose"
    """Propose a commendation (Đ7.1)."""
    BREACH_RECORD = "breach:record"
    """Record an agency's breach of the Regulation (Đ7.2)."""
    INSPECTION_RECORD = "inspection:record"
    """Record what an inspection found about an agency (a choice of this register)."""
    DIFFICULTY_WRITE = "difficulty:write"
    """File a difficulty in applying the Regulation (Đ8.2)."""
    BUDGET_WRITE = "budget:write"
    """Keep one's own budget lines (Đ8.2)."""
    ACTIVITY_WRITE = "activity:write"
    """Record one's own activities, answer a breach, withdraw a recorded activity (Đ5.5.a, Đ5.7.a, Đ6.2)."""
    ACTIVITY_READ = "activity:read"
    """Read directives, activities and difficulties that concern one's agency (Đ5.1.h, Đ7, Đ8.2)."""
    GUIDANCE_ISSUE = "guidance:issue"
    """Guide agencies in giving information to the press (Đ5.1.e)."""
    DIFFICULTY_ANSWER = "difficulty:answer"
    """Answer a difficulty in applying the Regulation (Đ8.2)."""
    ADMIN_CONFIG = "admin:config"
    """Keep registry, periods and templates (Đ8.1)."""
    LAW_EDIT = "law:edit"
    """Keep the catalogue of legal provisions (Đ2.1)."""
    REDRESS_DECIDE = "redress:decide"
    """Decide a complaint against an act (Luật Khiếu nại)."""
    ERASURE_APPROVE = "erasure:approve"
    """Approve that sealed personal data be erased (Luật Bảo vệ dữ liệu cá nhân)."""
    REGISTRY_READ = "registry:read"
    """Read agencies, officers, provisions and settings (Đ1.2, Đ2.1)."""
    QUERY_ADHOC = "query:adhoc"
    """Send queries that are not stored beforehand; what they show is bound by the other scopes."""
    AUDIT_READ = "audit:read"
    """Read the audit events of objects that one may see (Đ5.7.d)."""
    AUDIT_READ_ALL = "audit:read:all"
    """Read every audit event and every record of reading (Đ5.7.d)."""


class Basis(StrEnum):
    """Reason why a role has a scope."""

    STATED = "STATED"
    """The Regulation states the right."""
    IMPLIED = "IMPLIED"
    """The right follows from another clause, or a stated duty requires the right."""


_MARKS: Final = {"s": Basis.STATED, "i": Basis.IMPLIED}

_ROWS: Final[Mapping[Scope, str]] = {
    #                         PPC LEAD BTG BNC CAT HNB PRESS DEPT DIST COMM INSPECTOR
    Scope.CASE_REPORT: "       i   s    i   s   i   i    -    s    s    i    -",
    Scope.CASE_INTAKE: "       -   s    -   -   -   -    -    -    -    -    -",
    Scope.CASE_READ_ALL: "     i   s    -   -   -   -    -    -    -    -    i",
    Scope.CASE_READ_OWN: "     i   s    i   s   i   i    -    s    s    i    i",
    Scope.CASE_VERIFY: "       -   s    -   i   s   -    -    s    s    i    -",
    Scope.CASE_APPRAISE: "     -   s    -   -   -   -    -    -    -    -    -",
    Scope.CASE_CLOSE: "        -   i    -   -   -   -    -    -    -    -    -",
    Scope.EXPRESSION_REVIEW: " -   i    -   -   -   -    -    i    i    i    -",
    Scope.COORD_CONVENE: "     -   s    -   -   i   -    -    -    -    -    -",
    Scope.OPINION_GIVE: "      -   s    i   i   s   i    -    s    s    i    -",
    Scope.PROPOSAL_WRITE: "    -   s    s   -   s   -    -    i    i    i    -",
    Scope.DECISION_ISSUE: "    i   s    -   -   -   -    -    s    s    i    -",
    Scope.DIRECTIVE_ISSUE: "   s   -    -   -   -   -    -    -    -    -    -",
    Scope.TAKEDOWN_DRAFT: "    -   s    -   -   -   -    -    -    -    -    -",
    Scope.TAKEDOWN_SIGN: "     s   -    -   -   -   -    -    -    -    -    -",
    Scope.POLICE_TRANSFER: "   -   i    -   -   -   -    -    -    -    -    -",
    Scope.POLICE_RECEIVE: "    -   -    -   -   s   -    -    -    -    -    -",
    Scope.REFERRAL_HNB: "      -   i    -   -   -   s    -    -    -    -    -",
    Scope.PRESS_ISSUE: "       i   s    -   -   i   -    -    s    s    i    -",
    Scope.PRESS_READ: "        i   i    i   i   i   i    s    i    i    i    i",
    Scope.TRAINING_WRITE: "    -   s    -   -   -   -    -    s    s    i    -",
    Scope.FOCAL_MANAGE: "      i   s    s   s   s   s    s    s    s    s    -",
    Scope.GRANT_MANAGE: "      i   i    -   -   -   -    -    -    -    -    -",
    Scope.REPORT_RESULT: "     -   s    -   -   i   i    -    s    s    s    -",
    Scope.REPORT_SUBMIT: "     -   s    i   i   s   s    s    s    s    i    -",
    Scope.REPORT_COMPILE: "    -   s    -   -   -   -    -    -    -    -    -",
    Scope.REPORT_READ: "       s   s    i   i   -   -    -    -    -    -    i",
    Scope.MERIT_PROPOSE: "     i   i    i   i   i   i    i    i    i    i    -",
    Scope.BREACH_RECORD: "     s   i    -   -   -   -    -    -    -    -    s",
    Scope.INSPECTION_RECORD: " -   -    -   -   -   -    -    -    -    -    i",
    Scope.DIFFICULTY_WRITE: "  -   s    i   i   s   s    s    s    s    i    -",
    Scope.BUDGET_WRITE: "      -   s    -   -   s   -    -    s    s    i    -",
    Scope.ACTIVITY_WRITE: "    i   s    i   i   s   s    s    s    s    i    -",
    Scope.ACTIVITY_READ: "     i   s    i   i   i   i    i    i    i    i    i",
    Scope.GUIDANCE_ISSUE: "    -   s    -   -   -   -    -    -    -    -    -",
    Scope.DIFFICULTY_ANSWER: " s   -    -   -   -   -    -    -    -    -    -",
    Scope.ADMIN_CONFIG: "      i   s    -   -   -   -    -    -    -    -    -",
    Scope.LAW_EDIT: "          -   i    -   -   -   -    -    i    -    -    -",
    Scope.REDRESS_DECIDE: "    i   i    -   -   -   -    -    i    i    i    -",
    Scope.ERASURE_APPROVE: "   i   i    -   -   -   -    -    -    -    -    -",
    Scope.REGISTRY_READ: "     i   i    i   i   i   i    i    i    i    i    i",
    Scope.QUERY_ADHOC: "       i   i    i   i   i   i    i    i    i    i    i",
    Scope.AUDIT_READ: "        i   i    i   i   i   i    i    i    i    i    i",
    Scope.AUDIT_READ_ALL: "    -   -    -   -   -   -    -    -    -    -    i",
}


def _row(marks: str) -> Mapping[Role, Basis]:
    cells = zip(Role, marks.split(), strict=True)
    return MappingProxyType({role: _MARKS[mark] for role, mark in cells if mark != "-"})


MATRIX: Final[Mapping[Scope, Mapping[Role, Basis]]] = MappingProxyType({scope: _row(_ROWS[scope]) for scope in Scope})
"""Every permitted combination of scope and role, with the basis of the right. Every other combination is denied, also
to the lead agency."""

READING: Final = (
    Scope.CASE_READ_ALL,
    Scope.CASE_READ_OWN,
    Scope.ACTIVITY_READ,
    Scope.REPORT_READ,
    Scope.REGISTRY_READ,
    Scope.AUDIT_READ,
    Scope.AUDIT_READ_ALL,
)
"""Scopes of pages that show histories. They include no right to write."""
KEEPING: Final = (
    Scope.ADMIN_CONFIG,
    Scope.FOCAL_MANAGE,
    Scope.GRANT_MANAGE,
    Scope.LAW_EDIT,
    Scope.REGISTRY_READ,
)
"""Scopes of pages that maintain the registry. They include no right on cases."""
ACTING: Final = tuple(
    scope
    for scope in Scope
    if scope in (Scope.REGISTRY_READ, Scope.AUDIT_READ)
    or scope not in {*KEEPING, Scope.QUERY_ADHOC, Scope.AUDIT_READ_ALL}
)
"""Scopes of pages on which officers act. They exclude registry maintenance, free queries and reading of every act."""

IMPERSONAL: Final[frozenset[Scope]] = frozenset(
    {
        Scope.CASE_REPORT,
        Scope.CASE_READ_ALL,
        Scope.CASE_READ_OWN,
        Scope.PRESS_READ,
        Scope.REPORT_READ,
        Scope.ACTIVITY_READ,
        Scope.REGISTRY_READ,
        Scope.QUERY_ADHOC,
        Scope.AUDIT_READ,
        Scope.AUDIT_READ_ALL,
    }
)
"""Scopes for a token without a person: to read, report and receive. A new scope requires a person until it is listed
here."""

PERSONAL: Final[frozenset[Scope]] = frozenset(Scope) - IMPERSONAL
"""Scopes that require a named person: to assess, draft, sign, approve, decide, erase and configure."""


def permits(role: Role | None, scope: Scope) -> Basis | None:
    """Return the basis on which `role` may have `scope`. None without a basis, and for an agency without a role."""
    return None if role is None else MATRIX[scope].get(role)


_CEILINGS: Final[Mapping[Role | None, frozenset[Scope]]] = {
    role: frozenset(scope for scope in Scope if permits(role, scope)) for role in (*Role, None)
}


def ceiling(role: Role | None) -> frozenset[Scope]:
    """Return all scopes that an agency of this role can be granted."""
    return _CEILINGS[role]


def effective(role: Role | None, token_scopes: Iterable[str], *, person: bool) -> frozenset[Scope]:
    """Return the scopes that a token gives: the named ones within the role's limit. Without a person, only impersonal
    scopes count.

    An unknown scope grants nothing.
    """
    named = set(token_scopes)
    allowed = ceiling(role) if person else ceiling(role) - PERSONAL
    return frozenset(scope for scope in allowed if scope.value in named)


@dataclass(frozen=True, slots=True)
class Sight:
    """Cases that a reader may see: the union of `all`, `member` and `categories`. If all three are empty, the reader
    sees no case."""

    all: bool
    """True if the reader may see every case (Đ5.1.a, Đ6.3)."""
    member: bool
    """True if the reader may see cases that the agency reported, handles or is invited to (Đ3.2)."""
    categories: frozenset[str]
    """Fields of administration; the reader may see every case in one of them (Đ5.3)."""


INTERNAL_AFFAIRS_CATEGORIES: Final = frozenset({"INTERNAL_AFFAIRS", "JUDICIAL_REFORM", "ANTI_CORRUPTION"})
"""The three fields whose cases the Party commission for internal affairs may read (Đ5.3)."""


SIGHTS_MOST: Final = 1_024
"""Size of the cache of sights. Each read operation needs the sight of its reader."""


def sight(role: Role | None, scopes: Collection[Scope]) -> Sight:
    """Return the cases that an agency of this role may see with these scopes. Scopes that the matrix denies are
    ignored."""
    return _sight(role, frozenset(scopes))


@lru_cache(maxsize=SIGHTS_MOST)
def _sight(role: Role | None, scopes: frozenset[Scope]) -> Sight:
    held = ceiling(role) & scopes
    member = Scope.CASE_READ_OWN in held
    by_field = member and role is Role.BNC
    return Sight(
        all=Scope.CASE_READ_ALL in held,
        member=member,
        categories=INTERNAL_AFFAIRS_CATEGORIES if by_field else frozenset(),
    )

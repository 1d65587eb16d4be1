"""How many database documents a field reads at most: what the cost of an operation is made of.

A field that is not here and does not wait reads nothing of its own: it shows what its object holds. One that waits
and is not here is taken for dear (UNKNOWN), until somebody says what it reads; a test asks for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Reads:
    """What one asking of a field reads.

    `documents` at once; `page` documents more for each row of the page that `first` asks for, or for each of the `ids`;
    `rows` is how often what stands below the field is asked for, where it is a list without either.
    """

    documents: int = 0
    page: int = 0
    rows: int = 1


BASE: Final = 4
"""Of every operation: the token's revocation, the registry's counter, the caller."""
MUTATION: Final = 40
"""A command: its object, what it relates to, the quota, and the same again after a lost race."""
LIST: Final = 50
"""How often what stands below a list is asked for, unless READS says otherwise."""
TEXTS: Final = 100
"""Sealed texts that one version of an object holds; each is read with its key."""
CHANGED: Final = 20
"""Sealed texts that one event brings."""

UNKNOWN: Final = Reads(documents=300, page=5, rows=LIST)

_ONE, _PAGE = Reads(documents=1), Reads(documents=2, page=1)
NOTICES = Reads(documents=10)
"""The live notices of a case at most; of those that were given up, few."""
MATTER = Reads(documents=50)
"""The case that a complaint or an erasure is about, with its events."""
NUMBERS: Final = 4_500
"""What is counted at once: at most 1,000 streams with their versions, and the provisions in force."""
READS: Final[Mapping[str, Reads]] = {
    "Case.asOf": Reads(documents=3 + 2 * TEXTS),
    "Case.diff": Reads(documents=13 + 2 * TEXTS),
    "Case.duplicates": Reads(documents=50, rows=50),
    "Case.history": _PAGE,
    "Case.publications": NOTICES,
    "CaseConnection.totalCount": _ONE,
    "ConsolidatedReport.changes": _ONE,
    "ConsolidatedReport.compilation": Reads(documents=4),
    "ConsolidatedReport.tables": _ONE,
    "Erasure.allowedActions": MATTER,
    "HistoryEvent.changes": Reads(documents=12 + 2 * CHANGED),
    "HistoryEvent.seal": Reads(documents=20),
    "Inbox.items": Reads(rows=200),
    "Publication.logIndexes": Reads(documents=50),
    "Subscription.caseChanged": Reads(documents=102),
    "Subscription.inboxChanged": Reads(documents=100 + 1 + 220),
    "Subscription.jobProgress": Reads(documents=110),
    "Subscription.publicationIssued": Reads(documents=500),
    "Query.accessLog": _PAGE,
    "Query.activities": _PAGE,
    "Query.activity": _ONE,
    "Query.agencyReport": _ONE,
    "Query.agencyReports": _PAGE,
    "Query.auditEvents": _PAGE,
    "Query.case": _ONE,
    "Query.caseByCode": _ONE,
    "Query.cases": Reads(documents=11, page=1),
    "Query.deliveries": Reads(documents=3, page=1),
    "Query.difficulties": _PAGE,
    "Query.difficulty": _ONE,
    "Query.clients": _PAGE,
    "Query.consolidatedReport": _ONE,
    "Query.consolidatedReports": _PAGE,
    "Query.contact": Reads(documents=60),
    "Query.directive": _ONE,
    "Query.directives": _PAGE,
    "Query.erasure": _ONE,
    "Query.erasures": _PAGE,
    "Query.grants": _PAGE,
    "Query.inbox": Reads(documents=220),
    "Query.log": Reads(documents=5),
    "Query.mailing": _ONE,
    "Query.mailings": _PAGE,
    "Query.node": _ONE,
    "Query.nodes": Reads(page=1),
    "Query.numbers": Reads(documents=NUMBERS),
    "Query.obligations": Reads(documents=1_000, rows=200),
    "Query.officialDocument": _ONE,
    "Query.officialDocuments": _PAGE,
    "Query.officers": _PAGE,
    "Query.pressExchange": _ONE,
    "Query.pressExchanges": _PAGE,
    "Query.pressNotice": _ONE,
    "Query.pressNotices": _PAGE,
    "Query.provision": _ONE,
    "Query.provisions": _PAGE,
    "Query.publication": _ONE,
    "Query.publicationChanges": Reads(documents=210, page=2),
    "Query.publicationStatistics": Reads(documents=10),
    "Query.publications": _PAGE,
    "Query.publishableOutcomes": Reads(documents=2, page=52),
    "Query.redress": _ONE,
    "Query.redresses": _PAGE,
    "Query.search": Reads(documents=1_002, page=2),
    "Query.similar": Reads(documents=300),
    "Query.spokesperson": _ONE,
    "Query.spokespersons": _PAGE,
    "Query.users": _PAGE,
    "Query.verifyStream": Reads(documents=5_000),
    "Query.warnings": Reads(documents=1_000),
    "Query.webhook": _ONE,
    "Query.webhookDryRun": Reads(documents=5),
    "Query.webhooks": _PAGE,
    "Redress.allowedActions": MATTER,
    "Redress.examinerParts": Reads(documents=200),
}

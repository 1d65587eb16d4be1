"""A notice as schema.org ClaimReview, for machines that gather fact checks.

It says who checked, what was claimed and what was found, in words. It has no author of the claim and no address of it:
Casebook identifies no person (X2).
"""

import json
from typing import Any, Final

from domain.case.state.findings import Finding
from domain.kernel.calendar import in_utc, iso_millis
from domain.messages import label
from domain.publication.public import PublicStatus, PublicView

BEST, WORST = 5, 1
RATINGS: Final = {Finding.FALSE: WORST, Finding.PARTLY_FALSE: 3, Finding.TRUE_ISSUE: BEST}
"""Ratings of how true a claim is. Other findings never come before the public."""
SAID: Final = frozenset({PublicStatus.ISSUED, PublicStatus.CORRECTED})
"""Standings in which the agency holds the finding; under review and retracted it does not."""


def claim_review(notice: PublicView, url: str, agency: str) -> dict[str, Any] | None:
    """The review, or None for a notice that the agency does not hold now, whose words are gone, or whose finding a
    complaint undid."""
    said = notice.current
    if notice.status not in SAID or said is None or said.claim is None or said.result.overturned:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": url,
        "url": url,
        "inLanguage": "vi",
        "datePublished": iso_millis(in_utc(notice.issued_at)),
        "dateModified": iso_millis(in_utc(notice.changed_at)),
        "author": {"@type": "GovernmentOrganization", "name": agency},
        "claimReviewed": said.claim,
        "itemReviewed": {"@type": "Claim", "text": said.claim},
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": RATINGS[said.result.finding],
            "bestRating": BEST,
            "worstRating": WORST,
            "alternateName": label(said.result.finding, "vi"),
        },
    }


def embedded(review: dict[str, Any]) -> str:
    """The review as text for a page: no character of it can end the element around it."""
    text = json.dumps(review, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

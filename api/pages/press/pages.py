"""Pages for the public: a list of notices and a page for each notice, also as schema.org ClaimReview.

The review states the checking agency, the claim and the finding in words. It has no author and no address of the claim,
because Casebook identifies no person (X2).
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlencode

from api.pages.press.feeds import TEXTS
from api.pages.press.search import SEARCHED_MOST, Sought
from api.web.languages import other_language
from api.web.templates import Templates
from domain.case.state.measures import Finding
from domain.kernel.calendar import in_utc, iso_millis
from domain.messages import Language, label
from domain.messages.dates import local_day, local_time
from domain.publication.public import PublicResult, PublicStatus, PublicText, PublicView
from domain.registry.regulation import FIRST

BEST, WORST = 5, 1
RATINGS: Final = {Finding.FALSE: WORST, Finding.PARTLY_FALSE: 3, Finding.TRUE_ISSUE: BEST}
"""Ratings of the truth of a claim. Notices with other findings are never published."""
SAID: Final = frozenset({PublicStatus.ISSUED, PublicStatus.CORRECTED})
"""Statuses in which the agency maintains its finding. A notice that is under review or retracted has none of these
statuses."""


def claim_review(notice: PublicView, url: str, agency: str) -> dict[str, Any] | None:
    """Return the review. Return None if the agency does not maintain the notice now, the notice was erased, or a
    complaint reversed its finding."""
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
    """Return the review as text for a page, escaped so that it cannot end the element around it."""
    text = json.dumps(review, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


TEMPLATES = Templates("api.pages.press", "api.web")
Named = tuple[PublicView, str]
"""A notice and the name of its agency."""


@dataclass(frozen=True)
class NoticeList:
    """Data of the list's page: notices with their agencies' names, the next cursor, and the Decision in force. Also the
    log's mark at the newest change, and the official pages and spokespersons of agencies."""

    notices: Sequence[Named]
    following: str | None
    regulation: str
    log_mark: str
    official: list[dict[str, str]]
    speakers: list[dict[str, Any]]
    agencies: list[tuple[str, str]]
    """Ids and names of agencies, for the list's filter."""
    today: date

    @property
    def changed(self) -> datetime | None:
        """Return the time of the notices' last change; None if the page also depends on other data."""
        if any(notice.bare for notice, _ in self.notices):
            return None
        return max((notice.changed_at for notice, _ in self.notices), default=None)


def list_page(page: NoticeList, sought: Sought, base: str, language: Language) -> str:
    """Render the list, the newest first, with its filters, official pages and spokespersons."""
    choices = {
        "agency": page.agencies,
        "finding": [(finding.value, label(finding, language)) for finding in RATINGS],
        "year": [(str(year), str(year)) for year in range(page.today.year, FIRST.span.since.year - 1, -1)],
    }
    return _render(
        "list.html",
        language,
        carried=urlencode(sought.asked),
        rows=[_row(notice, agency, language) for notice, agency in page.notices],
        after=page.following,
        base=base,
        intro=TEXTS[language]["intro"].format(regulation=page.regulation),
        official=page.official,
        speakers=page.speakers,
        choices=choices,
        asked=sought.asked,
        most=SEARCHED_MOST,
    )


def notice_page(notice: PublicView, agency: str, story: Sequence[Named], url: str, language: Language) -> str:
    """Render the page of one notice or its tombstone. It includes the other notices of the same story."""
    texts, review = TEXTS[language], claim_review(notice, url, agency)
    said = notice.current
    return _render(
        "notice.html",
        language,
        url=url,
        title=notice.newest.title,
        standing=label(notice.status, language),
        finding=_mark(said.result, language) if said else None,
        warning=_warning(notice, language),
        reason=notice.newest.reason,
        current=said,
        redress=notice.redress_notice or texts["withheld"],
        code=notice.newest.result.public_code,
        notice_code=notice.complaint_code,
        facts=list(_facts(notice, agency, language)),
        story=[_row(other, name, language) for other, name in story],
        versions=[_version(version, notice, language) for version in notice.versions],
        review=embedded(review) if review else None,
    )


def missing_page(language: Language, why: str = "missing") -> str:
    """Render the page for a missing notice, or for a notice that is hidden because it was altered."""
    return _render("missing.html", language, why=why)


def _render(template: str, language: Language, **values: Any) -> str:
    other, carried = other_language(language), values.get("carried", "")
    in_other = f"lang={other}&{carried}" if carried else f"lang={other}"
    shared = {"lang": language, "other": other, "in_other": in_other, "t": TEXTS[language]}
    return TEMPLATES.render(template, **shared, **values)


def _row(notice: PublicView, agency: str, language: Language) -> dict[str, Any]:
    said = notice.current
    return {
        "id": notice.id,
        "title": notice.newest.title,
        "status": notice.status,
        "standing": label(notice.status, language),
        "finding": _mark(said.result, language) if said else None,
        "issued": local_time(notice.issued_at, language, seconds=False),
        "issued_iso": iso_millis(in_utc(notice.issued_at)),
        "agency": agency,
    }


def _warning(notice: PublicView, language: Language) -> str | None:
    texts = TEXTS[language]
    if notice.status is PublicStatus.UNDER_REVIEW:
        ground = notice.newest.ground
        why = f" {texts['reason']}: {label(ground, language)}." if ground else ""
        return f"{texts['under_review']}{why}"
    if notice.retraction:
        gone = texts["bare" if notice.bare else "retracted"]
        return f"{gone} {texts['reason']}: {label(notice.retraction, language)}."
    return None


def _facts(notice: PublicView, agency: str, language: Language) -> Iterator[tuple[str, str, bool]]:
    """Yield the name and the value of each fact. The third item is True if the value is Vietnamese in either language
    of the page."""
    texts, result = TEXTS[language], notice.newest.result
    yield texts["agency"], agency, True
    if notice.current:
        yield from _outcome(result, language)
    yield texts["decided"], local_day(result.on, language), False
    if result.public_code:
        yield texts["code"], result.public_code, False
    if result.complain_by:
        yield texts["complain_by"], local_day(result.complain_by, language), False
    yield texts["form"], label(notice.form, language), False
    if notice.page:
        yield texts["page"], notice.page, False
    yield texts["issued"], local_time(notice.issued_at, language, seconds=False), False
    yield texts["changed"], local_time(notice.changed_at, language, seconds=False), False


def _outcome(result: PublicResult, language: Language) -> Iterator[tuple[str, str, bool]]:
    texts = TEXTS[language]
    if result.outcome:
        yield texts["outcome"], f"{label(result.outcome, language)} ({texts[f'level_{result.level}']})", False
        yield texts["finding_before"], label(result.finding, language), False
    if result.measure:
        yield texts["measure_undone" if result.overturned else "measure"], label(result.measure, language), False


def _mark(result: PublicResult, language: Language) -> str:
    """Return the label beside the headline: the finding, or the result of the complaint against it."""
    return label(result.outcome or result.finding, language)


def _version(version: PublicText, notice: PublicView, language: Language) -> dict[str, Any]:
    ground = label(version.ground, language) if version.ground else None
    return {
        "number": version.number,
        "label": label(version.change, language),
        "at": local_time(version.at, language, seconds=False),
        "iso": iso_millis(in_utc(version.at)),
        "reason": version.reason or ground,
        "said": version.reason is not None,
        "earlier": version.number < notice.newest.number and version.change in ("ISSUED", "CORRECTED"),
        "title": version.title,
        "claim": version.claim,
        "text": version.text or "",
    }

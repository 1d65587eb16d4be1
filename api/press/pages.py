"""The pages for readers: a list and a page for each notice, made on the server, without a script (WCAG 2.2 AA)."""

from collections.abc import Iterator, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from api.press.claim_review import claim_review, embedded
from api.press.words import WORDS, shown
from domain.kernel.calendar import in_utc, iso_millis
from domain.messages import Language, label
from domain.publication.public import PublicResult, PublicStatus, PublicText, PublicView

TEMPLATES = Environment(
    loader=PackageLoader("api.press", "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
Named = tuple[PublicView, str]
"""A notice and the name of its agency."""


def list_page(notices: Sequence[Named], after: str | None, base: str, language: Language) -> str:
    """The list, the newest first; `after` leads to the older ones."""
    rows = [_row(notice, agency, language) for notice, agency in notices]
    return _render("list.html", language, rows=rows, after=after, base=base)


def notice_page(notice: PublicView, agency: str, url: str, language: Language) -> str:
    """The page of one notice, or its tombstone."""
    words, review = WORDS[language], claim_review(notice, url, agency)
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
        redress=notice.redress_notice or words["withheld"],
        code=notice.newest.result.public_code,
        facts=list(_facts(notice, agency, language)),
        versions=[_version(each, notice, language) for each in notice.versions],
        review=embedded(review) if review else None,
    )


def missing_page(language: Language) -> str:
    """Where there is no notice."""
    return _render("missing.html", language)


def _render(template: str, language: Language, **values: Any) -> str:
    other = "vi" if language == "en" else "en"
    return TEMPLATES.get_template(template).render(language=language, other=other, words=WORDS[language], **values)


def _row(notice: PublicView, agency: str, language: Language) -> dict[str, Any]:
    said = notice.current
    return {
        "id": notice.id,
        "title": notice.newest.title,
        "status": notice.status,
        "standing": label(notice.status, language),
        "finding": _mark(said.result, language) if said else None,
        "issued": shown(notice.issued_at),
        "issued_iso": iso_millis(in_utc(notice.issued_at)),
        "agency": agency,
    }


def _warning(notice: PublicView, language: Language) -> str | None:
    words = WORDS[language]
    if notice.status is PublicStatus.UNDER_REVIEW:
        ground = notice.newest.ground
        return words["under_review"] + (f" {words['reason']}: {label(ground, language)}." if ground else "")
    if notice.retraction:
        return f"{words['retracted']} {words['reason']}: {label(notice.retraction, language)}."
    return None


def _facts(notice: PublicView, agency: str, language: Language) -> Iterator[tuple[str, str, bool]]:
    """Name, value, and whether the value is Vietnamese whatever the page is."""
    words, result = WORDS[language], notice.newest.result
    yield words["agency"], agency, True
    if notice.current:
        yield from _outcome(result, language)
    yield words["decided"], f"{result.on:%d/%m/%Y}", False
    if result.public_code:
        yield words["code"], result.public_code, False
    if result.complain_by:
        yield words["complain_by"], f"{result.complain_by:%d/%m/%Y}", False
    yield words["form"], label(notice.form, language), False
    yield words["issued"], shown(notice.issued_at), False
    yield words["changed"], shown(notice.changed_at), False


def _outcome(result: PublicResult, language: Language) -> Iterator[tuple[str, str, bool]]:
    words = WORDS[language]
    if result.outcome:
        yield words["outcome"], f"{label(result.outcome, language)} ({words[f'level_{result.level}']})", False
        yield words["finding_before"], label(result.finding, language), False
    if result.measure:
        yield words["measure_undone" if result.overturned else "measure"], label(result.measure, language), False


def _mark(result: PublicResult, language: Language) -> str:
    """What stands beside the headline: the finding, or the outcome of the complaint that was ruled on."""
    return label(result.outcome or result.finding, language)


def _version(each: PublicText, notice: PublicView, language: Language) -> dict[str, Any]:
    ground = label(each.ground, language) if each.ground else None
    return {
        "number": each.number,
        "label": label(each.change, language),
        "at": shown(each.at),
        "iso": iso_millis(in_utc(each.at)),
        "reason": each.reason or ground,
        "said": each.reason is not None,
        "earlier": each.number < notice.newest.number and each.change in ("ISSUED", "CORRECTED"),
        "title": each.title,
        "claim": each.claim,
        "text": each.text or "",
    }

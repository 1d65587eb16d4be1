"""Notices as Atom (RFC 4287) and as JSON Feed 1.1. They are ordered by their last change, so a corrected notice appears
again.

An entry's id is the notice's permanent address. A retracted notice stays in the feed, marked as retracted.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from xml.etree import ElementTree as ET

from api.web.languages import texts_of
from domain.kernel.calendar import in_utc, iso_millis
from domain.messages import Language, label
from domain.publication.public import PublicResult, PublicStatus, PublicView

ATOM, ATOM_TYPE = "http://www.w3.org/2005/Atom", "application/atom+xml"
JSON_FEED, JSON_TYPE = "https://jsonfeed.org/version/1.1", "application/feed+json"
TEXTS: Final = texts_of("api.pages.press")
LANGUAGE: Final[Language] = "vi"
NEVER = "1970-01-01T00:00:00.000Z"
"""Update time of an empty feed: Atom requires one."""

Named = tuple[PublicView, str]
ET.register_namespace("", ATOM)


def title_of(notice: PublicView) -> str:
    """Return the headline. Unless the notice is simply issued, the headline includes the status."""
    texts = TEXTS[LANGUAGE]
    title = notice.newest.title or texts["withheld"]
    return title if notice.status is PublicStatus.ISSUED else f"[{label(notice.status, LANGUAGE)}] {title}"


def text_of(notice: PublicView, log_mark: str) -> str:
    """Return the notice's present text, or the reason for its retraction. The log's mark is added, as on every
    document."""
    marked = f"\n\n{TEXTS[LANGUAGE]['log_mark']}: {log_mark}" if log_mark else ""
    return f"{_said(notice)}{marked}"


def _said(notice: PublicView) -> str:
    texts, said = TEXTS[LANGUAGE], notice.current
    reason = notice.newest.reason
    parts = [f"{texts['reason']}: {reason}"] if reason else []
    if said is None:
        return "\n\n".join([texts["bare" if notice.bare else "retracted"], *parts])
    if notice.status is PublicStatus.UNDER_REVIEW:
        parts = [texts["under_review"]]
    finding = _finding_of(said.result)
    claim = f"{texts['claim']}: {said.claim or texts['withheld']}"
    return "\n\n".join([*parts, claim, finding, said.text or texts["withheld"], notice.redress_notice or ""]).strip()


def _finding_of(result: PublicResult) -> str:
    """Return the finding, or the result of a complaint against the finding."""
    texts, finding = TEXTS[LANGUAGE], label(result.finding, LANGUAGE)
    if result.outcome is None:
        return f"{texts['finding']}: {finding}"
    return f"{texts['outcome']}: {label(result.outcome, LANGUAGE)}. {texts['finding_before']}: {finding}"


def atom(notices: Sequence[Named], base: str, here: str, following: str | None, log_mark: str = "") -> bytes:
    """Return an Atom feed. `following` is the address of the older entries."""
    feed = ET.Element(_q("feed"), {"{http://www.w3.org/XML/1998/namespace}lang": LANGUAGE})
    _add(feed, "id", f"{base}/press/feed.atom")
    _add(feed, "title", TEXTS[LANGUAGE]["site"])
    _add(feed, "updated", _stamp(notices[0][0].changed_at) if notices else NEVER)
    ET.SubElement(feed, _q("link"), {"rel": "self", "type": ATOM_TYPE, "href": here})
    ET.SubElement(feed, _q("link"), {"rel": "alternate", "type": "text/html", "href": f"{base}/press/"})
    if following:
        ET.SubElement(feed, _q("link"), {"rel": "next", "type": ATOM_TYPE, "href": following})
    for notice, agency in notices:
        _entry(feed, notice, agency, f"{base}/press/{notice.id}", log_mark)
    written: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ET.Element, notice: PublicView, agency: str, url: str, log_mark: str) -> None:
    entry = ET.SubElement(feed, _q("entry"))
    _add(entry, "id", url)
    _add(entry, "title", title_of(notice))
    _add(entry, "published", _stamp(notice.issued_at))
    _add(entry, "updated", _stamp(notice.changed_at))
    ET.SubElement(entry, _q("link"), {"rel": "alternate", "type": "text/html", "href": url})
    _add(ET.SubElement(entry, _q("author")), "name", agency)
    ET.SubElement(entry, _q("category"), {"term": notice.status.value, "label": label(notice.status, LANGUAGE)})
    _add(entry, "content", text_of(notice, log_mark), type="text")


def json_feed(notices: Sequence[Named], base: str, here: str, following: str | None, log_mark: str = "") -> bytes:
    """Return a JSON feed. `following` is the address of the older items."""
    feed: dict[str, Any] = {
        "version": JSON_FEED,
        "title": TEXTS[LANGUAGE]["site"],
        "language": LANGUAGE,
        "home_page_url": f"{base}/press/",
        "feed_url": here,
        "items": [_item(notice, agency, f"{base}/press/{notice.id}", log_mark) for notice, agency in notices],
    }
    if following:
        feed["next_url"] = following
    return json.dumps(feed, ensure_ascii=False).encode()


def _item(notice: PublicView, agency: str, url: str, log_mark: str) -> dict[str, Any]:
    return {
        "id": url,
        "url": url,
        "title": title_of(notice),
        "content_text": text_of(notice, log_mark),
        "date_published": _stamp(notice.issued_at),
        "date_modified": _stamp(notice.changed_at),
        "authors": [{"name": agency}],
        "tags": [notice.status.value],
        "language": LANGUAGE,
    }


def _q(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _add(parent: ET.Element, name: str, text: str, **attributes: str) -> None:
    ET.SubElement(parent, _q(name), attributes).text = text


def _stamp(moment: datetime) -> str:
    return iso_millis(in_utc(moment))

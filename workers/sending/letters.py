"""Letters as text and as HTML, in the reader's language. About a case they contain only its number.

Typed text is checked before it enters a header. A character that could end a line is refused here, with the header's
name. The standard library's policy refuses it again when the letter becomes bytes.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from importlib.resources import files
from typing import Any, Final, get_args

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from domain.kernel.calendar import in_utc
from domain.kernel.vocabulary import Kind
from domain.messages import Language, label
from domain.messages.dates import local_day, local_deadline, local_time
from domain.notification.digests import ITEMS_MOST, DigestItem
from domain.notification.mailings import MAIL_ADDRESS
from domain.notification.state.receivers import MailLanguage
from domain.publication.public import PublicView
from workers.documents.office.parts import period_in_words

SUBJECT_MOST = 150
POLICY = SMTP.clone(cte_type="7bit")
"""ASCII-only encoding. A server that had to encode a letter again would break its DKIM signature (RFC 6376)."""
SENDER_NAME = "Casebook"
WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    files("workers.sending").joinpath("words.toml").read_text(encoding="utf-8")
)
ACCOUNT_WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    files("workers.sending").joinpath("account_words.toml").read_text(encoding="utf-8")
)
TEMPLATES = Environment(
    loader=PackageLoader("workers.sending"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class LetterRefused(Exception):
    """A text cannot be used in a header. `header` is the header's name; the error message does not contain the text."""

    def __init__(self, header: str) -> None:
        super().__init__(header)
        self.header = header


@dataclass(frozen=True, kw_only=True)
class Envelope:
    sender: str
    recipient: str
    id: str
    at: datetime
    leave: str = ""
    log_mark: str = ""
    """Size and first digits of the root of the log when the letter was written."""


@dataclass(frozen=True, kw_only=True)
class LetterContent:
    """Content of a letter. `sender` is the office that writes it; None if the register does."""

    subject: str
    text: str
    html: str
    sender: str = SENDER_NAME


def _rendered(name: str, language: MailLanguage, subject: str, **more: Any) -> LetterContent:
    short = language.value.lower()
    given = {"words": WORDS[short], "language": short, "subject": subject, **more}
    text, html = (TEMPLATES.get_template(f"{name}.{form}").render(given) for form in ("txt", "html"))
    return LetterContent(subject=subject, text=text, html=html)


def of_notice(
    topic: str, notice: PublicView, agency: str, link: str, leave: str, language: MailLanguage
) -> LetterContent:
    """Return a letter about a notice, as the public reads it now; `topic` is the event's type."""
    short: Language = "vi" if language is MailLanguage.VI else "en"
    change, newest = WORDS[short][topic.partition(".")[2]], notice.newest
    title = newest.title or WORDS[short]["of-day"].format(day=local_day(in_utc(notice.issued_at), short))
    subject = title if title.startswith(change) else f"{change}: {title}"
    ground = label(notice.retraction, short) if notice.retraction else ""
    more = {"title": title, "ground": ground, "agency": agency, "link": link, "leave": leave}
    return replace(_rendered("notice", language, subject, notice=notice, newest=newest, **more), sender=agency)


def of_digest(
    items: Sequence[DigestItem], case_url: str, base: str, leave: str, language: MailLanguage, today: date
) -> LetterContent:
    """Return a digest of duties with number, deadline and link of each; for a report, with its period. It contains no
    text that a person wrote."""
    short: Language = "vi" if language is MailLanguage.VI else "en"
    words = WORDS[short]
    shown = [
        {
            "name": _name(item, short),
            "what": label(item.kind, short),
            "when": _when(item, short),
            "mark": words["overdue"] if item.overdue else words["soon"] if item.soon else None,
            "link": _link(item, case_url, base),
        }
        for item in items[:ITEMS_MOST]
    ]
    rest = len(items) - len(shown)
    late = sum(item.overdue for item in items)
    subject = words["digest"].format(count=len(items), day=local_day(today, short))
    subject += words["digest-late"].format(count=late) if late else ""
    more = words["more"].format(count=rest) if rest else None
    return _rendered("digest", language, subject, items=shown, more=more, leave=leave)


def of_confirmation(link: str, leave: str, language: MailLanguage, days: int) -> LetterContent:
    """Return the letter that asks the owner of an entered address for confirmation. Before it is confirmed, the address
    gets no other letter."""
    return _rendered("confirm", language, WORDS[language.value.lower()]["confirm"], link=link, leave=leave, days=days)


def of_public_acts(
    acts: Sequence[Mapping[str, Any]],
    notices: Sequence[Mapping[str, Any]],
    days: tuple[date, date],
    link: str,
    leave: str,
    language: MailLanguage,
) -> LetterContent:
    """Return a letter on the acts in a range of days (end exclusive), each with its page, and on notices with their
    titles."""
    short: Language = "vi" if language is MailLanguage.VI else "en"
    words, (first, last) = WORDS[short], (days[0], days[1] - timedelta(days=1))
    subject = words["acts"].format(count=len(acts), notices=len(notices), day=local_day(last, short))
    head = words["acts-head"].format(since=local_day(first, short), until=local_day(last, short))
    rest = len(acts) - ITEMS_MOST
    more = words["more"].format(count=rest) if rest > 0 else None
    shown = {"acts": acts[:ITEMS_MOST], "notices": notices, "head": head, "more": more, "link": link, "leave": leave}
    return _rendered("acts", language, subject, **shown)


def of_faults(verification: Mapping[str, Any], leave: str, language: MailLanguage) -> LetterContent:
    """Return a letter about a verification that found faults, with the codes of the findings and their counts."""
    subject = WORDS[language.value.lower()]["fault"].format(count=verification["faults"])
    return _rendered("fault", language, subject, items=verification["findings"], leave=leave)


def of_account(topic: str, at: datetime, link: str) -> LetterContent:
    """Return a letter to the person of an account, in both languages. It contains the event and its time, but no person
    or place."""
    name = topic.partition(".")[2]
    said = {
        short: {**WORDS[short], "said": ACCOUNT_WORDS[short][name], "when": local_time(at, short, seconds=False)}
        for short in get_args(Language)
    }
    subject = f"{said['vi']['account']} · {said['en']['account']}"
    return _rendered("account", MailLanguage.VI, subject, said=said, link=link)


def _link(item: DigestItem, case_url: str, base: str) -> str | None:
    """Return the link for an officer: the agency's own page about a case, otherwise the desk's page."""
    if case_url and item.of is Kind.CASE:
        return f"{case_url}{item.stream}"
    return f"{base}/desk/matters/{item.stream}" if base and item.stream else None


def _name(item: DigestItem, language: Language) -> str:
    """Return the number of a case or another object. For an object without a number, return its kind; for a report, its
    period."""
    if item.report is None:
        return item.code or (label(item.of, language) if item.of else "Casebook")
    span = period_in_words(item.report.period, item.report.start, item.report.end, language)
    return span[0].upper() + span[1:]


def _when(item: DigestItem, language: Language) -> str:
    words = WORDS[language]
    if item.due_at is None:
        return words["no-due"]
    said = words["due"].format(when=local_deadline(item.due_at, language))
    return f"{said} ({words['provisional']})" if item.provisional else said


ENDS_OF_LINES: Final = re.compile("[\n\t\u2028\u2029]")
"""Characters that end a line or a cell in a text. A notice may contain them, and must still be delivered."""


def heading(header: str, text: str) -> str:
    """Return a text as one line of a header. Raise LetterRefused for characters that a line must not contain.

    The start of an encoded word (RFC 2047 section 2) is split. Some versions of the standard library would decode the
    word, even if it contains a line end.
    """
    line = ENDS_OF_LINES.sub(" ", text)[:SUBJECT_MOST].replace("=?", "= ?")
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in line):
        raise LetterRefused(header)
    return line


def mailbox(header: str, address: str) -> str:
    """Return an address for header and envelope. Raise LetterRefused unless the address is plain."""
    if not MAIL_ADDRESS.fullmatch(address):
        raise LetterRefused(header)
    return address


def composed(envelope: Envelope, content: LetterContent) -> bytes:
    """Return the letter's bytes (RFC 5322), with one-click unsubscribe (RFC 8058) if possible. Raise LetterRefused."""
    letter = EmailMessage(policy=POLICY)
    sender = mailbox("From", envelope.sender)
    letter["From"] = Address(display_name=heading("From", content.sender), addr_spec=sender)
    letter["To"] = mailbox("To", envelope.recipient)
    letter["Subject"] = heading("Subject", content.subject)
    letter["Date"] = format_datetime(envelope.at)
    letter["Message-ID"] = f"<{heading('Message-ID', envelope.id)}@{sender.partition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    if envelope.leave:
        letter["List-Unsubscribe"] = f"<{heading('List-Unsubscribe', envelope.leave)}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if envelope.log_mark:
        letter["Casebook-Log"] = envelope.log_mark
    letter.set_content(f"{content.text}Casebook-Log: {envelope.log_mark}\n" if envelope.log_mark else content.text)
    letter.add_alternative(content.html, subtype="html")
    return letter.as_bytes()

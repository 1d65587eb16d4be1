"""Generates parts of pages in `docs/`; the rest of each page is written by hand.

A part is between the comments `<!-- made -->` and `<!-- end -->`. A page may have several, which are generated in
order.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import timedelta
from typing import Any, Final

from domain.book import ACTIONS
from domain.kernel.calendar import TermSource
from domain.kernel.policy import Basis, Scope, permits
from domain.kernel.refusals import Retry, constant
from domain.kernel.vocabulary import Role
from domain.messages import label
from domain.messages.catalogue import Meaning, catalogue
from domain.registry.law import TERMS, LegalTerm, unit_of
from domain.rules.duty import RULES, DutyRule
from domain.rules.guards import sentence
from domain.statement.measures import MEASURES
from domain.statement.state import StatementKind
from scripts.workbench import ROOT
from store.log.audit.finding import CODES
from store.process.settings import Common, DevelopmentSettings, SealerSettings, Settings, VerifierSettings, variable

PART: Final = re.compile(r"(?<=<!-- made -->\n).*?(?=<!-- end -->)", re.DOTALL)
Cells = Iterator[Sequence[object]]


def page(path: str, parts: Callable[[], Sequence[str]]) -> Callable[[], str]:
    """Return a generator that puts the parts into the page's own text. Raise ValueError unless it has a place for each
    part."""

    def made() -> str:
        texts = iter(parts())
        text = PART.sub(lambda _: next(texts), (ROOT / path).read_text(encoding="utf-8"))
        if next(texts, None) is not None:
            raise ValueError(f"{path} has fewer places than parts")
        return text

    return made


def table(head: str, rows: Cells, rule: str = "---") -> str:
    """Return a table in Markdown. `rule` is the delimiter under the heading of every column except the first."""
    columns = head.split(" | ")
    lines = (columns, ["---", *[rule] * (len(columns) - 1)], *rows)
    return "".join(f"| {' | '.join(map(str, cells))} |\n" for cells in lines)


def _duties() -> Cells:
    for kind, rule in RULES.items():
        posts = ", ".join(sorted(rule.posts))
        yield f"`{kind}`", label(kind, "vi"), posts, rule.basis, _deadline(rule), _ahead(rule)


def _deadline(rule: DutyRule) -> str:
    if rule.source is None:
        return "none"
    if rule.days is not None:
        return f"{rule.days} working day{'s' * (rule.days > 1)}"
    return "law" if rule.source is TermSource.LAW else "record"


def _ahead(rule: DutyRule) -> str:
    if rule.source is None:
        return ""
    days, hours = divmod(int(rule.ahead / timedelta(hours=1)), 24)
    return f"{days} d" if not hours else f"{hours} h"


SUBJECT: Final = re.compile(r"^# (.+)\n(?=[\w-]+ = )|^([\w-]+) = ", re.MULTILINE)
"""Pattern of a heading in the file of sentences, or of a code."""


def subjects() -> Mapping[str, list[str]]:
    """Return the codes in the spelling of clients, by the headings of the file of sentences; each code once."""
    text, _, _ = (ROOT / "domain/messages/en.toml").read_text(encoding="utf-8").partition("\n[labels.")
    subject, found = "Errors of the API itself", dict[str, str]()
    for line in SUBJECT.finditer(text):
        subject = line[1] or subject
        if line[2]:
            found.setdefault(constant(line[2]), subject)
    return {name: [code for code, of in found.items() if of == name] for name in dict.fromkeys(found.values())}


def _errors() -> Iterator[str]:
    """Yield the codes by subject, each with an anchor, its sentences, and when to retry if that can help."""
    known = {entry.code: entry for entry in catalogue()}
    for subject, codes in subjects().items():
        rows = ((_anchored(known[code]), known[code].vi, known[code].en) for code in codes)
        yield f"\n## {subject}\n\n" + table("Code | Tiếng Việt | English", rows)


def _anchored(entry: Meaning) -> str:
    again = "" if entry.retry is Retry.NO else f"<br>{label(entry.retry, 'en')}"
    return f'<a id="{entry.code}"></a>`{entry.code}`{again}'


def _term(row: LegalTerm) -> Sequence[object]:
    unit, span = label(unit_of(row.term), "en").lower(), row.span
    lengths = (f"{amount} {unit}" for amount in (row.amount, row.remote_amount or row.amount))
    return f"`{row.term}`", label(row.term, "vi"), *lengths, span.since, span.until or "", row.basis, row.source


def _permissions() -> Iterator[str]:
    """Yield the meaning of the columns, the matrix, and the sentences for each action's guards."""
    signs = {Basis.STATED: "●", Basis.IMPLIED: "○", None: ""}
    yield " · ".join(f"`{role}` {label(role, 'en')} ({label(role, 'vi')})" for role in Role) + "\n"
    rows = ((f"`{scope}`", *(signs[permits(role, scope)] for role in Role)) for scope in Scope)
    yield table(" | ".join(("Scope", *Role)), iter(rows), ":-:")
    asking = (action for action in ACTIONS if action.requires)
    yield "".join(f"- `{action.name}`: {' '.join(map(sentence, action.requires))}\n" for action in asking)


def _settings(kind: type[Any]) -> Cells:
    """Yield the settings of a class, leaving out those of `Common` and `Settings`, which have their own table."""
    shared = {setting.name for base in kind.__bases__ if base in (Common, Settings) for setting in fields(base)}
    for setting in fields(kind):
        if setting.name not in shared:
            default = setting.metadata["default"]
            shown = "none: must be set" if default is None else f"`{default}`"
            yield f"`{variable(setting.name)}`", setting.metadata["doc"], shown


def _findings() -> Cells:
    return ((f"`{code}`", level.lower(), meaning) for code, (level, meaning) in CODES.items())


def _measures() -> Cells:
    for type, row in sorted(MEASURES.items(), key=lambda pair: list(StatementKind).index(pair[1].kind)):
        when = f"`{row.when}` is {', '.join(f'`{value}`' for value in sorted(row.values))}" if row.when else ""
        yield f"`{row.kind}`", label(row.kind, "en"), f"`{type}`", when, "yes" if row.apart else ""


SETTINGS: Final = (Common, Settings, SealerSettings, VerifierSettings, DevelopmentSettings)
"""Classes of settings, in the order of the page's sections."""
PARTS: Final[Mapping[str, Callable[[], Sequence[str]]]] = {
    "docs/permissions.md": lambda: [*_permissions()],
    "docs/duties.md": lambda: [table("Duty | Việc | Posts | Basis | Deadline | Warned before", _duties())],
    "docs/public-register.md": lambda: [
        table("kind | meaning | type of the version | only if | always for the province", _measures())
    ],
    "docs/errors.md": lambda: ["".join(_errors())],
    "docs/log-findings.md": lambda: [table("code | level | meaning", _findings())],
    "docs/terms.md": lambda: [
        table("Term | Thời hạn | Length | Where travel is hard | From | Until | Set by | Article", map(_term, TERMS))
    ],
    "docs/settings.md": lambda: [table("Variable | Meaning | Default", _settings(kind)) for kind in SETTINGS],
}
FILES: Final = {path: page(path, parts) for path, parts in PARTS.items()}
"""Function that returns the text of each page, by the page's path."""

"""A record as the command that takes it over, or what is wrong with it, by column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.case.intake import ImportCase
from domain.kernel.calendar import VIETNAM
from domain.kernel.fields import normalised
from domain.kernel.refusals import NOTHING, InvalidInput, Params, Problem
from domain.messages import Language, message
from scripts.cli.importing.table import Record

CELLS, MOMENT, RANGE = "row-cells", "time-malformed", "time-out-of-range"
SOURCE_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Reason why a row is refused; `column` is empty when it is about no single one."""

    row: int
    column: str
    code: str
    params: Params = field(default_factory=lambda: NOTHING)

    def said(self, language: Language) -> str:
        """The sentence for people; the code itself if there is none."""
        try:
            return message(self.code, self.params, language)
        except KeyError:
            return self.code


class RowFaulty(Exception):
    """A row that cannot become a command."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def command_of(record: Record, source: str, agency: str) -> ImportCase:
    """The command that takes a row over, normalised. Raises RowFaulty for what no command can hold."""
    if (cells := record.cells) is None:
        raise RowFaulty(Fault(row=record.number, column="", code=CELLS))
    title, text, published = (cells.get(name, "").strip() for name in ("title", "text", "published"))
    command: ImportCase = normalised(
        ImportCase(
            claim="\n\n".join(filter(None, (title, text))),
            url=cells["url"],
            source=source[-SOURCE_MOST:],
            row=record.number,
            reporter=agency,
            published_at=_published(record.number, published),
        )
    )
    return command


def undated(record: Record) -> bool:
    """Return whether a row does not say when the content was published."""
    return record.cells is not None and not record.cells.get("published", "").strip()


def _published(number: int, given: str) -> datetime | None:
    """Return when it was published, UTC; a moment without a zone is one in Việt Nam, a day its first moment."""
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
    except ValueError:
        raise RowFaulty(Fault(row=number, column="published", code=MOMENT)) from None
    except OverflowError:
        raise RowFaulty(Fault(row=number, column="published", code=RANGE)) from None


def faults_of(record: Record, problems: Sequence[Problem]) -> list[Fault]:
    """Return the faults of a row that a refusal names, by the columns of the file."""
    return [
        Fault(row=record.number, column=_column(record, problem), code=problem.code, params=problem.params)
        for problem in problems
    ]


def _column(record: Record, problem: Problem) -> str:
    if not isinstance(problem, InvalidInput):
        return ""
    claim = "text" if record.cells and "text" in record.cells else "title"
    columns = {"claim": claim, "url": "url", "publishedAt": "published"}
    return columns.get(problem.path.removeprefix("input."), "")

"""What should be known of a case: who acted, what was found, what is due; plain data for the model of its life."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from domain.registry.working_days import OWN_DAYS_OFF

HOUR_HERE = timezone(timedelta(hours=7))
FALSE = ("FALSE", "PARTLY_FALSE")


@cache
def words(text: str) -> frozenset[str]:
    """What a row of the tables names: split once, for a life asks a thousand times who may."""
    return frozenset(text.split())


@dataclass(frozen=True)
class Who:
    """Who acts: a person by id, or a machine (no posts), or the register itself (no agency)."""

    id: str
    agency: str | None = None
    posts: str = ""

    def holds(self, posts: str) -> bool:
        return not words(self.posts).isdisjoint(words(posts))

    @property
    def short(self) -> str:
        return (self.agency or "").removeprefix("agency-")


@dataclass(frozen=True)
class Verified:
    """Whether it is true, as an agency said."""

    cycle: int
    agency: str
    officer: str
    independent: bool
    result: str
    at: datetime
    outside: bool = False


@dataclass(frozen=True)
class Reviewed:
    """Whether it is protected, as an officer said."""

    cycle: int
    officer: str
    conclusion: str
    at: datetime
    agency: str | None


@dataclass
class Asked:
    id: str
    cycle: int
    meeting: bool
    invited: list[str]
    since: date
    due: datetime
    positions: dict[str, str] = field(default_factory=dict)
    minutes: bool = False
    came: set[str] = field(default_factory=set)
    more: bool = False
    lapsed: bool = False
    over: bool = False

    @property
    def unheld(self) -> bool:
        """A meeting without minutes."""
        return self.meeting and not self.minutes

    @property
    def heard(self) -> bool:
        """Whether those asked were heard."""
        return self.over and not self.more and not self.unheld

    @property
    def silent(self) -> list[str]:
        return [item for item in self.invited if item not in self.positions]


@dataclass
class Measured:
    agency: str
    officer: str
    due: datetime
    justified: bool = False
    ended: bool = False


@dataclass
class Moved:
    cycle: int
    drafter: str
    police: str
    carried: bool
    status: str = "DRAFT"
    signer: str = ""


OFF = frozenset[date]().union(*OWN_DAYS_OFF.values())


def today(now: datetime) -> date:
    return now.astimezone(HOUR_HERE).date()


def due(now: datetime, days: int) -> datetime:
    """The end of the n-th working day after today."""
    day = today(now)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in OFF
    return datetime(day.year, day.month, day.day, tzinfo=HOUR_HERE).astimezone(UTC) + timedelta(days=1)


@dataclass
class Known:
    """What should be known of the case."""

    lead: str
    reporter: str
    concerns: set[str]
    carriers: set[str]
    known: set[str]
    officers: dict[str, str]
    incompetent: set[str]
    received: datetime
    content: datetime | None
    state: str = "RECEIVED"
    cycle: int = 1
    assigned: str | None = None
    focal: str | None = None
    members: set[str] = field(default_factory=set)
    verifications: list[Verified] = field(default_factory=list)
    reviews: list[Reviewed] = field(default_factory=list)
    rounds: list[Asked] = field(default_factory=list)
    appraisal: tuple[str, str] | None = None
    proposal: Any = None
    drafter: str = ""
    drafted_on: date = date.min
    decisions: list[tuple[int, str, date]] = field(default_factory=list)
    doing: list[tuple[int, str]] = field(default_factory=list)
    closure: tuple[str, str] | None = None
    recused: set[str] = field(default_factory=set)
    alleged: bool = False
    rerouted: bool = False
    own: dict[str, Measured] = field(default_factory=dict)
    transfers: list[Moved] = field(default_factory=list)
    files: set[str] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)
    heirs: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.members |= {self.lead, self.reporter}

    # What is known of the moment.

    @property
    def open(self) -> Asked | None:
        """The round that runs."""
        return next((item for item in self.rounds if not item.over), None)

    @property
    def review(self) -> Reviewed | None:
        """This cycle's newest expression check."""
        return next((review for review in reversed(self.reviews) if review.cycle == self.cycle), None)

    @property
    def protected(self) -> bool:
        """Whether it was found protected."""
        return self.review is not None and self.review.conclusion == "PROTECTED"

    @property
    def verified(self) -> list[Verified]:
        return [verification for verification in self.verifications if verification.cycle == self.cycle]

    @property
    def counting(self) -> Verified | None:
        """The newest of it that is independent."""
        fit = (item for item in reversed(self.verified) if item.independent)
        return next((item for item in fit if not self._touched(item.officer, item.agency)), None)

    @property
    def decided_on(self) -> date | None:
        return next((day for cycle, _, day in reversed(self.decisions) if cycle == self.cycle), None)

    def _touched(self, officer: str, agency: str | None) -> bool:
        """Whether the claim is about the agency, or about one that the officer belongs to by now."""
        about = {*self.concerns, *(self.heirs.get(concern, concern) for concern in self.concerns)}
        home = self.officers.get(officer, "")
        return agency in about or self.heirs.get(home, home) in about

    @property
    def transfer(self) -> Moved | None:
        return next((transfer for transfer in reversed(self.transfers) if transfer.cycle == self.cycle), None)

    def _carry(self, grounds: Any) -> bool:
        return bool(grounds) and set(grounds) <= self.carriers

    def _full(self, name: str, most: int) -> bool:
        return self.counts.get(name, 0) >= most

    @property
    def passed_on(self) -> bool:
        """Whether no allegation of corruption waits to be passed on."""
        return self.rerouted or not self.alleged

    def _found_by(self, agencies: set[str]) -> bool:
        """Whether one of the agencies verified, reviewed or appraised in this cycle."""
        officers = {item.officer for item in self.verified} | {self.appraisal[1] if self.appraisal else ""}
        officers |= {review.officer for review in self.reviews if review.cycle == self.cycle}
        return bool(agencies & ({item.agency for item in self.verified} | {self.officers.get(who) for who in officers}))

    def _unprotected(self) -> bool:
        """Found unprotected by who knew all that was verified, and whom the claim is not about."""
        here = [review for review in self.reviews if review.cycle == self.cycle]
        fit = [item for item in here if item.conclusion == "PROTECTED" or not self._touched(item.officer, None)]
        if not fit or fit[-1].conclusion == "PROTECTED":
            return False
        return all(item.at <= fit[-1].at for item in self.verified)

    @property
    def clear(self) -> bool:
        """Found unprotected, shown false, and not found true, an opinion or beyond proof."""
        if not self._unprotected() or not (self.appraisal is None or self.appraisal[0] in FALSE):
            return False
        return self.counting is not None and self.counting.result in ("FALSE", "PARTLY_TRUE")

    def _since_content(self, moment: datetime) -> bool:
        return self.content is None or moment >= self.content

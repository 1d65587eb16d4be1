"""All that a rule needs and that is not in the state it rules on.

Facts are gathered before a rule runs: ids and commitments are drawn before the transaction, registry rows and needs
are read in its snapshot. What a rule relied on it copies into its events, so replaying needs nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar, cast

from domain.kernel.calendar import local_date
from domain.registry.lead import LeadPart
from domain.registry.registry import Registry
from domain.rules.act import Act
from domain.rules.need import Need

N = TypeVar("N", bound=Need)


@dataclass(frozen=True, kw_only=True)
class Facts(Act):
    """Facts on which a command is judged.

    `linked` holds the states of the streams that this one must stay at one with (`domain/rules/linking.py`), `needs`
    what the command asked for.
    """

    registry: Registry
    linked: Mapping[str, object] = field(default_factory=dict)
    needs: Mapping[type[Need], Need] = field(default_factory=dict)

    def known(self, need: type[N]) -> N | None:
        """The answer to a need; None without one, or if the command does not need it."""
        return cast(N | None, self.needs.get(need))  # each answer lies under its own class

    def heir(self, agency: str) -> str:
        """The agency that acts today in the place of an agency: itself, or who took it over wholly (Đ5)."""
        return self.registry.heir(agency, local_date(self.now))

    def heirs(self, agencies: Iterable[str]) -> frozenset[str]:
        """The agencies that act today in the place of some agencies."""
        return frozenset(self.heir(agency) for agency in agencies)

    def acts_for(self, *agencies: str | None) -> bool:
        """Return whether the actor acts today for one of the agencies: the one rule of who acts for whom."""
        own, day = self.actor.agency, local_date(self.now)
        return own is not None and any(self.registry.heir(agency, day) == own for agency in agencies if agency)

    def touches(self, agency: str, concerned: Iterable[str]) -> bool:
        """Return whether a claim about some agencies is about this one too: it is one of them, or took a part over
        (G5)."""
        return self.registry.touches(agency, concerned, local_date(self.now))

    def deputises(self, concerned: Iterable[str]) -> bool:
        """Return whether the actor's agency takes the lead's part today in a case about some agencies."""
        row = self.registry.lead_for(concerned, local_date(self.now))
        return row is not None and row.part is LeadPart.SUBSTITUTE and self.acts_for(row.agency)

"""One loader for each need: what a rule asked for, read in the snapshot it is decided on.

A command names its needs; nothing is read for one that names none. Adding a need: a class in its room of `domain/`,
and a line in LOADERS.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.administration.provisions import TextOfDraft
from domain.case.state.evidence import Uploaded
from domain.case.state.related import (
    CaseAddresses,
    DecidedElsewhere,
    Duplicates,
    InspectionOf,
    KnownSources,
    NoticesUnderReview,
    RelatedCases,
)
from domain.complaint.accusations import AccusedCase
from domain.complaint.state import ContestedDecision
from domain.document.state import Source
from domain.erasure.state import ErasureTarget
from domain.kernel.actor import Actor
from domain.notification.state.receivers import AddressInUse, LoopbackAdmitted
from domain.registry.registry import Registry
from domain.rules.facts import Need
from store.driver.connection import Connection
from store.driver.transaction import Session
from store.facts.case_addresses import case_addresses, decided_elsewhere, known_sources
from store.facts.contested_decision import contested_decision_of
from store.facts.erasure_target import erasure_target_of
from store.facts.named import accused_case_of, address_in_use, inspection_of, text_of_draft, uploaded
from store.facts.related_cases import duplicates, notices_under_review, related_cases
from store.facts.sources import source_of


@dataclass(frozen=True, kw_only=True)
class Question:
    """For whom and about what a need is loaded. `command` is None when only the state's needs are asked for."""

    connection: Connection
    actor: Actor
    registry: Registry
    stream: str
    state: Any
    command: Any = None
    session: Session | None = None


Loader = Callable[[Question], Awaitable[Need | None]]


async def _loopback_admitted(question: Question) -> LoopbackAdmitted | None:
    """Read the settings of this process: API and worker have the same ones."""
    return LoopbackAdmitted() if question.connection.loopback else None


LOADERS: Mapping[type[Need], Loader] = {
    AccusedCase: lambda q: accused_case_of(q.connection, q.command, q.state, q.actor, q.session),
    AddressInUse: lambda q: address_in_use(q.connection, q.command, q.actor, q.registry, q.session),
    CaseAddresses: lambda q: case_addresses(q.connection, q.stream, q.session),
    ContestedDecision: lambda q: contested_decision_of(q.connection, q.command, q.state, q.registry, q.session),
    DecidedElsewhere: lambda q: decided_elsewhere(q.connection, q.stream, q.actor, q.session),
    Duplicates: lambda q: duplicates(q.connection, q.stream, q.session),
    ErasureTarget: lambda q: erasure_target_of(q.connection, q.command, q.state, q.session),
    InspectionOf: lambda q: inspection_of(q.connection, q.command, q.session),
    KnownSources: lambda q: known_sources(q.connection, q.stream, q.session),
    LoopbackAdmitted: _loopback_admitted,
    NoticesUnderReview: lambda q: notices_under_review(q.connection, q.state, q.session),
    RelatedCases: lambda q: related_cases(q.connection, q.command, q.actor, q.session),
    Source: lambda q: source_of(q.connection, q.command, q.actor, q.session),
    TextOfDraft: lambda q: text_of_draft(q.connection, q.stream, q.session),
    Uploaded: lambda q: uploaded(q.connection, q.command, q.session),
}


async def answers(needs: Iterable[type[Need]], question: Question) -> Mapping[type[Need], Need]:
    """The answers to needs; one without an answer is left out. Raises what the loaders raise."""
    found = {need: await LOADERS[need](question) for need in needs}
    return {need: answer for need, answer in found.items() if answer is not None}

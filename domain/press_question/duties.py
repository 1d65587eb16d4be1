"""Duties in a question of the press (Đ5.7.đ)."""

from collections.abc import Iterator

from domain.kernel.vocabulary import Kind
from domain.press_question.questions import counted_from
from domain.press_question.state import Exchange, ExchangeState
from domain.rules.duty import Duty, DutyKind, owes


@owes(Kind.EXCHANGE)
def duties(exchange: Exchange) -> Iterator[Duty]:
    if exchange.state is ExchangeState.OPEN:
        yield Duty(
            kind=DutyKind.ANSWER_PRESS,
            agency=exchange.agency,
            about=exchange.id,
            due_at=exchange.due_at,
            since=counted_from(exchange),
            source=exchange.source,
            lapsed=exchange.late is not None,
        )

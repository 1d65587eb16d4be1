"""Who acts in the rich world: an officer who stays out by a motion."""

from tests.support.handling_facts import LONG
from tests.support.play import Play


def recused_by_motion(play: Play) -> None:
    """An officer stays out by a motion that was answered and granted."""
    play.act("lead", "moveRecusal", officer="officer-land-signatory", ground="OWN_MATTER", reasons=LONG)
    key = play.shown("recusals { key }", "lead")["recusals"][0]["key"]
    play.act("land.signatory", "answerRecusal", recusal=key, reasons=LONG)
    play.act("ppc.signatory", "decideRecusal", recusal=key, granted=True, documentNumber="7/UBND", reasons=LONG)

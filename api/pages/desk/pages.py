"""The desk among the desks: where its pages are, and what its client may ask for."""

from typing import Final

from api.pages.base.pages import DeskPages, SignInPlace
from domain.kernel.policy import ACTING, KEEPING
from domain.rules.duty import RULES
from store.process.settings import Settings


def _place(settings: Settings) -> SignInPlace:
    return SignInPlace(client=settings.desk_client, issuer=settings.desk_issuer, secret_file=settings.desk_secret_file)


DESK: Final = DeskPages(
    name="desk",
    cookie="casebook-act",
    scopes=ACTING,
    navigation={"inbox": "/desk/", "cases": "/desk/cases", "begin": "/desk/begin"},
    place=_place,
    known={"elsewhere": frozenset(kind for kind, rule in RULES.items() if rule.scope in KEEPING)},
)
"""`elsewhere` are the duties in the registry, which is kept under `/administer/`."""

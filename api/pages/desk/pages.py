"""Settings of the acting officers' desk: its addresses and its client's scopes."""

from typing import Final

from starlette.requests import Request

from api.pages.base.pages import DeskPages, SignInPlace
from api.pages.desk.act import left_behind
from api.pages.desk.reports import REPORTING
from domain.kernel.actor import Actor
from domain.kernel.policy import ACTING, KEEPING, Scope
from domain.messages.dates import moment_in
from domain.rules.duty import RULES
from store.process.settings import Settings


def _place(settings: Settings) -> SignInPlace:
    return SignInPlace(client=settings.desk_client, issuer=settings.desk_issuer, secret_file=settings.desk_secret_file)


def _way_on(request: Request, status: int) -> str | None:
    """Return the address of the allowed actions, for an action that is refused now."""
    id = request.path_params.get("id")
    return f"/desk/matters/{id}#act" if id and status == 403 else None


def _shown_to(actor: Actor, name: str) -> bool:
    """Show the press office and the reports only to officers with work in them."""
    needed = {"press": {Scope.PRESS_ISSUE}, "reports": REPORTING}.get(name)
    return needed is None or bool(actor.scopes & needed)


DESK: Final = DeskPages(
    name="desk",
    cookie="casebook-act",
    scopes=ACTING,
    navigation={
        "inbox": "/desk/",
        "cases": "/desk/cases",
        "calendar": "/desk/calendar",
        "press": "/desk/press",
        "reports": "/desk/reports",
        "begin": "/desk/begin",
        "first_day": "/desk/first-day",
    },
    shown_to=_shown_to,
    place=_place,
    way_on=_way_on,
    left_behind=left_behind,
    known={"elsewhere": frozenset(kind for kind, rule in RULES.items() if rule.scope in KEEPING), "moment": moment_in},
)
"""Configuration of the desk. `elsewhere` lists the duties in the registry, which `/administer/` handles."""

"""Settings of the inspectors' desk: its addresses and its client's scopes."""

from typing import Final

from starlette.requests import Request

from api.pages.base.pages import DeskPages, SignInPlace
from domain.kernel.policy import READING
from domain.publication.public import PUBLIC_STATES
from store.process.settings import Settings


def _place(settings: Settings) -> SignInPlace:
    return SignInPlace(
        client=settings.inspect_client, issuer=settings.inspect_issuer, secret_file=settings.inspect_secret_file
    )


def _proof(request: Request, status: int) -> str | None:
    """Return the path of a case's proof if another page of this case failed with an internal error; else None."""
    path, case = request.url.path, f"/inspect/cases/{request.path_params.get('id')}"
    return f"{case}/proof" if status == 500 and path.startswith(case) and path != f"{case}/proof" else None


INSPECT: Final = DeskPages(
    name="inspect",
    cookie="casebook-desk",
    scopes=READING,
    navigation={
        "find": "/inspect/",
        "board": "/inspect/board",
        "acts": "/inspect/acts",
        "patterns": "/inspect/patterns",
        "findings": "/inspect/findings",
        "readings": "/inspect/readings",
        "first_day": "/inspect/first-day",
    },
    place=_place,
    known={"public": frozenset(state.value for state in PUBLIC_STATES)},
    way_on=_proof,
)

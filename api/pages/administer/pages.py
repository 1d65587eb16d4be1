"""The administrators' desk among the desks: where its pages are, what its client may ask for, and whom it admits."""

from typing import Final

from api.pages.administer.sections import SECTIONS, open_to
from api.pages.base.pages import DeskPages, SignInPlace
from domain.kernel.policy import KEEPING
from store.process.settings import Settings


def _place(settings: Settings) -> SignInPlace:
    return SignInPlace(
        client=settings.administer_client,
        issuer=settings.administer_issuer,
        secret_file=settings.administer_secret_file,
    )


ADMINISTER: Final = DeskPages(
    name="administer",
    cookie="casebook-administer",
    scopes=KEEPING,
    navigation={"waiting": "/administer/", **{name: f"/administer/{name}" for name in SECTIONS}},
    place=_place,
    asks_purpose=False,
    shown_to=lambda actor, name: name == "waiting" or open_to(SECTIONS[name], actor),
)

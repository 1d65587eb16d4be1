"""Settings of the signing pages: their addresses and their client's scopes."""

from typing import Final

from api.pages.base.pages import DeskPages, SignInPlace
from api.web.headers import NO_STORE, SELF, page_headers
from domain.kernel.policy import Scope
from store.process.settings import Settings


def scripted(origin: str = "") -> dict[str, str]:
    """Return the headers of a page with our scripts. The page's form may lead to one outside origin."""
    targets = f"{SELF} {origin}" if origin else SELF
    return {**page_headers(style_src=SELF, script_src=SELF, form_action=targets, referrer="same-origin"), **NO_STORE}


def _place(settings: Settings) -> SignInPlace:
    return SignInPlace(client=settings.sign_client, issuer=settings.sign_issuer, secret_file=settings.sign_secret_file)


SIGN: Final = DeskPages(
    name="sign",
    cookie="casebook-sign",
    scopes=(Scope.FOCAL_MANAGE,),
    navigation={"keys": "/sign/"},
    place=_place,
    asks_purpose=False,
)
"""Configuration of the signing pages. Their scope covers only commands on keys. An act is executed with the rights of
the program that sent it."""

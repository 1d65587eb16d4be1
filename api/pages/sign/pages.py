"""Settings of the signing pages: their addresses and their client's scopes."""

from typing import Final

from api.pages.base.pages import DeskPages
from api.web.headers import NO_STORE, SELF, page_headers
from domain.kernel.policy import Scope


def scripted(origin: str = "") -> dict[str, str]:
    """Return the headers of a page with our scripts. The page's form may lead to one outside origin."""
    targets = f"{SELF} {origin}" if origin else SELF
    return {**page_headers(style_src=SELF, script_src=SELF, form_action=targets, referrer="same-origin"), **NO_STORE}


SIGN: Final = DeskPages(
    name="sign",
    cookie="casebook-sign",
    scopes=(Scope.FOCAL_MANAGE,),
    navigation={"keys": "/sign/"},
    asks_purpose=False,
)
"""Configuration of the signing pages. Their scope covers only commands on keys. An act is executed with the rights of
the program that sent it."""

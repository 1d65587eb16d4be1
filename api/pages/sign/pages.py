"""Settings of the signing pages: their client's scopes, and their addresses under `/sign/`."""

from typing import Final

from starlette.routing import Route

from api.pages.base.page_request import seated
from api.pages.base.pages import DeskPages
from api.pages.base.sign_in import BOTH, common_routes
from api.pages.sign import act, keys, words
from api.web.templates import script_route
from domain.kernel.policy import Scope

SIGN: Final = DeskPages(
    name="sign",
    cookie="casebook-sign",
    scopes=(Scope.FOCAL_MANAGE,),
    navigation={"keys": "/sign/"},
    asks_purpose=False,
)
"""Configuration of the signing pages. Their scope covers only commands on keys. An act is executed with the rights of
the program that sent it."""

SIGN_ROUTES: Final = [
    *common_routes(SIGN),
    Route("/sign/", seated(keys.keys)),
    Route("/sign/enter", seated(keys.enter), methods=["POST"]),
    Route("/sign/keys/{action}", seated(keys.change), methods=["POST"]),
    script_route("/sign/sign.js", "api.pages.sign", "sign.js", fresh=words.FRESH),
    script_route("/sign/seen.js", "api.pages.sign", "seen.js", fresh=words.FRESH),
    script_route("/sign/enter.js", "api.pages.sign", "enter.js", fresh=words.FRESH),
    script_route("/sign/software.js", "api.pages.sign", "software.js", fresh=words.FRESH),
    words.words_route("vi"),
    words.words_route("en"),
    Route("/sign/{id}", act.answer, methods=BOTH),
]

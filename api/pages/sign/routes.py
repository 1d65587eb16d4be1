"""The addresses of the signing pages, under `/sign/`."""

from typing import Final

from starlette.routing import Route

from api.pages.base.page_request import seated
from api.pages.base.sign_in import BOTH, sign_in_routes
from api.pages.sign import act, keys, words
from api.pages.sign.pages import SIGN
from api.web.templates import script_route

SIGN_ROUTES: Final = [
    *sign_in_routes(SIGN),
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

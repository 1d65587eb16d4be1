"""Office responsible for the pages. Its contact texts are in every footer, and on the page about accessibility.

GET  /accessibility      the standards of the pages, known faults, and the contact for new ones
"""

from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.web.headers import FORM_PAGE
from api.web.languages import language_of, other_language, texts_of
from api.web.templates import HTML, Templates
from store.process.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Office:
    """Public contact texts of an installation's office, from its settings. A text that was not set is empty."""

    province: str = ""
    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    letters: bool = False
    """True if the installation sends letters, so that readers can subscribe."""
    texts: ClassVar = texts_of("api.web")

    @classmethod
    def of(cls, settings: Settings) -> "Office":
        return cls(
            province=settings.province,
            name=settings.office,
            address=settings.office_address,
            phone=settings.office_phone,
            email=settings.office_email,
            letters=bool(settings.smtp_host),
        )


TEMPLATES: Final = Templates("api.web")


async def accessibility(request: Request) -> Response:
    language = language_of(request)
    other = other_language(language)
    shared = {"t": Office.texts[language], "lang": language, "other": other, "in_other": f"lang={other}"}
    body = TEMPLATES.render("accessibility.html", home="/", **shared)
    return Response(body, headers={**FORM_PAGE, "Content-Language": language}, media_type=HTML)


ACCESSIBILITY_ROUTE: Final = Route("/accessibility", accessibility)

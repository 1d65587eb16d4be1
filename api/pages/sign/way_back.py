"""Return address after a signature: an address that the program registered, or a page of this register."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from api.oauth.pages import place_of
from api.pages.base.page_request import PageRequest
from api.pages.base.sign_in import own_page
from api.pages.base.signing import NEW
from auth.tokens import Viewer

STATE_MOST: Final = 1_000


class NoWayBack(Exception):
    """The program did not register the address."""


@dataclass(frozen=True, kw_only=True)
class WayBack:
    """Return address. `address` is empty for a page without a return address. `own` is True for a page of this
    register."""

    address: str = ""
    state: str = ""
    own: bool = False
    issuer: str = ""

    @property
    def origin(self) -> str:
        """Return the outside origin to which the page's form may lead; empty for a page of this register."""
        return place_of(self.address) if self.address and not self.own else ""

    def to(self, result: str, stream: str = "") -> str:
        """Return the return address with a result: `done`, `declined` or `refused`."""
        if self.own:
            path, _, query = self.address.partition("?")
            found = path.replace(NEW, quote(stream, safe="")) if stream else path
            return f"{found}?{query}" if query and result == "done" else found
        given = {"result": result, "id": stream, "state": self.state, "iss": self.issuer}
        parts = urlsplit(self.address)
        more = urlencode({name: value for name, value in given.items() if value})
        return urlunsplit(parts._replace(query="&".join(part for part in (parts.query, more) if part)))


def way_back(page: PageRequest, viewer: Viewer) -> WayBack:
    """Return the return address in the page's address. Raise NoWayBack."""
    if to := page.given("to"):
        homes = [pages.pages.home for pages in page.request.app.state.desks.values()]
        found = next((to for home in homes if to != home and own_page(home, to) == to), "")
        return WayBack(address=found or page.desk.pages.home, own=True)
    address, state = page.given("redirect_uri"), page.given("state")
    if not address:
        return WayBack()
    client = page.context.registry.clients.get(viewer.caller.client)
    if client is None or viewer.caller.foreign or not client.returns_to(address) or len(state) > STATE_MOST:
        raise NoWayBack
    return WayBack(address=address, state=state, issuer=viewer.issuer)

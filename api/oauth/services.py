"""Services of the endpoints and pages of signing in; made once in a process."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.requests import Request

from auth.keyring import KeyRing
from auth.passkeys import Ceremony
from auth.passwords import Passwords
from auth.server.server import Server
from store.oauth.credentials import Credentials
from store.oauth.passkeys import Passkeys
from store.oauth.sessions import Sessions
from store.oauth.throttle import Throttle
from store.store import Store


@dataclass(frozen=True)
class SignInServices:
    store: Store
    server: Server
    keys: KeyRing
    sessions: Sessions
    credentials: Credentials
    passkeys: Passkeys
    throttle: Throttle
    sends_letters: bool
    """True if the installation has a mail server."""
    passwords: Passwords = field(default_factory=Passwords)

    @classmethod
    def of(cls, store: Store, server: Server, keys: KeyRing, *, sends_letters: bool) -> "SignInServices":
        connection = store.connection
        return cls(
            store,
            server,
            keys,
            Sessions(connection),
            Credentials(connection),
            Passkeys(connection),
            Throttle(connection),
            sends_letters,
        )

    @property
    def ceremony(self) -> Ceremony | None:
        """Return the ceremony of passkeys; None for an address at which browsers have none."""
        return Ceremony.at(self.issuer)

    @property
    def issuer(self) -> str:
        return self.server.issuer

    @property
    def origin(self) -> str:
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def secure(self) -> bool:
        return self.issuer.startswith("https://")


def services_of(request: Request) -> SignInServices:
    services: SignInServices = request.app.state.sign_in
    return services

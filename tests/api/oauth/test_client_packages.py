"""The Python client signs a person in, renews the person's tokens and those of a machine, and gives them back."""

import pytest
from casebook_client import Casebook, Program, Server, Session, SignedOut
from casebook_client import operations as op

from tests.support.installation import Api
from tests.support.signing_in import MACHINE, REDIRECT, SECRET, SITE, WEB, Browser

SCOPES = ("case:read:own", "registry:read", "query:adhoc")


def who(register: Casebook) -> op.MeDataMe:
    me = register.ask(op.me())["me"]
    assert me is not None
    return me


@pytest.mark.parametrize(("client", "secret"), [(WEB, None), (SITE, SECRET)])
def test_a_person_signs_in_and_goes_on_at_the_next_start(
    server: Api, signed_in: Browser, client: str, secret: str | None
) -> None:
    kept = list[str | None]()
    session = Session(Program(Server.of(server.url), client, secret), kept.append)
    begun = session.begin(REDIRECT, SCOPES)
    back = signed_in.allow(begun.address).headers["location"]
    with pytest.raises(SignedOut, match="not the one to our request"):
        session.finish(session.begin(REDIRECT), back)
    session.finish(begun, back)
    with Casebook(server.url, session) as register:
        assert who(register)["isPerson"] is True
    first = session.current()
    assert session.renew("an older one") == session.current() == first
    assert session.renew(first) != first
    resumed, other = (Session(Program(Server.of(server.url), client, secret), kept.append) for _ in range(2))
    for worker in (resumed, other):
        worker.resume(kept[1] or "")
        with Casebook(server.url, worker) as register:
            assert who(register)["agency"]["id"] == "agency-lead"
    assert len(kept) == 4
    assert len(set(kept)) == 3, "both workers got the same one"
    address = resumed.end(REDIRECT)
    assert address is not None
    assert address.startswith(f"{server.url}/oauth/end-session?client_id={client}&post_logout_redirect_uri=")
    assert kept.pop() is None
    with pytest.raises(SignedOut, match="nobody is signed in"):
        resumed.current()
    with pytest.raises(SignedOut, match="invalid_grant"):
        other.renew(other.current())


def test_a_person_who_says_no_is_not_signed_in(server: Api, signed_in: Browser) -> None:
    session = Session(Program(Server.of(server.url), WEB))
    begun = session.begin(REDIRECT, SCOPES)
    signed_in.open(f"{begun.address}&prompt=consent")
    with pytest.raises(SignedOut, match="access_denied"):
        session.finish(begun, signed_in.send(decision="deny").headers["location"])


def test_a_machine_needs_no_person(server: Api) -> None:
    with Casebook(server.url, Program(Server.of(server.url), MACHINE, SECRET).machine()) as register:
        assert who(register)["isPerson"] is False
    with pytest.raises(SignedOut, match="invalid_client"):
        Program(Server.of(server.url), MACHINE, "wrong").machine().current()

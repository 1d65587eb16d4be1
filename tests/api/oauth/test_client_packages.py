"""The Python client signs a person in, renews the person's tokens and those of a machine, and gives them back."""

import pytest
from casebook_client import Casebook, Program, Server, SignedOut
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
    program, kept = Program(Server.of(server.url), client, secret), list[str]()
    begun = program.begin(REDIRECT, SCOPES)
    signed_in.open(begun.address)
    back = signed_in.send(decision="allow").headers["location"]
    with pytest.raises(SignedOut, match="not the one to our request"):
        program.finish(program.begin(REDIRECT), back)
    tokens = program.finish(begun, back, kept.append)
    with Casebook(server.url, tokens) as register:
        assert who(register)["isPerson"] is True
    first = tokens.current()
    assert tokens.renew("an older one") == tokens.current() == first
    assert tokens.renew(first) != first
    resumed = program.resume(kept[-1], kept.append)
    with Casebook(server.url, resumed) as register:
        assert who(register)["agency"]["id"] == "agency-lead"
    assert len(kept) == len(set(kept)) == 3
    program.end(kept[-1])
    with pytest.raises(SignedOut):
        resumed.renew(resumed.current())


def test_a_person_who_says_no_is_not_signed_in(server: Api, signed_in: Browser) -> None:
    program = Program(Server.of(server.url), WEB)
    begun = program.begin(REDIRECT, SCOPES)
    signed_in.open(begun.address)
    with pytest.raises(SignedOut, match="access_denied"):
        program.finish(begun, signed_in.send(decision="deny").headers["location"])


def test_a_machine_needs_no_person(server: Api) -> None:
    with Casebook(server.url, Program(Server.of(server.url), MACHINE, SECRET).machine()) as register:
        assert who(register)["isPerson"] is False
    with pytest.raises(SignedOut, match="invalid_client"):
        Program(Server.of(server.url), MACHINE, "wrong").machine().current()

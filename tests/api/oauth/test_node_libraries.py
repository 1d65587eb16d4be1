"""openid-client and oauth4webapi sign a person in, renew the token, give it back, and sign a machine in."""

import json
import subprocess

import pytest

from tests.support.installation import Api
from tests.support.node import LIBRARIES, RUN_SECONDS, installed
from tests.support.signing_in import MACHINE, REDIRECT, SECRET, WEB, Browser

pytestmark = pytest.mark.slow
ME = "{ me { isPerson } }"


@pytest.mark.parametrize("script", ["openid.mjs", "oauth4webapi.mjs"])
def test_a_person_and_a_machine_sign_in(server: Api, signed_in: Browser, script: str) -> None:
    folder = installed(LIBRARIES)
    if folder is None:
        pytest.skip("node with the packages of tests/clients/node is not to be had here")
    command = ["node", script, f"{server.url}/oauth", WEB, REDIRECT, MACHINE, SECRET]
    with subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        address = json.loads(process.stdout.readline())["address"]
        print(signed_in.allow(address).headers["location"], file=process.stdin, flush=True)
        tokens = json.loads(process.stdout.readline())
        assert server.ask(tokens["person"], ME)["me"]["isPerson"] is True
        assert server.ask(tokens["program"], ME)["me"]["isPerson"] is False
        print("give them back", file=process.stdin, flush=True)
        assert process.wait(RUN_SECONDS) == 0
    assert server.post(tokens["person"], ME).status_code == 401, "given back"

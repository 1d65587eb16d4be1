"""Facts that a person, or a script, needs to use an installation."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from scripts.local.home import Home
from scripts.local.settings import base, pages
from scripts.local.stop import say

PLACES = {
    "graphql": "/graphql",
    "schema": "/schema.graphql",
    "ready": "/readyz",
    "report": "/report/",
    "press": "/press/",
    "log": "/log/checkpoint",
    "log_key": "/log/key",
    "sign_in": "/oauth/",
}
PAGES = {
    "press": "/press/",
    "report": "/report/",
    "desk": "/desk/",
    "inspect": "/inspect/",
    "administer": "/administer/",
    "sign": "/sign/",
    "sign in": "/oauth/",
}
"""Pages for people, beside the explorer."""
FIRST = "lead-handler"
SIGNING = (
    "Acts are signed. The sample people of the lead agency and of the People's Committee have keys of software:\n"
    "the page for signing offers them, and whoever has this installation can sign with them."
)


def card(home: Home, ports: Sequence[int], samples: Mapping[str, Any], pids: Mapping[str, int]) -> str:
    """The text of dev.json: addresses, those of the first API in full, and tokens and accounts of the samples."""
    port, apis = ports[0], [base(port) for port in ports]
    places = {name: base(port) + path for name, path in PLACES.items()}
    places["explorer"] = explorer(port, samples)
    shown = {**places, **samples, "apis": apis, "pids": pids, "home": str(home.root), "port": port}
    return json.dumps(shown, indent=2) + "\n"


def explorer(port: int, samples: Mapping[str, Any]) -> str:
    """The address of the explorer with its key, for the sample people's tokens."""
    return f"{base(port)}/graphql#key={samples['explorer_key']}"


def greet(home: Home, port: int, samples: Mapping[str, Any]) -> None:
    """Addresses and a first request, on the terminal; what is secret stays in dev.json."""
    say(f"Casebook is ready. Tokens and accounts of the sample people are in {home.dev}\n")
    say(f"  {'explorer':<11} {explorer(port, samples)}")
    for name, path in PAGES.items():
        say(f"  {name:<11} {pages(port)}{path}")
    say(f"\nA first request, in another terminal:\n\n  {first_request(port)}")
    if "signing_keys" in samples:
        say(f"\n{SIGNING}")
    say("\nTo sign in as a sample: scripts/casebook account --name " + FIRST)
    say("\nCtrl-C ends everything; the data stays.")


def first_request(port: int) -> str:
    """A line for the shell; it asks only for what every GraphQL schema has."""
    return (
        f"curl -s {base(port)}/graphql -H 'Content-Type: application/json' "
        f'-H "Authorization: Bearer $(scripts/casebook token --name {FIRST})" '
        '-d \'{"query": "{ __typename }"}\''
    )

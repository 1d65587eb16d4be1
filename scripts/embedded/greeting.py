"""What a person, or a script, needs to know to use an installation."""

import json
from collections.abc import Mapping

from scripts.embedded.home import Home
from scripts.embedded.say import say
from scripts.embedded.settings import base

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
FIRST = "lead-handler"


def card(home: Home, port: int, tokens: Mapping[str, str], pids: Mapping[str, int]) -> str:
    """The text of dev.json."""
    places = {name: base(port) + path for name, path in PLACES.items()}
    shown = {**places, "tokens": tokens, "pids": pids, "home": str(home.root), "port": port}
    return json.dumps(shown, indent=2) + "\n"


def greet(home: Home, port: int, tokens: Mapping[str, str]) -> None:
    """Addresses, tokens and a first request, on the terminal."""
    say(f"Casebook is ready; its data, logs and addresses (dev.json) are in {home.root}\n")
    for name, path in PLACES.items():
        say(f"  {name:<10} {base(port)}{path}")
    say("\nTokens of the sample data:\n")
    for name, token in tokens.items():
        say(f"  {name:<20} {token}")
    if FIRST in tokens:
        say(f"\nA first request:\n\n{first_request(port, tokens[FIRST])}")
    say("\nTo sign in as a sample: scripts/casebook account --name lead-handler")
    say("\nCtrl-C ends everything; the data stays.")


def first_request(port: int, token: str) -> str:
    """A line for the shell; it asks only for what every GraphQL schema has."""
    return (
        f"curl -s {base(port)}/graphql -H 'Content-Type: application/json' "
        f"-H 'Authorization: Bearer {token}' -d '{{\"query\": \"{{ __typename }}\"}}'"
    )

"""What somebody without an account asks and sends, with the API in this process."""

from typing import Any

from tests.support.in_process import InProcess


def ask(api: InProcess, query: str, **variables: Any) -> Any:
    """The data of an answer of the public schema."""
    answer = api.send("POST", "/report/graphql", json={"query": query, "variables": variables}).json()
    assert "errors" not in answer, answer
    return answer["data"]


def page(api: InProcess, name: str, **typed: str) -> Any:
    """The page that a form leads to."""
    return api.send("POST", f"/report/{name}", data={"lang": "vi", **typed})

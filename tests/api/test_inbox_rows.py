"""Cases in an inbox and in a search are the cases themselves, though only what is shown of them is read."""

from collections import Counter

from tests.support.in_process import InProcess
from tests.support.play import Play
from tests.support.tokens import Issuer

FIELDS = "id code state claim url version category lead { name } allowedActions { action allowed }"
CASE = f"query($id: ID!) {{ case(id: $id) {{ {FIELDS} }} }}"
DUTIES = f"items {{ about case {{ {FIELDS} }} }} due {{ streamId case {{ {FIELDS} }} stream {{ id }} }}"
INBOX = f"{{ inbox {{ {DUTIES} }} }}"
SEARCH = f"query($words: String!) {{ search(words: $words) {{ total cases {{ {FIELDS} }} }} }}"
TIMES = 3
"""The same operation is compiled once it came again."""


def test_what_is_shown_of_a_case_is_the_case(api: InProcess, issuer: Issuer) -> None:
    play = Play(api, issuer)
    play.report(claim="Tin hiếm qxwvz về đập nước.")
    whole = api.ask(play.token("lead"), CASE, id=play.case)["case"]
    for _ in range(TIMES):
        inbox = api.ask(play.token("lead"), INBOX)["inbox"]
        assert [item["case"] for item in inbox["items"] if item["about"] == play.case] == [whole]
        assert [due["case"] for due in inbox["due"] if due["streamId"] == play.case] == [whole]
        assert api.ask(play.token("lead"), SEARCH, {"Casebook-Purpose": "HANDLING"}, words="qxwvz")["search"] == {
            "total": 1,
            "cases": [whole],
        }


def test_the_counts_are_the_same_whatever_is_asked_for_besides(api: InProcess, issuer: Issuer) -> None:
    play = Play(api, issuer)
    play.report()
    token = play.token("lead")
    due = api.ask(token, "{ inbox { due { kind } } }")["inbox"]["due"]
    expected = Counter(row["kind"] for row in due)
    assert expected
    for shown in ("kind count", "kind count mine", "kind overdue count", "kind count __typename"):
        for beside in ("", "items { __typename }", "due { kind }", "due { __typename stream { id } }", "truncated"):
            for _ in range(TIMES):
                inbox = api.ask(token, f"{{ inbox {{ duties {{ {shown} }} {beside} }} }}")["inbox"]
                assert {row["kind"]: row["count"] for row in inbox["duties"]} == expected, (shown, beside)

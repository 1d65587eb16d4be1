"""Beside an id stands the object, as the caller may see it: officers by name for few, all else by its own sight."""

import pytest

from domain.kernel.roles import Post
from tests.support.installation import Api
from tests.support.play import Play
from tests.support.tokens import Issuer

PURPOSE = {"Casebook-Purpose": "INSPECTION"}


@pytest.fixture(scope="module")
def play(api: Api, issuer: Issuer) -> Play:
    """A case that is being checked."""
    made = Play(api, issuer)
    made.report()
    made.check()
    return made


def test_an_event_shows_inspectors_the_officer_and_the_object(play: Play, issuer: Issuer) -> None:
    query = """query($id: ID!) { auditEvents(first: 3, filter: {streamId: $id}) { edges { node {
      officer { name } streamId stream { id ... on Case { code } } } } } }"""
    token = issuer.officer("agency-inspection", Post.INSPECTOR)
    events = [edge["node"] for edge in play.api.ask(token, query, PURPOSE, id=play.case)["auditEvents"]["edges"]]
    assert [event["stream"]["id"] for event in events] == [play.case] * len(events)
    assert any(event["officer"] and event["officer"]["name"] for event in events)


def test_an_object_that_the_caller_may_not_see_is_null(play: Play, issuer: Issuer) -> None:
    query = "{ inbox { due { streamId stream { id } } } }"
    found = play.api.ask(play.token("lead"), query)["inbox"]["due"]
    assert found, "something waits for the lead agency"
    assert all(row["stream"] is None or row["stream"]["id"] == row["streamId"] for row in found)
    me = play.api.ask(play.token("lead"), "{ me { officer { officerId name agency { id } } } }")["me"]
    assert me["officer"]["name"], "one's own name"

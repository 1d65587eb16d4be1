"""What values and codes are called, and who the caller is, over HTTP."""

from domain.book import ACTIONS
from domain.case.state.case import Category
from domain.kernel.policy import Scope
from domain.kernel.vocabulary import Post
from domain.messages import label
from domain.messages.catalogue import catalogue
from schema.mutations import shown_action
from tests.support.installation import Api
from tests.support.tokens import Issuer
from tests.support.world import machine, officer


def test_every_code_says_what_it_means_and_whether_to_try_again(api: Api, issuer: Issuer) -> None:
    found = api.ask(issuer.officer("agency-paper"), "{ errorCatalogue { code vi en retry } }")["errorCatalogue"]
    assert found == [{"code": e.code, "vi": e.vi, "en": e.en, "retry": e.retry.value} for e in catalogue()]


def test_values_have_labels_in_both_languages(api: Api, issuer: Issuer) -> None:
    query = "{ vocabularies { name values { value vi en } } }"
    rows = api.ask(issuer.officer("agency-paper"), query)["vocabularies"]
    found = {row["name"]: row["values"] for row in rows}
    assert [item["value"] for item in found["Category"]] == list(Category)
    assert {"value": "CLOSED", "vi": "Kết thúc", "en": "Closed"} in found["CaseState"]
    vi, en = label(Scope.CASE_CLOSE, "vi"), label(Scope.CASE_CLOSE, "en")
    assert {"value": "CASE_CLOSE", "vi": vi, "en": en} in found["Scope"]
    assert {shown_action(action.name) for action in ACTIONS} == {item["value"] for item in found["Action"]}
    assert list(found) == sorted(found)


ME = """{ me { agency { id } officer { officerId } posts fields areas { id }
  competences { task categories areas { id } span { since } } } }"""


def test_the_caller_learns_what_it_is_and_may(api: Api, issuer: Issuer) -> None:
    me = api.ask(issuer.officer("agency-health"), ME)["me"]
    assert me["agency"]["id"] == "agency-health"
    assert (me["officer"], me["posts"]) == ({"officerId": officer("agency-health", Post.HANDLER)}, ["HANDLER"])
    assert me["competences"] == [{"task": "VERIFY", "categories": [], "areas": [], "span": {"since": "2021-07-04"}}]
    assert (me["fields"], me["areas"]) == (list(Category), [{"id": "area-north"}])


def test_an_agency_without_a_competence_has_no_fields(api: Api, issuer: Issuer) -> None:
    me = api.ask(issuer.officer("agency-paper"), ME)["me"]
    assert me["fields"] == me["areas"] == me["competences"] == []


def test_a_machine_is_no_officer(api: Api, issuer: Issuer) -> None:
    me = api.ask(issuer.token(machine("agency-health")), ME)["me"]
    assert (me["officer"], me["posts"]) == (None, [])

"""Rows that everybody may read."""

from domain.kernel.calendar import local_date
from domain.kernel.vocabulary import Post
from domain.press_question.questions import NameSpokesperson
from resolvers.public_rows import spokespersons
from store.store import Store
from tests.support.press import SPEAKS, a_spokesperson
from tests.support.record import done
from tests.support.world import caller, officer


async def test_spokespersons_come_by_agency_and_name_with_their_contacts(store: Store) -> None:
    await a_spokesperson(store, name="Trần Thị Mẫu")
    health = SPEAKS | {"officer": officer("agency-health", Post.SPOKESPERSON), "phone": "0206 111 1111"}
    await done(store, caller("agency-health", Post.SIGNATORY), NameSpokesperson(**health))
    registry, today = await store.registry.current(), local_date(store.connection.clock())
    names = {id: row.name_on(today) for id, row in registry.agencies.items()}
    found = await spokespersons(store, registry, today)
    shown = {"office": SPEAKS["office"], "email": SPEAKS["email"]}
    lead, its = ({"agency": name.name if (name := names[id]) else id} for id in ("agency-lead", "agency-health"))
    rows = [
        {**lead, "name": "Trần Thị Mẫu", "phone": SPEAKS["phone"], **shown},
        {**its, "name": SPEAKS["name"], "phone": "0206 111 1111", **shown},
    ]
    assert found == sorted(rows, key=lambda row: row["agency"])

"""The rich world played again: every act in it had authority by the record, so a verification finds nothing to say."""

from store.process.settings import Settings
from store.store import opened_store
from tests.matrix.rich import World
from tests.support.record import record_findings


async def test_every_act_of_the_rich_world_had_authority(world: World) -> None:
    async with opened_store(Settings.from_env(world.api.env)) as store:
        persons = await store.connection.revisions.count_documents({"agency": {"$ne": None}})
        found = await record_findings(store.connection)
    assert persons > 300
    assert [finding for finding in found if finding.code == "authority-missing"] == []

"""Letters that a rule on signing orders, by the worker to a mail server."""

from pathlib import Path
from uuid import uuid4

from domain.administration.signing import DoubtSigningKey, EndSigningKey
from domain.kernel.actor import OPERATOR
from domain.kernel.vocabulary import Post
from domain.registry.accounts import KeyEnd
from store.store import Store
from tests.support.account_letters import letters, reachable
from tests.support.clock import TestClock
from tests.support.signing import PPC, has_key, required, version
from tests.support.world import LEAD, caller, officer, subject
from tests.workers.postbox import postbox

HOLDERS = ((LEAD, Post.SIGNATORY), (PPC, Post.ADMIN))
OTHERS = ((LEAD, Post.HANDLER), ("agency-land", Post.HANDLER))
INSPECTOR = ("agency-inspection", Post.INSPECTOR)
LOST = ("agency-land", Post.SIGNATORY)


async def test_a_rule_is_told_to_holders_of_keys_and_inspectors(store: Store, clock: TestClock, tmp_path: Path) -> None:
    """Also to the holder of a key that does not count yet, and not to one whose key ended."""
    reached = [await reachable(store, *who) for who in (*HOLDERS, INSPECTOR)]
    for who in (*OTHERS, LOST):
        await reachable(store, *who)
    async with postbox(tmp_path) as (box, server):
        await letters(store, box, server)
        for who in HOLDERS:
            await has_key(store, *who)
        key, admin, id = await has_key(store, *LOST), caller("agency-land", Post.ADMIN), officer(*LOST)
        for by, command in (
            (admin, DoubtSigningKey(key=key.key, reason=KeyEnd.LOST)),
            (OPERATOR, EndSigningKey(key=key.key)),
        ):
            await store.execute(by, command, command_id=uuid4(), target=id, expected=await version(store, id))
        keys = {str(letter["To"]) for letter in await letters(store, box, server)}
        await required(store, clock, "closeCase")
        came = await letters(store, box, server)
    assert keys == {subject(*who) for who in (*HOLDERS, LOST)}, "each about the own key"
    assert sorted(str(letter["To"]) for letter in came) == sorted(reached)
    for letter in came:
        body = letter.get_body(("plain",))
        assert body is not None
        text = body.get_content()
        assert "Quy định về các việc phải ký bằng khóa có thay đổi" in text
        assert "The rule on which acts have to be signed changes" in text

"""Report and screen cases with the API's rights: `python -m scripts.workbench.year.acts FIRST COUNT`."""

import asyncio
import sys
from datetime import timedelta
from uuid import uuid4

from domain.case.intake import ReportCase, ScreenCase
from domain.case.state.case import Category, Channel, Medium
from domain.kernel.actor import Caller
from domain.kernel.policy import ceiling
from domain.kernel.vocabulary import Role
from store.process.settings import Settings
from store.store import opened_store

HANDLER = Caller(
    subject="lan.do",
    client="client-desk",
    agency="agency-so-kh-cn",
    scopes=frozenset(str(scope) for scope in ceiling(Role.LEAD)),
    person=True,
)


async def main(first: int, count: int) -> None:
    async with opened_store(Settings.from_env()) as store:
        for number in range(first, first + count):
            report = ReportCase(
                claim=f"Tin đồn số {number} rằng trạm y tế xã đóng cửa vào tuần tới.",
                channel=Channel.E_DOCUMENT,
                detected_at=store.connection.clock() - timedelta(hours=1),
                free_of_secrets=True,
                medium=Medium.SOCIAL_NETWORK,
                url=f"https://tin.example/bai-{number}",
            )
            made = await store.execute(HANDLER, report, command_id=uuid4())
            screening = ScreenCase(category=Category.HEALTH, assigned="agency-so-y-te")
            await store.execute(HANDLER, screening, command_id=uuid4(), target=made.stream, expected=made.version)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))

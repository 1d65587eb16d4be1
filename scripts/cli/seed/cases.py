"""The cases of the sample province: two told to the press, one at each of the first stages, one of each end, what
waits for its people, and two about content that harms a person; made up."""

from typing import Final

from domain.case.state.case import Category, Medium
from scripts.cli.seed.ends import ENDS
from scripts.cli.seed.notices import NOTICES
from scripts.cli.seed.protection import PROTECTED
from scripts.cli.seed.stages import HEALTH, WELL, reported, screened, taken_up
from scripts.cli.seed.steps import Step, carry_out
from scripts.cli.seed.waiting import WAITING
from store.store import Store

CASES: Final[tuple[Step, ...]] = (
    reported(
        "well",
        "commune-handler",
        "Có bài đăng nói nước giếng chung của xã có mùi lạ và không dùng được nữa.",
        url=WELL,
        areas=("area-sample-north",),
    ),
    reported(
        "clinic",
        "department-handler",
        "Có bài đăng nói trạm y tế xã sẽ đóng cửa từ tuần tới.",
        url="https://mang-xa-hoi.example/bai/2",
    ),
    screened("clinic", Category.HEALTH, HEALTH),
    reported(
        "vaccine",
        "department-handler",
        "Có tin nhắn lan truyền nói trẻ em trong xã không được tiêm chủng tháng này.",
        medium=Medium.MESSAGING,
        place="Một nhóm trò chuyện chung của thôn",
    ),
    screened("vaccine", Category.HEALTH, HEALTH),
    taken_up("vaccine"),
)


async def enter_cases(store: Store) -> int:
    """Carry out the steps that were not carried out before; how many these were."""
    return await carry_out(store, (*NOTICES, *CASES, *ENDS, *WAITING, *PROTECTED))

"""One address in the spellings of the sites that most people use: compared as text, never opened (X1)."""

import pytest

from domain.kernel.sites import Named, named_by
from domain.kernel.text import normal_url

SAME = (
    (
        "https://m.facebook.com/story.php?story_fbid=1&id=2&mibextid=x",
        "https://facebook.com/story.php?id=2&story_fbid=1",
    ),
    ("https://mbasic.facebook.com/a/posts/1?_rdr", "https://www.facebook.com/a/posts/1"),
    ("https://youtu.be/abc?si=xyz", "https://www.youtube.com/watch?v=abc&feature=share"),
    ("https://m.youtube.com/watch?v=abc", "https://youtube.com/watch?v=abc"),
    ("https://mobile.twitter.com/a/status/1?s=20", "https://x.com/a/status/1"),
    ("https://www.instagram.com/p/abc/?igsh=1", "https://instagram.com/p/abc"),
    ("https://telegram.me/a/1", "https://t.me/a/1"),
)
OTHER = (
    ("https://youtu.be/abc", "https://youtu.be/abd"),
    ("https://tin.example/bai?s=1", "https://tin.example/bai?s=2"),
    ("https://tin.example/bai#comment-1", "https://tin.example/bai#comment-2"),
    ("https://tin.example/#!/bai/1", "https://tin.example/#!/bai/2"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_of_one_item_are_one_address(one: str, other: str) -> None:
    assert normal_url(one) == normal_url(other)
    assert named_by(one) is Named.ITEM
    assert normal_url(normal_url(one)) == normal_url(one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_that_may_show_other_things_stay_apart(one: str, other: str) -> None:
    assert normal_url(one) != normal_url(other)

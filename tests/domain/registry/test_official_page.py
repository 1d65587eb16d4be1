"""Whether an address belongs to an official page, by its text."""

import pytest

from domain.registry.agency import of_everybody, same_or_under

PAGE, PROFILE = "https://facebook.com/soyte.caobang", "https://facebook.com/profile.php?id=123"


@pytest.mark.parametrize(
    ("address", "page", "belongs"),
    [
        ("https://facebook.com/soyte.caobang/posts/7?comment_id=2", PAGE, False),
        ("https://m.facebook.com/soyte.caobang?ref=a", PAGE, True),
        ("https://facebook.com/soyte.caobang", PAGE, True),
        ("https://facebook.com/soyte.caobang.gia/posts/7", PAGE, False),
        ("https://facebook.com/soyte.caobang/../khac/posts/7", PAGE, False),
        ("https://facebook.com/soyte.caobang/%2e%2e/khac", PAGE, False),
        ("https://facebook.com/soyte.caobang/%252e%252e/khac", PAGE, False),
        ("https://facebook.com/soyte.caobang/..%2fkhac", PAGE, False),
        ("https://facebook.com/groups/1?page=soyte.caobang", PAGE, False),
        ("https://facebook.com@khac.example/soyte.caobang", "https://khac.example/soyte", False),
        ("https://facebook.com/profile.php?id=123", PROFILE, True),
        ("https://facebook.com/profile.php?id=124", PROFILE, False),
        ("https://facebook.com/profile.php?id=999&id=123", PROFILE, False),
        ("https://facebook.com/profile.php", PROFILE, False),
        ("https://so.example/tin/1", "https://so.example/", True),
    ],
)
def test_belongs(address: str, page: str, belongs: bool) -> None:
    try:
        found = same_or_under(address, page)
    except ValueError:  # no address of a page at all
        found = False
    assert found is belongs


@pytest.mark.parametrize(
    ("address", "everybody"),
    [
        ("https://facebook.com", True),
        ("https://www.facebook.com/groups/caobang", True),
        ("https://m.facebook.com/GROUPS/caobang", True),
        ("https://facebook.com/soyte.caobang", False),
        ("https://so.example", False),
    ],
)
def test_of_everybody(address: str, everybody: bool) -> None:
    assert of_everybody(address) is everybody

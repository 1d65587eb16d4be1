"""Limits of an OAuth request that are checked before its parameters are read."""

import pytest

from auth.server.request import BadRequest, parameters


def of(count: int) -> str:
    return "&".join(f"a{number}=1" for number in range(count))


@pytest.mark.parametrize("text", ["", of(20), "a=" + "x" * 4_096, "a=&b=%C4%91"])
def test_parameters_are_read(text: str) -> None:
    assert len(parameters(text)) == text.count("=") - text.count("=&")


@pytest.mark.parametrize("text", [of(21), "a=" + "x" * 4_097, "a=1&a=1", "a=%00", "a=%ff", "a=%"])
def test_too_many_too_long_and_unclear_ones_are_refused(text: str) -> None:
    with pytest.raises(BadRequest):
        parameters(text)

"""Which kind an id is of, for whatever a caller sends as one."""

from domain.kernel.vocabulary import STREAM_ID_LIMIT, Kind, kind_of, remembered


def test_a_long_text_is_no_id_and_is_not_remembered() -> None:
    remembered.cache_clear()
    longest = f"case-{'a' * (STREAM_ID_LIMIT - 5)}"
    assert (kind_of(longest), kind_of(f"{longest}a")) == (Kind.CASE, None)
    assert remembered.cache_info().currsize == 1

"""Bech32 (BIP 173) without its limit of length: how age writes its keys for people."""

from collections.abc import Iterable, Iterator
from typing import Final

SIGNS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
CHECK: Final = 6
GENERATOR: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encoded(prefix: str, data: bytes) -> str:
    """Bytes after a prefix, in small letters."""
    values = [*_regrouped(data, 8, 5, pad=True)]
    checked = _polymod([*_expanded(prefix), *values, *[0] * CHECK]) ^ 1
    values += [checked >> 5 * (CHECK - 1 - at) & 31 for at in range(CHECK)]
    return f"{prefix}1" + "".join(SIGNS[value] for value in values)


def decoded(prefix: str, text: str) -> bytes:
    """The bytes after a prefix, from one case of letters. Raises ValueError for anything else."""
    if text not in (text.lower(), text.upper()):
        raise ValueError("letters of both cases")
    found, _, rest = text.lower().rpartition("1")
    if found != prefix or len(rest) < CHECK:
        raise ValueError(f"does not begin with {prefix}1")
    values = [SIGNS.index(sign) for sign in rest]
    if _polymod([*_expanded(prefix), *values]) != 1:
        raise ValueError("a letter is wrong or missing")
    return bytes(_regrouped(values[:-CHECK], 5, 8, pad=False))


def _expanded(prefix: str) -> list[int]:
    return [*(ord(sign) >> 5 for sign in prefix), 0, *(ord(sign) & 31 for sign in prefix)]


def _polymod(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, part in enumerate(GENERATOR):
            check ^= part if top >> at & 1 else 0
    return check


def _regrouped(values: Iterable[int], old: int, new: int, *, pad: bool) -> Iterator[int]:
    held = bits = 0
    for value in values:
        held, bits = held << old | value, bits + old
        while bits >= new:
            bits -= new
            yield held >> bits & (1 << new) - 1
        held &= (1 << bits) - 1
    if pad and bits:
        yield held << new - bits & (1 << new) - 1
    elif held or bits >= old:
        raise ValueError("bits are left over")

"""Cosignatures by witnesses (C2SP tlog-cosignature), and the policy of required witnesses (C2SP tlog-policy).

    log <vkey> [<url>]                          none or more: keys with which the log may sign
    witness <name> <vkey> [<url>]
    group <name> all|any|<k> <name>...
    quorum none|<name>                          exactly one

Lines beginning with # are comments. Without a policy file there is no witness. Then the log proves nothing against the
holder of its key.

A cosignature does not cover the cosigner's name, so each cosigner has exactly one key.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from store.tlog.checkpoint import read_checkpoint
from store.tlog.note import Ed25519Signer, Ed25519Verifier, SignatureLine, Verified, Verifier, signed_bytes
from store.tlog.strict import MOST, LogFault, NoteRefused, decimal, to_utf8

COSIGNATURE = 0x04
TIME_SIZE = 8


class Cosigner(Ed25519Signer):
    kind = COSIGNATURE

    def sign(self, text: str, time: int) -> bytes:
        """Return the signature line for a checkpoint's text at a time, in seconds since 1970 (UTC)."""
        read_checkpoint(text)
        return self.sign_note(text, time)

    def sign_note(self, text: str, time: int) -> bytes:
        """Sign the text of another note, such as an index of streams, as `sign` does. The caller has checked the text's
        form."""
        if not 0 <= time <= MOST:
            raise NoteRefused("no possible time")
        signature = self._private.sign(_message(signed_bytes(text), time))
        return SignatureLine(self.name, self.key_id, time.to_bytes(TIME_SIZE, "big") + signature).line()


class CosignerVerifier(Ed25519Verifier):
    """Public key of a witness. Pass it to `note.verify` with the log's keys, to get the time of the cosignature."""

    kind = COSIGNATURE

    def check(self, text: bytes, signature: bytes) -> int:
        """Return the time of a valid cosignature, in seconds since 1970 (UTC). Raise NoteRefused for an invalid
        cosignature."""
        time = int.from_bytes(signature[:TIME_SIZE], "big")
        if time > MOST:
            raise NoteRefused("no possible time")
        self._valid(signature[TIME_SIZE:], _message(text, time))
        return time


def _message(text: bytes, time: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % time + text


FILE_MOST = 64 * 1024
NAMES_MOST = 96
"""Most logs, witnesses and groups together. The specification requires room for 32 of each."""

NONE = "none"


class PolicyRefused(LogFault):
    """A policy file is invalid or ambiguous."""


@dataclass(frozen=True, slots=True)
class Witness:
    name: str
    verifier: CosignerVerifier
    url: str | None


@dataclass(frozen=True, slots=True)
class Group:
    need: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Policy on required witnesses. By default no witness is required."""

    logs: tuple[Verifier, ...] = ()
    witnesses: Mapping[str, Witness] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @property
    def verifiers(self) -> tuple[Ed25519Verifier, ...]:
        return tuple(witness.verifier for witness in self.witnesses.values())

    def text(self) -> str:
        """Return the policy's public lines, without the addresses of the witnesses."""
        lines = [f"witness {one.name} {one.verifier.vkey()}" for one in self.witnesses.values()]
        lines += [f"group {name} {' '.join([str(one.need), *one.members])}" for name, one in self.groups.items()]
        return "".join(f"{line}\n" for line in [*lines, f"quorum {self.quorum}"])

    def satisfied(self, verified: Collection[Verified]) -> bool:
        """Return True if enough witnesses signed. The log's own signature is not checked here."""
        return self.quorum == NONE or self._has(
            self.quorum, {(signature.name, signature.key_id) for signature in verified}
        )

    def _has(self, name: str, keys: Collection[tuple[str, bytes]]) -> bool:
        if name in self.witnesses:
            verifier = self.witnesses[name].verifier
            return (verifier.name, verifier.key_id) in keys
        group = self.groups[name]
        return sum(self._has(member, keys) for member in group.members) >= group.need


def parse_policy(data: bytes) -> Policy:
    """Parse a policy file. Raise LogFault (PolicyRefused, or NoteRefused for a key)."""
    made = _Draft()
    for words in _lines(data):
        made.take(words)
    return made.finished()


def _lines(data: bytes) -> Iterator[list[str]]:
    if len(data) > FILE_MOST:
        raise PolicyRefused("the policy file is too long")
    if any(byte < 0x20 and byte not in b"\t\n" for byte in data) or 0x7F in data:
        raise PolicyRefused("a control character")
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        words = [word for word in line.replace("\t", " ").split(" ") if word]
        if words and not words[0].startswith("#"):
            to_utf8(line.replace("\t", " "), PolicyRefused)  # a comment may contain any bytes
            yield words


class _Draft:
    def __init__(self) -> None:
        self._logs: list[Verifier] = []
        self._witnesses: dict[str, Witness] = {}
        self._groups: dict[str, Group] = {}
        self._quorum: str | None = None
        self._grouped: set[str] = set()

    def take(self, words: list[str]) -> None:
        takers: dict[str, Callable[..., Any]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._require,
        }
        if words[0] not in takers:
            raise PolicyRefused(f"no such line: {words[0]}")
        names = len(self._logs) + len(self._witnesses) + len(self._groups)
        if words[0] != "quorum" and names >= NAMES_MOST:
            raise PolicyRefused("too many names")
        try:
            takers[words[0]](*words[1:])
        except TypeError as wrong:
            raise PolicyRefused(f"too few or too many words: {words[0]}") from wrong

    def _log(self, vkey: str, url: str = "") -> None:
        self._logs.append(Verifier.from_vkey(vkey))

    def _witness(self, name: str, vkey: str, url: str | None = None) -> None:
        self._fresh(name)
        self._witnesses[name] = Witness(name, CosignerVerifier.from_vkey(vkey), url and url.rstrip("/"))

    def _group(self, name: str, need: str, *members: str) -> None:
        self._fresh(name)
        if not members or len(set(members)) != len(members) or self._grouped & set(members):
            raise PolicyRefused(f"group {name} without members, or with one that is in a group already")
        for member in members:
            self._known(member)
        words = {"all": len(members), "any": 1}
        count = words[need] if need in words else decimal(need, PolicyRefused)
        if not 1 <= count <= len(members):
            raise PolicyRefused(f"group {name} needs more members than it has, or none")
        self._grouped |= set(members)
        self._groups[name] = Group(count, members)

    def _require(self, name: str) -> None:
        if self._quorum is not None:
            raise PolicyRefused("two quorums")
        if name != NONE:
            self._known(name)
        self._quorum = name

    def _fresh(self, name: str) -> None:
        if name == NONE or name in self._witnesses or name in self._groups:
            raise PolicyRefused(f"the name {name} is taken")

    def _known(self, name: str) -> None:
        if name not in self._witnesses and name not in self._groups:
            raise PolicyRefused(f"no {name} above that line")

    def finished(self) -> Policy:
        if self._quorum is None:
            raise PolicyRefused("no quorum")
        _distinct([log.vkey() for log in self._logs])
        _distinct([witness.verifier.vkey() for witness in self._witnesses.values()])
        return Policy(tuple(self._logs), self._witnesses, self._groups, self._quorum)


def _distinct(vkeys: list[str]) -> None:
    public = [vkey.split("+", 2)[2] for vkey in vkeys]
    if len(set(public)) != len(public):
        raise PolicyRefused("two names for one key")

"""Findings of a full verification. Each finding has a code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

SKEW = timedelta(minutes=5)
"""Largest difference between clocks, and longest time of a commit."""


class Level(StrEnum):
    """FAULT is a fault; NOTE is only information."""

    FAULT = "fault"
    NOTE = "note"


CODES: Mapping[str, tuple[Level, str]] = {
    "checkpoint-unreadable": (Level.FAULT, "a stored checkpoint does not have the form of a checkpoint"),
    "checkpoint-unsigned": (Level.FAULT, "a checkpoint has no valid signature of this log"),
    "checkpoint-uncosigned": (Level.FAULT, "fewer witnesses cosigned a checkpoint than the policy requires"),
    "cosignature-unknown": (Level.FAULT, "no witness of the log made a cosignature under a checkpoint"),
    "policy-unsigned": (Level.FAULT, "a policy of witnesses has no valid signature of this log"),
    "checkpoint-missing": (Level.FAULT, "the checkpoint of a size that the log had is gone"),
    "root-differs": (Level.FAULT, "the entries have another root than a checkpoint says"),
    "forked": (Level.FAULT, "two signed checkpoints of one size have different roots"),
    "log-truncated": (Level.FAULT, "a checkpoint kept elsewhere is newer than the log"),
    "succession-invalid": (Level.FAULT, "a note of succession is not valid, or leads to no known key"),
    "bundle-missing": (Level.FAULT, "entries are gone, or cannot be read; later ones were not recomputed"),
    "tile-missing": (Level.FAULT, "a tile of hashes is gone"),
    "tile-differs": (Level.FAULT, "a tile or a bundle does not follow from the entries"),
    "tile-stray": (Level.FAULT, "an object belongs to no checkpoint"),
    "index-missing": (Level.FAULT, "an entry has no row in the index"),
    "index-differs": (Level.FAULT, "a row of the index contradicts its entry"),
    "index-stray": (Level.FAULT, "a row of the index has no entry"),
    "streams-unsigned": (Level.FAULT, "an index of streams has no valid signature of this log"),
    "streams-differ": (Level.FAULT, "the entries give another index of streams than the one that was signed"),
    "leaf-foreign": (Level.FAULT, "an entry is not an envelope of this log"),
    "author-unproved": (Level.FAULT, "an entry has no signature of a process that might write at its place"),
    "act-unfit": (Level.FAULT, "there is no such act, or it is not for that actor or process"),
    "act-unsigned": (Level.FAULT, "an act that its author must sign has no signature, or differs from the signed act"),
    "act-not-admitted": (Level.FAULT, "the rules did not admit a signed act, or admitted it with another event"),
    "authors-unsigned": (Level.FAULT, "the list of keys that may write is not the one that was signed"),
    "authority-missing": (Level.FAULT, "the registry gave the actor no authority for the act at that time"),
    "statement-missing": (Level.FAULT, "a public act has no line in the public register"),
    "statement-twice": (Level.FAULT, "two public acts have one line in the public register"),
    "statement-differs": (Level.FAULT, "a line of the public register differs from its act"),
    "statement-unfounded": (Level.FAULT, "a line of the public register is about no act"),
    "statement-unlisted": (Level.FAULT, "a stream of the public register and the list of streams disagree"),
    "sealed-twice": (Level.FAULT, "a version was sealed more than once"),
    "sequence": (Level.FAULT, "a version was sealed, or is stored, without the one before it"),
    "prev-differs": (Level.FAULT, "an envelope names another predecessor than the log has"),
    "revision-missing": (Level.FAULT, "a sealed revision is gone"),
    "revision-differs": (Level.FAULT, "a revision's envelope is not the one that was sealed"),
    "revision-unsealed": (Level.FAULT, "a revision is neither sealed nor pending"),
    "revision-unreadable": (Level.FAULT, "a revision, or its stream, cannot be read"),
    "number-differs": (Level.FAULT, "a revision's id, number and envelope disagree, or one is skipped"),
    "leaf-differs": (Level.FAULT, "a revision's leaf hash is not its envelope's"),
    "body-differs": (Level.FAULT, "a body is not the one its envelope commits to"),
    "shown-differs": (Level.FAULT, "an envelope commits to other public words than the events lead to"),
    "state-differs": (Level.FAULT, "a state is not the one its body commits to"),
    "fold-differs": (Level.FAULT, "the events do not lead to the stored state"),
    "field-differs": (Level.FAULT, "a field for queries contradicts the body"),
    "field-unknown": (Level.FAULT, "a revision or an entry has an unknown field"),
    "anchor-unknown": (Level.FAULT, "an envelope names a checkpoint that is not stored"),
    "time-early": (Level.FAULT, "an event claims a time before the checkpoint it names was cosigned"),
    "time-late": (Level.FAULT, "an event claims a time after it was sealed and cosigned"),
    "time-back": (Level.FAULT, "a version claims a time before that of the version before it"),
    "time-future": (Level.FAULT, "an event claims a time that has not come"),
    "sealed-late": (Level.FAULT, "a version was sealed more than an hour after the time it claims"),
    "late-explained": (Level.NOTE, "the operator and a named person state why a version was sealed late"),
    "anchor-back": (Level.FAULT, "a version names an older checkpoint than the version before it"),
    "anchor-none": (Level.FAULT, "a version names no checkpoint although there was one"),
    "head-differs": (Level.FAULT, "a head differs from the record"),
    "head-in-clear": (Level.FAULT, "a head holds texts unencrypted: casebook rebuild makes it again"),
    "head-stray": (Level.FAULT, "a head has no record"),
    "file-missing": (Level.FAULT, "a file that the record names is gone, but its key exists"),
    "file-altered": (Level.FAULT, "a file does not have the bytes that the record names"),
    "figures-missing": (Level.FAULT, "the numbers of a frozen report are gone"),
    "figures-altered": (Level.FAULT, "the numbers or batches of a frozen report were changed afterwards"),
    "job-missing": (Level.FAULT, "work that an event ordered is gone from the outbox"),
    "job-differs": (Level.FAULT, "a row of the outbox orders different work from its event"),
    "value-missing": (Level.FAULT, "a sealed text is gone, but its key exists"),
    "value-altered": (Level.FAULT, "a sealed text does not open to its commitment"),
    "value-stray": (Level.FAULT, "sealed texts to which no event refers"),
    "key-missing": (Level.FAULT, "the key of sealed texts is gone, and no event states the reason"),
    "key-restored": (Level.FAULT, "a key is there although an event says that it was destroyed"),
    "key-altered": (Level.FAULT, "a wrapped key cannot be opened"),
    "pending-stray": (Level.FAULT, "a pending marker has no revision"),
    "pending-differs": (Level.FAULT, "a pending marker contradicts its revision"),
    "promise-broken": (Level.FAULT, "a signed promise was not kept"),
    "promise-unreadable": (Level.FAULT, "no known key signed a promise"),
    "staging-differs": (Level.FAULT, "something staged does not continue the newest checkpoint"),
    "command-missing": (Level.FAULT, "the command of a revision is gone: it could be repeated"),
    "command-stray": (Level.FAULT, "a command led to no revision"),
    "command-differs": (Level.FAULT, "a command contradicts its revision, or came from another caller"),
    "stamp-invalid": (Level.FAULT, "a time stamp is not from the authority, or is for another checkpoint"),
    "stamp-stray": (Level.FAULT, "a time stamp has no checkpoint"),
    "act-on-paper": (Level.NOTE, "somebody without a key gave the number of a paper instead of a signature"),
    "signing-lifted": (Level.NOTE, "signing was ended on the papers of two administrators and an inspector"),
    "act-undecided": (Level.NOTE, "the rules of signed acts need facts that the record does not have"),
    "stamp-unchecked": (Level.NOTE, "there are time stamps, but no certificate to check them with"),
    "authors-unchecked": (Level.NOTE, "there are signed revisions, but no keys to check them with"),
    "entries-lost": (
        Level.NOTE,
        "entries were lost, and the log continued without them, as its successions of keys state",
    ),
    "restored": (
        Level.NOTE,
        "the databases come from a backup: the sealer waits for the newest checkpoint",
    ),
    "staging-left": (Level.NOTE, "something staged was already published: the sealer clears it at the next start"),
    "erased": (Level.NOTE, "the key of sealed texts was destroyed, and an event says so"),
    "pending-late": (Level.NOTE, "a revision has waited longer for the sealer than was promised"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    place: str
    detail: str

    @property
    def level(self) -> Level:
        return CODES[self.code][0]

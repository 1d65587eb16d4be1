"""GraphQL types of the transparency log: its state, its witnesses, and the log index of a version."""

from datetime import datetime

import strawberry

from domain.kernel.witnessing import WitnessState


@strawberry.type
class VerificationFinding:
    """The number of findings with one code in a verification."""

    code: str = strawberry.field(description="Code of the finding. `docs/log-findings.md` lists all codes.")
    count: int = strawberry.field(description="Number of findings.")


@strawberry.type
class RegisterVerification:
    """A verification of the whole register. A separate process runs one regularly."""

    began: datetime = strawberry.field(name="beganAt", description="Time at which the verification began.")
    ended: datetime = strawberry.field(name="endedAt", description="Time at which the verification ended.")
    size: int = strawberry.field(description="Number of entries of the log at the beginning of the verification.")
    faults: int = strawberry.field(description="Number of faults; 0 when everything agrees.")
    notes: int = strawberry.field(description="Number of findings that are useful to know but are not faults.")
    findings: list[VerificationFinding] = strawberry.field(description="Faults and notes by code.")
    successions: list[str] = strawberry.field(
        description="SHA-256, in hexadecimal, of each note that records a change of the log's key."
    )


@strawberry.type
class WitnessCosignature:
    """The cosignature of a witness under a checkpoint."""

    name: str = strawberry.field(description="Name of the witness.")
    at: datetime = strawberry.field(description="Time at which the witness cosigned, by the clock of the witness.")


@strawberry.type
class LogStatus:
    """The state of the transparency log. The files of the log are at `/log/`."""

    size: int = strawberry.field(description="Number of entries under the newest checkpoint; 0 before the first one.")
    cosigned: bool = strawberry.field(description="True if enough witnesses cosigned the newest checkpoint.")
    witnesses: WitnessState = strawberry.field(
        name="witnessState",
        description="State of confirmations of the newest checkpoint from outside the register. Cosignatures are "
        "checked with the keys of the policy that the log signed (`/log/policy`).",
    )
    cosignatures: list[WitnessCosignature] = strawberry.field(
        description="Witnesses that cosigned the newest checkpoint, by name. Verify the note itself with their keys."
    )
    pending: int = strawberry.field(description="Number of versions that are written but not yet in the log.")
    oldest_pending_at: datetime | None = strawberry.field(
        description="Time at which the oldest pending version was written. If that time is long ago, the log is not "
        "being extended."
    )
    oldest_pending_age: float | None = strawberry.field(description="Age of the oldest pending version, in seconds.")
    last_sealed_at: datetime | None = strawberry.field(description="Time at which the newest checkpoint was signed.")
    last_verification: RegisterVerification | None = strawberry.field(
        description="Newest verification of the whole register that ran to its end; null before the first one."
    )


@strawberry.type
class Seal:
    """The place of a version in the transparency log with a proof, or the time by which the version will be in the
    log."""

    proof: str | None = strawberry.field(
        description="Proof of the version's envelope in the format C2SP tlog-proof. Anybody can check the proof "
        "without this register. Null before the version is in the log."
    )
    envelope: str = strawberry.field(description="Envelope of the version, which is an entry of the log.")
    to_be_sealed_by: datetime | None = strawberry.field(
        description="Time by which the proof will exist; null once the proof exists."
    )
    promise: str | None = strawberry.field(
        description="Promise that the log will contain the version by that time, as a note signed by the register "
        "(`casebook/promise/v1`); null if the register signs no promises."
    )

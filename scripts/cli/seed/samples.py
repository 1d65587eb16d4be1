"""The people of the sample province: who they are, where, and what their tokens may say. Stated here only.

They have no names of persons: a sample is what it does.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.administration.officers import AppointOfficer
from domain.kernel.actor import Caller
from domain.kernel.policy import ceiling
from domain.kernel.roles import Post, Role
from scripts.cli.errors import WrongUse
from scripts.cli.seed.registry_row import Row, row_of

CLIENT: Final = "client-sample-web"
"""The program by which samples act: one of the registry, once there are accounts (`scripts/cli/seed/accounts.py`)."""
SINCE: Final = date(2021, 7, 4)


@dataclass(frozen=True)
class Sample:
    """An officer with one post in a sample agency, whose role a test holds to the registry's."""

    agency: str
    role: Role
    post: Post


SAMPLES: Final[Mapping[str, Sample]] = {
    "lead-handler": Sample("agency-sample-lead", Role.LEAD, Post.HANDLER),
    "lead-second-handler": Sample("agency-sample-lead", Role.LEAD, Post.HANDLER),
    "lead-signatory": Sample("agency-sample-lead", Role.LEAD, Post.SIGNATORY),
    "lead-examiner": Sample("agency-sample-lead", Role.LEAD, Post.SIGNATORY),
    "department-handler": Sample("agency-sample-health", Role.DEPT, Post.HANDLER),
    "department-signatory": Sample("agency-sample-health", Role.DEPT, Post.SIGNATORY),
    "police-handler": Sample("agency-sample-police", Role.CAT, Post.HANDLER),
    "press": Sample("agency-sample-newspaper", Role.PRESS, Post.HANDLER),
    "spokesperson": Sample("agency-sample-lead", Role.LEAD, Post.SPOKESPERSON),
    "inspector": Sample("agency-sample-inspectorate", Role.INSPECTOR, Post.INSPECTOR),
    "admin": Sample("agency-sample-lead", Role.LEAD, Post.ADMIN),
    "second-spokesperson": Sample("agency-sample-lead", Role.LEAD, Post.SPOKESPERSON),
    "ppc-handler": Sample("agency-sample-ppc", Role.PPC, Post.HANDLER),
    "ppc-examiner": Sample("agency-sample-ppc", Role.PPC, Post.SIGNATORY),
    "police-signatory": Sample("agency-sample-police", Role.CAT, Post.SIGNATORY),
    "journalists": Sample("agency-sample-journalists", Role.HNB, Post.HANDLER),
    "ppc-admin": Sample("agency-sample-ppc", Role.PPC, Post.ADMIN),
    "ppc-signatory": Sample("agency-sample-ppc", Role.PPC, Post.SIGNATORY),
    "commune-handler": Sample("agency-sample-commune", Role.COMM, Post.HANDLER),
    "data-protection": Sample("agency-sample-lead", Role.LEAD, Post.DATA_PROTECTION_OFFICER),
    "internal-affairs": Sample("agency-sample-internal-affairs", Role.BNC, Post.HANDLER),
}


def known(name: str) -> str:
    """The name of a sample. Raises WrongUse for another."""
    if name not in SAMPLES:
        raise WrongUse(f"--name: must be one of {', '.join(SAMPLES)}")
    return name


def caller(name: str) -> Caller:
    """A sample as its token has it: every scope its agency may hold. Raises KeyError for an unknown name."""
    sample = SAMPLES[name]
    return Caller(
        subject=f"{name}@sample.invalid",
        client=CLIENT,
        agency=sample.agency,
        scopes=frozenset(str(scope) for scope in ceiling(sample.role)),
        person=True,
    )


def officers() -> Iterator[Row]:
    """The rows that appoint the samples."""
    for name, sample in SAMPLES.items():
        given = {
            "subject": caller(name).subject,
            "agency": sample.agency,
            "posts": [sample.post.value],
            "since": SINCE,
            "appointment": "MẪU – chỉ dùng cho bản phát triển",
        }
        yield row_of(officer(name), AppointOfficer, given)


def officer(name: str) -> str:
    """The stream of a sample."""
    return f"officer-sample-{name}"

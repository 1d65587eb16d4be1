"""Whether the installed packages are those that this version was tried with."""

from collections.abc import Iterator

from resolvers.plan_versions import unproven
from scripts.cli.doctoring.finding import Finding, Level


def look() -> Iterator[Finding]:
    """What is not as the lock has it."""
    if others := unproven():
        yield Finding(
            code="plans-off",
            what=f"answers take more CPU: queries are not compiled with other packages than were proven ({others})",
            cure="install requirements/runtime.lock of this version (docs/operate/install.md)",
            level=Level.NOTE,
        )

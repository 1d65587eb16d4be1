"""Mint one access token."""

from argparse import Namespace

from domain.kernel.actor import Caller
from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from scripts.cli.minting import DAY, Mint
from scripts.cli.seed.samples import caller, known

CLIENT = "casebook-cli"
OWN = ("subject", "agency", "scopes", "client")


def run(options: Namespace, environ: Environ) -> None:
    """Print the token."""
    if not 1 <= options.minutes <= DAY:
        raise WrongUse(f"--minutes must be from 1 to {DAY}")
    who = _who(options)
    mint = Mint.of(environ)
    print(mint.token(who, options.minutes, mint.now))


def _who(options: Namespace) -> Caller:
    given = [option for option in OWN if getattr(options, option) is not None]
    if options.name is not None:
        if given or options.machine:
            raise WrongUse("--name says everything but --minutes")
        return caller(known(options.name))
    if options.subject is None or options.agency is None or options.scopes is None:
        raise WrongUse("give --name, or --subject, --agency and --scopes")
    client = options.client or (options.subject if options.machine else CLIENT)
    if (client == options.subject) is not options.machine:
        raise WrongUse("a machine is its own client, and a person is not: see --machine and --client")
    return Caller(
        subject=options.subject,
        client=client,
        agency=options.agency,
        scopes=frozenset(options.scopes.split()),
        person=not options.machine,
    )

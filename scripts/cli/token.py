"""Mint one access token."""

from argparse import ArgumentParser, Namespace

from domain.kernel.actor import Caller
from scripts.cli.environment import Environ
from scripts.cli.errors import WrongUse
from scripts.cli.minting import DAY, Mint
from scripts.cli.seed.samples import SAMPLES, caller

HELP = "mint an access token for a sample officer or for anybody (not in production)"
CLIENT = "casebook-cli"
OWN = ("subject", "agency", "scopes", "client")


def arguments(parser: ArgumentParser) -> None:
    """A sample's name, or the claims themselves."""
    parser.add_argument("--name", choices=SAMPLES, metavar="NAME", help=f"a sample: {', '.join(SAMPLES)}")
    parser.add_argument("--subject", help="whom the token is for")
    parser.add_argument("--agency", help="the stream of the agency, e.g. agency-sample-lead")
    parser.add_argument("--scopes", help="scopes, separated by spaces")
    parser.add_argument("--client", help=f"the client ({CLIENT}; with --machine the subject)")
    parser.add_argument("--machine", action="store_true", help="a client that acts for itself, without a person")
    parser.add_argument("--minutes", type=int, default=60, help=f"how long it is good for, at most {DAY} (60)")


def run(options: Namespace, environ: Environ) -> int:
    """Print the token."""
    if not 1 <= options.minutes <= DAY:
        raise WrongUse(f"--minutes must be from 1 to {DAY}")
    who = _who(options)
    mint = Mint.of(environ)
    print(mint.token(who, options.minutes, mint.now))
    return 0


def _who(options: Namespace) -> Caller:
    given = [option for option in OWN if getattr(options, option) is not None]
    if options.name is not None:
        if given or options.machine:
            raise WrongUse("--name says everything but --minutes")
        return caller(options.name)
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

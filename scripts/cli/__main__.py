"""The command line of an installation: `python -m scripts.cli VERB`, or scripts/casebook.

`verbs.toml` lists the verbs. A verb is a function of options and environment, which returns an exit code, or None for
0; it may be a coroutine. Exit codes: 0 done, 1 a finding or a refusal, 2 wrong use or wrong settings (nothing was
done).
"""

import asyncio
import gc
import os
import sys
import tomllib
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from inspect import iscoroutine
from pathlib import Path
from typing import Any, Final, NoReturn

from pymongo.errors import PyMongoError

from domain.kernel.refusals import InvalidInput, NotAllowed, Problem, Refused
from domain.messages import message
from scripts.cli.environment import CommandError, Environ, load
from store.keys.master import KeyRefused
from store.process import logs
from store.process.settings import SettingsRefused

TABLE: Final = tomllib.loads(Path(__file__).with_name("verbs.toml").read_text("utf-8"))
SHARED: Final[Mapping[str, list[Mapping[str, Any]]]] = TABLE.pop("shared")
"""Options shared by several verbs."""
VERBS: Final[Mapping[str, Mapping[str, Any]]] = TABLE
FAILED, WRONG, INTERRUPTED = 1, 2, 130
LINE_MOST = 1_000


class Parser(ArgumentParser):
    """Reports an error in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(WRONG, f"{self.prog}: {message}\n")


TYPES: Final[Mapping[str, Callable[[str], Any]]] = {"path": Path, "int": int, "float": float}


def verb_of(name: str) -> Callable[[Namespace, Environ], Any]:
    """Return the function of a verb. Import only the verb's module: importing all takes longer than most verbs run."""
    row = VERBS[name]
    made: Callable[[Namespace, Environ], Any] = getattr(
        import_module(f"scripts.cli.{row.get('module', name)}"), row.get("run", "run")
    )
    return made


def parser(words: Sequence[str]) -> ArgumentParser:
    """Return the parser of the named verb; of all verbs if the first word names none."""
    made = Parser(prog="casebook", description="The command line of a Casebook installation.")
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name in words[:1] if words and words[0] in VERBS else VERBS:
        row = VERBS[name]
        verb = verbs.add_parser(name, help=row["help"], description=f"casebook {name}: {row['help']}")
        _add(verb, (*(option for part in row.get("shared", ()) for option in SHARED[part]), *row.get("options", ())))
        if "acts" in row or "steps" in row:
            _add_steps(verb, row)
    return made


def _add_steps(verb: ArgumentParser, row: Mapping[str, Any]) -> None:
    chosen = verb.add_subparsers(dest="step", metavar="STEP", required=True)
    steps = dict[str, ArgumentParser]()
    for name, command in row.get("acts", {}).items():
        from scripts.cli.acting.act import add_act  # importing the domain takes longer than other verbs run

        steps[name] = add_act(chosen, name, command, row.get("without", ()))
    for name, step in row.get("steps", {}).items():
        _add(steps.get(name) or chosen.add_parser(name, help=step["help"]), step["options"])


def _add(parser: ArgumentParser, options: Iterable[Mapping[str, Any]]) -> None:
    for option in options:
        words: dict[str, Any] = {key: value for key, value in option.items() if key != "name"}
        if "type" in words:
            words["type"] = TYPES[words["type"]]
        parser.add_argument(option["name"], **words)


def main(words: Sequence[str], environ: Environ) -> int:
    """Run a verb. Return the exit code."""
    options = parser(words).parse_args(words)
    load(environ)
    try:
        code = verb_of(options.verb)(options, environ)
        return (asyncio.run(code) if iscoroutine(code) else code) or 0
    except (SettingsRefused, KeyRefused) as error:
        return _end(options.verb, str(error), WRONG)
    except CommandError as error:
        return _end(options.verb, str(error), error.exit_code)
    except Refused as refused:
        return _end(options.verb, f"refused: {'; '.join(map(_told, refused.problems))}", FAILED)
    except NotAllowed as refused:
        return _end(options.verb, f"refused: {refused}", FAILED)
    except PyMongoError as error:
        return _end(options.verb, f"the database did not answer as it should: {error}", FAILED)
    except OSError as error:
        if error.filename is None:  # the error is not about a file
            raise
        place = str(error.filename).removesuffix(".new")  # many files are first written under a temporary name
        return _end(options.verb, f"{place} cannot be used: {error.strerror}", WRONG)
    except KeyboardInterrupt:
        return _end(options.verb, "interrupted: run it again to finish", INTERRUPTED)


def _told(problem: Problem) -> str:
    place = f"{problem.path}: " if isinstance(problem, InvalidInput) else ""
    return f"{place}{problem.code}: {message(problem.code, problem.params, 'en')}"


def _end(verb: str, why: str, code: int) -> int:
    line = " ".join(why.split())[:LINE_MOST]
    print(f"casebook {verb}: {line}", file=sys.stderr)
    return code


if __name__ == "__main__":
    logs.configure("casebook", human=sys.stderr.isatty())
    logs.begin()
    code = main(sys.argv[1:], os.environ)
    gc.freeze()  # otherwise Python searches all objects several times while it ends
    raise SystemExit(code)

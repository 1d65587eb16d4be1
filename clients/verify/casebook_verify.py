#!/usr/bin/env python3
"""Verifies a record pack of Casebook (docs/record-pack.md) without network, database or any package of Casebook.

    python casebook_verify.pyz PACK --key KEY --authors FILE [--promise-key KEY] [--witness KEY]... [--quorum N]
                                    [--need NAME,...|nothing] [--stream ID] [--at-least N]
                                    [--shared FILE]... [--checkpoint FILE]... [--file FILE]... [--json] [--lang vi|en]

With `--register` it verifies the public register (`casebook_pack/register.py`).
It needs Python 3.11 and `cryptography`. `unzip` opens the program: this file, and `casebook_pack/`. Read its files in
the order lines, notes, pack, of_log, of_authors, of_content, of_acts, of_signatures, check. Keys are written
`name+id+base64`. Take them from a person you trust, not from the pack.

Exit codes: 0 all that was checked holds, and it shows all that you need; 2 wrong use; 3 it holds, but no key was
given, so its log is unknown; 4 it holds, but shows less than you need. Otherwise the code is that of the first class of
findings: 10 format, 11 signature, 12 consistency, 13 inclusion, 14 order, 15 content, 16 authority, 17 time, 18 texts.
"""

import argparse
import json
import os
import sys
from importlib.util import find_spec
from pathlib import Path

if find_spec("cryptography") is None:
    print("Cần gói cryptography / this needs the package cryptography: pip install cryptography", file=sys.stderr)
    raise SystemExit(2)

from casebook_pack import register
from casebook_pack.check import Check
from casebook_pack.lines import Wrong, WrongCheckpoint
from casebook_pack.notes import hashed
from casebook_pack.pack import NEEDS
from casebook_pack.words import words


def say(text):
    """Print a text. A reader that stops early, such as `head`, causes no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def needed(text):
    names = () if text == "nothing" else tuple(text.split(","))
    if not set(names) <= set(NEEDS):
        raise argparse.ArgumentTypeError(f"nothing, or some of {', '.join(NEEDS)}")
    return names


def main():
    if "--register" in sys.argv:
        return register.main()
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("pack", type=Path)
    parser.add_argument("--key", help="a key of the log, today's or an earlier one: name+id+base64")
    parser.add_argument("--promise-key", help="the key that the register signs promises with")
    parser.add_argument("--authors", type=Path, help="the keys that may write, for a pack that does not say")
    parser.add_argument("--witness", action="append", default=[], help="the key of a witness")
    parser.add_argument("--quorum", type=int, default=0, help="how many of them must have cosigned")
    parser.add_argument("--shared", action="append", default=[], type=Path, help="a shared part that the pack names")
    parser.add_argument("--checkpoint", action="append", default=[], type=Path, help="a checkpoint that you kept")
    parser.add_argument("--file", action="append", default=[], type=Path, help="a file that should be evidence in it")
    parser.add_argument("--need", type=needed, default=NEEDS, help=f"what it must show: nothing, or {','.join(NEEDS)}")
    parser.add_argument("--stream", help="the id of the case, report or notice that it should be of")
    parser.add_argument("--at-least", type=int, default=0, help="how many versions you know that there are")
    parser.add_argument("--json", action="store_true", help="the report as JSON instead of words")
    parser.add_argument("--lang", choices=["vi", "en"], help="one language only")
    given = parser.parse_args()
    try:
        kept = [path.read_text(encoding="utf-8", errors="replace") for path in given.checkpoint]
        pins = given.key, given.promise_key, given.witness, given.quorum, kept
        authors = given.authors.read_text(encoding="utf-8", errors="replace") if given.authors else None
        files = [hashed(path.read_bytes()).hex() for path in given.file]
        asked = given.need, given.stream, given.at_least, [path.read_bytes() for path in given.shared]
        check = Check(given.pack.read_bytes(), *pins, authors, files, *asked)
    except Wrong:
        parser.error("a key of a witness cannot be read")
    except WrongCheckpoint as wrong:
        parser.error(f"{given.checkpoint[wrong.args[0] - 1]} is not a checkpoint, as /log/checkpoint gives it")
    except OSError as fault:
        parser.error(f"{fault.filename} cannot be read: {fault.strerror}")
    report = check.report()
    if given.json:
        say(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        say(
            "\n".join(
                line for language in {"vi": [0], "en": [1]}.get(given.lang, [0, 1]) for line in words(report, language)
            )
        )
    return report["exit"]


if __name__ == "__main__":
    sys.exit(main())

"""The words of the verifier in the browser, from the verifier in Python: `clients/verify/casebook_words.js`."""

import json
from importlib.util import module_from_spec, spec_from_file_location

from scripts.workbench import ROOT

PROGRAM = ROOT / "clients" / "verify" / "casebook_verify.py"


def script() -> str:
    """The text of the script: one constant, whose value is JSON."""
    spec = spec_from_file_location("casebook_verify", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    program = module_from_spec(spec)
    spec.loader.exec_module(program)
    words = {
        name.lower(): getattr(program, name) for name in ("FOUND", "CODES", "PROVED", "UNPROVED", "ENDS", "LACKING")
    }
    return f"var casebookWords = {json.dumps(words, ensure_ascii=False, indent=1)};\n"

"""Tokens and accounts of the samples, asked of the command line as anybody would."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_urlsafe
from subprocess import DEVNULL, PIPE, TimeoutExpired, run
from typing import Any

from scripts.local.errors import StartFailed
from scripts.local.process import opened, tail
from scripts.local.settings import ROOT

WITHIN = 60.0


def sample(env: Mapping[str, str], log: Path) -> dict[str, Any]:
    """Return what dev.json holds of the samples: tokens and accounts. They go through a pipe and never into a log."""
    command = [sys.executable, "-m", "scripts.cli", "tokens", "--accounts"]
    try:
        with opened(log) as errors:
            done = run(
                command,
                env=env,
                cwd=ROOT,
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=errors,
                timeout=WITHIN,
                check=False,
            )
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (TimeoutExpired, ValueError):
        found = None
    if not isinstance(found, dict) or "tokens" not in found:
        raise StartFailed(f"no tokens. The end of {log}:\n{tail(log)}")
    return {**found, "explorer_key": token_urlsafe(24)}

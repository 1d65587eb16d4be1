"""Talking to the terminal, which may be gone."""

import os
import sys


def say(text: str) -> None:
    """One message. A closed terminal or pipe must not bring the servers down, nor change the exit code."""
    try:
        print(text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

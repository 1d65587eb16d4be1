"""Communication with the person at the terminal: a request to end, by a signal, and messages."""

import os
import signal
import sys
import time
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Flag set by SIGINT, SIGTERM or a closed terminal.

    The handlers only set a flag. An exception from a handler could occur after the start of a child, before the child
    is stored.
    """

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        """Handle the signals, including SIGINT, which a shell ignores for programs started with `&`."""
        for number in SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # keep the effect of nohup
                signal.signal(number, self._heard)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def wait(self, seconds: float) -> bool:
        """Sleep, and return True if the end was requested."""
        if not self.asked:
            time.sleep(seconds)
        return self.asked


def say(text: str) -> None:
    """Print one message. A closed terminal or pipe must not end the servers, and must not change the exit code."""
    try:
        print(text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

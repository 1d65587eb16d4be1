"""The person at the terminal: the wish to end, told by a signal, and what is said to them."""

import os
import signal
import sys
import time
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Set by SIGINT, SIGTERM or a closed terminal.

    Only a flag: an exception out of a signal handler could strike between the start of a child and the line
    that remembers it.
    """

    def __init__(self) -> None:
        self.asked = False

    def listen(self) -> None:
        """Take the signals over; also SIGINT, which a shell ignores for what it starts with `&`."""
        for number in SIGNALS:
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup keeps its word
                signal.signal(number, self._heard)

    def _heard(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def wait(self, seconds: float) -> bool:
        """Sleep a little; whether the end was asked for."""
        if not self.asked:
            time.sleep(seconds)
        return self.asked


def say(text: str) -> None:
    """Print one message. A closed terminal or pipe must neither end the servers nor change the exit code."""
    try:
        print(text, flush=True)
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

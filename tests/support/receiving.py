"""Run the receiver's process and read its ledger."""

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROCESS = Path(__file__).with_name("receiver_process.py")


@dataclass(frozen=True)
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass(frozen=True)
class Receiver:
    port: int
    file: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/nhan"

    def ledger(self) -> list[Received]:
        """Return all messages received so far, without a line that is only partly written."""
        whole, _, _ = self.file.read_bytes().rpartition(b"\n")
        rows = (json.loads(line) for line in whole.splitlines())
        return [Received(row["path"], row["headers"], b64decode(row["body"])) for row in rows]


@contextmanager
def receiving(folder: Path, slow: float = 0) -> Iterator[Receiver]:
    file = folder / "ledger.jsonl"
    command = [sys.executable, str(PROCESS), str(file), "0", str(slow)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Receiver(int(process.stdout.readline()), file)
        finally:
            process.kill()

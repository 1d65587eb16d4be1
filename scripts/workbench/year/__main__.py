"""Rehearse a year: `python -m scripts.workbench.year FOLDER [CASES]`, as root (for a small disk), with a C compiler.

It prints the output of each month's commands and of `doctor`. Memory and bytes follow after the first month and at
the end.
"""

import os
import shutil
import struct
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient

from scripts.cli.environment import settings_of
from scripts.local import queue
from scripts.local.database import Database
from scripts.local.home import ROOT
from scripts.local.rehearsal import empty_database
from store.driver.connection import Names

DAY: Final = 86_400
MONTHS: Final = 12
A_DAY: Final = 30
"""Cases that one officer reports in a day, below the daily limit."""
ANSWERS: Final = """\
url = "http://127.0.0.1:{port}"
port = {port}
database = "{database}"
queue = "{queue}"
[keys]
sealer = "{sealer}"
[sign_in]
program = "Trang làm việc"
redirect = "https://work.example.org/back"
[lead]
agency = "agency-so-kh-cn"
since = 2025-03-01
source = "Quyết định số 1/QĐ-UBND"
[[administrator]]
account = "an.nguyen"
appointment = "Quyết định số 2"
since = 2025-03-01
[[administrator]]
account = "binh.hoang"
appointment = "Quyết định số 3"
since = 2025-03-01
"""
PORT: Final = 18_117
SEALED_SECONDS: Final = 30


class Year:
    """One installation, its processes, and the offset of its clock."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.folder, self.cases, self.reported = folder, cases, 0
        self.home, self.sealer = folder / "home", folder / "disk/sealer"
        self.ahead = folder / "ahead"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.database: Database | None = None

    def begin(self) -> None:
        """Create the clock, the servers and the installation."""
        self.folder.mkdir(parents=True)
        self.move(0)
        made = self.folder / "clock.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", made, Path(__file__).with_name("clock.c")], check=True)
        os.environ |= {"LD_PRELOAD": str(made), "CLOCK_AHEAD": str(self.ahead), "PYTHONPATH": str(ROOT)}
        (self.folder / "disk").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", self.folder / "disk"], check=True)
        self.database = empty_database(self.folder / "database", "word")
        self.queue = queue.launch(self.folder / "queue")
        address = f"mongodb://127.0.0.1:{self.database.port}/"
        told = ANSWERS.format(port=PORT, database=address, queue=self.queue.url, sealer=self.sealer)
        (self.folder / "first-day.toml").write_text(told)
        os.environ |= {"CASEBOOK_HOME": str(self.home), "CASEBOOK_ADMIN_URI": self.database.uri("root", "word")}
        self.say("init", "--file", str(self.folder / "first-day.toml"))
        officer = ("--subject", "lan.do", "--agency", "agency-so-kh-cn", "--posts", "HANDLER")
        self.say("officer", "appoint", *officer, "--since", "2025-03-01", "--appointment", "Quyết định số 4")
        self.recipient = self.out("keys", "backup", "--to", str(self.folder / "identity")).strip()
        self.start()

    def move(self, seconds: int) -> None:
        """Set the clock ahead of the machine's, for every process."""
        self.moved = seconds
        with self.ahead.open("r+b" if self.ahead.exists() else "w+b") as file:
            file.write(struct.pack("<q", seconds))

    def casebook(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scripts.cli", *words], capture_output=True, text=True, cwd=ROOT, check=False
        )

    def out(self, *words: str) -> str:
        return self.casebook(*words).stdout

    def say(self, *words: str) -> None:
        """Run a command and print the lines for people."""
        began, done = time.monotonic(), self.casebook(*words)
        lines = [line for line in (done.stdout + done.stderr).splitlines() if line and not line.startswith(" ")]
        last = [line for line in done.stdout.splitlines() if line][-1:]
        shown = [line for line in lines if line.startswith(("fault", "due"))] + (last or lines[-1:])
        print(f"    casebook {' '.join(words)[:70]}: {done.returncode}, {time.monotonic() - began:.0f} s")
        print("".join(f"        {line[:150]}\n" for line in shown), end="", flush=True)

    def start(self, *names: str) -> None:
        for name in names or ("sealer", "api", "worker"):
            log = (self.folder / f"{name}.log").open("ab")
            command = [sys.executable, "-m", "scripts.cli", "run", name]
            self.running[name] = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)

    def stop(self, *names: str) -> None:
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(30)
            process.kill()

    def report(self, count: int | None = None) -> None:
        """Report a month's cases, or `count`: as many a day as an officer may."""
        count, env = count or self.cases // MONTHS, os.environ | settings_of(self.home / "settings/api")
        began = time.monotonic()
        for first in range(0, count, A_DAY):
            some = min(A_DAY, count - first)
            words = [sys.executable, "-m", "scripts.workbench.year.acts", str(self.reported), str(some)]
            done = subprocess.run(words, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
            print(done.stderr[-300:] if done.returncode else "", end="")
            self.reported += some
            if self.sealed():
                self.move(self.moved + DAY)
        print(f"    {count} cases reported and screened: {time.monotonic() - began:.0f} s", flush=True)

    def sealed(self) -> bool:
        """Wait until all acts are in the log. Return False if the sealer does not work."""
        assert self.database is not None
        until = time.monotonic() + SEALED_SECONDS
        with MongoClient[dict[str, Any]](self.database.uri("root", "word")) as client:
            pending = client[Names("casebook").log]["pending"]
            while time.monotonic() < until:
                if pending.find_one({"quiet": {"$ne": True}}) is None:
                    return True
                time.sleep(0.2)
        return False

    def backup(self) -> None:
        self.say("backup", "--to", str(self.folder / "backup"), "--recipient", self.recipient)

    def timers(self) -> None:
        """Run the processes that timers start; the others run all the time."""
        for name in ("eraser", "verifier"):
            done = self.casebook("run", name, "--", "--once")
            faults = [line for line in done.stderr.splitlines() if "fault:" in line]
            print(f"    {name} --once: {done.returncode} {' '.join(faults)[-200:]}", flush=True)
        self.say("doctor")

    def keys_changed(self) -> None:
        self.say("keys", "--rotate", "--ahead", "0")

    def upgraded(self) -> None:
        """Upgrade in one command, with the processes ended."""
        self.stop()
        file, to = str(self.folder / "first-day.toml"), str(self.folder / "backup")
        self.say("upgrade", "--file", file, "--to", to, "--recipient", self.recipient)
        self.start()

    def disk_full(self) -> None:
        """Fill the sealer's disk, go on working, and free it; a service manager restarts processes that ended with
        3."""
        filling = self.folder / "disk/filling"
        with suppress(OSError), filling.open("wb") as file:
            while True:
                file.write(b"0" * 4096)
                file.flush()
        self.report(5)
        time.sleep(15)
        code = self.running["sealer"].poll()
        print(f"    the sealer on a full disk: {'runs' if code is None else f'ended with {code}'}")
        self.say("doctor")
        filling.unlink()
        if code is not None:
            self.start("sealer")

    def database_lost(self) -> None:
        """Lose the database, and restore it by the documented steps."""
        self.backup()
        time.sleep(5)
        folder = self.folder
        address = f"http://127.0.0.1:{PORT}/log/checkpoint"
        subprocess.run(["curl", "-fsS", address, "-o", folder / "newest"], check=False)
        self.stop()
        assert self.database is not None
        port = self.database.port
        self.database.kill()
        shutil.rmtree(folder / "database")
        self.database = empty_database(folder / "database", "word", port)
        newest = str(folder / "newest")
        told = ("--prefix", "casebook", "--from", str(folder / "backup"), "--identity", str(folder / "identity"))
        self.say("restore", *told, "--checkpoint", newest)
        self.say("provision", "--passwords", str(self.home / "secrets"))
        self.say("run", "sealer", "--", "--resume-from", newest)
        self.start()

    def administrator_gone(self) -> None:
        today = datetime.now(UTC) + timedelta(days=30 * MONTHS)
        self.say("officer", "dismiss", "officer-first-day-2", "--on", f"{today:%Y-%m-%d}")
        self.say("doctor")
        appointed = ("--subject", "chi.trieu", "--agency", "agency-so-kh-cn", "--posts", "ADMIN", "HANDLER")
        self.say("officer", "appoint", *appointed, "--since", "2025-03-01", "--appointment", "Quyết định số 9")
        self.say("user", "open", "chi.trieu", "--agency", "agency-so-kh-cn")

    def drill(self) -> None:
        self.say("drill", "--from", str(self.folder / "backup"), "--identity", str(self.folder / "identity"))

    def measure(self) -> None:
        """Print memory and bytes at the end."""
        assert self.database is not None
        servers = {"queue": self.queue.process, "database": self.database.process}
        for name, process in (self.running | servers).items():
            status = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
            pss = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("Pss:"))
            print(f"    {name}: {pss >> 10} MB (PSS)")
        size = sum(file.stat().st_size for file in (self.folder / "database").rglob("*") if file.is_file())
        newest = max((self.folder / "backup").glob("record-*.age"))
        print(f"    database: {size >> 20} MB, {size // max(self.reported, 1)} bytes a case")
        print(f"    backup: {newest.stat().st_size // max(self.reported, 1)} bytes a case")

    def end(self) -> None:
        self.stop()
        if self.database:
            self.database.halt()
        self.queue.halt()
        subprocess.run(["umount", self.folder / "disk"], check=False)


def main(folder: Path, cases: int) -> None:
    """Run the year, month by month."""
    year, began = Year(folder, cases), time.monotonic()
    happens = {
        2: (year.keys_changed,),
        3: (year.drill, year.upgraded),
        5: (year.disk_full,),
        6: (year.drill,),
        7: (year.database_lost,),
        8: (year.upgraded,),
        9: (year.administrator_gone,),
    }
    try:
        year.begin()
        for month in range(MONTHS):
            print(f"month {month + 1}, {time.monotonic() - began:.0f} s")
            year.move(month * 30 * DAY)
            year.report()
            for what in happens.get(month, ()):
                print(f"  {what.__name__}")
                what()
            time.sleep(4)
            year.backup()
            year.timers()
            if month == 0:
                year.measure()
        print(f"the end, {time.monotonic() - began:.0f} s")
        year.say("verify")
        year.measure()
    finally:
        year.end()


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else 2_000)

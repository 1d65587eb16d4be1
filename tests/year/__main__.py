"""Rehearse a year: `python -m tests.year FOLDER [CASES]`, as root (for a small disk), with a C compiler.

It prints the output of each month's commands and of `doctor`, and the alerts that are raised. Memory and bytes follow
after the first month and at the end, with the commands that a person gave.
"""

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from pymongo import MongoClient

from scripts.cli.environment import settings_of
from scripts.cli.seed.registry_file import PROVINCE, SAMPLE
from scripts.cli.seed.stories import CLIENT, SAMPLES, caller, officer
from scripts.local import queue
from scripts.local.database import Database
from scripts.local.home import ROOT
from scripts.local.rehearsal import empty_database
from store.driver.connection import Names
from tests.support import moved_clock
from tests.support.first_day import answers
from tests.year.watch import ringing

DAY: Final = 86_400
MONTHS: Final = 12
A_DAY: Final = 30
"""Cases that one officer reports in a day, below the daily limit."""
PERSON: Final = """\
[[officer]]
id = "{id}"
subject = "{subject}"
agency = "{agency}"
posts = ["{post}"]
since = 2025-03-01
appointment = "Quyết định số 4"
"""
PORT: Final = 18_117
LEAD: Final = "agency-sample-lead"
DISK_MB, FILLED_MB = 1_100, 300
"""Size of the sealer's disk, and the bytes that fill it: the alert for a disk is raised below a gigabyte."""
DAYS_OFF: Final = ("2027-01-01", "2027-02-05", "2027-02-08", "2027-02-09", "2027-04-16", "2027-04-30", "2027-09-02")
SEALED_SECONDS: Final = 30
COUNTED_SECONDS, AWAY_SECONDS = 8, 20


class Year:
    """One installation, its processes, and the offset of its clock."""

    def __init__(self, folder: Path, cases: int) -> None:
        self.folder, self.cases, self.reported = folder, cases, 0
        self.home, self.sealer = folder / "home", folder / "disk/sealer"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.given = Counter[str]()
        self.database: Database | None = None

    def begin(self) -> None:
        """Create the clock, the servers and the installation."""
        self.folder.mkdir(parents=True)
        self.moved = 0
        os.environ |= moved_clock.settings(self.folder) | {"PYTHONPATH": str(ROOT)}
        (self.folder / "disk").mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", self.folder / "disk"], check=True)
        self.database = empty_database(self.folder / "database", "word")
        self.queue = queue.launch(self.folder / "queue")
        address = f"mongodb://127.0.0.1:{self.database.port}/"
        registry = registry_in(self.folder / "registry.toml")
        places = {"database": address, "queue": self.queue.url, "registry": str(registry)}
        places |= {"url": f"http://127.0.0.1:{PORT}", "keys.sealer": str(self.sealer)}
        told = answers(LEAD, "2025-03-01", "Quyết định số 1/QĐ-UBND", port=PORT, **places)
        (self.folder / "first-day.toml").write_text(told)
        os.environ |= {"CASEBOOK_HOME": str(self.home), "CASEBOOK_ADMIN_URI": self.database.uri("root", "word")}
        self.say("init", "--file", str(self.folder / "first-day.toml"))
        program = ("--name", "Trang thử", "--shared", "--redirects", "https://work.example.org/thu")
        self.say("client", "enter", "--id", CLIENT, "--agency", LEAD, *program)
        self.recipient = self.out("keys", "backup", "--to", str(self.folder / "identity")).strip()
        self.start()
        print(f"    first acts: {self.act('first')}", end="")

    def move(self, seconds: int) -> None:
        """Set the clock ahead of the machine's, for every process."""
        self.moved = seconds
        moved_clock.move_mine(seconds)

    def casebook(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scripts.cli", *words], capture_output=True, text=True, cwd=ROOT, check=False
        )

    def out(self, *words: str) -> str:
        return self.casebook(*words).stdout

    def say(self, *words: str) -> None:
        """Run a command and print its lines for people."""
        began, done = time.monotonic(), self.casebook(*words)
        self.given[" ".join(word for word in words[:2] if word.isalpha())] += 1
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

    def act(self, *words: str) -> str:
        """Execute acts of officers. Return what was printed."""
        env = os.environ | settings_of(self.home / "settings/api")
        command = [sys.executable, "-m", "tests.year.acts", *words]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stderr[-600:] if done.returncode else done.stdout

    def report(self, count: int | None = None) -> None:
        """Run a month's cases through their lives, or `count` of them: as many a day as an officer may report."""
        count, began, acts = count or self.cases // MONTHS, time.monotonic(), 0
        for first in range(0, count, A_DAY):
            some = min(A_DAY, count - first)
            said = self.act("cases", str(self.reported), str(some)).strip()
            acts += int(said) if said.isdigit() else 0
            print("" if said.isdigit() else f"        {said}\n", end="")
            self.reported += some
            if self.sealed():
                self.move(self.moved + DAY)
        print(f"    {count} cases, {acts} acts: {time.monotonic() - began:.0f} s", flush=True)

    def quarter(self, days: int = 90) -> None:
        """Request a report of an agency with numbers, which the worker counts, and submit it."""
        name = f"{self.moved // DAY}-{days}"
        said = self.act("ask", name, str(days)).strip()
        time.sleep(COUNTED_SECONDS)
        print(f"    ordered: {said} acts; then submitted:\n{self.act('answer', name)}", end="", flush=True)

    def year_counted(self) -> None:
        self.quarter(360)

    def year_ends(self) -> None:
        """Enter the days off of the next year, as `doctor` asks."""
        source = ("--source", "Thông báo nghỉ năm 2027")
        self.say("days-off", "set", "--year", "2027", "--days", *DAYS_OFF, *source)

    def rings(self, when: str) -> None:
        print(f"    alerts {when}: {' '.join(sorted(ringing(PORT, self.home))) or 'none'}", flush=True)

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
        """Run the processes that timers start. The others run all the time."""
        for name in ("eraser", "verifier"):
            done = self.casebook("run", name, "--", "--once")
            faults = [line for line in done.stderr.splitlines() if "fault:" in line]
            print(f"    {name} --once: {done.returncode} {' '.join(faults)[-200:]}", flush=True)
        self.say("doctor")
        self.rings("after the timers")

    def keys_changed(self) -> None:
        self.say("keys", "--rotate", "--ahead", "0")

    def upgraded(self) -> None:
        """Stop all processes, and upgrade in one command."""
        self.stop()
        file, to = str(self.folder / "first-day.toml"), str(self.folder / "backup")
        self.say("upgrade", "--file", file, "--to", to, "--recipient", self.recipient)
        self.start()

    def disk_full(self) -> None:
        """Fill the sealer's disk, continue working, and free it. A service manager restarts processes that ended with
        3."""
        self.rings("before")
        filling = self.folder / "disk/filling"
        with filling.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, FILLED_MB << 20)
        time.sleep(AWAY_SECONDS)
        self.rings("with a disk that fills")
        with suppress(OSError), filling.open("ab") as file:
            while True:
                file.write(b"0" * 4096)
                file.flush()
        self.report(5)
        time.sleep(15)
        code = self.running["sealer"].poll()
        print(f"    the sealer on a full disk: {'runs' if code is None else f'ended with {code}'}")
        self.say("doctor")
        self.rings("with a full disk")
        filling.unlink()
        if code is not None:
            self.start("sealer")

    def database_lost(self) -> None:
        """Delete the database, and restore it by the documented steps."""
        self.backup()
        time.sleep(5)
        folder = self.folder
        address = f"http://127.0.0.1:{PORT}/log/checkpoint"
        subprocess.run(["curl", "-fsS", address, "-o", folder / "newest"], check=False)
        assert self.database is not None
        port = self.database.port
        self.rings("before")
        self.database.kill()
        time.sleep(AWAY_SECONDS)
        self.rings("without a database")
        self.say("doctor")
        self.stop()
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
        appointed = ("--subject", "chi.trieu", "--agency", LEAD, "--posts", "ADMIN", "HANDLER")
        self.say("officer", "appoint", *appointed, "--since", "2025-03-01", "--appointment", "Quyết định số 9")
        self.say("user", "open", "chi.trieu", "--agency", LEAD)

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
        newest = max((self.folder / "backup").glob("record-*.age")).stat().st_size
        sizes = {"database": _bytes(self.folder / "database"), "sealer's folder": _bytes(self.sealer), "backup": newest}
        for name, size in sizes.items():
            print(f"    {name}: {size >> 10} KB, {size // max(self.reported, 1)} bytes a case")
        print(f"    commands: {dict(self.given)}", flush=True)

    def end(self) -> None:
        self.stop()
        if self.database:
            self.database.halt()
        self.queue.halt()
        subprocess.run(["umount", self.folder / "disk"], check=False)


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def registry_in(file: Path) -> Path:
    """Write the registry of the province, and the sample agencies with their officers."""
    areas, _, others = SAMPLE.read_text("utf-8").partition("area = [\n")[2].partition("]\n")
    province = PROVINCE.read_text("utf-8").replace("area = [\n", f"area = [\n{areas}", 1)
    people = [
        PERSON.format(id=officer(name), subject=caller(name).subject, **vars(row)) for name, row in SAMPLES.items()
    ]
    file.write_text("".join((province, others.partition("# It begins where")[0], *people)), "utf-8")
    return file


def main(folder: Path, cases: int) -> None:
    """Run the year, month by month."""
    year, began = Year(folder, cases), time.monotonic()
    happens = {
        1: (year.year_ends,),
        2: (year.quarter, year.keys_changed),
        3: (year.drill, year.upgraded),
        5: (year.quarter, year.disk_full),
        6: (year.drill,),
        7: (year.database_lost,),
        8: (year.quarter, year.upgraded),
        9: (year.administrator_gone,),
        11: (year.quarter, year.year_counted),
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

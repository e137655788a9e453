"""Every figure beside its floor, as the table of docs/performance.md: `make bench N=100000`."""

import argparse
import compileall
import os
import platform
import resource
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import contactsctl
from benchmarks.measure import PROGRAM, medians, process_seconds, row
from benchmarks.people import people, vcard

FLOOR = str(Path(__file__).with_name("floor_lookup.py"))
ADDRESSES_FLOOR = str(Path(__file__).with_name("floor_addresses.py"))
KEYSTROKES = ("jose gar", "smith", "a", "person5.0")


def main() -> None:
    """Make a file of invented people, import it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=100_000, metavar="N")
    count = parser.parse_args().contacts
    # As pip does when it installs: else every start would compile, where Python may not write its cache.
    compileall.compile_dir(Path(contactsctl.__file__).parent, quiet=1)
    with tempfile.TemporaryDirectory() as folder:
        print(
            f"{count:,} contacts, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},",
            end=" ",
        )
        print(f"{os.cpu_count()} cores\n\n| figure | ours | floor | ratio |\n|---|---:|---:|---:|")
        os.environ["CONTACTSCTL_DB"] = str(Path(folder) / "book.db")
        file = Path(folder) / "people.vcf"
        with file.open("w", newline="", encoding="utf-8") as stream:
            stream.writelines(vcard(person) for person in people(count))
        bulk(Path(folder), file, count)
        single(Path(folder) / "book.db")
        keystrokes(Path(folder) / "book.db")


def bulk(folder: Path, file: Path, count: int) -> None:
    """Import and exports: contacts a second, bytes, memory."""
    taken, peak = run_once([PROGRAM, "import", str(file)])
    size = (folder / "book.db").stat().st_size / count
    print(f"| bytes a contact, memory of the import | {size:,.0f} B | {peak // 1024} MB | |")
    again, _ = run_once([PROGRAM, "import", str(file)])
    print(f"| the same file again | {count / again:,.0f}/s | | |")
    for name, arguments in (
        ("export of vCards", ["export-vcard"]),
        ("list --format ndjson --limit 0", ["list", "--format", "ndjson", "--limit", "0"]),
    ):
        seconds, peak = run_once([PROGRAM, *arguments])
        print(f"| {name} | {count / seconds:,.0f}/s | {peak // 1024} MB | |")
    # Last, for the rows that it holds would count as memory of the processes that it starts.
    floor = insert_floor(folder / "book.db", folder / "floor.db")
    print(f"| import of vCards | {count / taken:,.0f}/s | {count / floor:,.0f}/s | {taken / floor:.2f} |")


def run_once(command: list[str]) -> tuple[float, int]:
    """Return the CPU seconds, which neighbours do not lengthen, and the peak memory (KiB) of one run."""
    pid = os.posix_spawn(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    )
    usage: resource.struct_rusage = os.wait4(pid, 0)[2]
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def insert_floor(book: Path, target: Path) -> float:
    """Return the CPU seconds of `executemany` of the same rows into the same tables and indexes."""
    source = sqlite3.connect(book)
    skipped = ("sqlite_sequence", "_sqlite_migrations", "batch")
    schema = [
        sql for (sql,) in source.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    ]
    tables = [
        name
        for name, sql in source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        if name not in skipped and "VIRTUAL" not in sql and not name.startswith("contact_part")
    ]
    rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    connection = sqlite3.connect(target, isolation_level=None)
    for sql in schema:
        if not sql.startswith("CREATE TABLE sqlite_") and not sql.startswith("CREATE TABLE 'contact_"):
            connection.execute(sql)
    start = time.process_time()
    connection.execute("PRAGMA synchronous = EXTRA")
    connection.execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        if values:
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
    connection.executemany(
        "INSERT INTO contact_part (rowid, document) VALUES (?, ?)", rows["contact_document"]
    )
    connection.execute("COMMIT")
    return time.process_time() - start


def single(book: Path) -> None:
    """Single commands as whole processes, beside the standard library's lookup."""
    email = sqlite3.connect(book).execute("SELECT key FROM email_key LIMIT 1 OFFSET 50").fetchone()[0]
    domain, _, local = email.partition("@")
    address = f"{local}@{domain}"
    commands = {
        "lookup --email --json": ["lookup", "--email", address, "--json"],
        "lookup --phone --json": ["lookup", "--phone", "+14155551234", "--json"],
        "show --json": ["show", address, "--json"],
        "list -q (one match) --json": ["list", "-q", address, "--json"],
        "list -q (two words) --json": ["list", "-q", "garcia acme", "--json"],
        "list -q (common word) --json": ["list", "-q", "gmail", "--json"],
        "edit": ["edit", address, "--notes", str(time.time_ns())],
        "--help": ["--help"],
        "a usage error": ["list", "--shoe"],
    }
    runs = {"floor": lambda: process_seconds([sys.executable, "-I", FLOOR, str(book), address])}
    runs["typer"] = lambda: process_seconds([sys.executable, "-c", "import typer"])
    for name, arguments in commands.items():
        runs[name] = lambda arguments=arguments: process_seconds([PROGRAM, *arguments])
    taken = medians(runs)
    for name in commands:
        base = "typer" if name in ("--help", "a usage error") else "floor"
        print(row(name, taken[name], taken[base]))


def keystrokes(book: Path) -> None:
    """What a mail client waits for at every key, beside the standard library with the same SQL."""
    for text in KEYSTROKES:
        taken = medians(
            {
                "ours": lambda text=text: process_seconds([f"{PROGRAM}-addr", text]),
                "floor": lambda text=text: process_seconds(
                    [sys.executable, "-I", ADDRESSES_FLOOR, str(book), text]
                ),
            }
        )
        print(row(f"`contactsctl-addr {text!r}`", taken["ours"], taken["floor"]))


if __name__ == "__main__":
    main()

"""Books to break, programs to stop, and whether a book came out of it sound."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from benchmarks.people import people, vcard
from tests.conftest import PROGRAM, Cli

LONG = os.environ.get("CONTACTSCTL_FAULTS") == "long"
SEED = int(os.environ.get("CONTACTSCTL_FAULTS_SEED", "1"))
Value = TypeVar("Value")


def scaled(quick: Value, long: Value) -> Value:
    """Return how much of something the set that runs takes."""
    return long if LONG else quick


def chance(name: str) -> random.Random:
    """Return a source of random numbers of its own, the same in every run of a seed."""
    return random.Random(f"{SEED} {name}")


def figure(name: str, survived: int, tried: int, **more: object) -> None:
    """Write down how many were survived of how many tried, for `python -m tests.faults.figures`."""
    file = os.environ.get("CONTACTSCTL_FAULT_FIGURES")
    if file:
        with open(file, "a", encoding="utf-8") as stream:
            stream.write(json.dumps({"name": name, "survived": survived, "tried": tried, **more}) + "\n")


def people_file(path: Path, count: int, seed: int = 1) -> Path:
    """Write a vCard file of invented people."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        stream.writelines(vcard(person) for person in people(count, seed))
    return path


def start(
    cli: Cli, *arguments: str, stdin: Path = Path(os.devnull), env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start the program and do not wait for it; `stdin` is a file."""
    with stdin.open("rb") as stream:
        return subprocess.Popen(
            [PROGRAM, *arguments],
            stdin=stream,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**cli.env, **(env or {})},
            preexec_fn=hear_ctrl_c,
        )


def hear_ctrl_c() -> None:
    """Let a process hear SIGINT where these tests run in the background, which a shell makes deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def seconds_of(process: subprocess.Popen[bytes]) -> float:
    """Return how long a command takes that succeeds: what moments to stop it are chosen from."""
    began = time.monotonic()
    _, said = process.communicate()
    assert process.returncode == 0, said
    return time.monotonic() - began


def killed(process: subprocess.Popen[bytes], after: float) -> bool:
    """Kill a process at a moment, unless it ends before; tell whether it was killed."""
    try:
        process.wait(timeout=after)
    except subprocess.TimeoutExpired:
        process.kill()
    process.communicate()
    return process.returncode < 0


def bytes_of(path: Path) -> str:
    """Return what tells one file's bytes from another's."""
    return sha256(path.read_bytes()).hexdigest()


def rows_of(path: Path, leave_out: tuple[str, ...] = ()) -> str:
    """Return what tells one book's rows from another's, whatever pages they are on."""
    digest = sha256()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        for text in dumped(connection, leave_out):
            digest.update(text.encode())
    return digest.hexdigest()


def dumped(connection: sqlite3.Connection, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield every row of every table but those behind the text indexes, in order of its first columns."""
    connection.text_factory = lambda data: data.decode(errors="surrogateescape")
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
    ).fetchall()
    for (table,) in tables:
        if table not in leave_out and not table.startswith("contact_part_"):
            for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2"):
                yield repr((table, row)).encode(errors="surrogateescape").decode(errors="replace")


def is_sound(cli: Cli, path: Path | None = None) -> bool:
    """Tell whether `doctor` finds nothing wrong with a book."""
    done = cli("--db", str(path or cli.db), "doctor", "--json")
    return done.status == 0 and bool(done.json["ok"])

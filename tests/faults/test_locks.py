"""Other programs at the same book: they are waited for, and nothing that either writes is lost."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.conftest import Cli
from tests.faults.harness import figure, is_sound, scaled, start

PROCESSES, ADDS = scaled(5, 20), scaled(2, 50)


@pytest.fixture
def writer(cli: Cli) -> Iterator[sqlite3.Connection]:
    """Another program that has the book open."""
    assert cli("add", "Ana").status == 0
    with closing(sqlite3.connect(cli.db, isolation_level=None)) as connection:
        yield connection


def test_a_lock_of_some_seconds(cli: Cli, writer: sqlite3.Connection) -> None:
    """After two seconds the user is told; when the other is done the write goes on."""
    writer.execute("BEGIN IMMEDIATE")
    process = start(cli, "add", "Bo")
    assert process.stderr is not None
    told = process.stderr.readline().decode()
    writer.execute("COMMIT")
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert told == f"waiting for another program that uses {cli.db}\n"
    assert cli("list", "--count").out == "2\n"
    figure("a lock held for two seconds", 1, 1)


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_lock_for_ever(cli: Cli, writer: sqlite3.Connection, lock: str) -> None:
    """In the end it is the error `locked`, and nothing was written; readers pass a writer that has not begun."""
    writer.execute(f"BEGIN {lock}")
    timeout = {} if scaled(False, lock == "IMMEDIATE") else {"CONTACTSCTL_LOCK_TIMEOUT": "0.1"}
    done = cli("add", "Bo", "--json", env=timeout)
    assert (done.status, done.error["code"], done.out) == (8, "locked", "")
    read = cli("list", "--count", env={"CONTACTSCTL_LOCK_TIMEOUT": "0.1"})
    assert (read.status, read.out) == ((8, "") if lock == "EXCLUSIVE" else (0, "1\n"))
    writer.execute("COMMIT")
    assert cli("list", "--count").out == "1\n"
    figure(f"a lock held for ever ({lock.lower()})", 1, 1)


def test_a_reader_that_does_not_let_go(cli: Cli, writer: sqlite3.Connection) -> None:
    """A write that cannot be finished because another still reads is `locked`, and not half there."""
    writer.execute("BEGIN")
    writer.execute("SELECT count(*) FROM contact").fetchone()
    done = cli("add", "Bo", "--json", env={"CONTACTSCTL_LOCK_TIMEOUT": "0.1"})
    assert (done.status, done.error["code"]) == (8, "locked")
    writer.execute("COMMIT")
    assert cli("list", "--count").out == "1\n"


def test_many_programs_add_at_once(cli: Cli) -> None:
    """Processes that add at the same time: no write is lost, none meets a lock error, the first makes the book."""
    queues = [[f"{process} {number}" for number in range(ADDS)] for process in range(PROCESSES)]
    running = [start(cli, "add", queue.pop()) for queue in queues]
    statuses = []
    while running:
        for place, process in enumerate(running):
            process.communicate()
            statuses.append(process.returncode)
            running[place] = start(cli, "add", queues[place].pop()) if queues[place] else None
        queues = [queue for queue, process in zip(queues, running, strict=True) if process]
        running = [process for process in running if process]
    assert statuses == [0] * (PROCESSES * ADDS)
    with closing(sqlite3.connect(cli.db)) as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT display_name) FROM contact").fetchone()
    assert found == (PROCESSES * ADDS, PROCESSES * ADDS)
    assert is_sound(cli)
    figure(f"adds of {PROCESSES} processes at once", PROCESSES * ADDS, PROCESSES * ADDS)

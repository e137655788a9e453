"""A large file is prepared by several processes: as by one, whatever becomes of them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

import pytest

from contactsctl.address_book.preparing import Preparation, Prepared, prepare
from contactsctl.cli import import_workers
from contactsctl.cli.import_sources import LARGE, Kind, Reading, Sources
from contactsctl.domain.field_definition import FieldDefinition
from tests.conftest import PROGRAM, Cli
from tests.faults.harness import is_sound, people_file, start

LEVEL = FieldDefinition("level", "Level", "select", ("low", "high"))
HOW = Preparation("DE", "2026-01-02T03:04:05.678Z", "vcard:people.vcf", ("met",), ("ana",), {"level": LEVEL})
ODD = """BEGIN:VCARD
VERSION:3.0
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Bad Phone
TEL:12
X-CONTACTSCTL-CUSTOM;X-KEY=level:none
END:VCARD
BEGIN:VCARD
VERSION:3.0
FN:Photo
PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgoAAAANSUhEUg==
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:All
KIND:group
MEMBER:urn:uuid:1
MEMBER:urn:uuid:2
END:VCARD
FN:Stray
END:VCARD
BEGIN:VCARD
VERSION:2.1
N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg
"""
ODD_CARDS = 6
PEOPLE = 1_600
ONE_PROCESSOR = "import os, sys; os.sched_setaffinity(0, [min(os.sched_getaffinity(0))]); os.execv(sys.argv[1], sys.argv[1:])"
T = TypeVar("T")
SEES_CHILDREN = pytest.mark.skipif(
    not Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").exists(),
    reason="the children of a process cannot be seen",
)
END = b"END:VCARD\r\n"


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than six blocks of cards, odd ones among them and at the end."""
    file = people_file(tmp_path_factory.mktemp("people") / "people.vcf", PEOPLE)
    *cards, _ = file.read_bytes().split(END)
    odd = ODD.encode()
    file.write_bytes(END.join([*cards[:700], odd + cards[700], *cards[701:], odd]))
    return file


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An object a line, with lines that are no contacts among them and at the end."""
    odd = [b"no JSON", b"[1]", b"", b'{"emails": [{"address": "no"}]}', b'{"display_name": "D", "dnc": true}']
    good = [
        f'{{"display_name": "P {n}", "phones": [{{"number": "030 {n:06}"}}]}}'.encode() for n in range(PEOPLE)
    ]
    file = tmp_path_factory.mktemp("lines") / "people.ndjson"
    file.write_bytes(b"\n".join([*good[:700], *odd, *good[700:], *odd]))
    return file


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rows under a header, with empty ones, a quote that does not close and bytes of Windows-1252."""
    odd = [b"", b'"a ""b""\nc",x@example.org', b",,", b'"open,x', b"J\xf6rg,j@example.org"]
    good = [f"P {n},p{n}@example.org,0{n % 9 + 1}/02/1990".encode() for n in range(PEOPLE)]
    file = tmp_path_factory.mktemp("rows") / "people.csv"
    file.write_bytes(
        b"\n".join([b"Name,E-mail Address,Birthday", *good[:700], *odd, *good[700:], b"", b"Total: 9"])
    )
    return file


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_workers, "processors", lambda: 3)


def handed_over(file: Path, stack: ExitStack) -> Iterator[Prepared]:
    (opened,) = Sources("auto", "auto", {}, None, None).open_all([str(file)], stack)
    return import_workers.prepared(opened, Reading(opened.kind), HOW, with_raw=True)


def by_workers(file: Path) -> list[tuple[Any, ...]]:
    with ExitStack() as stack:
        return [told(record) for record in handed_over(file, stack)]


def here(file: Path) -> list[tuple[Any, ...]]:
    kinds: dict[str, Kind] = {".vcf": "vcard", ".csv": "csv", ".ndjson": "ndjson"}
    with file.open("rb") as stream:
        return [told(prepare(record, HOW)) for record in Reading(kinds[file.suffix]).records(stream)]


def told(record: Prepared) -> tuple[Any, ...]:
    """Return all that a record tells but the ids that were made up for it."""
    *said, entry, given, own_id, has_uid, dnc, photo_only = record.plain(with_raw=True)
    if entry and not has_uid:
        row, (keys, *derived), card, photo = entry
        entry = row[2:], keys[1:], derived, card, photo
    return *said, entry, given, own_id, has_uid, dnc, photo_only


@pytest.mark.parametrize(("kind", "odd"), [("people", 2 * ODD_CARDS), ("lines", 8), ("rows", 3)])
def test_workers_prepare_as_this_process_does(
    request: pytest.FixtureRequest, three: None, kind: str, odd: int
) -> None:
    file = request.getfixturevalue(kind)
    found = by_workers(file)
    assert len(found) == PEOPLE + odd
    assert found == here(file)


def test_large_cards_come_in_parts(three: None, tmp_path: Path) -> None:
    file = tmp_path / "large.vcf"
    note = "long " * 4_000
    file.write_text("".join(f"BEGIN:VCARD\nFN:A{n}\nNOTE:{note}\nEND:VCARD\n" for n in range(800)))
    assert by_workers(file) == here(file)


@pytest.mark.parametrize(
    "start",
    [
        "import sys; sys.exit(1)",
        "import sys; sys.stdout.write('\\x09')",
        "import sys; sys.stdout.write('\\x09\\x00\\x00\\x00half')",
    ],
)
def test_what_no_worker_hands_over_is_prepared_here(
    people: Path, three: None, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    monkeypatch.setattr(import_workers, "_START", start)
    assert by_workers(people) == here(people)


def test_workers_that_cannot_start(people: Path, three: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert by_workers(people) == here(people)


@SEES_CHILDREN
def test_a_worker_that_stops_on_the_way(people: Path, three: None) -> None:
    with ExitStack() as stack:
        records = handed_over(people, stack)
        found = [told(next(records)) for _ in range(600)]
        for worker in children(os.getpid()):
            os.kill(worker, signal.SIGKILL)
        found += map(told, records)
    assert found == here(people)


def test_a_file_that_another_takes_the_place_of(people: Path, three: None, tmp_path: Path) -> None:
    file = tmp_path / "people.vcf"
    file.write_bytes(people.read_bytes())
    with ExitStack() as stack:
        records = handed_over(file, stack)
        file.rename(tmp_path / "moved.vcf")
        file.write_bytes(people.read_bytes().replace(b"FN:", b"FN:Not "))
        found = [told(record) for record in records]
    assert found == here(people)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, people: Path) -> Path:
    """A file that the program takes for large."""
    file = tmp_path_factory.mktemp("large") / "people.vcf"
    file.write_bytes(people_file(file, 10_000).read_bytes() + ODD.encode())
    assert file.stat().st_size > LARGE
    return file


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="a process cannot be kept to one processor")
def test_a_large_import_is_that_of_one_process(large: Path, tmp_path: Path) -> None:
    books: list[tuple[Any, ...]] = []
    for command in ([sys.executable, "-c", ONE_PROCESSOR, str(PROGRAM)], [str(PROGRAM)]):
        cli = Cli(tmp_path / str(len(books)))
        cli.home.mkdir()
        rejects = cli.home / "rejected.vcf"
        command += ["import", str(large), "--rejects", str(rejects), "--json"]
        done = subprocess.run(command, env=cli.env, capture_output=True, check=False)
        listed = cli("list", "--limit", "0", "--format", "ndjson").out.splitlines()
        books.append((json.loads(done.stdout), rejects.read_bytes(), list(map(_lasting, listed))))
    assert books[0] == books[1]


def _lasting(line: str) -> dict[str, Any]:
    """Return the contact of a line without what is made up or depends on the time."""
    contact = json.loads(line)
    return {key: contact[key] for key in contact.keys() - {"id", "uid", "created_at", "updated_at"}}


@SEES_CHILDREN
@pytest.mark.parametrize(("stop", "status"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_workers_end_with_the_import(large: Path, cli: Cli, stop: signal.Signals, status: int) -> None:
    process = start(cli, "import", str(large))
    workers = seen(lambda: children(process.pid))
    assert workers
    time.sleep(1)
    process.send_signal(stop)
    _, said = process.communicate()
    assert process.returncode == status, said
    assert b"Traceback" not in said
    assert seen(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    assert is_sound(cli)
    assert cli("list", "--count").out == "0\n"


def seen(look: Callable[[], T]) -> T:
    """Wait until something is there, for some seconds at most, and return it."""
    for _ in range(200):
        if found := look():
            break
        time.sleep(0.05)
    return found


def children(parent: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

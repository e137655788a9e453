"""The records of a large file, prepared by processes beside this one, which writes them to the book.

Each worker goes through the whole file and prepares every n-th block of its records. What it does not hand
over, because it could not be started or was stopped, is prepared here: nothing but the time depends on it.
"""

import gc
import marshal
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import repeat
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

from contactsctl.address_book.preparing import Preparation, Prepared, prepare
from contactsctl.cli.import_sources import Opened, Reading
from contactsctl.domain.record import Record

_BLOCK = 250
_MOST = 4
_HANDED_OVER = 1024 * 1024  # octets that a worker gathers, of large records less than a block
_PIPE_SIZE = 1024 * 1024  # of a block or two, so that a worker is ahead of what is written
_SIZE = struct.Struct("<I")
_PACKAGES = str(Path(__file__).parents[2])
_START = (
    f"import sys; sys.path.insert(0, {_PACKAGES!r}); from contactsctl.cli.import_workers import work;"
    " work(sys.stdin.buffer, sys.stdout.buffer)"
)

Part = tuple[int, list[bytes]]
"""Where a worker is in the file, in octets, and its next records, of one block; none at the end."""


class Share(NamedTuple):
    """What a worker is told, all plain values: it is one of some `shares`, counted from 0.

    `file` is its device and number, so that no worker reads another that took the name since; `with_raw`
    asks for the records as they stood too.
    """

    path: str
    file: tuple[int, int]
    reading: tuple[Any, ...]
    preparation: tuple[Any, ...]
    with_raw: bool
    shares: int
    number: int = 0

    def has(self, record: int) -> bool:
        """Return whether a record, counted from 1, is in this share."""
        return (record - 1) // _BLOCK % self.shares == self.number


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def prepared(file: Opened, reading: Reading, how: Preparation, *, with_raw: bool) -> Iterator[Prepared]:
    """Yield the records of a file in its order; its stream stands where the workers are, to be shown."""
    count, identity = min(processors(), _MOST), _identity(file.stream)
    whole = Share(file.name, identity, tuple(reading), how.plain(), with_raw, count)
    done = 0
    with ExitStack() as stack:
        workers = [stack.enter_context(_Worker(whole._replace(number=number))) for number in range(count)]
        while part := workers[done // _BLOCK % count].next_part():
            position, records = part
            if not records:
                return
            file.stream.seek(position)
            for record in records:
                yield Prepared.of_plain(marshal.loads(record))  # noqa: S302 of our own process
            done += len(records)
    file.stream.seek(0)
    rest = reading.records(file.stream, wanted=lambda number: number > done)
    yield from map(prepare, rest, repeat(how))


class _Worker:
    """A process that prepares a share, from the time it is made to the end of a `with`."""

    def __init__(self, share: Share) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable or "", "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pipesize=_PIPE_SIZE,
            )
            with self._stream("stdin") as stdin:
                stdin.write(marshal.dumps(tuple(share)))
        except OSError:  # it gives no records
            pass

    def next_part(self) -> Part | None:
        """Return the next records of its share; None where it does not give any."""
        if self._process is None:
            return None
        answers = self._stream("stdout")
        head = answers.read(_SIZE.size)
        if len(head) < _SIZE.size:
            return None
        (size,) = _SIZE.unpack(head)
        body = answers.read(size)
        return marshal.loads(body) if len(body) == size else None  # noqa: S302 of our own process

    def _stream(self, name: str) -> IO[bytes]:
        stream: IO[bytes] = getattr(self._process, name)
        return stream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            self._process.kill()
            self._stream("stdout").close()
            self._process.wait()


def work(told: IO[bytes], answers: IO[bytes]) -> None:
    """Prepare the share that this process is told of; it ends when nobody listens any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that writes
    gc.freeze()
    gc.set_threshold(50_000)
    share = Share(*marshal.loads(told.read()))  # noqa: S302
    how = Preparation.of_plain(share.preparation)
    with open(share.path, "rb") as stream:
        if _identity(stream) != share.file:
            return
        for part in _parts(Reading(*share.reading).records(stream, share.has), share, how):
            _hand_over(answers, (stream.tell(), part))
        _hand_over(answers, (stream.tell(), []))


def _parts(records: Iterator[Record], share: Share, how: Preparation) -> Iterator[list[bytes]]:
    """Yield the records of a share prepared, in parts that are not beyond a block."""
    part: list[bytes] = []
    size = 0
    for record in records:
        plain = prepare(record, how).plain(with_raw=share.with_raw)
        part.append(marshal.dumps(plain, 2))  # later versions look every value up, to write it once
        size += len(part[-1])
        if record.number % _BLOCK == 0 or size > _HANDED_OVER:
            yield part
            part, size = [], 0
    if part:
        yield part


def _identity(stream: IO[bytes]) -> tuple[int, int]:
    found = os.fstat(stream.fileno())
    return found.st_dev, found.st_ino


def _hand_over(answers: IO[bytes], part: Part) -> None:
    body = marshal.dumps(part, 2)
    answers.write(_SIZE.pack(len(body)) + body)
    answers.flush()

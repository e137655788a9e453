"""Processor time and memory of whole processes, taken in turn so that a noisy machine tells on all alike."""

import os
import py_compile
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import IO, NamedTuple, TypeVar

Key = TypeVar("Key", bound=Hashable)
RUNS = 9
PROGRAM = str(Path(sys.executable).with_name("contactsctl"))
_EXPECTED = (0, 2)  # a usage error is a figure too


class Spent(NamedTuple):
    """The CPU seconds of a process and those it starts, which neighbours lengthen less than the clock's.

    `peak` is the memory in bytes of the one of them that had most; `clock` are the seconds that a user waits.
    """

    seconds: float
    peak: int
    clock: float


def spent(command: Sequence[str], stdout: int | IO[bytes] = subprocess.DEVNULL) -> Spent:
    """Run a command to its end; raises SystemExit with what it said when it fails."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=said, env=environment()
        )
        _, status, usage = os.wait4(process.pid, 0)
        clock = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in _EXPECTED:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}: exit {process.returncode}: {said.read().decode()}")
    return Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, clock)


def floor(name: str, *arguments: str) -> list[str]:
    """Return the command of a floor's script, compiled as the program's modules are."""
    compiled = py_compile.compile(str(Path(__file__).with_name(f"{name}.py")), doraise=True)
    return [sys.executable, "-I", str(compiled), *arguments]


def environment(**values: str) -> dict[str, str]:
    """Return the environment without what the user has set for contactsctl."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("CONTACTSCTL_")}
    return {**kept, "XDG_CONFIG_HOME": os.devnull, **values}


def medians(
    commands: Mapping[Key, Sequence[str] | Callable[[], float]], runs: int = RUNS
) -> dict[Key, float]:
    """Return the median CPU seconds of each, run in turn; a first round does not count.

    A callable makes its own run and returns its seconds.
    """
    taken: dict[Key, list[float]] = {name: [] for name in commands}
    for turn in range(runs + 1 if runs > 1 else runs):
        for name, command in commands.items():
            seconds = command() if callable(command) else spent(command).seconds
            if turn or runs == 1:
                taken[name].append(seconds)
    return {name: median(values) for name, values in taken.items()}

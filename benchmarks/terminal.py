"""A table of fifty contacts on a terminal, beside the same contacts as JSON."""

import os
import pty
import subprocess
import threading
from collections.abc import Iterator

from benchmarks.figure import Row, script, times_floor
from benchmarks.measure import environment, medians
from benchmarks.sample import Sample


def figures(sample: Sample) -> Iterator[Row]:
    """Yield its ratio."""
    table, json = sample.command("list"), sample.command("list", "--json")
    taken = medians({"table": lambda: on_terminal(table)[0], "json": json}, sample.runs)
    yield times_floor("table of 50 on a terminal, beside `--json`", taken["table"], taken["json"], 1.5)


def on_terminal(command: list[str]) -> tuple[float, bytes]:
    """Return the CPU seconds of a command that writes to a terminal, and what it wrote."""
    ours, its = pty.openpty()
    colours = environment(TERM="xterm-256color", COLUMNS="120", LINES="60")
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=colours)
    os.close(its)
    written: list[bytes] = []
    reader = threading.Thread(target=_read, args=(ours, written))
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    reader.join()
    os.close(ours)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit {process.returncode}")
    return usage.ru_utime + usage.ru_stime, b"".join(written)


def _read(terminal: int, written: list[bytes]) -> None:
    try:
        while block := os.read(terminal, 65536):
            written.append(block)
    except OSError:  # how a terminal says on Linux that nobody writes to it any more
        return


if __name__ == "__main__":
    script(figures, __doc__)

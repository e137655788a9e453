"""Medians of whole processes, taken in turn so that a noisy machine tells on all alike."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

RUNS = 9
PROGRAM = str(Path(sys.executable).with_name("contactsctl"))


def process_seconds(command: Sequence[str], env: dict[str, str] | None = None) -> float:
    """Return the CPU seconds of one run of a command, which neighbours lengthen less than the wall's."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=False
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 2):
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def medians(runs: dict[str, Callable[[], float]], count: int = RUNS) -> dict[str, float]:
    """Return the median seconds of each, run in turn `count` times after one run that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(count + 1):
        for name, run in runs.items():
            seconds = run()
            if turn:
                taken[name].append(seconds)
    return {name: median(values) for name, values in taken.items()}


def row(figure: str, ours: float, floor: float, unit: str = "ms") -> str:
    """Return one line of the results: the figure, ours, its floor and the ratio."""
    factor = 1000 if unit == "ms" else 1
    return f"| {figure} | {ours * factor:,.1f} {unit} | {floor * factor:,.1f} {unit} | {ours / floor:.2f} |"

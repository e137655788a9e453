"""Medians of whole processes and of blocks, taken in turn so that a noisy machine tells on both alike."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

RUNS = 9
PROGRAM = str(Path(sys.executable).with_name("contactsctl"))


def process_seconds(command: Sequence[str], env: dict[str, str] | None = None) -> float:
    """Return the wall seconds of one run of a command, from its start until it is reaped."""
    start = time.perf_counter()
    environment = {**os.environ, **(env or {})}
    done = subprocess.run(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment, check=False
    )
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 2):
        raise SystemExit(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode()}")
    return seconds


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

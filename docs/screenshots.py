"""Draws docs/images/terminal-*.svg: what commands print on a terminal, as rich exports it. `make docs`."""

import os
import re
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

from contactsctl.cli.import_report import progress_bar
from docs import terminal

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "images"
WIDTH = 108
IMPORT = "contactsctl import phone.vcf google.csv outlook.csv"
SHOTS = {
    "import": f"{IMPORT} --region US",
    "table": "contactsctl list",
    "card": "contactsctl show @ana",
}
"""Name of the picture -> the command that it shows."""


def pictures() -> dict[str, str]:
    """Return file names and SVGs; the same ones on every machine, whatever the day and the ids."""
    texts = {name: _printed(command) for name, command in SHOTS.items()}
    texts["progress"] = f"$ {IMPORT} --region US\n{_bar()}"
    return {f"terminal-{name}.svg": _svg(name, text) for name, text in texts.items()}


def _printed(command: str) -> str:
    is_import = command.startswith(IMPORT)
    first = _files_of_the_first_hour() if is_import else f"contactsctl import {ROOT}/docs/people.ndjson"
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "HOME": home,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
        }
        terminal.run(first, Path(home), environment)
        status, text = terminal.run(command, Path(home), environment, columns=WIDTH)
    if status != 0:
        raise RuntimeError(f"{command}: {text}")
    return f"$ {command}\n{text}"


def _files_of_the_first_hour() -> str:
    page = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    return next(block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "phone.vcf" in block)


def _bar() -> str:
    """Return the bar of an import of 400 MB, a minute after its start."""
    seconds = 0.0
    console = Console(
        file=StringIO(), force_terminal=True, color_system="256", width=WIDTH, get_time=lambda: seconds
    )
    bar = progress_bar(console)
    task = bar.add_task("import", total=400_000_000)
    for second in range(61):
        seconds = float(second)
        bar.update(task, completed=second * 4_000_000)
    with console.capture() as captured:
        console.print(bar.get_renderable())
    return captured.get()


def _svg(name: str, text: str) -> str:
    console = Console(record=True, width=WIDTH, file=StringIO(), color_system="256", force_terminal=True)
    console.print(Text.from_ansi(text + " "), soft_wrap=True)
    svg = console.export_svg(title="contactsctl", unique_id=f"contactsctl-{name}")
    # An image may not load a font; some viewers drop the spaces that a line begins with.
    svg = re.sub(r" *@font-face \{.*?\}\n", "", svg, flags=re.DOTALL)
    return svg.replace("<svg ", '<svg xml:space="preserve" ', 1)


if __name__ == "__main__":
    for file_name, picture in pictures().items():
        (FOLDER / file_name).write_text(picture, encoding="utf-8")

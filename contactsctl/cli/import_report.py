"""What an import tells while it runs and when it is done."""

import tempfile
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from contactsctl.address_book.import_result import ImportProblem, ImportResult
from contactsctl.cli.import_sources import Opened
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.files import failed, is_device, write_whole
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.cli.session import Session
from contactsctl.errors import InvalidFileError
from contactsctl.formats.json_text import dumps

SHOWN_PROBLEMS = 10
_PIECE = 1024 * 1024


def progress_bar(console: Any) -> Any:
    """Return rich's bar as an import has it: how far it is, and how long it will take."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("importing"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True)


class Progress:
    """A bar on stderr over the bytes of the files; nothing where it is not shown."""

    def __init__(self, files: list[Opened], *, shown: bool) -> None:
        self._files = files
        self._bar: Any = None
        self._task: Any = None
        self._shown = shown and sum(file.size for file in files) > 200_000

    def __enter__(self) -> Self:
        if self._shown:
            from rich.console import Console

            self._bar = progress_bar(Console(stderr=True))
            self._bar.start()
            self._task = self._bar.add_task("import", total=sum(file.size for file in self._files))
        return self

    def advance(self, _records: int) -> None:
        """Move the bar to where the files have been read."""
        if self._bar is not None:
            done = sum(file.stream.tell() for file in self._files if file.size)
            self._bar.update(self._task, completed=done)

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


class Rejects:
    """The file for rejected records: written beside its place, put there when the import is over.

    A link in its place is replaced, not followed. When nothing was rejected there is no file, nor an
    older one.
    """

    def __init__(self, name: str | None) -> None:
        self.stream: BinaryIO | None = None
        self.any_rejected = False
        self._path = Path(name) if name is not None else None

    def __enter__(self) -> Self:
        if self._path is not None:
            if self._path.is_dir():
                raise InvalidFileError(f"{self._path} is a folder", field="rejects", value=str(self._path))
            folder = None if is_device(self._path) else self._path.parent
            try:
                self.stream = cast(BinaryIO, tempfile.TemporaryFile(dir=folder))
            except (OSError, ValueError) as error:
                raise failed(self._path, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._path is None or self.stream is None:
            return
        with self.stream as stream:
            if kind is not None:
                return
            if self.any_rejected:
                stream.seek(0)
                write_whole(self._path, iter(lambda: stream.read(_PIECE), b""))
            elif self._path.is_file() and not is_device(self._path):
                self._path.unlink()


def print_result(session: Session, result: ImportResult, *, as_json: bool, dry_run: bool) -> None:
    """Print the counts, and on stderr what was wrong with which record."""
    if as_json:
        write(dumps(_document(result)) + "\n")
        return
    counts = ("created", "updated", "unchanged", "skipped", "rejected")
    if is_terminal():
        parts = [f"{getattr(result, name):,} {name}" for name in counts if getattr(result, name)]
        write(("would be: " if dry_run else "") + (", ".join(parts) or "nothing to import") + "\n")
    else:
        write("".join(f"{name}\t{getattr(result, name)}\n" for name in counts))
    _note_problems(session, "error", result.errors, result.rejected)
    _note_problems(session, "warning", result.warnings, result.warned)


def _note_problems(session: Session, kind: str, problems: list[ImportProblem], total: int) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        place = (problem.source or "").partition(":")[2] or "record"
        line = f":{problem.line}" if problem.line else ""
        session.note(f"{kind}: {place}:{problem.record}{line}: {problem.message}")
    if total > SHOWN_PROBLEMS:
        session.note(f"{total - SHOWN_PROBLEMS:,} more {kind}s (--json lists them)")


def _document(result: ImportResult) -> dict[str, Any]:
    return {
        "created": result.created,
        "updated": result.updated,
        "unchanged": result.unchanged,
        "skipped": result.skipped,
        "rejected": result.rejected,
        "warnings": [problem._asdict() for problem in result.warnings],
        "errors": [problem._asdict() for problem in result.errors],
        "batch": result.batch,
    }

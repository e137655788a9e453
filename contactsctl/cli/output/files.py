"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from contactsctl.errors import DiskFullError, InvalidFileError

_NO_SPACE = 28


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file beside its place and move it there when it is complete; a new one is mode 0600.

    A link in its place is replaced, not followed; what is no file (a pipe, /dev/stdout) is written to.
    Raises InvalidFileError when it cannot be written, DiskFullError.
    """
    if is_device(path):
        _write_into(path, chunks)
        return
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except (OSError, ValueError) as error:
        raise failed(path, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if path.is_file() and not path.is_symlink():
            os.chmod(name, path.stat().st_mode & 0o777)
        os.replace(name, path)
    except OSError as error:
        _remove(name)
        raise failed(path, error) from error
    except BaseException:
        _remove(name)
        raise


def is_device(path: Path) -> bool:
    """Tell whether a path is something to write into, not a file to put another in the place of."""
    # /dev/stdout is a link: to put a file in its place would be the end of it.
    return path.parts[:2] in (("/", "dev"), ("/", "proc")) or (
        path.exists() and not path.is_file() and not path.is_dir()
    )


def _write_into(path: Path, chunks: Iterable[bytes]) -> None:
    try:
        with path.open("wb") as stream:
            stream.writelines(chunks)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise failed(path, error) from error


def _remove(name: str) -> None:
    Path(name).unlink(missing_ok=True)


def failed(path: Path, error: Exception) -> InvalidFileError | DiskFullError:
    """Return the error that says why a file cannot be written."""
    if getattr(error, "errno", None) == _NO_SPACE:
        return DiskFullError(f"cannot write {path}: the disk is full", field="output", value=str(path))
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return InvalidFileError(f"cannot write {path}: {reason}", field="output", value=str(path))

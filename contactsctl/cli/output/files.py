"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from contactsctl.errors import DiskFullError, InvalidFileError

_NO_SPACE = 28


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file beside its place and move it there when it is complete; a new one is mode 0600.

    Raises InvalidFileError when it cannot be written.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    except (OSError, ValueError) as error:
        raise _failed(path, error) from error
    try:
        with os.fdopen(handle, "wb") as stream:
            for chunk in chunks:
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists() and path.is_file():
            os.chmod(name, path.stat().st_mode & 0o777)
        os.replace(name, path)
    except OSError as error:
        _remove(name)
        raise _failed(path, error) from error
    except BaseException:
        _remove(name)
        raise


def _remove(name: str) -> None:
    Path(name).unlink(missing_ok=True)


def _failed(path: Path, error: Exception) -> InvalidFileError | DiskFullError:
    if getattr(error, "errno", None) == _NO_SPACE:
        return DiskFullError(f"cannot write {path}: the disk is full", field="output", value=str(path))
    reason = (getattr(error, "strerror", None) or str(error)).lower()
    return InvalidFileError(f"cannot write {path}: {reason}", field="output", value=str(path))

"""Reading what a user hands over in files or on stdin."""

import stat
import sys
from pathlib import Path
from typing import BinaryIO

from contactsctl.errors import InvalidFileError, TooLongError


def read_input(name: str, limit: int) -> bytes:
    """Return the bytes of a file, or of stdin for `-`; raises TooLongError above `limit` bytes."""
    if not name:
        raise InvalidFileError("the name of the file is empty", field="file", value=name)
    if name == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        with open_file(Path(name)) as stream:
            data = stream.read(limit + 1)
    if len(data) > limit:
        raise TooLongError(f"{name} is larger than {limit:,} bytes", field="file", value=name)
    return data


def read_text(name: str, limit: int) -> str:
    """Return the text of a file, or of stdin for `-`; raises InvalidFileError for what is not UTF-8."""
    try:
        return read_input(name, limit).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFileError(
            f"{name} is not UTF-8 at byte {error.start}", field="file", value=name
        ) from error


def open_file(path: Path) -> BinaryIO:
    """Open a regular file to read; raises InvalidFileError for anything else."""
    try:
        stream = path.open("rb")
    except IsADirectoryError as error:
        raise InvalidFileError(f"{path} is a folder", field="file", value=str(path)) from error
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise InvalidFileError(f"cannot read {path}: {reason}", field="file", value=str(path)) from error
    if not stat.S_ISREG(path.stat().st_mode):
        stream.close()
        raise InvalidFileError(f"{path} is not a file", field="file", value=str(path))
    return stream

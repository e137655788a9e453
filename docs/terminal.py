"""What a person sees who runs a command at a terminal: for docs/start.md and the screenshots."""

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Mapping
from pathlib import Path


def run(
    command: str, folder: Path, environment: Mapping[str, str], *, columns: int = 80, rows: int = 40
) -> tuple[int, str]:
    """Return the exit status of a shell command, and what it wrote to such a terminal; nobody types."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    with subprocess.Popen(
        ["sh", "-ec", command],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        cwd=folder,
        env=dict(environment),
    ) as process:
        os.close(theirs)
        written = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return process.returncode, written.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # EIO: the last writer has closed the terminal
        return b""

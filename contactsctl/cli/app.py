"""A run of the program: a command line in, words and an exit status out; errors too."""

import errno
import os
import sys
from io import TextIOWrapper
from itertools import pairwise
from typing import TextIO

from contactsctl.cli import plain
from contactsctl.cli.session import Session
from contactsctl.cli.status import BROKEN_PIPE, INTERRUPTED, USAGE, Exit, MisusedError
from contactsctl.errors import ContactsError

_OF_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def run(arguments: list[str]) -> int:
    """Run a command; returns the exit status. Nothing it raises gets past."""
    try:
        return _run(arguments)
    except BrokenPipeError:
        _discard_stdout()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        _say("interrupted: nothing is half done")
        return INTERRUPTED
    except ContactsError as error:
        report(error, as_json=_wants_json(arguments))
        return error.exit_status
    except OSError as error:
        _discard_stdout()
        report(ContactsError(_reason(error)), _wants_json(arguments))
        return 1
    except Exception as error:
        if os.environ.get("CONTACTSCTL_DEBUG"):
            raise
        report(ContactsError(f"internal: {type(error).__name__}: {error}"), _wants_json(arguments))
        return 1


def _reason(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    if error.filename is None and error.errno in _OF_OUTPUT:
        return f"cannot write output: {reason}"
    return f"{error.filename}: {reason}" if error.filename else reason


def _run(arguments: list[str]) -> int:
    _fill_closed_streams()
    try:
        arguments = [_as_utf8(argument) for argument in arguments]
    except UnicodeDecodeError:
        return _usage("an argument is not UTF-8", arguments)
    if sys.stdout is None or sys.stdout.closed:
        raise ContactsError("cannot write output: stdout is closed")
    _write_utf8(sys.stdout, sys.stderr)
    try:
        status = _run_command(arguments)
    except Exit as exit_:
        status = exit_.status
    except MisusedError as error:
        return _usage(error.message, arguments, error.path)
    _flush()
    return status


def _run_command(arguments: list[str]) -> int:
    as_json = _wants_json(arguments)
    line = plain.read(arguments)
    if line is None:
        from contactsctl.cli import typer_tree

        return typer_tree.run(arguments, as_json=as_json)
    line.command.run(Session.begin(line.root, as_json=as_json), line.values)
    return 0


def _as_utf8(argument: str) -> str:
    # Under LC_ALL=C with PYTHONUTF8=0 Python takes UTF-8 for bytes that it cannot decode.
    return argument if argument.isascii() else os.fsencode(argument).decode()


def _fill_closed_streams() -> None:
    # With stdin or stderr closed Python has None in its place; a closed stdout is an error of its own.
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115 for the rest of the run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115


def _write_utf8(*streams: object) -> None:
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _flush() -> None:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard_stdout()
        raise ContactsError(f"cannot write output: {(error.strerror or str(error)).lower()}") from error


def _discard_stdout() -> None:
    _discard(sys.stdout)


def _discard(stream: TextIO) -> None:
    # What is left in the buffers would fail again when the interpreter closes them.
    with open(os.devnull, "wb") as nowhere:
        try:
            os.dup2(nowhere.fileno(), stream.fileno())
        except (OSError, ValueError, AttributeError):
            return


def _usage(message: str, arguments: list[str], path: str = "contactsctl") -> int:
    report(ContactsError(message), as_json=_wants_json(arguments), code="usage")
    if not _wants_json(arguments):
        _say(f"try: {path} --help")
    return USAGE


def _wants_json(arguments: list[str]) -> bool:
    before = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in before or "--format=json" in before or ("--format", "json") in pairwise(before)


def report(error: ContactsError, as_json: bool, code: str | None = None) -> None:
    """Print an error on stderr: one line, and its candidates; or one JSON object."""
    if as_json:
        from contactsctl.formats.json_text import dumps

        described = {
            "code": code or error.code,
            "message": error.message,
            "field": error.field,
            "value": error.value,
            "candidates": list(error.candidates),
        }
        try:
            _say(dumps({"error": described}), raw=True)
        except (TypeError, ValueError):
            _say(dumps({"error": {**described, "value": str(error.value)[:200]}}), raw=True)
        return
    _say(f"error: {error.message}")
    for candidate in error.candidates:
        if isinstance(candidate, dict):
            email = f"  {candidate['email']}" if candidate.get("email") else ""
            _say(f"  {str(candidate.get('id'))[:8]}  {candidate.get('display_name')}{email}")


def _say(text: str, *, raw: bool = False) -> None:
    from contactsctl.cli.output.terminal import shown

    try:
        sys.stderr.write((text if raw else shown(text)) + "\n")
        sys.stderr.flush()
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EBADF, *_OF_OUTPUT):
            raise
        _discard(sys.stderr)

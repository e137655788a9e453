"""Filters as users give them: expressions, and JSON documents in files, on stdin or on the command line."""

from contactsctl.cli.input import read_input
from contactsctl.domain.filter import MAX_TEXT
from contactsctl.domain.filter_json import Request, parse_request
from contactsctl.errors import InvalidFilterError, InvalidJsonError, TooLongError


def read_request(source: str) -> Request:
    """Return what a JSON document asks for: `source` is a file, `-` for stdin, or the document itself.

    Raises InvalidFilterError for anything that is not valid, InvalidFileError for no file.
    """
    from contactsctl.formats.json_text import loads

    try:
        data = source.encode() if source.lstrip().startswith("{") else read_input(source, MAX_TEXT)
        if len(data) > MAX_TEXT:
            raise TooLongError(f"the filter is larger than {MAX_TEXT:,} bytes ({len(data):,})")
        return parse_request(loads(data))
    except (InvalidJsonError, TooLongError) as error:
        raise InvalidFilterError(f"--filter: {error.message}", field="filter") from error

"""What is known of phone numbers, printed as they come."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.fields import follow
from contactsctl.cli.output.records import check_columns, format_of, print_records
from contactsctl.formats.json_text import dumps

if TYPE_CHECKING:
    from contactsctl.cli.output_options import ListOutputOptions

COLUMNS = ("original", "normalized", "is_valid", "country_code", "area_code", "type")
Known = dict[str, Any]


def print_normalized(known: Iterable[Known], output: "ListOutputOptions") -> int:
    """Print numbers in any format, in flat memory but for tables; returns how many are not valid."""
    invalid = 0

    def counted() -> Iterator[Known]:
        nonlocal invalid
        for each in known:
            invalid += not each["is_valid"]
            yield each

    if format_of(output) == "json":
        _print_json(counted(), output)
    else:
        print_records(counted(), COLUMNS, output)
    return invalid


def _print_json(known: Iterator[Known], output: "ListOutputOptions") -> None:
    paths = check_columns(output.paths(), COLUMNS) or COLUMNS
    texts = (dumps({path: follow(each, path) for path in paths}) for each in known)
    first = list(islice(texts, 2))
    if len(first) == 1:
        write(first[0] + "\n")
        return
    total = 0
    write('{"data":[')
    for total, text in enumerate(chain(first, texts), start=1):
        write(f",{text}" if total > 1 else text)
    write(f'],"meta":{dumps({"total": total})}}}\n')

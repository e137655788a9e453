"""Values as text in cells: of a table, of CSV, of TSV."""

from collections.abc import Iterable, Sequence
from typing import Any

from contactsctl.formats.json_text import dumps

_MAIN_KEYS = ("address", "number", "url", "date")
_TSV_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def cell(value: Any) -> str:
    """Return a JSON value as text: nothing for null, the main values of a list joined by `; `."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(cell(_main(item)) for item in value)
    return "" if value == {} else dumps(value)


def _main(item: Any) -> Any:
    if isinstance(item, dict):
        return next((item[key] for key in _MAIN_KEYS if key in item), item)
    return item


def csv_lines(rows: Iterable[Sequence[str]], *, raw: bool) -> Iterable[str]:
    """Yield rows as lines of CSV (RFC 4180), guarded against formulas unless `raw`."""
    import csv
    import io

    from contactsctl.formats.csv_guard import guarded

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in rows:
        writer.writerow(row if raw else [guarded(text) for text in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def tsv_line(row: Sequence[str]) -> str:
    """Return a row as a line of TSV: tabs, line breaks and backslashes in values are escaped."""
    return "\t".join(text.translate(_TSV_ESCAPES) for text in row) + "\n"


def compact_line(row: Sequence[str]) -> str:
    """Return a row as a line of few tokens: `|` between values (`\\|` within), no empty ends."""
    texts = [text.translate(_TSV_ESCAPES).replace("|", "\\|") for text in row]
    while len(texts) > 1 and not texts[-1]:
        texts.pop()
    return "|".join(texts) + "\n"

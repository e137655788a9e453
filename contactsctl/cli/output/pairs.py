"""Pairs of likely duplicates, in any format."""

import sys
from typing import TYPE_CHECKING, Any

from contactsctl.address_book.duplicates import Pair, Pairs
from contactsctl.cli.output.contacts import write
from contactsctl.cli.output.records import check_columns
from contactsctl.cli.output.rows import selected, texts
from contactsctl.cli.output.terminal import is_terminal
from contactsctl.domain.contact import Contact
from contactsctl.formats.json_text import dumps

if TYPE_CHECKING:
    from contactsctl.cli.output_options import ListOutputOptions

_KEYS = ("score", "lane", "reasons", "contacts")
_COLUMNS = {
    "score": "SCORE", "lane": "LANE", "contacts.0.id": "ID", "contacts.0.display_name": "NAME",
    "contacts.1.id": "ID", "contacts.1.display_name": "NAME", "reasons": "WHY",
}  # fmt: skip
_IDS = ("contacts.0.id", "contacts.1.id")


def print_pairs(pairs: Pairs, output: "ListOutputOptions") -> None:
    """Print a page of pairs, and on stderr how many more there are."""
    kind, paths = output.chosen() or ("table" if is_terminal() else "tsv"), output.paths()
    check_columns(paths or (), _KEYS)
    documents = [_document(pair) for pair in pairs.pairs]
    if kind == "json":
        data = [selected(document, paths) for document in documents]
        write(dumps({"data": data, "meta": _meta(pairs)}) + "\n")
        return
    for text in texts(documents, kind, paths, _COLUMNS, ids=_IDS, raw_csv=output.raw_csv):
        write(text)
    if len(pairs.pairs) < pairs.total:
        sys.stderr.write(f"{len(pairs.pairs):,} of {pairs.total:,}\n")


def _document(pair: Pair) -> dict[str, Any]:
    return {
        "score": pair.verdict.score,
        "lane": pair.verdict.lane,
        "reasons": list(pair.verdict.reasons),
        "contacts": [_described(pair.first), _described(pair.second)],
    }


def _described(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "display_name": contact.display_name,
        "company": contact.company,
        "emails": [email.address for email in contact.emails],
        "phones": [phone.number for phone in contact.phones],
        "updated_at": contact.updated_at,
    }


def _meta(pairs: Pairs) -> dict[str, Any]:
    return {
        "total": pairs.total,
        "limit": pairs.limit,
        "offset": pairs.offset,
        "has_more": pairs.offset + len(pairs.pairs) < pairs.total,
        "lanes": pairs.by_lane,
        "blocks_left_out": pairs.left_out,
    }

"""What is printed of opportunities."""

import sys
from collections.abc import Iterable, Sequence
from typing import Any

from contactsctl.address_book.opportunities import OpportunityPage
from contactsctl.cli.output.cells import cell
from contactsctl.cli.output.contacts import STREAMED, write
from contactsctl.cli.output.records import format_of, print_records
from contactsctl.cli.output.terminal import BOLD, DIM, RESET, has_colour, is_terminal, shown
from contactsctl.cli.output_options import ListOutputOptions
from contactsctl.domain.opportunity import FIELDS, Opportunity, OpportunityQuery, StageTotal
from contactsctl.formats.json_text import dumps
from contactsctl.formats.opportunity_json import to_json, total_to_json

BRIEF = ("id", "title", "contact_name", "stage", "status", "amount", "currency", "close_date")
SHORT_ID = 8


def streams(query: OpportunityQuery, output: ListOutputOptions) -> bool:
    """Tell whether a list is printed one by one, without a look at how many there are."""
    return query.limit == 0 and format_of(output) in STREAMED


def print_opportunities(
    found: Iterable[Opportunity], output: ListOutputOptions, page: OpportunityPage | None = None
) -> None:
    """Print opportunities in any format; of a page also how many more there are, and what they add up to."""
    kind = format_of(output)
    documents: Iterable[dict[str, Any]] = map(to_json, found)
    if page is None:
        print_records(documents, FIELDS, output, brief=BRIEF)
        return
    meta = {"total": page.total, "limit": page.limit, "offset": page.offset, "has_more": page.has_more}
    if kind == "json":
        totals = list(map(total_to_json, page.totals))
        print_records(documents, FIELDS, output, meta={**meta, "totals": totals})
        return
    if kind == "table":
        documents = [{**each, "id": each["id"][:SHORT_ID]} for each in documents]
    print_records(documents, FIELDS, output, brief=BRIEF)
    if kind == "table" and page.totals:
        write("\n")
        print_totals(page.totals, output)
    if page.has_more or page.offset:
        sys.stderr.write(f"{len(page.opportunities):,} of {page.total:,}\n")


def print_totals(totals: Sequence[StageTotal], output: ListOutputOptions) -> None:
    """Print the totals by stage and currency."""
    if output.fields is not None and format_of(output) == "table":
        output = ListOutputOptions(format="table")
    print_records(map(total_to_json, totals), StageTotal.__slots__, output)


def print_opportunity(opportunity: Opportunity, *, as_json: bool) -> None:
    """Print an opportunity that was added or changed: its JSON, else its id."""
    write((dumps(to_json(opportunity)) if as_json else opportunity.id) + "\n")


def print_shown(found: Sequence[Opportunity], output: ListOutputOptions, *, one: bool) -> None:
    """Print opportunities in full, as cards where no format is asked for; `one` is a JSON object itself."""
    documents = [to_json(each) for each in found]
    if output.chosen() in (None, "table") and output.fields is None:
        write("\n".join(map(_card, documents)))
    else:
        print_records(documents, FIELDS, output, one=one)


def _card(document: dict[str, Any]) -> str:
    bold, dim, reset = (BOLD, DIM, RESET) if has_colour() else ("", "", "")
    lines = [f"{bold}{_safe(document['title'])}{reset}"]
    amount = " ".join(filter(None, (cell(document["amount"]), document["currency"])))
    contact = f"{document['contact_name']} ({document['contact'][:SHORT_ID]})"
    texts = {**document, "contact": contact, "amount": amount}
    for key in ("contact", "stage", "status", "amount", "close_date", "notes", "id", "updated_at"):
        if texts[key]:
            first, *rest = str(texts[key]).split("\n")
            lines.append(f"  {dim}{key.replace('_', ' '):<10}{reset}  {_safe(first)}")
            lines += [f"  {'':<10}  {_safe(line)}" for line in rest]
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    return shown(text) if is_terminal() else text


def print_removed(removed: Sequence[Opportunity], *, as_json: bool, dry_run: bool) -> None:
    """Print the opportunities that were deleted: JSON data, else their ids."""
    if as_json:
        data = [to_json(each) for each in removed]
        write(dumps({"data": data, "meta": {"total": len(data), "dry_run": dry_run}}) + "\n")
        return
    write("".join(f"{each.id}\n" for each in removed))
    if dry_run:
        sys.stderr.write("dry run: nothing was changed\n")

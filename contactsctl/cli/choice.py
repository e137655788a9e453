"""Choosing contacts for a command: by ids, by ids on stdin, or by filters."""

from contactsctl.address_book import AddressBook
from contactsctl.cli.filter_options import FilterOptions
from contactsctl.cli.session import Session, read_ids
from contactsctl.domain.query import Scope
from contactsctl.domain.value import Value, value
from contactsctl.errors import UsageError


@value()
class Choice(Value):
    """The references chosen; `by_filter` when the user did not name each, `everybody` when no filter did.

    `is_one` when the command line names a single contact: its JSON is then no list.
    """

    references: tuple[str, ...]
    by_filter: bool
    everybody: bool = False
    is_one: bool = False


def choose(
    book: AddressBook, ids: list[str] | None, filters: FilterOptions, *, scope: Scope | None = None
) -> Choice:
    """Return the contacts that ids or filters name; raises UsageError for both, or neither.

    `scope` goes before that of the filters.
    """
    if ids and filters.any_given:
        raise UsageError("give ids or filters, not both")
    if ids:
        references = tuple(read_ids(ids))
        return Choice(references, by_filter=False, is_one=len(references) == 1 and "-" not in ids)
    if not filters.any_given:
        raise UsageError("give at least one id, - for ids on stdin, or a filter")
    query = filters.query()
    query = query._replace(scope=scope) if scope else query
    found = tuple(contact.id for contact in book.contacts.stream(query))
    return Choice(found, by_filter=True, everybody=query.scope != "trash" and not query.has_condition)


def allowed(
    session: Session,
    book: AddressBook,
    choice: Choice,
    deed: str,
    *,
    yes: bool,
    dry_run: bool,
    scope: Scope = "live",
    ending: str = "",
    always_ask: bool = False,
    mild: bool = False,
) -> bool:
    """Say how many contacts filters chose; return whether the deed may go on.

    It goes on with no contact too, so that its result is printed in the same shape. A `mild` deed goes on
    where nobody can be asked, when the contacts were named one by one. Raises UsageError for everybody: a
    script's variable may have been empty; NotFoundError for who is named and not in the `scope`.
    """
    if choice.everybody:
        raise UsageError("an empty filter chooses everybody; to reach them all, pipe their ids into -")
    count = len(choice.references)
    yes = yes or dry_run or (mild and not choice.by_filter and not session.is_interactive)
    must_ask = always_ask or (choice.by_filter and not session.is_interactive)
    if not yes and not choice.by_filter and (count > 1 or must_ask):
        count = book.contacts.count_named(choice.references, scope)
    if count and not session.allow(count, deed, yes=yes, always_ask=must_ask, ending=ending):
        return False
    if choice.by_filter:
        session.note(f"{count:,} contact{'s' if count != 1 else ''} chosen")
    return True

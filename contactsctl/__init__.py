"""contactsctl: a local-first address book and light CRM.

    errors          every error a user can meet
    settings        which book, which region: option, environment, config file, default
    domain/         what a contact is: pure; no SQL, files, terminal or clock
    formats/        bytes <-> contacts, as streams
    store/          the only room that knows SQLite
    address_book/   the use cases that every front end shares
    cli/            what the user types: one file a command

Arrows go one way: errors <- domain <- formats, store <- address_book <- cli.
`docs/layout.md` walks one command through the rooms.
"""

__version__ = "0.1.0"

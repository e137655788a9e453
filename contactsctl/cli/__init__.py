"""What the user types: one file a command; the folder reads like `contactsctl --help`."""

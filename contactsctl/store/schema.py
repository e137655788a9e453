"""What tells a book from other files, and one version of its tables from another."""

APPLICATION_ID = 0x43544354
"""`CTCT`, in the file's header: tells a book from any other SQLite file."""
SCHEMA_VERSION = 3010
"""major * 1000 + minor, in `PRAGMA user_version`: a newer minor can be used, a newer major cannot."""
DERIVED_SINCE = 3009
"""Since this version everything derived from contacts is made as now: an older book has it made anew.

So no migration needs to know how it was made before; who changes how it is made raises this, and the major
version with it: a text index forgets only what it is told as it was told, by a program that makes the same.
"""

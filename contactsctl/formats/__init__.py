"""Bytes <-> contacts, as streams; nothing here opens a file or the book."""

"""Looking over a book, check by check, and repairing what can be derived from its contacts.

Reading takes no lock longer than a chunk of rows, needs no write access and little memory.
"""

"""The floor of `contactsctl-addr`: the standard library, the same book, the same SQL, lines. PATH TEXT"""

import json
import re
import sqlite3
import sys

path, text = sys.argv[1:]
connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
BEGIN = "\x02"  # what stands before words in the documents of a book
words = [f"{BEGIN * 2}{word}" for word in re.findall(r"\w+", text.lower())]
found = dict.fromkeys(
    number
    for (number,) in connection.execute(
        "SELECT contact FROM contact_sort WHERE name_key >= ? AND name_key < ? ORDER BY name_key LIMIT 250",
        (text.lower(), text.lower() + "\U0010ffff"),
    )
)
if len(found) < 250:
    match = " AND ".join(f'"{word[-max(3, len(word) - 1) :]}"' for word in words)
    rows = connection.execute(
        "SELECT rowid FROM contact_part WHERE contact_part MATCH ? ORDER BY rowid DESC LIMIT 250", (match,)
    )
    found |= dict.fromkeys(number for (number,) in rows)
rows = connection.execute(
    "SELECT display_name, emails FROM whole_contact"
    f" WHERE number IN ({', '.join('?' * len(found))}) ORDER BY updated_at DESC",
    tuple(found),
)
for name, emails in rows.fetchall()[:100]:
    for email in json.loads(emails or "[]"):
        print(email["address"], name, sep="\t")

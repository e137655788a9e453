"""The floor of a lookup: the standard library, the same book, the same SQL, the same JSON. PATH EMAIL"""

import json
import sqlite3
import sys

path, email = sys.argv[1:]
local, _, domain = email.partition("@")
connection = sqlite3.connect(path)
connection.row_factory = sqlite3.Row
rows = connection.execute(
    "SELECT contact.* FROM email_key JOIN contact ON contact.number = email_key.contact WHERE key = ?",
    (f"{domain}@{local}",),
).fetchall()
contacts = [
    {key: json.loads(row[key]) if key in ("emails", "phones", "tags") and row[key] else row[key] for key in row.keys()}
    for row in rows
]
print(json.dumps({"data": contacts}, ensure_ascii=False))

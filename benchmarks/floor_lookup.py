"""The floor of a lookup: the standard library, the same book, the same SQL, the same JSON. PATH EMAIL"""

import json
import sqlite3
import sys

path, email = sys.argv[1:]
local, _, domain = email.partition("@")
cursor = sqlite3.connect(path).execute(
    "SELECT contact.* FROM email_key JOIN contact ON contact.number = email_key.contact WHERE key = ?",
    (f"{domain}@{local}",),
)
columns = [column[0] for column in cursor.description]
documents = ("emails", "phones", "tags", "addresses", "custom_fields")
contacts = [
    {
        key: json.loads(value) if value and key in documents else value
        for key, value in zip(columns, row, strict=True)
    }
    for row in cursor
]
print(json.dumps({"data": contacts}, ensure_ascii=False))

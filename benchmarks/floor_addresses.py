"""The floor of `contactsctl-addr`: the standard library, the same book, the same SQL, lines. PATH TEXT"""

import json
import re
import sqlite3
import sys

path, text = sys.argv[1:]
connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
words = [f'"{word}"' for word in re.findall(r"\w+", text.lower())]
found = dict.fromkeys(
    number
    for (number,) in connection.execute(
        "SELECT contact FROM contact_sort WHERE name_key >= ? AND name_key < ? ORDER BY name_key LIMIT 250",
        (text.lower(), text.lower() + "\U0010ffff"),
    )
)
begun = [f"{word} *" if " " in text else word for word in words]
for match in dict.fromkeys(" AND ".join(each) for each in (words, [*words[:-1], f"{words[-1]} *"], begun)):
    if len(found) < 250:
        rows = connection.execute(
            "SELECT rowid FROM contact_word WHERE contact_word MATCH ? ORDER BY rowid DESC LIMIT 250",
            (match,),
        )
        found |= dict.fromkeys(number for (number,) in rows)
rows = connection.execute(
    "SELECT display_name, emails FROM contact"
    f" WHERE number IN ({', '.join('?' * len(found))}) ORDER BY updated_at DESC",
    tuple(found),
)
for name, emails in rows.fetchall()[:100]:
    for email in json.loads(emails or "[]"):
        print(email["address"], name, sep="\t")

"""The floor of show, lookup and list: the standard library, the same book, the same rows, the same JSON.

PATH show|email|phone|words|common TEXT. `words` are sought by the text index and sorted; a `common` word
is counted by it, and its page met by walking the names.
"""

import json
import sqlite3
import sys

path, what, text = sys.argv[1:]
PLACE = ("label", "po_box", "extended", "street", "city", "state", "postal_code", "country")
LISTS = {
    "emails": {"address": None, "label": None, "primary": False},
    "phones": {"number": None, "label": None, "primary": False, "extension": None, "raw": None},
    "addresses": dict.fromkeys(PLACE),
    "urls": {"url": None, "label": None},
    "dates": {"date": None, "label": None},
    "other_properties": {},
}
BY_KEY = "SELECT whole_contact.* FROM {} AS found JOIN whole_contact ON number = found.contact WHERE key = ?"
COUNT = "SELECT count(*) FROM (SELECT 1 FROM contact_part WHERE contact_part MATCH ? LIMIT 100001)"
PAGES = {
    "show": BY_KEY.format("email_key"),
    "email": BY_KEY.format("email_key"),
    "phone": BY_KEY.format("phone_key"),
    "words": "SELECT whole_contact.* FROM contact_part AS part"
    " JOIN contact_sort ON contact_sort.contact = part.rowid JOIN whole_contact ON number = part.rowid"
    " WHERE contact_part MATCH ? ORDER BY name_key, number LIMIT 51",
    "common": "SELECT whole_contact.* FROM contact_sort INDEXED BY contact_sort_name"
    " JOIN whole_contact ON number = contact_sort.contact"
    " WHERE instr(lower(display_name || ifnull(company, '') || ifnull(emails, '') || ifnull(notes, '')), ?)"
    " ORDER BY name_key, number LIMIT 51",
}


def document(columns, row):
    contact = dict(zip(columns, row, strict=True))
    del contact["number"]
    for key, defaults in LISTS.items():
        contact[key] = [{**defaults, **item} for item in json.loads(contact[key] or "[]")]
    for phone in contact["phones"]:
        phone["raw"] = phone["raw"] or phone["number"]
    contact["tags"] = json.loads(contact["tags"] or "[]")
    contact["uid"] = contact["id"] if contact["uid"] == "" else contact["uid"] or f"urn:uuid:{contact['id']}"
    contact["is_active"] = bool(contact["is_active"])
    contact["custom_fields"] = json.loads(contact["custom_fields"] or "{}")
    return {**contact, "access": contact["access"] or "everyone", "dnc": False, "deleted_at": None}


connection = sqlite3.connect(path)
if what in ("show", "email"):
    local, _, domain = text.partition("@")
    value = f"{domain}@{local}"
elif what == "phone":
    value = text.removeprefix("+")
else:
    value = " AND ".join(f'"{word}"' for word in text.split()) if what == "words" else text
cursor = connection.execute(PAGES[what], (value,))
rows = cursor.fetchall()
contacts = [document([column[0] for column in cursor.description], row) for row in rows[:50]]
connection.execute("SELECT 1 FROM dnc LIMIT 1").fetchone()
total, limit = len(rows), 200
if what in ("words", "common"):
    match = value if what == "words" else f'"{text}"'
    total, limit = connection.execute(COUNT, (match,)).fetchone()[0], 50
meta = {"total": min(total, 100_000), "limit": limit, "offset": 0, "has_more": len(rows) > 50}
if total > 100_000:
    meta["total_is_lower_bound"] = True
print(json.dumps(contacts[0] if what == "show" else {"data": contacts, "meta": meta}, ensure_ascii=False))

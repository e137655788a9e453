"""Kept cards beside their contacts: nothing twice in the book, everything back in an export."""

import sqlite3
from contextlib import closing
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from contactsctl.address_book import AddressBook
from contactsctl.domain.checks import Checks
from contactsctl.domain.contact import Address, Card, Contact, Email, Phone, Url
from contactsctl.domain.draft import make_contact
from contactsctl.domain.value import replace
from contactsctl.errors import InvalidDataError
from contactsctl.formats import vcard
from contactsctl.store.card_text import respelled, spared, whole
from contactsctl.store.entry import Entry
from tests.conftest import Cli

CARD = """\
UID:6b4f2d1e-2f6f-4f0e-9c58-0b6a2f3c1d10
N:Silva;Ana;;;
FN:Ana Silva
ORG:Padaria do Sol;Cozinha
EMAIL;TYPE=INTERNET,WORK:ana@example.org
TEL;TYPE=CELL:+351 912 345 678
ADR;TYPE=HOME:;;Rua Nova 1\\, 2.º;Lisboa;;1000-001;PT
BDAY:1990-04-01
X-ABShowAs:none
NOTE:likes tea\\, not coffee\\nand cake
item1.X-ABLabel:Ana"""
CONTACT = Contact(
    id="6b4f2d1e-2f6f-4f0e-9c58-0b6a2f3c1d10",
    uid="6b4f2d1e-2f6f-4f0e-9c58-0b6a2f3c1d10",
    display_name="Ana Silva",
    given_name="Ana",
    family_name="Silva",
    company="Padaria do Sol",
    department="Cozinha",
    emails=(Email("ana@example.org"),),
    phones=(Phone("+351912345678", raw="+351 912 345 678"),),
    addresses=(Address(street="Rua Nova 1, 2.º", city="Lisboa", postal_code="1000-001", country="PT"),),
    birthday="1990-04-01",
    notes="likes tea, not coffee\nand cake",
    created_at="2026-01-01T00:00:00.000Z",
    updated_at="2026-01-01T00:00:00.000Z",
)


def test_what_the_contact_says_is_not_said_twice() -> None:
    """The text holds no value of the contact, and what is the card's own as it is."""
    text = spared(CARD, CONTACT)
    for value in ("6b4f", "Silva", "Padaria", "example.org", "912", "Rua", "1990", "cake"):
        assert value not in text
    assert len(text.encode()) < len(CARD.encode()) / 5
    assert whole(text, CONTACT) == CARD


def test_a_card_follows_its_contact() -> None:
    """Beside every later state of the contact the card is the one that came, and spared again in the first."""
    edited = replace(CONTACT, display_name="Anna", emails=(), notes="likes tea", phones=CONTACT.phones * 2)
    text = respelled(spared(CARD, CONTACT), CONTACT, edited)
    assert "likes tea\\, not coffee" in text
    assert whole(text, edited) == CARD
    assert respelled(text, edited, CONTACT) == spared(CARD, CONTACT)


def test_a_card_of_an_older_book_is_whole() -> None:
    """A text that was never spared stays as it is."""
    assert whole(CARD, CONTACT) == CARD
    assert whole(CARD.replace("Rua", "Ruá"), CONTACT) == CARD.replace("Rua", "Ruá")
    assert whole("", CONTACT) == spared("", CONTACT) == ""


def test_a_value_that_somebody_took_away_takes_its_line_along() -> None:
    """Another program deleted the address from the row: the card says nothing of it any more."""
    text = whole(spared(CARD, CONTACT), replace(CONTACT, emails=()))
    assert text == "\n".join(line for line in CARD.split("\n") if not line.startswith("EMAIL"))


VALUES = st.text("ab:;,\\\n Ā\x1f*é", max_size=6)


@given(
    st.lists(st.tuples(st.sampled_from(["FN", "TEL;TYPE=CELL", "X-A", "NOTE", "a.b"]), VALUES), max_size=6),
    st.lists(VALUES, min_size=6, max_size=6),
    st.lists(VALUES, max_size=12),
)
def test_any_text_beside_any_contact(lines: list[tuple[str, str]], texts: list[str], many: list[str]) -> None:
    """Whatever the lines and the values of a contact: the text comes back."""
    contact = replace(
        CONTACT,
        uid=texts[0],
        display_name=texts[1],
        notes=texts[2],
        company=texts[3],
        department=texts[4],
        nickname=texts[5],
        emails=tuple(map(Email, many)),
        phones=tuple(Phone(text, raw=text) for text in many),
        addresses=tuple(Address(street=text) for text in many),
        urls=tuple(map(Url, many)),
    )
    text = "\n".join([f"{head}:{value.replace(chr(10), '')}" for head, value in lines] + ["*", "no colon"])
    assert whole(spared(text, contact), contact) == text


def test_every_card_of_the_corpus_comes_back(corpus: Path) -> None:
    """The kept cards of real files, as rows: each text as it was read, all in all much smaller."""
    whole_size = spared_size = 0
    for file in sorted(corpus.rglob("*.vcf")):
        with file.open("rb") as stream:
            drafts = [record.draft for record in vcard.read(stream) if record.draft]
        for draft in drafts:
            try:
                contact = make_contact(
                    draft, Checks(lenient=True), contact_id=CONTACT.id, now=CONTACT.created_at
                )
            except InvalidDataError:
                continue
            entry = Entry.of(contact)
            assert entry.contact().card == draft["card"]
            whole_size += len(draft["card"].text)
            spared_size += len(entry.card[1])
    assert spared_size < whole_size * 0.6


def test_an_export_after_edits_and_their_undoing(cli: Cli) -> None:
    """An edit by every way there is keeps the lines that it does not mean; undone, the card is as it came."""
    came = f"BEGIN:VCARD\nVERSION:3.0\n{CARD}\nEND:VCARD\n".replace("\n", "\r\n")
    cli("import", "-", "--type", "vcard", stdin=came)
    assert unfolded(cli("export-vcard").out) == came
    cli("edit", "ana@example.org", "--notes", "likes tea", "--add-tag", "x")
    assert "TEL;TYPE=CELL:+351 912 345 678\r\n" in cli("export-vcard").out
    cli("rm", "ana@example.org", "--yes")
    assert cli("undo").status == 0
    assert "NOTE:likes tea\r\n" in cli("export-vcard").out
    assert cli("undo").status == 0
    assert unfolded(cli("export-vcard").out) == came


def unfolded(text: str) -> str:
    return text.replace("\r\n ", "")


def test_a_uid_that_is_the_id_is_stored_once(cli: Cli) -> None:
    """Bare, as a URN or made up, it has no key and no column, and is found, matched and printed as it is."""
    cli("import", "-", "--type", "vcard", stdin=f"BEGIN:VCARD\nVERSION:3.0\n{CARD}\nEND:VCARD\n")
    cli("add", "Bo")
    with closing(sqlite3.connect(cli.db)) as raw:
        assert raw.execute("SELECT uid FROM contact ORDER BY number").fetchall() == [("",), (None,)]
        assert raw.execute("SELECT count(*) FROM uid_key").fetchone() == (0,)
    uid = CONTACT.uid
    assert cli("show", uid, "--json").json["uid"] == uid
    for spelled in (uid, f"urn:uuid:{uid}", uid.upper()):
        assert cli("list", "--where", f"uid={spelled}", "--count").out == "1\n"
    assert cli("list", "--where", "uid^=urn", "--count").out == "1\n"
    assert f'"uid":"{uid}"' in cli("list", "--format", "ndjson").out.replace(" ", "")
    less = f"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:Ana Silva\nEND:VCARD\n"
    again = cli("import", "-", "--type", "vcard", "--json", stdin=less)
    assert (again.json["created"], again.json["unchanged"]) == (0, 1)


def test_a_card_that_came_without_its_text(tmp_path: Path) -> None:
    """A contact whose card is empty has an empty card."""
    with AddressBook(tmp_path / "book.db") as book:
        contact = book.contacts.add({"display_name": "Ana", "card": Card("4.0", "")})
        assert book.contacts.get_with_card(contact.id).card == Card("4.0", "")


def test_a_damaged_card_is_told(cli: Cli) -> None:
    """A mark that there is not: the card cannot be read, and the contact still can."""
    cli("import", "-", "--type", "vcard", stdin=f"BEGIN:VCARD\nVERSION:3.0\n{CARD}\nEND:VCARD\n")
    with closing(sqlite3.connect(cli.db)) as raw, raw:
        raw.execute("UPDATE card SET text = replace(text, char(2) || 'E0', char(2) || 'Q')")
    done = cli("export-vcard")
    assert (done.status, "the card of contact 6b4f2d1e" in done.err) == (8, True), done.err
    assert cli("show", CONTACT.uid, "--json").json["emails"][0]["address"] == "ana@example.org"


def test_a_card_of_many_lines_takes_no_longer(tmp_path: Path) -> None:
    """A thousand notes and numbers, and a note as long as all of them: the text stays as it is."""
    many = "\n".join(f"NOTE:{number}" for number in range(1000))
    assert spared(many, replace(CONTACT, notes=many)) == many
    phones = tuple(Phone(f"+1415555{number}") for number in range(100))
    lines = "\n".join(f"TEL:{phone.number}" for phone in phones)
    contact = replace(CONTACT, phones=phones)
    assert spared(lines, contact).count("\x02") == 10
    assert whole(spared(lines, contact), contact) == lines

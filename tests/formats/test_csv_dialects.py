"""Headers -> fields, for every program that writes them."""

import csv
from pathlib import Path

import pytest

from contactsctl.errors import InvalidFileError, UnknownFieldError
from contactsctl.formats.csv_dialects import columns_of, detect_dialect

FACTS = Path(__file__).parent.parent.parent.parent / "shared" / "corpus" / "csv_headers.tsv"


@pytest.mark.parametrize(
    "headers, expected",
    [
        ("First Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value", "google"),
        ("Name,Given Name,Group Membership", "google"),
        ("Name,E-mail,Notes,Section 1 - Description,Section 1 - Email", "google"),
        ("Title,First Name,Last Name,Company,Business Street,Business City,E-mail Address", "outlook"),
        ("Anrede,Vorname,Nachname,Firma,Straße geschäftlich,Telefon geschäftlich,E-Mail-Adresse", "outlook"),
        ("FirstName,LastName,BusinessStreet,BusinessCity,CompanyMainPhone,EmailAddress", "outlook"),
        (
            "First Name,Last Name,Display Name,Primary Email,Screen Name,Home ZipCode,Birth Year",
            "thunderbird",
        ),
        ("Förnamn,Efternamn,Visningsnamn,Primär e-postadress,Mobilnummer,Födelseår", "thunderbird"),
        ("Vorname;Nachname;Name;Straße (privat);Ort (privat);Webseite (privat)", "wab"),
        ("First Name,Last Name,URL,Email Address,Company,Position,Connected On", "linkedin"),
        ("First,Middle,Last,Email,Category,Comments", "yahoo"),
        ("Record ID,First Name,Last Name,Email,Contact owner", "hubspot"),
        ("Id,MasterRecordId,LastName,FirstName", "salesforce"),
        ("Salutation,First Name,Last Name,Mailing Street", "salesforce"),
        ("Person - Name,Person - Email", "pipedrive"),
        ("Record Id,Contact Owner.id,First Name", "zoho"),
        ("Email Address,First Name,MEMBER_RATING,TAGS", "mailchimp"),
        ("Formatted Name,Family Name,Honorific Prefixes", "kmail"),
        ("name,email,phone", "plain"),
        ("Nachname;Vorname;Ort;Telefonnummer", "plain"),
        ("1,2,3", None),
        ("", None),
    ],
)
def test_dialect(headers: str, expected: str | None) -> None:
    """The headers tell the program that wrote them, in its language; or that nothing knows them."""
    assert detect_dialect(headers.replace(";", ",").split(",")) == expected


@pytest.mark.parametrize(
    "dialect, headers, expected",
    [
        ("outlook", "Title,Job Title,Profession", "name_prefix job_title custom_fields.Profession"),
        ("outlook", "Titre,Prénom,Nom,Titre", "name_prefix given_name family_name job_title"),
        ("outlook", "Particular,Sobrenome", "custom_fields.Particular family_name"),
        ("outlook", "Particular,Nombre", "phones:home given_name"),
        ("yahoo", "Title,Work ZIP", "job_title addresses.work.postal_code"),
        ("salesforce", "Salutation,Title,Account Name,Account Owner", "name_prefix job_title company custom_fields.Account Owner"),
        ("zoho", "Title,Secondary Email,Tag", "job_title emails tags"),
        ("thunderbird", "Birth Year,Birth Month,Birth Day", "birthday.year birthday.month birthday.day"),
        ("thunderbird", "Geburtsjahr,Geburtsmonat,Geburtstag", "birthday.year birthday.month birthday.day"),
        ("thunderbird", "Ville,Ville", "addresses.home.city addresses.work.city"),
        ("plain", "Name,Vorname", "family_name given_name"),
        ("plain", "Name,First Name,Last Name", "display_name given_name family_name"),
        ("plain", "Title,Position", "name_prefix job_title"),
        ("plain", "Title", "job_title"),
        ("plain", "﻿ E-MAIL* ,e_mail", "emails emails"),
        ("plain", "PLZ,Ort,Straße", "addresses.postal_code addresses.city addresses.street"),
        ("plain", "Shoe size,Shoe size,", "custom_fields.Shoe size custom_fields.Shoe size custom_fields."),
        ("plain", "emails.0.address,emails.0.label,custom_fields.plan.x", "emails.0.address emails.0.label custom_fields.plan.x"),
        ("plain", "id,revision,display_name,dnc", "id (left out) display_name dnc"),
        ("google", "E-mail 1 - Value,Phone 2 - Type,IM 1 - Value,Labels", "emails.1.value phones.2.type custom_fields tags"),
        ("linkedin", "URL,Connected On", "urls:linkedin custom_fields.Connected On"),
        ("kmail", "Role,Title", "custom_fields.Role job_title"),
    ],
)  # fmt: skip
def test_columns(dialect: str, headers: str, expected: str) -> None:
    """One word means one thing to one program, and another to the next; unknown ones are custom fields."""
    assert " ".join(column.field for column in columns_of(headers.split(","), dialect)) == expected


@pytest.mark.parametrize(
    "target, expected",
    [
        ("company", "company"),
        ("email", "emails"),
        ("emails", "emails"),
        ("phones:work", "phones:work"),
        ("title", "job_title"),
        ("birthday.year", "birthday.year"),
        ("addresses.home.city", "addresses.home.city"),
        ("addresses.city", "addresses.city"),
        ("custom.plan", "custom_fields.plan"),
        ("custom_fields.plan", "custom_fields.plan"),
        ("-", "(left out)"),
    ],
)
def test_mapping(target: str, expected: str) -> None:
    """A user may name any field, list with a label, part of an address, custom field, or nothing."""
    columns = columns_of(["Firma", "Name"], "plain", {"firma ": target})
    assert [column.field for column in columns] == [expected, "display_name"]


@pytest.mark.parametrize(
    "target, nearest",
    [
        ("compny", "'company'"),
        ("emials:work", "'emails:work'"),
        ("company:work", "'company'"),
        ("addresses.home.citty", "'addresses.home.city'"),
        ("custom.", "'custom.KEY'"),
        ("revision", "known: "),
        ("xxxxxxxx", "known: "),
    ],
)
def test_unknown_targets(target: str, nearest: str) -> None:
    """A field that is not there is refused, and the nearest named."""
    with pytest.raises(UnknownFieldError, match=nearest):
        columns_of(["Firma"], "plain", {"Firma": target})


def test_mapping_of_no_column() -> None:
    """A mapping of a header that the file does not have is refused, and the file's headers named."""
    with pytest.raises(InvalidFileError, match=r"no column 'Fima' \(columns: Firma, Name\)"):
        columns_of(["Firma", "Name"], "plain", {"Fima": "company"})


MEANINGS = {
    "firstName": "given_name", "firstname": "given_name", "lastName": "family_name", "surname": "family_name",
    "middleName": "middle_name", "company": "company", "organization": "company", "jobTitle": "job_title",
    "nickname": "nickname", "notes": "notes", "department": "department", "email": "emails",
    "email2": "emails", "email3": "emails", "workPhone": "phones:work", "homePhone": "phones:home",
    "mobilePhone": "phones:mobile", "pager": "phones:pager", "workFax": "phones:work_fax",
    "homeFax": "phones:home_fax", "birthday": "birthday", "workCity": "addresses.work.city",
    "homeCity": "addresses.home.city", "workPostalCode": "addresses.work.postal_code",
    "homePostalCode": "addresses.home.postal_code", "homeCountry": "addresses.home.country",
    "workCountry": "addresses.work.country", "workState": "addresses.work.state",
    "homeState": "addresses.home.state", "birthday[0]": "birthday.month", "birthday[1]": "birthday.day",
    "birthday[2]": "birthday.year", "homeStreet[0]": "addresses.home.street",
    "workStreet[0]": "addresses.work.street", "fullName": "display_name",
}  # fmt: skip
PROGRAMS = {"thunderbird-csv": "thunderbird", "windows-live-mail-csv": "wab", "outlook-2003-csv": "outlook", "outlook-unknown-csv": "outlook", "yahoo-csv": "yahoo"}  # fmt: skip


@pytest.mark.skipif(not FACTS.exists(), reason="the corpus of real headers is not here")
def test_headers_of_every_language() -> None:
    """Each program's headers, in the order it writes them, mean in each language what they are known to mean."""
    files: dict[tuple[str, str], list[tuple[str, str]]] = {}
    with FACTS.open(encoding="utf-8", newline="") as stream:
        for fact in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            files.setdefault((fact["dialect"], fact["locale"]), []).append((fact["header"], fact["field"]))
    wrong, total = [], 0
    for (program, locale), facts in files.items():
        # Headers with a comma were cut in two there, which the programs' own files are not.
        if program not in PROGRAMS or (program.startswith("outlook") and locale in ("nl", "sv")):
            continue
        columns = columns_of([header for header, _ in facts], PROGRAMS[program])
        for column, (header, field) in zip(columns, facts, strict=True):
            if field in MEANINGS:
                total += 1
                wrong += [(program, locale, header, column.target)] * (column.target != MEANINGS[field])
    assert total > 1200
    assert wrong == []

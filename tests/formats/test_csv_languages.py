"""Lists that people keep in their own language: no exporter's layout, but its words."""

import pytest

from contactsctl.formats.csv_dialects import columns_of, detect_dialect


def fields_of(headers: list[str]) -> list[str]:
    dialect = detect_dialect(headers)
    assert dialect == "plain"
    return [column.field for column in columns_of(headers, dialect)]


@pytest.mark.parametrize(
    "headers, expected",
    [
        (
            "Nombre;Apellidos;Correo electrónico;Empresa;Cargo;Dirección;Código postal;Ciudad;Provincia;País;Notas",
            "given_name family_name emails company job_title addresses.street addresses.postal_code"
            " addresses.city addresses.state addresses.country notes",
        ),
        (
            "Name;Vorname;Firma;Straße;PLZ;Ort;Telefon;Mobil;E-Mail;Geburtstag;Bemerkung",
            "family_name given_name company addresses.street addresses.postal_code addresses.city phones"
            " phones:mobile emails birthday notes",
        ),
        (
            "Prénom;Nom;Courriel;Société;Adresse;Code postal;Ville;Pays",
            "given_name family_name emails company addresses.street addresses.postal_code addresses.city"
            " addresses.country",
        ),
        (
            "Nome;Cognome;Azienda;Telefono;Cellulare;Email;Indirizzo;CAP;Città;Provincia",
            "given_name family_name company phones phones:mobile emails addresses.street"
            " addresses.postal_code addresses.city addresses.state",
        ),
        ("Nombre;Apellidos;Empresa;Teléfono;País", "given_name family_name company phones addresses.country"),
        (
            "firstName;lastName;fullName;company;homeStreet;homePostalCode;workStreet;workPostalCode;workPhone;email2",
            "given_name family_name display_name company addresses.home.street addresses.home.postal_code"
            " addresses.work.street addresses.work.postal_code phones:work emails",
        ),
    ],
)  # fmt: skip
def test_everyday_lists(headers: str, expected: str) -> None:
    """A list with more columns than an exporter has in this language is nobody's layout: all are known."""
    assert fields_of(headers.split(";")) == expected.split()


@pytest.mark.parametrize(
    "headers, expected",
    [
        ("Nombre;Apellidos;Organización;Cargo;Calle del trabajo;Ciudad de trabajo;Particular", "outlook"),
        ("Vorname;Nachname;Firma;Straße geschäftlich;Telefon Firma;Rückmeldung;PLZ", "outlook"),
        ("Title;First Name;Last Name;Company;E-mail Address", "outlook"),
        ("Nome;Cognome;Visualizza;Indirizzo di casa;Città di residenza;Provincia di lavoro", "thunderbird"),
    ],
)
def test_exporters_words(headers: str, expected: str) -> None:
    """A part of an exporter's columns is still its layout, and so is one that somebody added a column to."""
    assert detect_dialect(headers.split(";")) == expected

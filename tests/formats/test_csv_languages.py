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


@pytest.mark.parametrize(
    "headers, expected",
    [
        (
            "Förnamn;Efternamn;Företag;Telefon;Mobil;E-post;Adress;Postnummer;Ort",
            "given_name family_name company phones phones:mobile emails addresses.street"
            " addresses.postal_code addresses.city",
        ),
        ("Fornavn;Efternavn;Virksomhed;Tlf.;E-post;Postnr.", "given_name family_name company phones emails addresses.postal_code"),
        (
            "Voornaam;Tussenvoegsel;Achternaam;E-mailadres;Mobiel;Telefoonnummer;Woonplaats;Geboortedatum;Opmerkingen",
            "given_name middle_name family_name emails phones:mobile phones addresses.city birthday notes",
        ),
        ("Naam;E-mailadres;Functie", "display_name emails job_title"),
        ("Primer apellido;Teléfono móvil;Dirección de correo;Localidad", "family_name phones:mobile emails addresses.city"),
        (
            "Civilité;Nom;Prénom;Tél. fixe;Téléphone portable;Adresse 1;Adresse 2;Fonction;Raison sociale",
            "name_prefix family_name given_name phones phones:mobile addresses.street addresses.street"
            " job_title company",
        ),
        ("Cognome;Data di nascita;Ragione sociale;Codice postale;Comune", "family_name birthday company addresses.postal_code addresses.city"),
        ("Sobrenome;Telemóvel;Morada;Localidade;Observações;Data de nascimento", "family_name phones:mobile addresses.street addresses.city notes birthday"),
        ("Imię i nazwisko;Numer telefonu;Miejscowość;Kod pocztowy;Ulica;Uwagi", "display_name phones addresses.city addresses.postal_code addresses.street notes"),
        ("Titel vorgestellt;Familienname;Telefon Mobil;TelefonG;TelefonP;Straße/Nr.;Adresszusatz", "name_prefix family_name phones:mobile phones:work phones:home addresses.street addresses.extended"),
        ("Имя;Фамилия;Отчество;Телефон;Электронная почта;Компания;Адрес;Город;Дата рождения", "given_name family_name middle_name phones emails company addresses.street addresses.city birthday"),
        ("ФИО;Мобильный телефон;Должность;Примечание", "display_name phones:mobile job_title notes"),
        ("氏名,会社名,郵便番号,住所,電話番号,携帯電話,メールアドレス,生年月日,備考", "display_name company addresses.postal_code addresses.street phones phones:mobile emails birthday notes"),
        ("姓名,手机,电话,邮箱,公司,职位,地址,备注", "display_name phones:mobile phones emails company job_title addresses.street notes"),
        ("성명,휴대폰,이메일,회사,주소", "display_name phones:mobile emails company addresses.street"),
        ("Soyad;E-posta;Cep telefonu;Şirket;Şehir", "family_name emails phones:mobile company addresses.city"),
    ],
)  # fmt: skip
def test_words_of_many_languages(headers: str, expected: str) -> None:
    """The usual names of columns are known in sixteen languages, whoever made the list."""
    assert fields_of(headers.replace(";", ",").split(",")) == expected.split()


@pytest.mark.parametrize(
    "headers, expected",
    [
        ("Email address;First name;Phone - mobile;Phone - work;Street address line 1 - Home;City - Home;Zip/Postal Code - Home", "emails given_name phones:mobile phones:work addresses.home.street addresses.home.city addresses.home.postal_code"),
        ("First name;Last name;General mobile;General phone;General e-mail;Home state/province;Business postal/ZIP code", "given_name family_name phones:mobile phones emails addresses.home.state addresses.work.postal_code"),
        ("Name;Primary Address Street;Primary Address City;Primary Address Postal Code;Alternate Address City", "display_name addresses.street addresses.city addresses.postal_code addresses.other.city"),
        ("FullName;OfficePhoneNumber;OfficeFAXPhoneNumber;OfficeStreetAddress;OfficeZIP", "display_name phones:work phones:work_fax addresses.work.street addresses.work.postal_code"),
        ("fullName;homeURL;workURL;workEmail1", "display_name urls:home urls:work emails:work"),
    ],
)  # fmt: skip
def test_words_of_further_programs(headers: str, expected: str) -> None:
    """Nokia's, SugarCRM's, Constant Contact's, Lotus Notes' and Zimbra's columns are known too."""
    assert fields_of(headers.split(";")) == expected.split()


@pytest.mark.parametrize(
    "headers, expected",
    [
        ("Naam;Voornaam;E-mailadres", "family_name given_name emails"),
        ("Namn;Förnamn", "family_name given_name"),
        ("Name;Vorname;Nachname", "display_name given_name family_name"),
        ("Titel;Vorname;Telefon", "name_prefix given_name phones"),
        ("Titel;Förnamn;Telefon", "custom_fields.Titel given_name phones"),
        ("Ad;Soyad;Telefon", "given_name family_name phones"),
        ("Ad;Email;Phone", "custom_fields.Ad emails phones"),
        ("Nome;Apelido;Telemóvel", "given_name family_name phones:mobile"),
        ("Nome;Apelido;Telefone", "display_name nickname phones"),
        ("Nome;Sobrenome;Apelido;Telemóvel", "given_name family_name nickname phones:mobile"),
        ("Nombre;Teléfono", "display_name phones"),
        ("Nombre;Apellidos", "given_name family_name"),
        ("Nom;Téléphone", "display_name phones"),
        ("Nom;Prénom", "family_name given_name"),
        ("Имя;Отчество", "given_name middle_name"),
        ("Имя;Телефон", "display_name phones"),
        ("Nombre completo;Nombre", "display_name given_name"),
        ("Jméno;Příjmení;Poznámka", "given_name family_name notes"),
    ],
)
def test_names_and_their_parts(headers: str, expected: str) -> None:
    """One word is the whole name, or a part of it, as its neighbours tell."""
    assert fields_of(headers.split(";")) == expected.split()

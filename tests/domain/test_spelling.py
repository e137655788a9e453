"""Names of other systems beside the tables of single values: whole bodies, disagreements, patches, leniency."""

from typing import Any

import pytest

from contactsctl.domain.spelling import ALIASES, IGNORED, canonical
from contactsctl.errors import ContactsError, UnknownFieldError


def outcome(document: dict[str, Any], **options: bool) -> Any:
    try:
        return canonical(document, **options)
    except ContactsError as error:
        return error.code


BODIES = [
    ({"given_name": "Ana", "emails": [{"value": "Ana@Example.org", "is_primary": True}]},
     {"given_name": "Ana", "emails": [{"address": "Ana@Example.org", "primary": True}]}),
    ({"fullName": "Jane Smith", "mentionName": "jsmith", "email": "jane@example.org", "type": "client", "isActive": True,
      "metadata": {}, "workspaceId": "w", "canLogin": False},
     {"display_name": "Jane Smith", "mention_name": "jsmith", "emails": [{"address": "jane@example.org"}], "type": "client",
      "is_active": True, "custom_fields": {}, "can_login": False}),
    ({"firstName": "John", "lastName": "Smith", "phone": "+14155551234", "createdAt": "2026-01-01T00:00:00Z"},
     {"given_name": "John", "family_name": "Smith", "phones": [{"number": "+14155551234"}],
      "created_at": "2026-01-01T00:00:00Z"}),
    ({"preferred_name": "Jo", "company_name": "Acme",
      "addresses": [{"type": "home", "street": "1 Main St", "region": "CA", "postal": "1"}],
      "websites": [{"value": "https://a.example", "type": "blog"}],
      "custom_fields": [{"label": "Plan", "value": "pro"}, {"label": "Seats", "value": 3}]},
     {"display_name": "Jo", "company": "Acme",
      "addresses": [{"label": "home", "street": "1 Main St", "state": "CA", "postal_code": "1"}],
      "urls": [{"url": "https://a.example", "label": "blog"}], "custom_fields": {"Plan": "pro", "Seats": 3}}),
    ({"name": "A", "metadata": {"a": 1}, "customFields": [{"label": "b", "value": 2}, {"label": "a", "value": 1}]},
     {"display_name": "A", "custom_fields": {"a": 1, "b": 2}}),
    ({"name": "A", "fullName": "A", "email": None, "note": None}, {"display_name": "A"}),
    ({"name": "A", "accessIdentityIds": ["x"]}, {"display_name": "A", "access": ["x"]}),
]  # fmt: skip


@pytest.mark.parametrize("document, expected", BODIES)
def test_bodies_of_hosted_systems(document: dict[str, Any], expected: dict[str, Any]) -> None:
    """Bodies go in unchanged, whether every key must be known or not."""
    assert (outcome(document), outcome(document, lenient=True)) == (expected, expected)


TYPED, E164 = "(415) 555-1234", "+14155551234"
PHONES = [
    ({"value": TYPED, "value_e164": E164}, {"number": E164, "raw": TYPED}),
    ({"value_e164": E164, "value": TYPED}, {"number": E164, "raw": TYPED}),
    ({"value": TYPED, "number": E164, "value_e164": E164}, {"number": E164, "raw": TYPED}),
    ({"number": TYPED, "value_e164": E164, "raw": "as said"}, {"number": E164, "raw": "as said"}),
    ({"value": TYPED, "value_e164": ""}, {"number": TYPED}),
    ({"value": TYPED, "value_e164": None}, {"number": TYPED}),
    ({"value": "", "value_e164": E164}, {"number": E164}),
    ({"number": E164, "value_e164": E164}, {"number": E164}),
]


@pytest.mark.parametrize("item, expected", PHONES)
def test_numbers_typed_and_in_e164(item: dict[str, Any], expected: dict[str, Any]) -> None:
    """E.164 is the number and the typed text how it was given, in any order; an empty one takes nothing away."""
    assert outcome({"phones": [item]}) == {"phones": [expected]}


DISAGREEING = [
    ({"name": "A", "fullName": "B"}, "invalid_value", {"display_name": "A", "custom_fields": {"fullName": "B"}}),
    ({"access": ["a"], "accessIdentityIds": ["b"]}, "invalid_value",
     {"access": ["a"], "custom_fields": {"accessIdentityIds": ["b"]}}),
    ({"emails": [{"value": "a@b.cd", "type": "work", "label": "w"}]}, "invalid_value",
     {"emails": [{"address": "a@b.cd", "label": "work"}], "custom_fields": {"emails.label": ["w"]}}),
    ({"custom": {"a": 1}, "metadata": {"a": 2}}, "duplicate_value", "duplicate_value"),
    ({"custom": [{"label": "a", "value": 1}, {"label": "a", "value": 2}]}, "duplicate_value", "duplicate_value"),
    ({"shoe": 1, "custom": {"shoe": 2}}, "unknown_field", "duplicate_value"),
]  # fmt: skip


@pytest.mark.parametrize("document, strict, lenient", DISAGREEING)
def test_names_that_disagree(document: dict[str, Any], strict: Any, lenient: Any) -> None:
    """Two names of one key that disagree are refused; on import the second is kept beside, or the record rejected."""
    assert (outcome(document), outcome(document, lenient=True)) == (strict, lenient)


PATCHES = [
    ({"note": None, "email": None, "emails": None}, {"notes": None, "emails": None}),
    ({"access_identity_ids": None}, {"access": "everyone"}),
    ({"custom": {"a": None}}, {"custom_fields": {"a": None}}),
    ({"email": None, "emails": []}, "invalid_value"),
    ({"shoe": None}, "unknown_field"),
]


@pytest.mark.parametrize("document, expected", PATCHES)
def test_patches_keep_null(document: dict[str, Any], expected: Any) -> None:
    """In a merge patch null clears, by any name of the key."""
    assert outcome(document, patch=True) == expected


WRONG = [
    {"emails": [5]}, {"emails": [["a@b.cd"]]}, {"emails": [{"address": 5}]}, {"phones": [{"number": 14155551234}]},
    {"phone": 14155551234}, {"emails": [{"address": "a@b.cd", "primary": "yes"}]}, {"note": 5}, {"birthday": 1985},
    {"custom": [1]}, {"custom": [{"value": 1}]}, {"createdAt": 0},
    {"custom": "pro"}, {"custom": "pro", "shoe": 1}, {"metadata": 5},
]  # fmt: skip


@pytest.mark.parametrize("document", WRONG, ids=str)
def test_values_of_the_wrong_kind(document: dict[str, Any]) -> None:
    """A value of another kind than its key's is refused, not turned into text."""
    assert (outcome(document), outcome(document, lenient=True)) == ("invalid_value", "invalid_value")


def test_contacts_that_another_program_numbers() -> None:
    """An import takes a number for the id that it is there; nobody types one for a contact of the book."""
    assert (outcome({"id": 17}), outcome({"id": 17}, lenient=True)) == ("invalid_value", {"id": "17"})
    assert outcome({"id": True}, lenient=True) == "invalid_value"


UNKNOWN = [
    ({"given_nam": "A"}, "unknown field 'given_nam': did you mean 'given_name'?"),
    ({"jobTitel": "A"}, "unknown field 'jobTitel': did you mean 'job_title'?"),
    ({"emails": [{"adress": "a@b.cd"}]}, "unknown field 'adress' in emails: did you mean 'address'?"),
]


@pytest.mark.parametrize("document, message", UNKNOWN)
def test_unknown_keys_name_the_nearest(document: dict[str, Any], message: str) -> None:
    """A slip of the pen is answered with the key that was meant."""
    with pytest.raises(UnknownFieldError) as caught:
        canonical(document)
    assert caught.value.message == message


def test_no_name_has_two_meanings() -> None:
    """What is ignored is no name of a key, and no name stands for another name."""
    assert (IGNORED & {*ALIASES, *ALIASES.values()}, {*ALIASES} & {*ALIASES.values()}) == (set(), set())

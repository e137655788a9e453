"""Every error a user can meet, in one tree; the class says the code and the exit status.

    ContactsError                      1  internal
    ├── UsageError                     2  usage
    ├── NotFoundError                  3  not_found
    ├── InvalidDataError               4  invalid_data
    │   ├── NameRequiredError             name_required
    │   ├── InvalidEmailError             invalid_email
    │   ├── InvalidPhoneError             invalid_phone
    │   ├── InvalidDateError              invalid_date
    │   ├── InvalidTextError              invalid_text
    │   ├── InvalidValueError             invalid_value
    │   ├── DuplicateValueError           duplicate_value
    │   ├── SeveralPrimaryError           several_primary
    │   ├── TooLongError                  too_long
    │   ├── InvalidFilterError            invalid_filter
    │   ├── UnknownFieldError             unknown_field
    │   ├── InvalidTemplateError          invalid_template
    │   ├── InvalidJsonError              invalid_json
    │   └── InvalidFileError              invalid_file
    ├── ConflictError                  5  conflict
    │   ├── DuplicateContactError         duplicate_contact
    │   ├── AmbiguousIdError              ambiguous_id
    │   ├── RevisionMismatchError         revision_mismatch
    │   ├── NotUndoableError              not_undoable
    │   ├── DuplicateIdentityError        duplicate_identity
    │   ├── AlreadyExistsError            already_exists
    │   └── InUseError                    in_use
    ├── RecordsRejectedError           6  records_rejected
    ├── DeniedError                    7  denied
    └── StorageError                   8  storage
        ├── LockedError                   locked
        ├── ReadOnlyError                 read_only
        ├── DiskFullError                 disk_full
        ├── CorruptError                  corrupt
        ├── NewerSchemaError              newer_schema
        └── NotABookError                 not_a_book

The domain and the store raise; only the front end turns an error into words and a status.
"""


class ContactsError(Exception):
    """An error with a message for the user; `field`, `value` and `candidates` say what it is about.

    `value` is the offending input as given; `candidates` are strings, or dicts that describe
    contacts, from which the user can choose.
    """

    code = "internal"
    exit_status = 1

    def __init__(
        self,
        message: str,
        *,
        field: str | None = None,
        value: object = None,
        candidates: tuple[object, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.candidates = candidates


class UsageError(ContactsError):
    code = "usage"
    exit_status = 2


class NotFoundError(ContactsError):
    code = "not_found"
    exit_status = 3


class InvalidDataError(ContactsError):
    code = "invalid_data"
    exit_status = 4


class NameRequiredError(InvalidDataError):
    code = "name_required"


class InvalidEmailError(InvalidDataError):
    code = "invalid_email"


class InvalidPhoneError(InvalidDataError):
    code = "invalid_phone"


class InvalidDateError(InvalidDataError):
    code = "invalid_date"


class InvalidTextError(InvalidDataError):
    code = "invalid_text"


class InvalidValueError(InvalidDataError):
    code = "invalid_value"


class DuplicateValueError(InvalidDataError):
    code = "duplicate_value"


class SeveralPrimaryError(InvalidDataError):
    code = "several_primary"


class TooLongError(InvalidDataError):
    code = "too_long"


class InvalidFilterError(InvalidDataError):
    code = "invalid_filter"


class UnknownFieldError(InvalidDataError):
    code = "unknown_field"


class InvalidTemplateError(InvalidDataError):
    code = "invalid_template"


class InvalidJsonError(InvalidDataError):
    code = "invalid_json"


class InvalidFileError(InvalidDataError):
    code = "invalid_file"


class ConflictError(ContactsError):
    code = "conflict"
    exit_status = 5


class DuplicateContactError(ConflictError):
    code = "duplicate_contact"


class AmbiguousIdError(ConflictError):
    code = "ambiguous_id"


class RevisionMismatchError(ConflictError):
    code = "revision_mismatch"


class NotUndoableError(ConflictError):
    code = "not_undoable"


class DuplicateIdentityError(ConflictError):
    code = "duplicate_identity"


class AlreadyExistsError(ConflictError):
    code = "already_exists"


class InUseError(ConflictError):
    code = "in_use"


class RecordsRejectedError(ContactsError):
    code = "records_rejected"
    exit_status = 6


class DeniedError(ContactsError):
    code = "denied"
    exit_status = 7


class StorageError(ContactsError):
    code = "storage"
    exit_status = 8


class LockedError(StorageError):
    code = "locked"


class ReadOnlyError(StorageError):
    code = "read_only"


class DiskFullError(StorageError):
    code = "disk_full"


class CorruptError(StorageError):
    code = "corrupt"


class NewerSchemaError(StorageError):
    code = "newer_schema"


class NotABookError(StorageError):
    code = "not_a_book"

"""The rooms of the house and the arrows between them."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "contactsctl"
FILES = sorted(PACKAGE.rglob("*.py"))

MAY_IMPORT = {
    "errors": set(),
    "domain": {"errors"},
    "settings": {"errors"},
    "formats": {"domain", "errors"},
    "store": {"domain", "errors"},
    "address_book": {"store", "domain", "errors"},
    "cli": {"address_book", "formats", "domain", "settings", "errors"},
    "addr": {"store", "formats", "cli"},  # reads past the address book: a keystroke has no time for it
    "__main__": {"cli"},
    "__init__": set(),
}
AT_HOME_IN = {
    "sqlite3": ("store", "address_book", "addr"),
    "sqlite_utils": ("store",),
    "typer": ("cli/typer_tree", "cli/help"),
    "rich": ("cli",),
    "phonenumbers": ("domain/phone", "domain/numbers_in_text"),
    "email_validator": ("domain/email",),
    "vobject": ("formats",),
    "rapidfuzz": ("domain/name_match",),
    "segno": ("cli/output/qr",),
    "click": (),
}
VAGUE = {"utils", "util", "helpers", "common", "manager", "models", "core", "db", "misc", "base"}
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40  # its body: a command has a line of signature an option


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_arrows_go_one_way(file: Path) -> None:
    """A room imports only the rooms below it."""
    room = room_of(file)
    ours = {name.split(".")[1] for name in imports(file) if name.startswith("contactsctl.")}
    assert ours - {room} <= MAY_IMPORT[room] | {"__version__"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_libraries_stay_in_their_rooms(file: Path) -> None:
    """Each library is imported where it belongs and nowhere else."""
    place = file.relative_to(PACKAGE).as_posix()
    strangers = [
        name
        for name in imports(file)
        for library, homes in AT_HOME_IN.items()
        if name.split(".")[0] == library and not any(place.startswith(home) for home in homes)
    ]
    assert strangers == []


def test_only_store_executes_sql() -> None:
    """Outside the store, sqlite3 is but a name for annotations."""
    executing = {
        file.relative_to(PACKAGE).as_posix()
        for file in FILES
        if room_of(file) != "store" and ".execute(" in file.read_text(encoding="utf-8")
    }
    assert executing == set()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_files_and_functions_stay_small(file: Path) -> None:
    """No file over 400 lines, no function over 40, no vague file name."""
    text = file.read_text(encoding="utf-8")
    long = [
        node.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.body[0].lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]
    assert (text.count("\n") <= MOST_LINES, long, file.stem in VAGUE) == (True, [], False)

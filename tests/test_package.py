"""The packages: what is in the wheel and in the source distribution, and what an index shows of them."""

import re
import tarfile
from collections.abc import Iterator
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

from contactsctl import __version__
from tests.conftest import ROOT

WHEEL = f"contactsctl-{__version__}-py3-none-any.whl"
SOURCES = f"contactsctl-{__version__}"
ROOMS = ("contactsctl", "docs", "tests", "benchmarks")
ALONE = ("README.md", "LICENSE", "Makefile", "pyproject.toml")
NOT_SHIPPED = {"__pycache__", ".hypothesis"}


def files_of(*rooms: str) -> Iterator[str]:
    for room in rooms:
        for file in (ROOT / room).rglob("*"):
            if file.is_file() and not NOT_SHIPPED & set(file.parts):
                yield str(file.relative_to(ROOT))


def test_the_wheel_is_the_program_and_its_pages(built: Path) -> None:
    """The package with its data files, each manual page where `man` looks, and nothing else."""
    with ZipFile(built / WHEEL) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    pages = {f"{SOURCES}.data/data/share/man/man1/{page.name}" for page in (ROOT / "docs/man").iterdir()}
    assert {"contactsctl/py.typed", "contactsctl/formats/csv_headers.tsv"} <= names
    assert names == {*files_of("contactsctl"), *pages}


def test_the_sources_are_whole(built: Path) -> None:
    """All that the tests, the docs and the benchmarks need is in the source distribution."""
    with tarfile.open(built / f"{SOURCES}.tar.gz") as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {*files_of(*ROOMS), *ALONE} - names == set()
    assert names - {*files_of(*ROOMS), *ALONE} == {"PKG-INFO", ".gitignore"}


def test_the_page_of_the_index_stands_alone(built: Path) -> None:
    """The description has no link and no image that leads into the repository, where an index cannot follow."""
    with ZipFile(built / WHEEL) as wheel:
        metadata = BytesParser().parsebytes(wheel.read(f"{SOURCES}.dist-info/METADATA"))
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "contactsctl import" in metadata.get_payload()
    assert re.findall(r"\]\((?!https:)[^)]*\)", metadata.get_payload()) == []


def test_both_programs_are_installed(built: Path) -> None:
    """The wheel has an entry point for each of the two programs."""
    with ZipFile(built / WHEEL) as wheel:
        text = wheel.read(f"{SOURCES}.dist-info/entry_points.txt").decode()
    assert re.findall(r"^(\S+) = (\S+)$", text, re.MULTILINE) == [
        ("contactsctl", "contactsctl.__main__:main"),
        ("contactsctl-addr", "contactsctl.addr:main"),
    ]

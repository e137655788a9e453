"""A real book in a temporary folder; the real program in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from contactsctl.address_book import AddressBook

ROOT = Path(__file__).parent.parent
DATA = ROOT / "tests" / "data"
CORPUS = ROOT.parent / "shared" / "corpus"
PROGRAM = Path(sys.executable).with_name("contactsctl")

settings.register_profile(
    "contactsctl",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("contactsctl")


@dataclass
class Done:
    """What one run of the program printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.err)["error"]
        return found


class Cli:
    """Runs `contactsctl` in an empty home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.db = home / "book.db"
        self.env = {
            "HOME": str(home),
            "PATH": os.environ.get("PATH", ""),
            "CONTACTSCTL_DB": str(self.db),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_CONFIG_HOME": str(home / "config"),
        }

    def __call__(self, *arguments: str, stdin: str | bytes = "", env: dict[str, str] | None = None) -> Done:
        done = self.bytes(*arguments, stdin=stdin, env=env)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def bytes(
        self, *arguments: str, stdin: str | bytes = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        return subprocess.run(
            [PROGRAM, *arguments],
            input=data,
            capture_output=True,
            env={**self.env, **(env or {})},
            check=False,
            timeout=120,
        )


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[AddressBook]:
    with AddressBook(tmp_path / "book.db", region="US") as opened:
        yield opened


@pytest.fixture
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real files is not here")
    return CORPUS


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder

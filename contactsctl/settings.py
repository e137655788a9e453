"""Which book, which region, which defaults: option, then environment, then config.toml, then default."""

import os
import re
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from contactsctl.errors import InvalidValueError

APP = "contactsctl"
DEFAULT_BOOK = "default"
MAX_LIMIT = 1_000_000_000
DEFAULT_LOCK_TIMEOUT = 30.0
_BOOK_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
_SECONDS = r"[0-9]{1,5}(\.[0-9]{1,3})?"
# The countries of phonenumbers, which a start does not load; a test compares them.
_REGIONS = (
    "AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER "
    "ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE "
    "IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV "
    "LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP "
    "NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK "
    "SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA "
    "VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)
REGIONS = frozenset(_REGIONS.split())
_MISTAKEN = {
    "UK": "GB", "EN": "GB", "JA": "JP", "KO": "KR", "ZH": "CN", "CS": "CZ", "DA": "DK", "EL": "GR",
}  # fmt: skip


class Settings(NamedTuple):
    """What holds for one run of the program; no `stages` of opportunities mean any.

    `lock_timeout` is in seconds.
    """

    book_path: str
    region: str | None = None
    limit: int = 50
    editor: str | None = None
    stages: tuple[str, ...] = ()
    identity: str | None = None
    no_input: bool = False
    lock_timeout: float = DEFAULT_LOCK_TIMEOUT


def data_dir(environment: Mapping[str, str]) -> str:
    """Return the folder of the books."""
    return _platform_dir(environment, "XDG_DATA_HOME", ".local/share", "user_data_path")


def config_dir(environment: Mapping[str, str]) -> str:
    """Return the folder of config.toml."""
    return _platform_dir(environment, "XDG_CONFIG_HOME", ".config", "user_config_path")


def _platform_dir(environment: Mapping[str, str], variable: str, below_home: str, function: str) -> str:
    if not sys.platform.startswith(("linux", "freebsd", "openbsd")):
        import platformdirs

        return str(getattr(platformdirs, function)(APP, appauthor=False))
    # The XDG rules in two lines: platformdirs gives the same, and costs every start 6 ms.
    base = environment.get(variable, "")
    if os.path.isabs(base):
        return os.path.join(base, APP)
    home = os.path.expanduser("~")
    if home == "~":
        raise InvalidValueError(f"no home folder: give --db PATH or set {variable}", field="db")
    return os.path.join(home, below_home, APP)


def book_path(db: str | None, book: str | None, environment: Mapping[str, str]) -> str:
    """Return the file of the book that the options, else the environment, name; --db goes before --book."""
    if db is None and book is None:
        db, book = environment.get("CONTACTSCTL_DB") or None, environment.get("CONTACTSCTL_BOOK") or None
    if db is not None:
        if not db or "\0" in db:
            raise InvalidValueError("--db needs a path", field="db", value=db)
        path = os.path.expanduser(db)
        return path.rstrip(os.sep) or path  # the slash that a shell puts behind a folder
    name = DEFAULT_BOOK if book is None else book
    if not re.fullmatch(_BOOK_NAME, name):
        raise InvalidValueError(
            f"a book's name has letters, digits, '.', '_' and '-', at most 64: {name!r}",
            field="book",
            value=name,
        )
    return os.path.join(data_dir(environment), f"{name}.db")


def load(
    *,
    db: str | None,
    book: str | None,
    identity: str | None,
    no_input: bool,
    environment: Mapping[str, str] = os.environ,
) -> Settings:
    """Return the settings of this run; raises InvalidValueError for what cannot be one."""
    config = _read_config(environment)
    return Settings(
        book_path=book_path(db, book, environment),
        region=check_region(config.get("region"), "region in config.toml"),
        limit=_limit(config),
        editor=environment.get("VISUAL") or environment.get("EDITOR") or _text(config, "editor"),
        stages=_stages(config),
        identity=_identity(environment.get("CONTACTSCTL_AS")) if identity is None else identity,
        no_input=no_input,
        lock_timeout=_lock_timeout(environment.get("CONTACTSCTL_LOCK_TIMEOUT")),
    )


def check_region(value: object, name: str = "region") -> str | None:
    """Return an ISO 3166-1 alpha-2 code in capitals; raises InvalidValueError for what is no country's."""
    if value is None:
        return None
    code = value.upper() if isinstance(value, str) and value.isascii() else ""
    if code in REGIONS:
        return code
    meant = _MISTAKEN.get(code)
    hint = f": did you mean {meant}?" if meant else ""
    raise InvalidValueError(
        f"{name} must be a country code of two letters, such as US: {value!r}{hint}",
        field="region",
        value=value,
        candidates=(meant,) if meant else (),
    )


def _limit(config: Mapping[str, Any]) -> int:
    limit = config.get("limit", config.get("page_size", 50))
    if not isinstance(limit, int) or isinstance(limit, bool) or not 0 <= limit <= MAX_LIMIT:
        raise InvalidValueError(f"limit in config.toml must be a number from 0 on: {limit!r}", field="limit")
    return limit


def _identity(text: str | None) -> str | None:
    try:
        return os.fsencode(text).decode() if text else None
    except UnicodeDecodeError as error:
        raise InvalidValueError("CONTACTSCTL_AS is not UTF-8", field="as") from error


def _lock_timeout(text: str | None) -> float:
    if not text:
        return DEFAULT_LOCK_TIMEOUT
    if not re.fullmatch(_SECONDS, text):
        raise InvalidValueError(
            f"CONTACTSCTL_LOCK_TIMEOUT must be seconds, at most 99999: {text[:80]!r}",
            field="CONTACTSCTL_LOCK_TIMEOUT",
            value=text,
        )
    return float(text)


def _text(config: Mapping[str, Any], key: str) -> str | None:
    value = config.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidValueError(f"{key} in config.toml must be text: {value!r}", field=key)
    return value


def _stages(config: Mapping[str, Any]) -> tuple[str, ...]:
    stages = config.get("stages", [])
    texts = [stage.strip() for stage in stages if isinstance(stage, str)] if isinstance(stages, list) else []
    unique = {text.casefold() for text in texts}
    if not isinstance(stages, list) or not len(unique) == len(stages) or "" in unique:
        raise InvalidValueError(
            f'stages in config.toml must be a list of different texts, such as ["lead", "offer"]: {stages!r}',
            field="stages",
        )
    return tuple(texts)


_KEYS = ("region", "limit", "page_size", "editor", "stages")


def _read_config(environment: Mapping[str, str]) -> dict[str, Any]:
    try:
        path = os.path.join(config_dir(environment), "config.toml")
        with open(path, "rb") as stream:
            data = stream.read()
    except (OSError, InvalidValueError):
        return {}
    import tomllib

    try:
        config = tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidValueError(f"{path}: {error}", field="config") from error
    unknown = [key for key in config if key not in _KEYS]
    if unknown:
        raise InvalidValueError(
            f"{path}: unknown setting {unknown[0]!r} (known: {', '.join(_KEYS)})",
            field="config",
            value=unknown[0],
        )
    return config

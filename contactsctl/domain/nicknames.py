"""Short forms of first names that stand for the same person; folded, as they are compared."""

_SETS = (
    "robert rob bob bobby bert", "william will bill billy liam", "richard rich rick dick",
    "james jim jimmy jamie", "john jack johnny", "jonathan jon", "michael mike mick micha",
    "thomas tom tommy", "joseph joe joey sepp",
    "edward ed eddie ted ned", "charles charlie chuck", "christopher chris kit", "daniel dan danny",
    "david dave davey", "anthony antony tony", "andrew andy drew", "matthew matt", "nicholas nick nicolas",
    "patrick pat paddy", "peter pete", "philip phil phillip", "samuel sam", "stephen steven steve",
    "benjamin ben benny", "alexander alex sandy sascha sasha", "alexandra alex sandra sasha", "gregory greg",
    "frederick fred freddy", "timothy tim", "kenneth ken kenny", "lawrence larry laurence", "leonard leo len",
    "raymond ray", "ronald ron", "donald don", "gerald gerry jerry", "jeffrey geoffrey jeff geoff",
    "elizabeth liz beth betty lisa eliza lizzy", "katherine catherine kate kathy cathy katie",
    "margaret maggie meg peggy", "jennifer jen jenny", "susan sue suzanne susie", "patricia pat patty trish",
    "rebecca becky", "deborah debbie deb", "barbara barb", "victoria vicky tori", "dorothy dot dolly",
    "theresa teresa terry tess", "jessica jess", "samantha sam", "amanda mandy", "jacqueline jackie",
    "francisco paco pancho", "jose pepe", "ignacio nacho", "enrique quique", "guillermo memo",
    "giuseppe beppe peppe", "francesco franco", "johannes hans hannes", "wolfgang wolf", "friedrich fritz",
    "heinrich heinz", "maximilian max", "aleksander olek", "malgorzata gosia", "katarzyna kasia",
)  # fmt: skip


def _by_name() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, names in enumerate(_SETS):
        for name in names.split():
            found.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


_BY_NAME = _by_name()


def forms_of(first: str) -> frozenset[int]:
    """Return the numbers of the sets of forms that a folded first name is in."""
    return _BY_NAME.get(first, frozenset())


def is_short_form(first: str, second: str) -> bool:
    """Tell whether two folded first names are forms of one name, such as `bob` and `robert`."""
    sets = _BY_NAME.get(first)
    return sets is not None and not sets.isdisjoint(_BY_NAME.get(second, ()))

"""Templates: text with names in double braces, and nothing else in them."""

from collections.abc import Callable

from contactsctl.domain.value import Value, value
from contactsctl.errors import InvalidTemplateError, TooLongError

MAX_SIZE = 1024 * 1024
OPEN, CLOSE = "{{", "}}"


@value()
class Template(Value):
    """`texts` has one more than `names`: what stands before, between and after them."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, value_of: Callable[[str], str]) -> str:
        """Return the text with each name replaced by its value; what is in a value is never a name."""
        values = [*(value_of(name) for name in self.names), ""]
        return "".join(part for pair in zip(self.texts, values, strict=True) for part in pair)


def parse(text: str) -> Template:
    """Return a template; white space in braces, around names and dots, is free.

    Raises InvalidTemplateError for braces that are not closed or hold no name, TooLongError above 1 MiB.
    """
    if len(text) > MAX_SIZE:
        raise TooLongError(f"a template is at most {MAX_SIZE:,} characters long", field="template")
    first, *rest = text.split(OPEN)
    texts, names, line = [first], [], first.count("\n") + 1
    for piece in rest:
        inner, closed, after = piece.partition(CLOSE)
        name = ".".join(part.strip() for part in inner.split("."))
        if not closed or not all(name.split(".")):
            problem = "holds no name" if closed else f"is not closed by {CLOSE}"
            raise InvalidTemplateError(f"{OPEN} in line {line} {problem}", field="template", value=inner[:80])
        texts.append(after)
        names.append(name)
        line += piece.count("\n")
    return Template(tuple(texts), tuple(names))

"""JSON merge patch (RFC 7396): absent keeps, null clears, a list replaces, an object is merged."""

from collections.abc import Mapping
from typing import Any


def apply(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """Return the target with the patch applied; neither is changed (RFC 7396 section 2)."""
    result = dict(target)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, Mapping):
            before = result.get(key)
            result[key] = apply(before if isinstance(before, Mapping) else {}, value)
        else:
            result[key] = value
    return result

"""Which characters a regular expression cannot do without, so that it need not be tried on a text that has none of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

_MANY = 4_000  # characters; a larger class tells nothing that is worth looking for


def needed_signs(expression: re.Pattern[str]) -> frozenset[str] | None:
    """Return characters of which every match has one, or None where that cannot be told."""
    return _signs(expression.pattern, expression.flags)  # the hash of an expression itself is that of all its compiled code


@lru_cache(maxsize=1_000)
def _signs(expression: str, flags: int) -> frozenset[str] | None:
    if flags & (re.IGNORECASE | re.VERBOSE | re.LOCALE):
        return None
    try:
        from re import _parser  # type: ignore[attr-defined]

        return _needed(_parser.parse(expression))
    except (ImportError, AttributeError, TypeError, ValueError):  # the parser is a part of Python that may change
        return None


def _needed(nodes: Any) -> frozenset[str] | None:
    """Return the smallest set of characters of which a match of the parsed nodes must have one."""
    found = [signs for op, argument in nodes if (signs := _of_node(str(op), argument))]
    return min(found, key=len, default=None)


def _of_node(op: str, argument: Any) -> frozenset[str] | None:
    match op:
        case "LITERAL":
            return frozenset(chr(argument))
        case "IN":
            return _of_class(argument)
        case "BRANCH":
            each = [_needed(branch) for branch in argument[1]]
            return frozenset().union(*(e for e in each if e)) if all(each) else None
        case "SUBPATTERN":
            _, added, removed, inner = argument
            return None if added or removed else _needed(inner)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _needed(argument[2]) if argument[0] > 0 else None
        case "ATOMIC_GROUP":
            return _needed(argument)
    return None


def _of_class(items: Any) -> frozenset[str] | None:
    signs: set[str] = set()
    for op, argument in items:
        if str(op) == "LITERAL":
            signs.add(chr(argument))
        elif str(op) == "RANGE" and argument[1] - argument[0] < _MANY:
            signs.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(signs) if len(signs) <= _MANY else None

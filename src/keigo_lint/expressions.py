"""Regular expressions that users write: they are given a time, so that none of them can hold up a run for ever."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from keigo_lint.language import Said, SaidError

if TYPE_CHECKING:
    from regex import Match, Pattern

SECONDS = 2.0  # for one look through one text


@dataclass(frozen=True, slots=True)
class Bounded:
    """An expression that gives up. Stands for a `re.Pattern` where one is searched for. Raises re.error for what is no expression."""

    pattern: str
    flags: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "flags", re.compile(self.pattern).flags)
        _compiled(self.pattern)

    def search(self, text: str) -> Match[str] | None:
        """Return the first match. Raises SaidError when that takes too long."""
        try:
            return _compiled(self.pattern).search(text, timeout=SECONDS)
        except TimeoutError:
            raise _too_long(self.pattern) from None

    def finditer(self, text: str) -> Iterator[Match[str]]:
        """Yield the matches. Raises SaidError when that takes too long."""
        try:
            yield from _compiled(self.pattern).finditer(text, timeout=SECONDS)
        except TimeoutError:
            raise _too_long(self.pattern) from None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Pattern[str]:
    import regex  # most runs have no expressions of their own

    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise re.error(str(error), pattern) from None


def _too_long(pattern: str) -> SaidError:
    return SaidError(
        Said(
            f"正規表現「{pattern}」の照合に {SECONDS:g} 秒以上かかるため、やめました（(a+)+ のような繰り返しの入れ子を避けてください）",
            f"gave up on the regular expression {pattern!r} after {SECONDS:g} seconds; avoid repeats inside of repeats, such as (a+)+",
        )
    )

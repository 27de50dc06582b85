"""Which files a settings file means: gitignore patterns, seen from one folder."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from keigo_lint.language import Said, SaidError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_ESCAPE = re.compile(r"\\(?![*?\[\]!# \\])")


@dataclass(frozen=True, slots=True)
class Globs:
    """Patterns over the paths below `root`, as in a .gitignore: a later one with `!` takes back. Equal where root and patterns are."""

    root: Path
    patterns: tuple[str, ...]
    _spec: GitIgnoreSpec = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        from pathspec import GitIgnoreSpec  # most runs have no globs

        for pattern in self.patterns:
            check_glob(pattern)
        object.__setattr__(self, "_spec", GitIgnoreSpec.from_lines(_normal(p.removeprefix("./")) for p in self.patterns))

    def match(self, path: str | Path, *, folder: bool = False) -> bool:
        """Tell whether a file (or a folder) is meant. Symbolic links are not followed."""
        inside = relative(path, self.root)
        return inside is not None and self._spec.match_file(inside + "/" if folder else inside)


def relative(path: str | Path, root: Path) -> str | None:
    """Return a path as seen from a folder, with slashes and in NFC; None if it is not below it."""
    try:
        inside = Path(os.path.abspath(path)).relative_to(root)  # noqa: PTH100 - resolve() would follow symbolic links
    except ValueError:
        return None
    return _normal(inside.as_posix())


def check_glob(pattern: str) -> None:
    """Raise SaidError for a pattern that can mean no file."""
    wrong = _wrong(pattern)
    if wrong is not None:
        raise SaidError(Said(f"「{pattern}」は glob として使えません（{wrong.ja}）", f"{pattern!r} is no glob ({wrong.en})"))


def _wrong(pattern: str) -> Said | None:
    from pathspec import GitIgnoreSpec

    if not pattern.strip() or pattern.startswith("#"):
        return Said("どのファイルも指しません", "it means no file")
    if ".." in pattern.lstrip("!").split("/"):
        return Said("設定ファイルのフォルダーの外は指せません", "it cannot leave the folder of the settings")
    if _ESCAPE.search(pattern):
        return Said("区切りには / を使ってください", "separate folders by /")
    if re.search(r"\{[^{}]*,[^{}]*\}", pattern):
        return Said("{a,b} は使えません。二つに分けてください", "{a,b} has no meaning here; write two patterns")
    try:
        means = GitIgnoreSpec.from_lines([pattern]).patterns
    except (ValueError, re.error) as error:
        return Said(f"{error}", f"{error}")
    if not means or any(p.include is None for p in means):
        return Said("[ が閉じていないか、パスがありません", "a [ is not closed, or it has no path")
    return None


def _normal(text: str) -> str:
    # macOS hands out names with the sound marks taken off their letters
    return unicodedata.normalize("NFC", text)


def globs(root: Path, patterns: Sequence[str]) -> Globs:
    """Return the globs of a folder. Raises SaidError for one that can mean no file."""
    return Globs(Path(os.path.abspath(root)), tuple(patterns))  # noqa: PTH100

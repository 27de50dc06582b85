"""Where the rules are: the compiled rulebook that the wheel ships, or `rules/` beside the sources of an editable install."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from keigo_lint.compiling import SourceError, for_pages, read_sources
from keigo_lint.model import RuleFileError
from keigo_lint.placeholders import Syntaxes
from keigo_lint.rulefile import Rulebook, read_rulebook, read_syntaxes

COMPILED = Path(__file__).with_name("rulebook.json")
PAGES = Path(__file__).with_name("pages.json")
SOURCES = Path(__file__).resolve().parents[2] / "rules"


def in_checkout() -> bool:
    """Tell whether the rules are read from a source tree."""
    return SOURCES.is_dir() and (SOURCES.parent / "pyproject.toml").is_file()


def read_directory(directory: Path) -> dict[str, dict[str, Any]]:
    """Parse a directory of rule files. Raises RuleFileError naming the file and the place."""
    try:
        return read_sources(directory)
    except SourceError as error:
        raise RuleFileError(str(error)) from None


def builtin_sources() -> dict[str, dict[str, Any]]:
    """Return the shipped rule files: from `rules/` in a checkout, else the compiled ones."""
    if in_checkout():
        return read_directory(SOURCES)
    return _compiled(COMPILED)


def page_sources() -> dict[str, dict[str, Any]]:
    """Return what only pages read of the shipped rule files: the articles, and the examples of each rule."""
    return for_pages(read_directory(SOURCES)) if in_checkout() else _compiled(PAGES)


def _compiled(path: Path) -> dict[str, dict[str, Any]]:
    try:
        data: dict[str, dict[str, Any]] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RuleFileError(f"{path}: the compiled rulebook cannot be read ({error}); install keigo-lint again") from None
    return data


@lru_cache(maxsize=1)
def builtin_syntaxes() -> Syntaxes:
    """Return the syntaxes of placeholders alone: readers need them before any rule."""
    path = SOURCES / "placeholders.toml"
    return read_syntaxes(tomllib.loads(path.read_text("utf-8")) if in_checkout() else builtin_sources()["placeholders"])


@lru_cache(maxsize=8)
def load_rulebook(directories: tuple[Path, ...] = ()) -> Rulebook:
    """Return the compiled rulebook, with the rules of the given directories added."""
    extra: dict[str, dict[str, Any]] = {}
    for directory in directories:
        extra.update(read_directory(directory))
    return read_rulebook(builtin_sources(), extra)

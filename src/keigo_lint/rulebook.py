"""Where the rules are: the compiled rulebook that the wheel ships, or `rules/` beside the sources of an editable install."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from keigo_lint.compiling import SourceError, for_pages, read_sources
from keigo_lint.language import Said, SaidError
from keigo_lint.model import RuleFileError
from keigo_lint.placeholders import Syntaxes
from keigo_lint.rulefile import Rulebook, read_rulebook, read_syntaxes
from keigo_lint.tokenizer import Lexicon, tokenize

COMPILED = Path(__file__).with_name("rulebook.json")
PAGES = Path(__file__).with_name("pages.json")
Words = tuple[tuple[str, tuple[str, ...]], ...]
_NO_SURFACE = re.compile(r"[\s\[\]()<>?*+|]")  # what the pattern language has other uses for
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


@lru_cache(maxsize=4)
def builtin_file(name: str) -> dict[str, Any]:
    """Return one of the shipped files alone: readers need theirs before any rule."""
    return tomllib.loads((SOURCES / f"{name}.toml").read_text("utf-8")) if in_checkout() else builtin_sources()[name]


@lru_cache(maxsize=1)
def builtin_syntaxes() -> Syntaxes:
    """Return the syntaxes of placeholders."""
    return read_syntaxes(builtin_file("placeholders"))


def word_lists(directories: Iterable[Path] = ()) -> frozenset[str]:
    """Return the names of the word lists, with those of the given directories."""
    everything = builtin_sources()
    for directory in directories:
        everything.update(read_directory(directory))
    return frozenset(key for file, data in everything.items() if file.startswith("words/") for key in data)


@lru_cache(maxsize=8)
def load_rulebook(directories: tuple[Path, ...] = (), words: Words = ()) -> Rulebook:
    """Return the compiled rulebook, with the rules of the given directories, and with words added to its word lists (`(list, words)` pairs).

    Raises RuleFileError for a rule file that is wrong, and SaidError for a word that cannot be looked for or a list that there is not.
    """
    extra: dict[str, dict[str, Any]] = {}
    for directory in directories:
        extra.update(read_directory(directory))
    sources = builtin_sources()
    for key, entries in words:
        held = next((files for files in (extra, sources) for file in files if file.startswith("words/") and key in files[file]), None)
        if held is None:
            raise SaidError(Said(f"「{key}」という語の一覧はありません", f"unknown word list {key!r}"))
        file = next(file for file in held if file.startswith("words/") and key in held[file])
        held[file] = {**held[file], key: [*held[file][key], *map(as_pattern, entries)]}
    return read_rulebook(sources, extra)


def as_pattern(word: str) -> str:
    """Return the pattern that finds a word as it is written. Raises SaidError for one that has no token, or a sign that no pattern can have."""
    morphemes, *_ = tokenize(word, Lexicon())
    if not morphemes or any(_NO_SURFACE.search(m.surface) for m in morphemes):
        raise SaidError(
            Said(
                f"「{word}」は語の一覧に入れられません（空白や記号だけの語、[ ] ( ) < > ? * + | は使えません）", f"{word!r} cannot be in a word list"
            )
        )
    return " ".join(f"={m.surface}" for m in morphemes)

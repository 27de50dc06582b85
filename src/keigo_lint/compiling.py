"""From rule files to the one data file that the wheel ships. Imports nothing outside the standard library: the build runs it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any


class SourceError(Exception):
    """A file of rules cannot be parsed; the message names the file and the place."""


def read_sources(directory: Path) -> dict[str, dict[str, Any]]:
    """Parse every TOML file below a directory; keys are paths without the suffix. Raises SourceError with the place of a syntax error."""
    if not directory.is_dir():
        raise SourceError(f"{directory}: no such directory of rules")
    files: dict[str, dict[str, Any]] = {}
    for path in sorted(directory.rglob("*.toml")):
        try:
            files[path.relative_to(directory).with_suffix("").as_posix()] = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SourceError(f"{path}: {error}") from None
    return files


_EXAMPLES = ("bad", "good")
_NOT_FOR_CHECKING = (*_EXAMPLES, "example", "none")
_ARTICLES = "articles"


def compile_sources(files: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the rule files as one JSON text, without what only tests and pages read."""
    kept = {name: {k: v for k, v in data.items() if k not in _NOT_FOR_CHECKING} for name, data in sorted(files.items()) if name != _ARTICLES}
    return _dumped(kept)


def for_pages(files: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what only pages read: the articles, and the examples of each rule."""
    examples = {name: {k: data[k] for k in _EXAMPLES if k in data} for name, data in sorted(files.items())}
    return {_ARTICLES: dict(files[_ARTICLES]), **{name: data for name, data in examples.items() if data}}


def compile_pages(files: Mapping[str, Mapping[str, Any]]) -> str:
    """Return what only pages read as one JSON text."""
    return _dumped(for_pages(files))


def _dumped(data: Any) -> str:
    # JSON has no times; those of examples are shown as they are written.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=str)

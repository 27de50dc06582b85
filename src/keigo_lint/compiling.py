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


def compile_sources(files: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the rule files as one JSON text, without the examples that only tests read."""
    kept = {name: {k: v for k, v in data.items() if k not in ("bad", "good", "example", "none")} for name, data in sorted(files.items())}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))

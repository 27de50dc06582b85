"""Reporters: one module an output format, each a function from (file results, options) to the text to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from keigo_lint.files import FileResult
from keigo_lint.language import Language
from keigo_lint.model import Severity
from keigo_lint.rulefile import Rule


@dataclass(frozen=True, slots=True)
class Options:
    """How to show the results. `color`, `width` (cells) and `lang` are for people; `rules` tells reasons and titles.

    `root` is the repository that paths are told from where a format wants that; findings of `fail_level` and above are failures.
    """

    lang: Language = "ja"
    color: bool = False
    width: int = 100
    acts: bool = False
    statistics: bool = False
    rules: Mapping[str, Rule] = field(default_factory=dict)
    root: Path | None = None
    fail_level: Severity = "warning"


Reporter = Callable[[Sequence[FileResult], Options], str]

_MODULES: Mapping[str, str] = {
    "full": "full",
    "concise": "concise",
    "grouped": "grouped",
    "json": "data",
    "jsonl": "lines",
    "sarif": "sarif",
    "github": "github",
    "junit": "junit",
    "markdown": "markdown",
}
FORMATS = tuple(_MODULES)
FOR_PEOPLE = ("full", "concise", "grouped")


def reporter(name: str) -> Reporter:
    """Return the reporter of an output format."""
    found: Reporter = import_module(f"keigo_lint.reporters.{_MODULES[name]}").render
    return found

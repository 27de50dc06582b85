"""Where reports go: standard output, and files, each in a format of its own."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

import click

from keigo_lint.reporters import FORMATS


class Output(NamedTuple):
    """A file to write a report to; `format` is None for the one of `--output-format`."""

    format: str | None
    path: Path


class OutputType(click.ParamType[Output]):
    """`PATH`, or `FORMAT:PATH`."""

    name = "output"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Output:
        """Read one. A word before a colon is a format; one letter is a drive."""
        if isinstance(value, Output):
            return value
        before, colon, path = value.partition(":")
        if not colon or not re.fullmatch("[A-Za-z]{2,}", before):
            return Output(None, Path(value))
        if before not in FORMATS:
            near = get_close_matches(before, FORMATS, 1)
            self.fail(
                f"{before!r} is no format" + (f"; did you mean {near[0]!r}?" if near else f" (there are {', '.join(FORMATS)})")
                + f" A file of that name is written as ./{value}",
                param, ctx,
            )  # fmt: skip
        if not path:
            self.fail(f"a path is missing after {value!r}", param, ctx)
        return Output(before, Path(path))


def repository(folder: Path) -> Path | None:
    """Return the root of the repository that a folder is in."""
    return next((f for f in (folder, *folder.parents) if (f / ".git").exists()), None)

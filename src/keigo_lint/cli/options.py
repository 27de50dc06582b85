"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from keigo_lint.cli.talk import LANG
from keigo_lint.language import SaidError
from keigo_lint.rulefile import SCENES

F = TypeVar("F", bound=Callable[..., Any])
SCENES_SAID = f"What kind of message it is, instead of a guess: {', '.join(SCENES)}."


class Moment(click.ParamType[datetime]):
    """A date and time of ISO 8601."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read one."""
        from keigo_lint.readers.records import parse_time

        try:
            return value if isinstance(value, datetime) else parse_time(value)
        except ValueError:
            self.fail(f"{value!r} is no date and time; write it as 2025-04-01T10:30", param, ctx)


def _keep_lang(ctx: click.Context, param: click.Parameter, value: str) -> str:
    ctx.meta[LANG] = value  # for errors that are met outside of the command
    return value


def lang_option(f: F) -> F:
    """Add `--lang`."""
    choice = click.Choice(["ja", "en"])
    text = "Language of the results."
    return click.option("--lang", type=choice, default="ja", show_default=True, is_eager=True, callback=_keep_lang, help=text)(f)


def color_option(f: F) -> F:
    """Add `--color`."""
    choice = click.Choice(["auto", "always", "never"])
    return click.option("--color", type=choice, default="auto", help="When to colour (NO_COLOR and FORCE_COLOR are honoured).")(f)


def rules_dir_option(f: F) -> F:
    """Add `--rules-dir`."""
    path = click.Path(path_type=Path)
    return click.option("--rules-dir", "rules_dirs", multiple=True, type=path, help="A directory with more rule files; may be repeated.")(f)


def encoding_option(text: str) -> Callable[[F], F]:
    """Add `--encoding`, described by a text."""

    def known(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        from keigo_lint.encoding import known_encoding

        try:
            return None if value is None else known_encoding(value)
        except SaidError as error:
            raise click.BadParameter(str(error), ctx, param) from None

    return click.option("--encoding", metavar="NAME", callback=known, help=text)


def _split(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name for item in value for name in (part.strip() for part in item.split(",")) if name)
    if value and not names:
        raise click.BadParameter("names no rule", ctx, param)
    return names


def rule_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Return the rules that a shell may complete a name to; of several names the last one is completed."""
    from keigo_lint.rulebook import load_rulebook

    before, comma, name = incomplete.rpartition(",")
    return [before + comma + rule for rule in sorted(load_rulebook().rules) if rule.startswith(name)]


def names_option(option: str, text: str) -> Callable[[F], F]:
    """Add an option that takes names of rules and groups."""
    return click.option(option, multiple=True, metavar="RULES", callback=_split, shell_complete=rule_names, help=text)


def config_options(f: F) -> F:
    """Add `--config` and `--isolated`."""
    f = click.option("--isolated", is_flag=True, help="Use no settings file.")(f)
    file = click.Path(path_type=Path)
    return click.option("--config", type=file, help="Settings for all files, instead of the nearest keigo-lint.toml or pyproject.toml.")(f)


def baseline_option(f: F) -> F:
    """Add `--baseline`."""
    file = click.Path(path_type=Path)
    return click.option("--baseline", type=file, help="Do not report the findings of this baseline (keigo-lint baseline makes one).")(f)


def scene_option(f: F) -> F:
    """Add `--scene`."""
    return click.option("--scene", type=click.Choice(["auto", *SCENES]), metavar="SCENE", help=SCENES_SAID)(f)

"""What every command does alike: printing, complaining, and turning errors into sentences and an exit status."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from pathlib import Path
from typing import Any, TextIO

import click

from keigo_lint.language import Language, Said, SaidError
from keigo_lint.model import KeigoLintError
from keigo_lint.reporters import Options

FOUND, TROUBLE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
LANG = "keigo_lint.lang"
DEBUG = "KEIGO_LINT_DEBUG"  # with this in the environment an error of ours shows its traceback


class Group(click.Group):
    """Commands whose errors are sentences: no traceback reaches the user."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, ValueError):
                stream.reconfigure(errors="replace")  # type: ignore[union-attr]
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still buffered would be written at exit, and fail there.
            with contextlib.suppress(OSError, ValueError), Path(os.devnull).open("w") as nothing:
                os.dup2(nothing.fileno(), sys.stdout.fileno())
            ctx.exit(PIPE_CLOSED)
        except KeyboardInterrupt:
            ctx.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get(DEBUG) and not isinstance(error, KeigoLintError):
                raise
            complain(said_of(error).to(_language()))
            ctx.exit(TROUBLE)
        return result


def said_of(error: Exception) -> Said:
    """Return what to say of an error."""
    from keigo_lint.opening import unreadable

    if isinstance(error, SaidError):
        return error.said
    if isinstance(error, KeigoLintError):
        return Said(str(error), str(error))
    if isinstance(error, OSError):
        said = unreadable(error)
        return Said(f"{error.filename}: {said.ja}", f"{error.filename}: {said.en}") if error.filename else said
    what = f"{type(error).__name__}: {error}"
    return Said(f"keigo-lint の内部エラーです（{what}）。{DEBUG}=1 で詳しく表示します", f"internal error ({what}); {DEBUG}=1 shows more")


def complain(sentence: str) -> None:
    """Print a sentence to standard error."""
    from keigo_lint.reporters.terminal import clean

    click.echo(f"keigo-lint: {clean(sentence)}", err=True)


def is_file(name: str) -> bool:
    """Tell whether an argument names a file."""
    try:
        return name == "-" or Path(name).is_file()
    except (OSError, ValueError):  # a text is longer than any file's name
        return False


def bytes_of(name: str) -> bytes:
    """Read a file, or standard input for "-"."""
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def text_of(name: str, encoding: str | None) -> str:
    """Return the text of a file that is not checked itself."""
    from keigo_lint.encoding import decode

    try:
        return decode(bytes_of(name), encoding).text
    except SaidError as error:
        raise SaidError(Said(f"{name}: {error.said.ja}", f"{name}: {error.said.en}")) from None


def _language() -> Language:
    return "en" if click.get_current_context().meta.get(LANG) == "en" else "ja"


def width() -> int:
    """Return how many columns there are to print in."""
    return max(20, shutil.get_terminal_size((120, 24)).columns)


def options_for(lang: Language, color: str) -> Options:
    """Return how to print to standard output."""
    return Options(lang, colored(color, sys.stdout), width())


def colored(when: str, stream: TextIO) -> bool:
    """Tell whether to colour what goes to a stream."""
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def put(text: str, file: Path | None = None, *, err: bool = False, utf8: bool = False) -> None:
    """Print a report, or write it to a file. Colours were decided when it was made."""
    if file is not None:
        file.write_text(text, "utf-8", errors="replace")
        return
    stream = sys.stderr if err else sys.stdout
    if utf8:
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    # Whatever may reach a terminal was made safe, and a diff must stay exact: nothing is to be stripped.
    click.echo(text, stream, nl=False, color=True)

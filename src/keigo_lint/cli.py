"""The command line: the only module that prints or exits.

Exit status: 0 nothing at or above the fail level, 1 findings, 2 something could not be checked. Results go to standard output, trouble to
standard error.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from keigo_lint import __version__
from keigo_lint.language import Language, Said, SaidError
from keigo_lint.model import SEVERITIES, Context, KeigoLintError
from keigo_lint.reporters import FOR_PEOPLE, FORMATS, Options, reporter
from keigo_lint.rulefile import SCENES

if TYPE_CHECKING:
    from keigo_lint.files import Checker, FileResult, Note, Source

F = TypeVar("F", bound=Callable[..., Any])
FOUND, TROUBLE, INTERRUPTED, PIPE_CLOSED = 1, 2, 130, 141
_SCENES = f"What kind of message it is, instead of a guess: {', '.join(SCENES)}."
_LANG = "keigo_lint.lang"
DEBUG = "KEIGO_LINT_DEBUG"  # with this in the environment an error of ours shows its traceback


class _Group(click.Group):
    """Commands whose errors are sentences: no traceback reaches the user."""

    def invoke(self, ctx: click.Context) -> Any:
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
            _complain(_said(error).to(_language()))
            ctx.exit(TROUBLE)
        return result


class _Moment(click.ParamType[datetime]):
    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from keigo_lint.readers.records import parse_time

        try:
            return value if isinstance(value, datetime) else parse_time(value)
        except ValueError:
            self.fail(f"{value!r} is no date and time; write it as 2025-04-01T10:30", param, ctx)


def _keep_lang(ctx: click.Context, param: click.Parameter, value: str) -> str:
    ctx.meta[_LANG] = value  # for errors that are met outside of the command
    return value


def _lang(f: F) -> F:
    choice = click.Choice(["ja", "en"])
    text = "Language of the results."
    return click.option("--lang", type=choice, default="ja", show_default=True, is_eager=True, callback=_keep_lang, help=text)(f)


def _color(f: F) -> F:
    choice = click.Choice(["auto", "always", "never"])
    return click.option("--color", type=choice, default="auto", help="When to colour (NO_COLOR and FORCE_COLOR are honoured).")(f)


def _rules_dir(f: F) -> F:
    path = click.Path(path_type=Path)
    return click.option("--rules-dir", "rules_dirs", multiple=True, type=path, help="A directory with more rule files; may be repeated.")(f)


def _encoding(text: str) -> Callable[[F], F]:
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


def _names(option: str, text: str) -> Callable[[F], F]:
    return click.option(option, multiple=True, metavar="RULES", callback=_split, help=text)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="keigo-lint")
def main() -> None:
    """A message-tone linter for Japanese customer replies."""


@main.command()
@click.argument("paths", nargs=-1)
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: apply the other fixes and insert the suggested sentences too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@_names("--select", "Run these rules or groups instead of the profile's (comma separated, may be repeated).")
@_names("--extend-select", "Run these rules or groups too.")
@_names("--ignore", "Do not run these rules or groups.")
@click.option("--scene", type=click.Choice(["auto", *SCENES]), default="auto", metavar="SCENE", help=_SCENES)
@click.option("--profile", default="standard", show_default=True, help="Settings to check by.")
@click.option("--incoming", type=click.Path(), metavar="FILE", help="The customer's message that the drafts answer.")
@click.option("--received", type=_Moment(), metavar="TIME", help="When the customer's message came in (2025-04-01T10:30).")
@click.option("--now", type=_Moment(), metavar="TIME", help="When the reply goes out; with --received, now unless given.")
@click.option("--price", type=click.IntRange(min=0), metavar="YEN", help="What the customer paid.")
@_rules_dir
@click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True, help="How to show the findings.")
@click.option("-o", "--output-file", type=click.Path(path_type=Path), help="Write the results to a file.")
@click.option(
    "--fail-level", type=click.Choice(SEVERITIES[::-1]), default="warning", show_default=True, help="The least severity that makes the exit status 1."
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--acts", is_flag=True, help="Also show what each draft was found to do.")
@click.option("--stdin-filename", metavar="NAME", help="The file that standard input stands for.")
@_encoding("The encoding of the files; found out for each if not given.")
@_lang
@_color
@click.pass_context
def check(
    ctx: click.Context,
    paths: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    scene: str,
    profile: str,
    incoming: str | None,
    received: datetime | None,
    now: datetime | None,
    price: int | None,
    rules_dirs: tuple[Path, ...],
    output_format: str,
    output_file: Path | None,
    fail_level: str,
    exit_zero: bool,
    statistics: bool,
    acts: bool,
    stdin_filename: str | None,
    encoding: str | None,
    lang: Language,
    color: str,
) -> None:
    """Check drafts: files, directories (searched for *.txt, *.md and *.jsonl), or - for standard input; this directory if none is given."""
    from keigo_lint.files import Checker, find
    from keigo_lint.linter import Linter
    from keigo_lint.reporters.diff import difference

    if fix and diff:
        raise click.UsageError("--fix and --diff exclude each other: one changes files, the other does not")
    files, notes = find(paths or ["."])
    if stdin_filename is not None and "-" not in files:
        raise click.UsageError("--stdin-filename needs - among the paths")
    if received is not None and now is None:
        now = datetime.now(received.tzinfo)
    linter = Linter(profile, select or None, ignore, extend_select, rules_dirs, lang)
    context = Context(_text_of(incoming, None) if incoming else None, received, now, price)
    run = _Run(Checker(linter, scene, context), encoding, stdin_filename or "-", lang, notes)
    for name in files:
        with run.guarded(name):
            run.check(name, fix=fix, diff=diff, unsafe=unsafe_fixes)
    run.tell()
    to_stderr = fix and "-" in files  # the mended draft goes to standard output, the findings where they do not get into it
    shown = _colored(color, sys.stderr if to_stderr else sys.stdout, output_file)
    text = ""
    if diff:
        looked_at = shown or (output_file is None and sys.stdout.isatty())
        text = "".join(difference(before, after, looked_at=looked_at, color=shown) for before, after in run.changes)
    elif run.results or output_format not in FOR_PEOPLE:
        text = reporter(output_format)(run.results, Options(lang, shown, _width(), acts, statistics, linter.rulebook.rules))
    _print(text, output_file, err=to_stderr, utf8=output_format not in FOR_PEOPLE and not diff)
    ctx.exit(run.status(fail_level, exit_zero))


@main.command("rule")
@click.argument("name")
@_rules_dir
@_lang
@_color
def show_rule(name: str, rules_dirs: tuple[Path, ...], lang: Language, color: str) -> None:
    """Show one rule: what it finds, why, where that comes from, and examples."""
    from keigo_lint.reporters.pages import rule_page
    from keigo_lint.rulebook import builtin_sources, load_rulebook

    rules = load_rulebook(rules_dirs).rules
    _one_of(name, rules, "rule")
    words = {key: entries for file, data in builtin_sources().items() if file.startswith("words/") for key, entries in data.items()}
    _print(rule_page(rules[name], words, _options(lang, color)))


@main.command("rules")
@_rules_dir
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to show them.")
@_lang
@_color
def list_rules(rules_dirs: tuple[Path, ...], output_format: str, lang: Language, color: str) -> None:
    """List all rules: name, tier, severity and title."""
    from keigo_lint.reporters.pages import rules_data, rules_table
    from keigo_lint.rulebook import load_rulebook

    found = [r for _, r in sorted(load_rulebook(rules_dirs).rules.items())]
    if output_format == "json":
        from keigo_lint.reporters.data import dumps

        _print(dumps(rules_data(found), indent=2) + "\n", utf8=True)
    else:
        _print(rules_table(found, _options(lang, color)))


@main.command("profiles")
@_rules_dir
@_lang
@_color
def list_profiles(rules_dirs: tuple[Path, ...], lang: Language, color: str) -> None:
    """List the profiles."""
    from keigo_lint.reporters.pages import profiles_table
    from keigo_lint.rulebook import load_rulebook

    found = [p for _, p in sorted(load_rulebook(rules_dirs).profiles.items())]
    _print(profiles_table(found, _options(lang, color)))


@main.command("profile")
@click.argument("name")
@_rules_dir
@_lang
@_color
def show_profile(name: str, rules_dirs: tuple[Path, ...], lang: Language, color: str) -> None:
    """Show one profile: its settings, and the rules that run under it."""
    from keigo_lint.linter import Linter
    from keigo_lint.reporters.pages import profile_page

    linter = Linter(name, rules_dirs=rules_dirs)
    _print(profile_page(linter.profile, linter.rules, linter.settings, _options(lang, color)))


@main.command()
@click.argument("text", metavar="TEXT|FILE")
@click.option("--tokens/--no-tokens", default=True, help="Also show the words and how they were analysed.")
@click.option("--scene", type=click.Choice(["auto", *SCENES]), default="auto", metavar="SCENE", help=_SCENES)
@click.option("--incoming", type=click.Path(), metavar="FILE", help="The customer's message that the draft answers.")
@_encoding("The encoding of the file; found out if not given.")
@_rules_dir
@_lang
@_color
@click.pass_context
def inspect(
    ctx: click.Context,
    text: str,
    tokens: bool,
    scene: str,
    incoming: str | None,
    encoding: str | None,
    rules_dirs: tuple[Path, ...],
    lang: Language,
    color: str,
) -> None:
    """Show what is recognised in a text or a file (- for standard input): sentences, tokens, acts, the scene."""
    from dataclasses import replace

    from keigo_lint.linter import Linter
    from keigo_lint.model import Draft
    from keigo_lint.readers import Problem, reader_for
    from keigo_lint.reporters.pages import inspection

    drafts: list[Draft] = [Draft(text)]
    problems: list[Problem] = []
    if _is_file(text):
        extracts, problems = reader_for(text)(_text_of(text, encoding), text)
        drafts = [extract.draft for extract in extracts]
    for problem in problems:
        _complain(f"{text}:{problem.line}: {problem.said.to(lang)}")
    linter = Linter(rules_dirs=rules_dirs, lang=lang)
    answered = _text_of(incoming, None) if incoming else None
    pages = []
    for draft in drafts:
        context = replace(draft.context, incoming=draft.context.incoming or answered)
        situation, report = linter.situation(replace(draft, scene=scene if draft.scene == "auto" else draft.scene, context=context))
        pages.append(inspection(situation, report, _options(lang, color), tokens=tokens))
    _print("\n".join(pages))
    ctx.exit(TROUBLE if problems else 0)


@main.command("test")
@click.argument("directories", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path))
@click.option("--mutants/--no-mutants", default=True, help="Also drop each qualifier and see that some example fails.")
@_lang
@click.pass_context
def test_rules(ctx: click.Context, directories: tuple[Path, ...], mutants: bool, lang: Language) -> None:
    """Prove rule files by their own examples."""
    from keigo_lint.harness import run_tests
    from keigo_lint.reporters.terminal import clean

    failures = run_tests(directories, mutants=mutants)
    rows = [clean(str(failure)) for failure in failures]
    if lang == "ja":
        rows.append(f"{len(failures)} 件が例で確かめられていません。" if failures else "すべて例のとおりです。")
    else:
        rows.append(f"{len(failures)} not proved by examples." if failures else "Everything is proved by examples.")
    _print("\n".join(rows) + "\n")
    ctx.exit(FOUND if failures else 0)


@dataclass(slots=True)
class _Run:
    """One run over files: what was found, what is to be told, and what would change."""

    checker: Checker
    encoding: str | None
    stdin_name: str
    lang: Language
    notes: list[Note]
    results: list[FileResult] = field(default_factory=list)
    changes: list[tuple[FileResult, FileResult]] = field(default_factory=list)

    def check(self, name: str, *, fix: bool, diff: bool, unsafe: bool) -> None:
        """Check one file; mend it, or keep what mending it would change."""
        from keigo_lint.files import load

        source = load(self.stdin_name if name == "-" else name, _bytes_of(name), self.encoding)
        before = after = self.checker.check(source)
        self.notes.extend(before.notes)
        if fix or diff:
            with self.guarded(name):
                after = self.checker.fix(source, before, unsafe)
        self.results.append(before)
        if diff and after.text != before.text:
            self.changes.append((before, after))
        if fix:
            with self.guarded(name):
                self._write(name, source, after)
                self.results[-1] = after

    def _write(self, name: str, source: Source, after: FileResult) -> None:
        from keigo_lint.encoding import RewriteError, rewrite
        from keigo_lint.files import encoded

        data = source.data
        if after.text != source.decoded.text:
            if source.decoded.guessed and self.encoding is None:
                found = source.decoded.encoding
                raise RewriteError(
                    Said(
                        f"文字コードは {found} と推定しました。書き換えるには --encoding {found} を付けてください",
                        f"its encoding was only guessed ({found}); name it with --encoding {found} to have it changed",
                    )
                )
            data = encoded(source, after.text)
        if name == "-":
            sys.stdout.flush()
            sys.stdout.buffer.write(data)
        elif data != source.data:
            rewrite(Path(name), source.data, data)

    @contextlib.contextmanager
    def guarded(self, name: str) -> Iterator[None]:
        """Take trouble with one file as a note, so that the others are still checked."""
        from keigo_lint.files import Note, unreadable

        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:
            if os.environ.get(DEBUG) and not isinstance(error, (KeigoLintError, OSError)):
                raise
            said = unreadable(error) if isinstance(error, OSError) else _said(error)
            self.notes.append(Note(self.stdin_name if name == "-" else name, said))

    def tell(self) -> None:
        """Print the notes."""
        for note in self.notes:
            place = note.path if note.line is None else f"{note.path}:{note.line}"
            _complain(f"{place}: {note.said.to(self.lang)}")

    def status(self, fail_level: str, exit_zero: bool) -> int:
        """Return the exit status: trouble goes before findings."""
        if any(note.trouble for note in self.notes):
            return TROUBLE
        levels = SEVERITIES[SEVERITIES.index(fail_level) :]
        found = any(d.severity in levels for result in self.results for draft in result.drafts for d in draft.report.diagnostics)
        return FOUND if found and not exit_zero else 0


def _said(error: Exception) -> Said:
    """Return what to say of an error."""
    from keigo_lint.files import unreadable

    if isinstance(error, SaidError):
        return error.said
    if isinstance(error, KeigoLintError):
        return Said(str(error), str(error))
    if isinstance(error, OSError):
        said = unreadable(error)
        return Said(f"{error.filename}: {said.ja}", f"{error.filename}: {said.en}") if error.filename else said
    what = f"{type(error).__name__}: {error}"
    return Said(f"keigo-lint の内部エラーです（{what}）。{DEBUG}=1 で詳しく表示します", f"internal error ({what}); {DEBUG}=1 shows more")


def _complain(sentence: str) -> None:
    from keigo_lint.reporters.terminal import clean

    click.echo(f"keigo-lint: {clean(sentence)}", err=True)


def _is_file(name: str) -> bool:
    try:
        return name == "-" or Path(name).is_file()
    except (OSError, ValueError):  # a text is longer than any file's name
        return False


def _bytes_of(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _text_of(name: str, encoding: str | None) -> str:
    """Return the text of a file that is not checked itself."""
    from keigo_lint.encoding import decode

    try:
        return decode(_bytes_of(name), encoding).text
    except SaidError as error:
        raise SaidError(Said(f"{name}: {error.said.ja}", f"{name}: {error.said.en}")) from None


def _one_of(name: str, known: Iterable[str], what: str) -> None:
    names = list(known)
    if name not in names:
        near = get_close_matches(name, names, 1, 0.5)
        raise KeigoLintError(f"unknown {what} {name!r}" + (f"; did you mean {near[0]!r}?" if near else ""))


def _language() -> Language:
    return "en" if click.get_current_context().meta.get(_LANG) == "en" else "ja"


def _width() -> int:
    return max(20, shutil.get_terminal_size((120, 24)).columns)


def _options(lang: Language, color: str) -> Options:
    return Options(lang, _colored(color, sys.stdout, None), _width())


def _colored(when: str, stream: TextIO, file: Path | None) -> bool:
    if when != "auto":
        return when == "always"
    if file is not None or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _print(text: str, file: Path | None = None, *, err: bool = False, utf8: bool = False) -> None:
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

"""`keigo-lint check`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from keigo_lint.cli.options import (
    Moment,
    baseline_option,
    color_option,
    config_options,
    encoding_option,
    lang_option,
    names_option,
    rules_dir_option,
    scene_option,
)
from keigo_lint.cli.outputs import Output, OutputType, repository
from keigo_lint.cli.progress import Progress
from keigo_lint.cli.talk import DEBUG, FOUND, TROUBLE, bytes_of, colored, complain, put, said_of, text_of, width
from keigo_lint.language import Language, Said
from keigo_lint.model import SEVERITIES, Context, KeigoLintError, Severity
from keigo_lint.reporters import FOR_PEOPLE, FORMATS, Options, reporter

if TYPE_CHECKING:
    from keigo_lint.files import FileResult, Note, Source
    from keigo_lint.plan import Plan, Plans


@click.command()
@click.argument("paths", nargs=-1)
@click.option("--fix", is_flag=True, help="Apply the safe fixes.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix or --diff: apply the other fixes and insert the suggested sentences too.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@names_option("--select", "Run these rules or groups instead of the profile's (comma separated, may be repeated).")
@names_option("--extend-select", "Run these rules or groups too.")
@names_option("--ignore", "Do not run these rules or groups.")
@config_options
@baseline_option
@scene_option
@click.option("--profile", help='What to check by; "standard" unless the settings name another one.')
@click.option("--incoming", type=click.Path(), metavar="FILE", help="The customer's message that the drafts answer.")
@click.option("--received", type=Moment(), metavar="TIME", help="When the customer's message came in (2025-04-01T10:30).")
@click.option("--now", type=Moment(), metavar="TIME", help="When the reply goes out; with --received, now unless given.")
@click.option("--price", type=click.IntRange(min=0), metavar="YEN", help="What the customer paid.")
@rules_dir_option
@click.option("--output-format", type=click.Choice(FORMATS), default="full", show_default=True, help="How to show the findings.")
@click.option(
    "-o",
    "--output-file",
    "outputs",
    multiple=True,
    type=OutputType(),
    metavar="[FORMAT:]PATH",
    help="Write the results to a file: instead of to standard output, or with FORMAT besides it. May be repeated.",
)
@click.option("--fail-level", type=click.Choice(SEVERITIES[::-1]), help="The least severity that makes the exit status 1. [default: warning]")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even if there are findings.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--acts", is_flag=True, help="Also show what each draft was found to do.")
@click.option("--stdin-filename", metavar="NAME", help="The file that standard input stands for.")
@encoding_option("The encoding of the files; found out for each if not given.")
@lang_option
@color_option
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
    config: Path | None,
    isolated: bool,
    baseline: Path | None,
    scene: str | None,
    profile: str | None,
    incoming: str | None,
    received: datetime | None,
    now: datetime | None,
    price: int | None,
    rules_dirs: tuple[Path, ...],
    output_format: str,
    outputs: tuple[Output, ...],
    fail_level: Severity | None,
    exit_zero: bool,
    statistics: bool,
    acts: bool,
    stdin_filename: str | None,
    encoding: str | None,
    lang: Language,
    color: str,
) -> None:
    """Check drafts: files, directories (searched for all formats that can be read), or - for standard input; this directory if none is given."""
    from keigo_lint.files import find
    from keigo_lint.plan import Plans

    if fix and diff:
        raise click.UsageError("--fix and --diff exclude each other: one changes files, the other does not")
    options = {"select": select or None, "extend-select": extend_select, "ignore": ignore, "scene": scene, "profile": profile}
    given = {name: value for name, value in {**options, "encoding": encoding, "fail-level": fail_level}.items() if value}
    plans = Plans(given, rules_dirs, lang, config, isolated, baseline)
    files, notes = find(paths or ["."], plans.excluded)
    if stdin_filename is not None and "-" not in files:
        raise click.UsageError("--stdin-filename needs - among the paths")
    if received is not None and now is None:
        now = datetime.now(received.tzinfo)
    context = Context(text_of(incoming, None) if incoming else None, received, now, price)
    standard = plans.of(stdin_filename)
    run = Run(plans, context, encoding, stdin_filename or "-", lang, notes)
    with Progress(len(files), {"ja": "確認中", "en": "Checking"}[lang], sys.stderr) as progress:
        for name in files:
            plan = standard if name == "-" else plans.of(name)
            with run.guarded(name):
                run.check(name, plan, fix=fix, diff=diff, unsafe=unsafe_fixes)
            progress.advance()
    run.finish(searched=any(Path(path).is_dir() for path in paths or ["."]))
    to_stderr = fix and "-" in files  # the mended draft goes to standard output, the findings where they do not get into it
    written = Options(lang, color == "always", 100, acts, statistics, plans.rules(), repository(Path.cwd()), standard.fail_level)
    for output in outputs:
        with run.guarded(str(output.path)):
            put(run.report(output.format or output_format, written, diff=diff and output.format is None), output.path)
    run.tell()
    if all(output.format for output in outputs):
        shown = colored(color, sys.stderr if to_stderr else sys.stdout)
        text = run.report(output_format, replace(written, color=shown, width=width()), diff=diff, looked_at=shown or sys.stdout.isatty())
        put(text, err=to_stderr, utf8=output_format not in FOR_PEOPLE and not diff)
    ctx.exit(run.status(standard.fail_level, exit_zero))


@dataclass(slots=True)
class Run:
    """One run over files: what was found, what is to be told, and what would change."""

    plans: Plans
    context: Context
    encoding: str | None
    stdin_name: str
    lang: Language
    notes: list[Note]
    results: list[FileResult] = field(default_factory=list)
    changes: list[tuple[FileResult, FileResult]] = field(default_factory=list)
    levels: dict[str, Severity] = field(default_factory=dict)

    def check(self, name: str, plan: Plan, *, fix: bool, diff: bool, unsafe: bool) -> None:
        """Check one file; mend it, or keep what mending it would change."""
        from keigo_lint.files import Checker, load

        data = bytes_of(name)
        if name == "-" and self.stdin_name != "-" and plan.settings.excludes(self.stdin_name):
            if fix:
                sys.stdout.buffer.write(data)
            return
        source = load(self.stdin_name if name == "-" else name, data, plan.encoding, plan.reading)
        checker = Checker(plan.linter, plan.scene, self.context)
        before = after = checker.check(source)
        self.notes.extend(before.notes)
        if fix or diff:
            with self.guarded(name):
                after = checker.fix(source, before, unsafe)
        self.results.append(before)
        self.levels[before.path] = plan.fail_level
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
        from keigo_lint.files import Note
        from keigo_lint.opening import unreadable

        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:
            if os.environ.get(DEBUG) and not isinstance(error, (KeigoLintError, OSError)):
                raise
            said = unreadable(error) if isinstance(error, OSError) else said_of(error)
            self.notes.append(Note(self.stdin_name if name == "-" else name, said))

    def report(self, output_format: str, options: Options, *, diff: bool, looked_at: bool = False) -> str:
        """Return the report to print or to write; with `diff` what the fixes would change."""
        from keigo_lint.reporters.diff import difference

        if diff:
            return "".join(difference(before, after, looked_at=looked_at, color=options.color) for before, after in self.changes)
        return reporter(output_format)(self.results, options) if self.results or output_format not in FOR_PEOPLE else ""

    def finish(self, *, searched: bool) -> None:
        """See what in the settings and baselines was of no use, the former only if folders were searched and not just files named."""
        from keigo_lint.files import Note, never_used, unused_rows
        from keigo_lint.toml_file import shown

        used = {row for result in self.results for row in result.used}
        for settings in self.plans.used_settings() if searched else ():
            rows = never_used(settings, [result.path for result in self.results], used)
            if rows:
                plan = self.plans.of(settings.path)
                self.results.extend(unused_rows(plan, rows))
        for baseline in self.plans.used_baselines():
            gone = baseline.gone()
            if gone:
                said = Said(
                    f"もうないファイルが書かれています（{gone[0]} など {len(gone)} 件）", f"names files that are gone ({gone[0]}; {len(gone)} in all)"
                )
                self.notes.append(Note(shown(baseline.path), said, trouble=False))

    def tell(self) -> None:
        """Print the notes."""
        for note in self.notes:
            place = ":".join(str(part) for part in (note.path, note.line, note.column) if part is not None)
            complain(f"{place}: {note.said.to(self.lang)}")

    def status(self, fail_level: Severity, exit_zero: bool) -> int:
        """Return the exit status: trouble goes before findings. Each file's settings may have a fail level of their own."""
        if any(note.trouble for note in self.notes):
            return TROUBLE
        found = any(
            SEVERITIES.index(d.severity) >= SEVERITIES.index(self.levels.get(result.path, fail_level))
            for result in self.results
            for draft in result.drafts
            for d in draft.report.diagnostics
        )
        return FOUND if found and not exit_zero else 0

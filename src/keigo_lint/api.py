"""Files from Python: checked as the command line checks them, without printing and without an exit. Texts are checked by `Linter` itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from os import PathLike, fspath
from pathlib import Path

from keigo_lint.files import Checker, FileResult, Note, edits_in_source, find, load, nothing_excluded
from keigo_lint.language import Said, SaidError
from keigo_lint.linter import Linter
from keigo_lint.model import Context, Diagnostic, KeigoLintError
from keigo_lint.opening import unreadable
from keigo_lint.plan import Plans
from keigo_lint.reporters import Options, reporter
from keigo_lint.reporters.place import Lines


@dataclass(frozen=True, slots=True)
class Finding:
    """A diagnostic at its place in a file: line and column count from 1, in code points; the spans of `diagnostic` are those of the file's text.

    `draft` is the name of the draft, for files that hold several.
    """

    path: str
    draft: str | None
    line: int
    column: int
    diagnostic: Diagnostic

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.diagnostic.severity} {self.diagnostic.rule} {self.diagnostic.message}"


def check_file(
    path: str | PathLike[str],
    linter: Linter | None = None,
    *,
    scene: str = "auto",
    encoding: str | None = None,
    incoming: str | None = None,
    received_at: datetime | None = None,
    sent_at: datetime | None = None,
    price: int | None = None,
    plans: Plans | None = None,
) -> FileResult:
    """Check all drafts of one file. What the file itself says about a draft goes before the keywords.

    With `plans` instead of a linter it is checked as its settings file says: `check_file(path, plans=Plans())`.
    Raises OSError for a file that cannot be read, and KeigoLintError for one that cannot be decoded.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "reply.txt")
    ...     _ = file.write_text("ご不便をおかけいたします。\\nご確認してください。", "utf-8")
    ...     result = check_file(file, Linter(select=["keigo/"]), scene="complaint")
    >>> [(f.line, f.column, f.diagnostic.rule) for f in findings([result])]
    [(2, 1, 'keigo/mixup-o-shite-kudasai')]
    """
    return _check(fspath(path), linter, plans, scene, encoding, Context(incoming, received_at, sent_at, price))


def check_files(
    paths: Iterable[str | PathLike[str]],
    linter: Linter | None = None,
    *,
    scene: str = "auto",
    encoding: str | None = None,
    incoming: str | None = None,
    received_at: datetime | None = None,
    sent_at: datetime | None = None,
    price: int | None = None,
    plans: Plans | None = None,
) -> list[FileResult]:
    """Check files, and directories as `keigo-lint check` searches them; each file once.

    With `plans` instead of a linter each is checked as its settings file says, and those that it excludes are left out.
    A path that cannot be checked stops nothing: its result has no draft, and a note with `trouble` that says why.

    >>> [result] = check_files(["nowhere.txt"])
    >>> [(note.trouble, note.said.en) for note in result.notes]
    [(True, 'No such file or directory')]
    """
    names, notes = find((fspath(path) for path in paths), plans.excluded if plans else nothing_excluded)
    linter = linter or (Linter() if plans is None else None)
    context = Context(incoming, received_at, sent_at, price)
    results = [_guarded(name, linter, plans, scene, encoding, context) for name in names]
    return [*(FileResult(note.path, "", notes=(note,)) for note in notes), *results]


def findings(results: Iterable[FileResult]) -> list[Finding]:
    """Return what was found in files, in reading order."""
    return [finding for result in results for finding in _findings(result)]


def troubles(results: Iterable[FileResult]) -> list[str]:
    """Return a sentence, in English, for each thing that could not be checked: no finding there is no pass.

    >>> troubles(check_files(["nowhere.txt"]))
    ['nowhere.txt: No such file or directory']
    """
    return [f"{note.path}{f':{note.line}' if note.line else ''}: {note.said.en}" for result in results for note in result.notes if note.trouble]


def render(results: Sequence[FileResult], output_format: str = "concise", linter: Linter | None = None) -> str:
    """Return a report in a format of `keigo-lint check --output-format`; with the linter that checked, in its language and with its reasons.

    >>> render([], "jsonl")
    ''
    """
    options = Options() if linter is None else Options(lang=linter.lang, rules=linter.rulebook.rules)
    return reporter(output_format)(results, options)


def _check(name: str, linter: Linter | None, plans: Plans | None, scene: str, encoding: str | None, context: Context) -> FileResult:
    if plans is None or linter is not None:
        return Checker(linter or Linter(), scene, context).check(load(name, Path(name).read_bytes(), encoding))
    plan = plans.of(name)
    checker = Checker(plan.linter, plan.scene if scene == "auto" else scene, context)
    return checker.check(load(name, Path(name).read_bytes(), encoding or plan.encoding, plan.reading))


def _guarded(name: str, linter: Linter | None, plans: Plans | None, scene: str, encoding: str | None, context: Context) -> FileResult:
    try:
        return _check(name, linter, plans, scene, encoding, context)
    except (OSError, KeigoLintError) as error:
        said = error.said if isinstance(error, SaidError) else unreadable(error) if isinstance(error, OSError) else Said(str(error), str(error))
        return FileResult(name, "", notes=(Note(name, said),))


def _findings(result: FileResult) -> Iterator[Finding]:
    lines = Lines(result.text)
    for draft in result.drafts:
        extract, name = draft.extract, draft.report.draft.name
        for d in draft.report.diagnostics:
            span = extract.to_source(d.span)
            fixes = tuple(replace(fix, edits=edits_in_source(fix, extract)) for fix in (d.fixes if extract.writable else ()))
            yield Finding(result.path, name, *lines.place(span.start), replace(d, span=span, fixes=fixes))

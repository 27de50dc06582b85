"""Files on disk: found, decoded, read into drafts, checked and mended. What is known of each is kept in values; nothing is printed."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from pathlib import Path

from keigo_lint.baseline import compared
from keigo_lint.config import Settings
from keigo_lint.encoding import Decoded, EncodingError, RewriteError, decode, encode
from keigo_lint.language import Said, SaidError
from keigo_lint.linter import Linter
from keigo_lint.mending import MAX_ROUNDS, Choice, Refused, edited, fitting
from keigo_lint.model import Context, Diagnostic, Draft, Edit, Fix, KeigoLintError, Report, SceneGuess, Span
from keigo_lint.opening import NO_FILE, unreadable
from keigo_lint.placeholders import KINDS, of_settings
from keigo_lint.plan import Plan
from keigo_lint.readers import DEFAULTS, SUFFIXES, USUAL, Extract, Reader, ReaderOptions, holds_more_than_drafts, reader_for
from keigo_lint.segment import zones_of
from keigo_lint.selecting import named
from keigo_lint.suppress import CALL, Found, Suppression, Trouble, applied, by_table, diagnostics
from keigo_lint.toml_file import shown

MAX_LINE = 1_000_000  # characters; a longer line is data, no draft, and would be read for minutes
_SKIPPED = ("node_modules", "__pycache__", "venv")
_JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
_ESCAPED = re.compile(r"\\u(?:30[4-9a-fA-F]|[4-9][0-9a-fA-F]{2})[0-9a-fA-F]")
_EMPTY = Said("本文が空です", "the draft is empty")
_NO_DRAFT = Said(
    "お客様に送る文が見つかりません（確かめる値のキーは、設定の keys で指定できます）",
    "no draft found in it; name the keys of the values to check in the settings (keys)",
)
_ENCODED = Said("base64 や quoted-printable で書かれた本文は書き換えません", "a text in base64 or quoted-printable is not rewritten")
_OTHER_SHAPE = Said(
    "直すと、本文のほかにファイルの組み立てまで変わってしまうため、直していません",
    "the fixes would change more of the file than its drafts; nothing was changed",
)
_NOT_JAPANESE = Said("日本語の文がないため、確かめていません", "no Japanese in the draft; not checked")
_FROM_OPTIONS = ("incoming", "received_at", "sent_at", "price")


Excluded = Callable[[str, bool], bool]  # a path, and whether it is a folder


def nothing_excluded(path: str, folder: bool) -> bool:
    """Tell that a file or folder is to be checked."""
    return False


def _stale(entries: int) -> Said:
    return Said(
        f"ベースラインにある {entries} 件の指摘は、もうありません（keigo-lint baseline で整理できます）",
        f"{entries} known finding(s) of the baseline are gone; keigo-lint baseline tidies it up",
    )


class TooLongError(SaidError):
    """A line that is too long to be part of a draft."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a file that is no finding. `trouble`: it could not be checked, or not wholly."""

    path: str
    said: Said
    line: int | None = None
    trouble: bool = True
    column: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read. `path` is as the user wrote it, or as the file is called that standard input stands for."""

    path: str
    data: bytes
    decoded: Decoded
    reader: Reader
    options: ReaderOptions = DEFAULTS


@dataclass(frozen=True, slots=True)
class DraftResult:
    """One draft of a file, checked, unless it has no Japanese. `sentences` are the places of its sentences, for showing what a fix makes of one."""

    extract: Extract
    report: Report
    sentences: tuple[Span, ...] = ()
    checked: bool = True
    in_file: bool = True  # False: it stands for the file itself


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file, checked: the text that places count in, its drafts, and how many fixes were applied to get there."""

    path: str
    text: str
    drafts: tuple[DraftResult, ...] = ()
    notes: tuple[Note, ...] = ()
    fixed: int = 0
    used: frozenset[Suppression] = frozenset()  # the rows of the settings' table that suppressed something
    known: int = 0  # findings that the baseline knows


@dataclass(slots=True)
class Checker:
    """Checks files one after another. What the options say about a draft holds where the file says nothing of its own."""

    linter: Linter
    scene: str = "auto"
    context: Context = field(default_factory=Context)
    _reports: dict[Draft, tuple[Report, tuple[Span, ...]]] = field(default_factory=dict)

    def check(self, source: Source) -> FileResult:
        """Check all drafts of a file."""
        self._reports.clear()
        return self._check(source, source.decoded.text)

    def fix(self, source: Source, result: FileResult, unsafe: bool) -> FileResult:
        """Apply the safe fixes of a checked file (all of them with `unsafe`) until nothing more changes; the new result's text is the mended one.

        Raises RewriteError when that would change a placeholder or an address, or what surrounds a draft, and for a draft that cannot be edited.
        """
        before = self._placeholders(result)
        if any(not d.extract.writable and any(unsafe or f.safety == "safe" for g in d.report.diagnostics for f in g.fixes) for d in result.drafts):
            raise RewriteError(_ENCODED)
        fixed = 0
        refused: dict[int, Refused] = {}
        seen, tried_on = {result.text}, result.text
        for _ in range(MAX_ROUNDS):
            originals: dict[int, tuple[int, Fix]] = {}
            chosen = fitting(self._choices(result, unsafe, refused, originals))
            text = edited(result.text, (edit for c in chosen for edit in c.fix.edits))
            if text == result.text != tried_on:  # what did not hold on an earlier text may hold on this one
                refused.clear()
                tried_on = text
                continue
            if text in seen:  # nothing more changes, or rules undo each other's fixes
                break
            seen.add(text)
            fixed += len(chosen)
            expected = _mended(result, chosen, originals)
            result = self._check(source, text)
            if [_bare(d.report.draft.text) for d in result.drafts if d.in_file] != expected:
                raise RewriteError(_OTHER_SHAPE)
        if not all(_still_there(old, new) for old, new in zip(before, self._placeholders(result), strict=True)):
            ja = "差し込み欄や宛先まで変わってしまうため、直していません"
            raise RewriteError(Said(ja, "the fixes would change a placeholder; nothing was changed"))
        return replace(result, fixed=fixed)

    def _choices(self, result: FileResult, unsafe: bool, refused: dict[int, Refused], originals: dict[int, tuple[int, Fix]]) -> Iterator[Choice]:
        """Yield the fixes that may be applied and change something, as edits of the file's text; `originals` keeps whose draft's fix each is."""
        for number, draft in enumerate(result.drafts):
            for choice in self.linter.choices(draft.report, unsafe, refused.setdefault(number, set())):
                edits = edits_in_source(choice.fix, draft.extract)
                if any(result.text[e.span.start : e.span.end] != e.text for e in edits):
                    in_file = replace(choice, fix=replace(choice.fix, edits=edits))
                    originals[id(in_file)] = number, choice.fix
                    yield in_file

    def _placeholders(self, result: FileResult) -> list[list[str]]:
        shape = self.linter.rulebook.shape
        drafts = [d.report.draft for d in result.drafts if d.in_file]
        return [[d.text[z.span.start : z.span.end] for z in zones_of(d, shape) if z.kind in KINDS] for d in drafts]

    def _check(self, source: Source, text: str) -> FileResult:
        if holds_more_than_drafts(source.path) and not (_JAPANESE.search(text) or _ESCAPED.search(text)):
            return FileResult(source.path, text)
        extracts, problems = source.reader(text, None if source.path == "-" else source.path, source.options)
        notes = [Note(source.path, p.said, p.line, column=p.column) for p in problems]
        drafts: list[DraftResult] = []
        for extract in extracts:
            draft = _completed(extract.draft, self.scene, self.context)
            if own := of_settings(source.options.placeholders, draft.text):
                draft = replace(draft, zones=tuple(sorted((*draft.zones, *own), key=lambda z: z.span)))
            line = extract.line if len(extracts) + len(problems) > 1 else None
            if not _JAPANESE.search(draft.text):
                notes.append(Note(source.path, _NOT_JAPANESE if draft.text.strip() else _EMPTY, line, trouble=False))
                drafts.append(DraftResult(extract, _unchecked(draft), checked=False))
                continue
            try:
                known = self._reports.get(draft)
                if known is None:
                    known = self._reports[draft] = self.linter.judge_sentences(draft)
            except KeigoLintError as error:
                notes.append(Note(source.path, error.said if isinstance(error, SaidError) else Said(str(error), str(error)), line))
                continue
            report, sentences = known
            drafts.append(DraftResult(extract, report, sentences if any(d.fixes for d in report.diagnostics) else ()))
        if not extracts and not problems:
            notes.append(Note(source.path, _EMPTY if text.strip() == "" else _NO_DRAFT, trouble=False))
        return self._without_suppressed(FileResult(source.path, text, tuple(drafts), tuple(notes)))

    def _without_suppressed(self, result: FileResult) -> FileResult:
        """Take out what comments, the settings' table and the baseline suppress, and put in what is wrong with the comments."""
        linter, drafts = self.linter, result.drafts
        ran = {rule.name for rule in linter.rules} - {rule for d in drafts for rule in d.report.not_checked}
        reports, troubles = _without_commented(result, linter, ran) if CALL in result.text else ([d.report for d in drafts], ())
        left, used = by_table(reports, linter.suppressions, linter.rulebook)
        notes, known = result.notes, 0
        if linter.baseline is not None:
            outcome = compared(left, linter.baseline, ran)
            left, known = outcome.reports, outcome.known
            if outcome.stale:
                notes = (*notes, Note(result.path, _stale(len(outcome.stale)), trouble=False))
        shown = [replace(d, report=r) for d, r in zip(drafts, left, strict=True)]
        about = diagnostics(troubles, result.text, linter.rules, linter.lang)
        if about:
            shown.append(_around(result.path, result.text, about))
        return replace(result, drafts=tuple(shown), notes=notes, used=used, known=known)


def _without_commented(result: FileResult, linter: Linter, ran: Iterable[str]) -> tuple[list[Report], tuple[Trouble, ...]]:
    """Take out what the comments of a file suppress; also return what is wrong with the comments."""
    from keigo_lint.directives import directives  # most files have none

    places = [d.extract.to_source(Span(0, len(d.report.draft.text))) for d in result.drafts]
    found = [Found(d.rule, draft.extract.to_source(d.span).start) for draft in result.drafts for d in draft.report.diagnostics]
    hidden, troubles = applied(found, directives(result.text, result.path, places), linter.rulebook, ran)
    number = count()
    return [
        replace(d.report, diagnostics=tuple(f for f in d.report.diagnostics if next(number) not in hidden)) if d.report.diagnostics else d.report
        for d in result.drafts
    ], troubles


def _around(path: str, text: str, found: tuple[Diagnostic, ...]) -> DraftResult:
    """Return findings about a file itself, which stand in no draft of it."""
    draft = Draft(text, None if path == "-" else path)
    return DraftResult(
        Extract(draft, 1, lambda span: span, lambda inserted: inserted), replace(_unchecked(draft), diagnostics=found), checked=False, in_file=False
    )


def unused_rows(plan: Plan, rows: Iterable[Suppression]) -> list[FileResult]:
    """Return what is to be said of rows of the settings' table that suppressed nothing, in the settings files where they stand.

    Rows about rules that did not run are passed over.
    """
    by_file: dict[str, list[Trouble]] = {}
    ran = {rule.name for rule in plan.linter.rules}
    for row in rows:
        if row.origin is not None and any(named(rules, plan.linter.rulebook) & ran for rules in row.rules):
            by_file.setdefault(row.origin[0], []).append(Trouble("unused", row.origin[1]))
    results = []
    for path, troubles in by_file.items():
        text = Path(path).read_bytes().decode("utf-8-sig")
        found = diagnostics(troubles, text, plan.linter.rules, plan.linter.lang)
        if found:
            results.append(FileResult(shown(Path(path)), text, (_around(shown(Path(path)), text, found),)))
    return results


def never_used(settings: Settings, checked: Iterable[str], used: Container[Suppression]) -> list[Suppression]:
    """Return the rows of the table that suppressed nothing, as far as all files that they mean were checked."""
    rows = [row for row in settings.suppressions if row not in used]
    if not rows:
        return []
    known = {os.path.realpath(path) for path in checked}
    there: list[str] = []
    for folder, folders, names in os.walk(settings.root):
        folders[:] = [f for f in folders if f not in _SKIPPED and f != ".git"]
        there.extend(str(Path(folder, name)) for name in names)
    return [row for row in rows if all(os.path.realpath(path) in known for path in there if row.files is None or row.files.match(path))]


def find(paths: Iterable[str], excluded: Excluded = nothing_excluded) -> tuple[list[str], list[Note]]:
    """Return the files that the paths mean, each once and in order, and the paths that mean none. Excluded ones are left out even if named."""
    found: dict[str, str] = {}
    notes: list[Note] = []
    left_out: list[str] = []

    def out(name: str, folder: bool) -> bool:
        if excluded(name, folder):
            left_out.append(name)
            return True
        return False

    for name in paths:
        if name == "-":
            found.setdefault("-", "-")
            continue
        try:
            directory = stat.S_ISDIR(Path(name).stat().st_mode)
        except (OSError, ValueError) as error:
            notes.append(Note(name, unreadable(error)))
            continue
        if not directory:
            if not stat.S_ISREG(Path(name).stat().st_mode):
                notes.append(Note(name, NO_FILE))
            elif not out(name, False):
                found.setdefault(os.path.realpath(name), name)
            continue
        inside = list(_walk(Path(name), notes, out))
        for file in inside:
            found.setdefault(os.path.realpath(file), str(file))
        if not inside and not left_out:
            kinds = " ".join(f"*{s}" for s in USUAL)
            ja = f"確かめるファイルがありません（{kinds} などを探しました）"
            notes.append(Note(name, Said(ja, f"no files to check in it (looked for {kinds} …)")))
    if left_out and not found:
        notes.append(
            Note(left_out[0], Said("設定の exclude で除かれているため、確かめていません", "excluded by the settings; not checked"), trouble=False)
        )
    return list(found.values()), notes


def load(path: str, data: bytes, encoding: str | None = None, options: ReaderOptions = DEFAULTS) -> Source:
    """Decode what was read from a file. Raises EncodingError, and TooLongError for a line that no draft has."""
    decoded = decode(data, encoding)
    for number, line in enumerate(decoded.text.split("\n"), 1):
        if len(line) > MAX_LINE:
            ja = f"{number} 行目が長すぎます（{len(line):,} 文字）。1 行は {MAX_LINE:,} 文字までです"
            raise TooLongError(Said(ja, f"line {number} is too long ({len(line):,} characters); a line may have {MAX_LINE:,}"))
    return Source(path, data, decoded, reader_for(path), options)


def encoded(source: Source, text: str) -> bytes:
    """Return what to write for a changed text, in the file's encoding. Raises EncodingError where that would change more than the text."""
    if encode(source.decoded.text, source.decoded) != source.data:
        name = source.decoded.encoding
        ja = f"{name} で書き戻すと、直していない文字まで変わってしまいます"
        raise EncodingError(Said(ja, f"written back as {name} it would change elsewhere too"))
    return encode(text, source.decoded)


def edits_in_source(fix: Fix, extract: Extract) -> tuple[Edit, ...]:
    """Return a fix's edits as they are to be made in the file."""
    return tuple(Edit(extract.to_source(edit.span), extract.as_written(edit.text)) for edit in fix.edits)


def _mended(result: FileResult, chosen: Iterable[Choice], originals: Mapping[int, tuple[int, Fix]]) -> list[str]:
    """Return the text that each draft has after the fixes, without its white space."""
    edits: dict[int, list[Edit]] = {}
    for choice in chosen:
        number, fix = originals[id(choice)]
        edits.setdefault(number, []).extend(fix.edits)
    drafts = [(number, d.report.draft) for number, d in enumerate(result.drafts) if d.in_file]
    return [_bare(edited(draft.text, edits.get(number, ()))) for number, draft in drafts]


def _bare(text: str) -> str:
    return "".join(text.split())


def _still_there(old: Sequence[str], new: Iterable[str]) -> bool:
    """Tell whether all old placeholders are there in their order; a suggested sentence may have brought others."""
    rest = iter(new)
    return all(placeholder in rest for placeholder in old)


def _unchecked(draft: Draft) -> Report:
    scene = "other" if draft.scene == "auto" else draft.scene
    return Report(draft, scene, SceneGuess(scene, told=draft.scene != "auto"), (), 0, (), {})


def _completed(draft: Draft, scene: str, options: Context) -> Draft:
    """Fill in from the options what the file does not say about its draft."""
    known = {name: getattr(draft.context, name) or getattr(options, name) for name in _FROM_OPTIONS}
    known.update(_same_clock(known["received_at"], known["sent_at"]))
    return replace(draft, scene=scene if draft.scene == "auto" else draft.scene, context=replace(draft.context, **known))


def _same_clock(received: datetime | None, sent: datetime | None) -> Mapping[str, datetime | None]:
    """Give a time without a zone the zone of the other one, so that the two can be compared."""
    if received is not None and sent is not None:
        if received.tzinfo is None and sent.tzinfo is not None:
            received = received.replace(tzinfo=sent.tzinfo)
        elif sent.tzinfo is None and received.tzinfo is not None:
            sent = sent.replace(tzinfo=received.tzinfo)
    return {"received_at": received, "sent_at": sent}


def _walk(directory: Path, notes: list[Note], excluded: Excluded) -> Iterator[Path]:
    def skip(error: OSError) -> None:
        notes.append(Note(str(error.filename), unreadable(error)))

    for folder, folders, files in os.walk(directory, onerror=skip):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIPPED and not excluded(str(Path(folder, f)), True))
        for f in sorted(files):
            if not f.lower().endswith(SUFFIXES) or f.startswith(".") or excluded(str(Path(folder, f)), False):
                continue
            try:
                regular = stat.S_ISREG(Path(folder, f).stat().st_mode)
            except OSError as error:  # a link that leads nowhere, or back to itself
                notes.append(Note(str(Path(folder, f)), unreadable(error)))
                continue
            if regular:
                yield Path(folder, f)
            else:
                notes.append(Note(str(Path(folder, f)), NO_FILE))

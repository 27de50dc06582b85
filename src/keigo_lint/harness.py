"""Rule files proved by their own examples, and the examples proved by rule files with one qualifier less.

A rule file has `[[bad]]` (text, and fixed, scene, profile, incoming, price … as needed) and `[[good]]` (text, why, …); an act file has
`[[example]]` (text, attributes, …) and `[[none]]` (text, why, …); where a file is about `in = "incoming"`, these texts are customers' messages.
In a text

    ⟦…⟧          is what is reported, or an act of the file's kind; a bad text of a rule about what is missing (require, order, count) may
                 have none: it is then reported once, wherever that is
    {a|b|c}      makes several examples: one with a, one with b, one with c. With several such groups each example takes another alternative
                 in one of them and the first in the others; so does `incoming`
    {@list}      is such a group of the entries of a word list, as far as they are plain words; the others must be written out somewhere

`fixed` has the groups of `text` in the same order (where a group falls away, write `{||}`), or none if every example gives the same.
The scene is the first of the rule's scenes, else "complaint", unless the example names one. Only the rule of the file is run, and for a rule
about suppressions those of the profile, for there to be something to suppress; its examples need a `path`, for the comments of that format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from keigo_lint.acts import recognise, recognise_incoming
from keigo_lint.conditions import Situation
from keigo_lint.directives import directives
from keigo_lint.document import WRITER_ZONES, FoundAct
from keigo_lint.linter import Linter
from keigo_lint.matching import Matcher, Text
from keigo_lint.model import Context, Draft, KeigoLintError, RuleFileError, Span, Value
from keigo_lint.mutants import Change, Mutant, mutants_of_act_file, mutants_of_rule
from keigo_lint.pattern import Compiler, Pattern, PatternError, split
from keigo_lint.rulebook import SOURCES, builtin_sources, load_rulebook, read_directory
from keigo_lint.rulefile import SCENES, ActFile, Rule, Table, read_act_file, read_rule
from keigo_lint.segment import QUOTED
from keigo_lint.suppress import Found, applied, diagnostics

ABOUT_ABSENCE = ("require", "order", "count")
EXAMPLES = ("bad", "good", "example", "none")
OPEN, CLOSE = "⟦", "⟧"
_GROUP = re.compile(r"(?<![{$%])\{(?![%#])(@[\w-]+|[^{}]*\|[^{}]*)\}(?!\})")
_PLAIN = re.compile(r"=?[^\s\[\]()<>?*+|@!&^$._=〓]+")
_NAMED = re.compile(r"@([\w-]+)")
_SHOWN = 70


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a rule file that its examples do not prove: the file, the key, and a sentence about it."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class _Finding:
    """Something reported or recognised in an example."""

    span: Span
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Example:
    """One text and what must be found in it: `spans`, or exactly one finding anywhere where that is None."""

    where: str
    draft: Draft
    profile: str
    spans: tuple[Span, ...] | None
    attributes: Mapping[str, Value]
    fixed: str | None

    def complaint(self, found: Sequence[_Finding]) -> str | None:
        """Return what is wrong with what was found, or None."""
        spans = tuple(sorted(f.span for f in found))
        if self.spans is None:
            return None if len(spans) == 1 else f"must be found once, but is {len(spans)} times"
        if spans != self.spans:
            return f"must have {self._quote(self.spans)}, but has {self._quote(spans)}"
        for finding in found:
            for key, value in self.attributes.items():
                there = finding.attributes.get(key)
                if there != value or isinstance(there, bool) is not isinstance(value, bool):
                    return f"{self._quote([finding.span])} must have {key} = {value!r}, but has {there!r}"
        return None

    def _quote(self, spans: Sequence[Span]) -> str:
        return "".join(f"「{_line(self.draft.text[s.start : s.end])}」" for s in spans) or "nothing"


def _line(text: str) -> str:
    return text.replace("\n", "↵")


def _shown(text: str) -> str:
    line = _line(text.strip())
    return f"「{line if len(line) <= _SHOWN else line[: _SHOWN - 1] + '…'}」"


class _Case:
    """An example that is analysed once, for the rule or act file as it stands and for all its mutants."""

    def __init__(self, example: _Example, linter: Linter, *, incoming: bool = False) -> None:
        """Analyse an example; with `incoming` its text is a customer's message, and the acts are those of that."""
        self.example = example
        self.linter = linter
        self._incoming = incoming
        if incoming:
            draft = replace(example.draft, text="", context=replace(example.draft.context, incoming=example.draft.text))
            answered, self._report = linter.situation(draft)
            assert answered.incoming is not None
            self.situation = Situation(answered.incoming, answered.settings)
        else:
            self.situation, self._report = linter.situation(example.draft)
        document, message = self.situation.document, self.situation.incoming
        self.acts = dict(document.acts)
        self._documents = [document] if message is None else [document, message]
        self._earlier: dict[str, list[FoundAct]] | None = None
        self._matches: dict[tuple[str, bool], list[object]] = {}

    def hold(self, matcher: Matcher) -> None:
        """Go on with a matcher that knows more predicates."""
        for document in self._documents:
            document.text.hold(matcher.kinds(document.morphemes))

    def has(self, pattern: Pattern) -> bool:
        """Tell whether a pattern matches anywhere, even in a quotation."""
        return any(document.text.find_all(pattern) for document in self._documents)

    def differs(self, change: Change, patterns: Mapping[str, Pattern]) -> bool:
        """Tell whether a changed line can make a difference here. Where it matches as it did, everything else is as it was."""
        if change.window == "previous":
            return True
        starts = change.window == "next"
        return self._matching(change.old, patterns, starts) != self._matching(change.new, patterns, starts)

    def _matching(self, line: str, patterns: Mapping[str, Pattern], starts: bool) -> list[object]:
        key = (line, starts)
        if key not in self._matches:
            texts = [document.text for document in self._documents]
            found: list[object] = [text.find_all(patterns[line]) for text in texts]
            self._matches[key] = found + [_starts(text, patterns[line]) for text in texts] if starts else found
        return self._matches[key]

    def alone(self, rule: Rule) -> Linter:
        """Return the example's linter with one rule only."""
        linter = copy(self.linter)
        linter.rules = (rule,)
        return linter

    def reported(self, rule: Rule) -> list[_Finding]:
        """Return what a rule reports."""
        if rule.check.kind == "suppression":
            return self._suppressions(rule)
        return [_Finding(d.span) for d in self.alone(rule)._report(self.situation, self._report).diagnostics]

    def _suppressions(self, rule: Rule) -> list[_Finding]:
        """Return what a rule about suppressions reports, the rules of the example's profile being those that are suppressed."""
        report = self.linter._report(self.situation, self._report)
        draft = report.draft
        found = [Found(d.rule, d.span.start) for d in report.diagnostics]
        _, troubles = applied(found, directives(draft.text, draft.path), self.linter.rulebook, (r.name for r in self.linter.rules))
        return [_Finding(d.span) for d in diagnostics(troubles, draft.text, [rule], "ja")]

    def recognised(self, earlier: Sequence[ActFile], files: Sequence[ActFile]) -> list[_Finding]:
        """Return the acts of the kind of `files` when those files are read after the earlier ones."""
        document, scene = self.situation.document, self.example.draft.scene
        situation = Situation(document, self.situation.settings, "other" if scene == "auto" else scene, incoming=self.situation.incoming)
        if self._earlier is None:
            document.acts = {}
            self._recognise(earlier, situation)
            self._earlier = document.acts
        document.acts = dict(self._earlier)
        self._recognise(files, situation)
        found, document.acts = document.acts, dict(self.acts)
        return self.of_kind(files[0].kind, found)

    def _recognise(self, files: Sequence[ActFile], situation: Situation) -> None:
        rulebook = replace(self.linter.rulebook, acts=tuple(files))
        if self._incoming:
            recognise_incoming(rulebook, situation.document, situation.settings)
        else:
            recognise(rulebook, situation)

    def of_kind(self, kind: str, acts: Mapping[str, Sequence[FoundAct]]) -> list[_Finding]:
        """Return the acts of one kind."""
        return [_Finding(self.situation.document.span(a.first, a.last), a.attributes) for a in acts.get(kind, ())]


def _starts(text: Text, pattern: Pattern) -> list[int]:
    ranges = text.sentence_ranges
    return [i for low, high in ranges for i in range(low, high) if text.matches_at(pattern, i)]


class Harness:
    """The rule files of some directories, to be proved one by one. Raises KeigoLintError for files that cannot be read."""

    def __init__(self, directories: Sequence[Path]) -> None:
        self._extra = tuple(d for d in directories if d.resolve() != SOURCES)
        self._rulebook = load_rulebook(self._extra)
        self._sources: dict[str, Mapping[str, Any]] = {}
        for directory in directories:
            self._sources.update(read_directory(directory))
        everything = {**builtin_sources(), **self._sources}
        acts = {f.name.removesuffix(".toml") for f in self._rulebook.acts}
        self.files = tuple(name for name in self._sources if name in self._rulebook.rules or name in acts)
        self.word_files = tuple(name for name in self._sources if name.startswith("words/"))
        self._words = {key: tuple(entries) for name, data in everything.items() if name.startswith("words/") for key, entries in data.items()}
        self._named = {name: self._lists_named(data) for name, data in everything.items() if not name.startswith("words/")}
        self._zones = sorted({*WRITER_ZONES, *QUOTED, "signature", *(zone.kind for zone in self._rulebook.shape.zones)})
        self._linters: dict[str, Linter] = {}
        self._hit: dict[str, frozenset[tuple[str, str]]] = {}
        self._recent: tuple[str, tuple[_Case, ...]] = ("", ())

    def examples(self, name: str) -> tuple[Failure, ...]:
        """Return where the examples of a file do not show what they say."""
        file = f"{name}.toml"
        examples, failures = self._examples(name)
        rule = self._rulebook.rules.get(name)
        if rule is not None and (rule.fixes or rule.suggest) and all(e.fixed is None for e in examples):
            failures.append(Failure(file, "bad", "no example has 'fixed', but the rule has something to write"))
        for case in self._cases(name):
            example = case.example
            complaint = example.complaint(self._found(name, case))
            for needed in rule.inputs if complaint is not None and rule is not None else ():
                if not any(getattr(example.draft.context, name) for name in needed):
                    complaint = f"{complaint}; the rule is not checked without '" + "' or '".join(needed) + "'"
            if complaint is None and rule is not None and example.fixed is not None:
                complaint = _wrongly_fixed(case, rule, example.fixed)
            if complaint is not None:
                failures.append(Failure(file, example.where, f"{_shown(example.draft.text)}: {complaint}"))
        self._hits(name)
        return tuple(failures)

    def mutants(self, name: str) -> tuple[Failure, ...]:
        """Return the qualifiers of a file that no example needs, and the examples that need no qualifier."""
        file, data = f"{name}.toml", self._sources[name]
        cases = [case for case in self._cases(name) if case.example.complaint(self._found(name, case)) is None]
        if not any(case.example.spans != () for case in cases):
            return (Failure(file, "example" if _is_act(name) else "bad", "nothing can be proved: no such example holds"),)
        compiler = self._rulebook.compiler.fork()
        patterns = {"": Pattern((), ())}
        made: list[tuple[Mutant, Rule | ActFile]] = []
        for mutant in (mutants_of_act_file if _is_act(name) else mutants_of_rule)(data, self._zones):
            try:
                read = self._read(name, mutant.data, compiler)
                for line in (mutant.change.old, mutant.change.new) if mutant.change else ():
                    patterns[line] = patterns.get(line) or compiler.compile([line], file)
            except (RuleFileError, PatternError):
                continue  # Without this part it is no rule file: it is needed.
            made.append((mutant, read))
        matcher = Matcher(compiler.predicates)
        for case in cases:
            case.hold(matcher)
        quiet = {case for case in cases if case.example.spans == ()}
        unnoticed: list[Mutant] = []
        for mutant, read in made:
            noticed = False
            for case in cases:
                if (noticed and case not in quiet) or (mutant.change is not None and not case.differs(mutant.change, patterns)):
                    continue
                if case.example.complaint(self._found(name, case, read)) is not None:
                    noticed = True
                    quiet.discard(case)
            if not noticed and not mutant.whole:
                unnoticed.append(mutant)
        failures = _folded(file, unnoticed)
        for case in filter(quiet.__contains__, cases):
            message = "is silent whatever is dropped from the file: no near miss"
            failures.append(Failure(file, case.example.where, f"{_shown(case.example.draft.text)} {message}"))
        return tuple(failures)

    def words(self, file: str) -> tuple[Failure, ...]:
        """Return the entries of the lists in a word file that occur in no example of the files that name the list."""
        failures = []
        hit = {found for name in self.files for found in self._hits(name)}
        named = {key for lists in self._named.values() for key in lists}
        for key, entries in self._sources[file].items():
            if key not in named:
                failures.append(Failure(f"{file}.toml", key, "no rule file names this list"))
                continue
            failures.extend(
                Failure(f"{file}.toml", key, f"no example of a file that names @{key} has 「{entry}」")
                for entry in entries
                if (key, entry) not in hit
            )
        return tuple(failures)

    # --- what is found --------------------------------------------------------
    def _read(self, name: str, data: Mapping[str, Any], compiler: Compiler) -> Rule | ActFile:
        return read_act_file(name, data, compiler) if _is_act(name) else read_rule(name, data, compiler)

    def _found(self, name: str, case: _Case, other: Rule | ActFile | None = None) -> list[_Finding]:
        """Return what the file finds in a case, or what another version of it would."""
        if not _is_act(name):
            rule = self._rulebook.rules[name] if other is None else other
            assert isinstance(rule, Rule)
            return case.reported(rule)
        files = self._rulebook.acts
        place = next(i for i, f in enumerate(files) if f.name == f"{name}.toml")
        kind = files[place].kind
        if other is None:
            return case.of_kind(kind, case.acts)
        assert isinstance(other, ActFile)
        last = max(i for i, f in enumerate(files) if f.kind == kind)
        return case.recognised(files[:place], [other, *files[place + 1 : last + 1]])

    def _linter(self, profile: str) -> Linter:
        if profile not in self._linters:
            self._linters[profile] = Linter(profile, rules_dirs=self._extra)
        return self._linters[profile]

    def _cases(self, name: str) -> tuple[_Case, ...]:
        if self._recent[0] != name:
            about = any(f.incoming for f in self._rulebook.acts if f.name == f"{name}.toml")
            cases = tuple(_Case(example, self._linter(example.profile), incoming=about) for example in self._examples(name)[0])
            self._recent = (name, cases)
        return self._recent[1]

    # --- examples -------------------------------------------------------------
    def _examples(self, name: str) -> tuple[list[_Example], list[Failure]]:
        """Read the examples of a file; one that cannot be read is a failure."""
        file, data = f"{name}.toml", self._sources[name]
        examples: list[_Example] = []
        failures: list[Failure] = []
        for key, quiet in (("example", False), ("none", True)) if _is_act(name) else (("bad", False), ("good", True)):
            if not data.get(key):
                if data.get("refines") and quiet:  # it finds nothing itself
                    continue
                missing = "nothing shows where it keeps silent" if quiet else "nothing shows what it finds"
                failures.append(Failure(file, key, f"there is no [[{key}]]: {missing}"))
                continue
            for i, table in enumerate(Table({key: data[key]}, file).tables(key)):
                try:
                    examples.extend(self._variants(name, table, f"{key}[{i}]", quiet))
                except RuleFileError as error:
                    _, where, message = str(error).split(": ", 2)
                    failures.append(Failure(file, where, message))
                except KeigoLintError as error:
                    failures.append(Failure(file, f"{key}[{i}]", str(error)))
        return examples, failures

    def _variants(self, name: str, table: Table, where: str, quiet: bool) -> Iterator[_Example]:
        rule = self._rulebook.rules.get(name)
        text: str = table.take("text", str)
        fixed: str | None = table.take("fixed", str, None) if rule is not None and not quiet else None
        attributes = table.take("attributes", dict, {}) if rule is None and not quiet else {}
        if quiet and not table.take("why", str).strip():
            raise table.error("why", "must say why nothing is found here")
        scene = table.choice("scene", (*SCENES, "auto"), rule.scenes[0] if rule is not None and rule.scenes else "complaint")
        profile = table.take("profile", str, "standard")
        path, title = table.take("path", str, None), table.take("name", str, None)
        context = Context(
            table.take("incoming", str, None),
            table.take("received_at", datetime, None),
            table.take("sent_at", datetime, None),
            table.take("price", int, None),
            table.take("customer", str, None),
            table.take("fault", str, None),
            table.take("channel", str, None),
            table.strings("thread", None),
        )
        table.finish()
        self._linter(profile)
        texts = self._written_out(table, "text", text)
        mended = dict(self._written_out(table, "fixed", fixed)) if fixed is not None else {}
        if len(mended) == 1:
            mended = dict.fromkeys(dict(texts), *mended.values())
        if mended and mended.keys() != dict(texts).keys():
            raise table.error("fixed", "must have the groups of 'text', each with as many alternatives, or none")
        messages = [m for _, m in self._written_out(table, "incoming", context.incoming)] if context.incoming else [None]
        for (choice, marked), message in [*((text, messages[0]) for text in texts), *((texts[0], message) for message in messages[1:])]:
            clean, spans = _unmarked(marked)
            if spans is None:
                raise table.error("text", f"has an {OPEN} without its {CLOSE}, or the other way round")
            if spans and quiet:
                raise table.error("text", f"must be silent, but has {OPEN}…{CLOSE}")
            anywhere = not quiet and not spans
            if anywhere and (rule is None or (rule.check.kind not in ABOUT_ABSENCE and not rule.check.find.incoming)):
                raise table.error("text", f"must mark what is found with {OPEN}…{CLOSE}")
            draft = Draft(clean, path, title, scene, replace(context, incoming=message))
            yield _Example(where, draft, profile, None if anywhere else spans, attributes, mended.get(choice))

    def _written_out(self, table: Table, key: str, text: str) -> list[tuple[tuple[int, ...], str]]:
        """Return the texts that a text with groups stands for, each with the alternative that it takes of every group."""
        pieces = _GROUP.split(text)
        groups = [self._alternatives(table, key, body) for body in pieces[1::2]]
        choices = [(0,) * len(groups)]
        for i, group in enumerate(groups):
            choices.extend((*choices[0][:i], n, *choices[0][i + 1 :]) for n in range(1, len(group)))
        return [
            (choice, "".join(a + b for a, b in zip(pieces[::2], [*(g[n] for g, n in zip(groups, choice, strict=True)), ""], strict=True)))
            for choice in choices
        ]

    def _alternatives(self, table: Table, key: str, body: str) -> Sequence[str]:
        if not body.startswith("@"):
            return body.split("|")
        if body[1:] not in self._words:
            raise table.error(key, f"names an unknown word list {body}")
        plain = [words for entry in self._words[body[1:]] if all(map(_PLAIN.fullmatch, words := split(entry)))]
        if not plain:
            raise table.error(key, f"names {body}, which has no entry of plain words; write them out with {{a|b}}")
        return ["".join(word.removeprefix("=") for word in words) for words in plain]

    # --- word lists -----------------------------------------------------------
    def _lists_named(self, data: Mapping[str, Any]) -> frozenset[str]:
        """Return the word lists that a file names, and those that their entries name."""
        named: set[str] = set()
        todo = {key for k, value in data.items() if k not in EXAMPLES for text in _strings(value) for key in _NAMED.findall(text)}
        while todo := {key for key in todo if key in self._words and key not in named}:
            named |= todo
            todo = {key for name in todo for entry in self._words[name] for key in _NAMED.findall(entry)}
        return frozenset(named)

    def _hits(self, name: str) -> frozenset[tuple[str, str]]:
        """Return the entries of word lists that occur in the examples of a file, of those lists that it or a file without examples names."""
        if name not in self._hit:
            silent = (named for other, named in self._named.items() if other not in self.files)
            lists = self._named[name].union(*silent).intersection(key for file in self.word_files for key in self._sources[file])
            compiler = self._rulebook.compiler.fork()
            entries: dict[tuple[str, str], Pattern] = {}
            for listed in lists:
                for entry in self._words[listed]:
                    with suppress(PatternError):  # one that cannot be looked up by itself is never hit, and so reported
                        entries[listed, entry] = compiler.compile([entry], listed)
            matcher = Matcher(compiler.predicates)
            cases = self._cases(name)
            for case in cases:
                case.hold(matcher)
            self._hit[name] = frozenset(key for key, pattern in entries.items() if any(case.has(pattern) for case in cases))
        return self._hit[name]


def _folded(file: str, unnoticed: Iterable[Mutant]) -> list[Failure]:
    """Name each mutant that no example notices. Where all that there is at a key can be dropped, its parts are only counted."""
    kept: list[tuple[Mutant, list[Mutant]]] = []
    for mutant in unnoticed:
        around = next(
            (parts for other, parts in kept if other.entire and f"{mutant.where}.".startswith((f"{other.where}.", f"{other.where}["))), None
        )
        if around is None:
            kept.append((mutant, []))
        else:
            around.append(mutant)
    return [
        Failure(file, mutant.where, f"no example fails without {mutant.dropped}" + (f" (nor without any of its {len(parts)} parts)" if parts else ""))
        for mutant, parts in kept
    ]


def _is_act(name: str) -> bool:
    return name.startswith("acts/")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _unmarked(text: str) -> tuple[str, tuple[Span, ...] | None]:
    """Take the marks out of a text and return the places that they stood round, None where they do not pair."""
    clean, spans, start = "", [], None
    for part in re.split(f"([{OPEN}{CLOSE}])", text):
        if part not in (OPEN, CLOSE):
            clean += part
        elif (part == OPEN) is (start is not None):
            return text, None
        elif start is None:
            start = len(clean)
        else:
            spans.append(Span(start, len(clean)))
            start = None
    return (clean, tuple(spans)) if start is None else (text, None)


def _wrongly_fixed(case: _Case, rule: Rule, fixed: str) -> str | None:
    draft = case.example.draft
    linter = case.alone(rule)
    context = {**asdict(draft.context), "path": draft.path, "name": draft.name}
    found = linter.fix(draft.text, unsafe=True, scene=draft.scene, **context)
    if found != fixed:
        return f"must be fixed to 「{_line(fixed)}」, but is to 「{_line(found)}」"
    if linter.check(fixed, draft.scene, **context).diagnostics:
        return f"is still reported once it is fixed to 「{_line(fixed)}」"
    return None


def run_tests(directories: Iterable[Path], *, mutants: bool = True) -> tuple[Failure, ...]:
    """Prove every rule file, act file and word list below the directories; return all failures, in the order of the files.

    Raises KeigoLintError for a file that cannot be read at all.
    """
    harness = Harness(tuple(directories))
    failures: list[Failure] = []
    for name in harness.files:
        failures.extend(harness.examples(name))
        if mutants:
            failures.extend(harness.mutants(name))
    for name in harness.word_files:
        failures.extend(harness.words(name))
    return tuple(failures)

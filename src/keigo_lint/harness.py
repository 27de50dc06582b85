"""Rule files proved by their own examples, and the examples proved by rule files with one qualifier less.

A rule file has `[[bad]]` (text, and fixed, incoming, profile, price, … as needed) and `[[good]]` (text, why); an act file has `[[example]]`
(text, attributes) and `[[none]]` (text, why). In a text

    ⟦…⟧          is what is reported, or an act of the file's kind; a bad text of a rule about what is missing (require, order, count) may
                 have none: it is then reported once, wherever that is
    {a|b|c}      makes several examples: one with a, one with b, one with c. With several such groups each example takes another alternative
                 in one of them and the first in the others
    {@list}      is such a group of the entries of a word list, as far as they are plain words; the others must be written out somewhere

`fixed` has the groups of `text` in the same order (where a group falls away, write `{||}`), or none if every example gives the same.
The scene is the first of the rule's scenes, else "complaint", unless the example says another one. Only the rule of the file is run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from keigo_lint.acts import recognise
from keigo_lint.conditions import Situation
from keigo_lint.document import WRITER_ZONES, Document, FoundAct
from keigo_lint.linter import Linter
from keigo_lint.model import Context, Draft, KeigoLintError, Report, RuleFileError, Span, Value
from keigo_lint.mutants import Change, Mutant, mutants_of_act_file, mutants_of_rule
from keigo_lint.pattern import Compiler, Matcher, Pattern, PatternError, Text
from keigo_lint.rulebook import builtin_sources, load_rulebook, read_directory
from keigo_lint.rulefile import SCENES, ActFile, Rule, Rulebook, Table, read_act_file, read_rule

NOT_RULES = ("words", "profiles")
ABOUT_ABSENCE = ("require", "order", "count")
EXAMPLES = ("bad", "good", "example", "none")
OPEN, CLOSE = "⟦", "⟧"
_GROUP = re.compile(r"(?<![{$%])\{(?![%#])(?P<body>@\w+|[^{}]*\|[^{}]*)\}(?!\})")
_PLAIN = re.compile(r"=?[^\s\[\]()<>?*+|@!&^$._=〓]+")
_NAMED = re.compile(r"@(\w+)")


@dataclass(frozen=True, slots=True)
class Failure:
    """Something in a rule file that its examples do not prove: the file, the key, and a sentence about it."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something reported or recognised in an example."""

    span: Span
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """One text and what must be found in it: `spans`, or exactly one finding anywhere where that is None."""

    where: str
    draft: Draft
    profile: str
    spans: tuple[Span, ...] | None
    attributes: Mapping[str, Value]
    fixed: str | None

    @property
    def quiet(self) -> bool:
        """Tell whether nothing must be found."""
        return self.spans == ()

    def complaint(self, found: Sequence[Finding]) -> str | None:
        """Return what is wrong with what was found, or None."""
        spans = tuple(sorted(f.span for f in found))
        if self.spans is None:
            return None if len(spans) == 1 else f"is reported {len(spans)} times, not once"
        if spans != self.spans:
            return f"has {self._quote(spans)}, not {self._quote(self.spans)}"
        for finding in found:
            for key, value in self.attributes.items():
                there = finding.attributes.get(key)
                if there != value or isinstance(there, bool) != isinstance(value, bool):
                    return f"has {self._quote([finding.span])} with {key} = {there!r}, not {value!r}"
        return None

    def _quote(self, spans: Sequence[Span]) -> str:
        return "".join(f"「{self.draft.text[s.start : s.end]}」({s.start})" for s in spans) or "nothing"

    def shown(self) -> str:
        """Return the text on one line, shortened, for messages."""
        text = self.draft.text.strip().replace("\n", "↵")
        return f"「{text if len(text) <= 70 else text[:69] + '…'}」"


class _Case:
    """An example with its draft analysed once; `matcher` may then be exchanged for one that knows more predicates."""

    def __init__(self, example: Example, linter: Linter) -> None:
        self.example = example
        self.linter = linter
        self.situation, self.report = linter.situation(example.draft)
        incoming = self.situation.incoming
        self._documents = [self.situation.document, *([incoming] if incoming is not None else [])]
        self._acts: dict[str, list[FoundAct]] | None = None
        self._found: dict[tuple[str, bool], object] = {}

    def hold(self, matcher: Matcher) -> None:
        for document in self._documents:
            document.text.hold([matcher.held(m) for m in document.morphemes])

    def has(self, pattern: Pattern) -> bool:
        """Tell whether a pattern matches anywhere."""
        return any(document.text.find_all(pattern) for document in self._documents)

    def differs(self, change: Change, patterns: Mapping[str, Pattern]) -> bool:
        """Tell whether a changed line can make a difference here: it matches at other places than it did."""
        if change.window == "previous":
            return True
        old = self._matches(change.old, patterns, change.window == "next")
        return old != (self._matches(change.new, patterns, change.window == "next") if change.new is not None else _nothing(old))

    def _matches(self, line: str, patterns: Mapping[str, Pattern], at_places: bool) -> object:
        key = (line, at_places)
        if key not in self._found:
            texts = [document.text for document in self._documents]
            places = [_starts(text, patterns[line]) for text in texts] if at_places else []
            self._found[key] = ([text.find_all(patterns[line]) for text in texts], places)
        return self._found[key]

    def reported(self, rule: Rule) -> list[Finding]:
        linter = _alone(self.linter, rule)
        return [Finding(d.span) for d in linter.diagnose(self.situation, self.report).diagnostics]

    def recognised(self, before: Sequence[ActFile], files: Sequence[ActFile], rulebook: Rulebook) -> list[Finding]:
        """Recognise the acts of `files` again, on top of those that come before them."""
        document = self.situation.document
        fresh = self.example.draft.scene
        situation = Situation(document, self.situation.settings, "other" if fresh == "auto" else fresh, incoming=self.situation.incoming)
        if self._acts is None:
            document.acts = {}
            recognise(replace(rulebook, acts=tuple(before)), situation)
            self._acts = document.acts
        document.acts = dict(self._acts)
        recognise(replace(rulebook, acts=tuple(files)), situation)
        return [Finding(document.span(a.first, a.last), a.attributes) for a in document.acts[files[0].kind]]

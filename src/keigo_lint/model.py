"""The values that every layer passes on: frozen, slotted, offsets in code points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Severity = Literal["error", "warning", "info"]
Safety = Literal["safe", "unsafe", "suggestion"]
Value = str | int | float | bool
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


class KeigoLintError(Exception):
    """The run cannot go on; the message is a sentence that names the place."""


class RuleFileError(KeigoLintError):
    """A rule file is wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of code points."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, order=True)
class Zone:
    """A stretch of a draft of which its file says what it is.

    The kinds of `placeholders.KINDS`; "heading" and "quote" for text of these kinds; "seam" where the draft goes on but the file has something
    between (a tag, the next line's indent) or writes it in another way: no edit may reach across. A seam may be empty. "fixed": nothing is put
    in either, not even where it begins or ends.
    """

    kind: str
    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Morpheme:
    """One UniDic short unit, shared by all its occurrences, and equal to itself only.

    `number` counts the distinct rows of a `Lexicon`; `lemmaType` is the conjugation class of the lemma itself where the form is a potential
    derived from it (見れる: 上一段, 受け取れる: 五段), else empty. `verb` is the verb that a noun is the 連用形 of (選び: 選ぶ), else
    empty: UniDic takes お選びいただく now for the one, now for the other.
    """

    number: int
    surface: str
    pos: str
    cType: str
    cForm: str
    lForm: str
    lemma: str
    orthBase: str
    goshu: str
    formBase: str
    lemmaType: str
    verb: str
    known: bool


@dataclass(frozen=True, slots=True)
class Token:
    """A morpheme at a place in the text."""

    morpheme: Morpheme
    span: Span


@dataclass(frozen=True, slots=True)
class Context:
    """What is known about a draft besides its text; everything may be missing."""

    incoming: str | None = None
    received_at: datetime | None = None
    sent_at: datetime | None = None
    price: int | None = None
    customer: str | None = None
    fault: str | None = None
    channel: str | None = None
    thread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """The text being checked, and what is known about it.

    `template`: blanks are meant to be there; None when only the text can tell. `letter`: it may be meant for a customer; of the text of a button or
    of an error message no scene is guessed.
    """

    text: str
    path: str | None = None
    name: str | None = None
    scene: str = "auto"
    context: Context = Context()
    zones: tuple[Zone, ...] = ()
    template: bool | None = None
    letter: bool = True


@dataclass(frozen=True, slots=True)
class Act:
    """What a stretch of text does: `kind`, its place, and attributes such as `form` or `key`."""

    kind: str
    span: Span
    attributes: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace `span` by `text`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together, with a title to show and how far they may be trusted."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety


@dataclass(frozen=True, slots=True)
class Source:
    """The article line that a rule comes from (`seed` is S000…S004, or a published norm)."""

    seed: str
    advice: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding, complete when it is made."""

    rule: str
    severity: Severity
    message: str
    span: Span
    fixes: tuple[Fix, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneGuess:
    """The scene a draft was checked as, how sure that is, and the cues that told it."""

    scene: str
    cues: tuple[str, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """All that one check found out about one draft."""

    draft: Draft
    scene: str
    guess: SceneGuess
    acts: tuple[Act, ...]
    options: int
    diagnostics: tuple[Diagnostic, ...]
    not_checked: Mapping[str, str]

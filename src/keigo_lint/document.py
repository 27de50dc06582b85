"""A draft with its sentences, tokens, clauses and masks: what acts and rules are found in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from keigo_lint.matching import Matcher, Text
from keigo_lint.model import Draft, Morpheme, Span, Value
from keigo_lint.pattern import Pattern
from keigo_lint.placeholders import NOUNS
from keigo_lint.segment import QUOTED, Sentence, Shape, bracket_spans, segment, zones_of
from keigo_lint.stretches import Stretches
from keigo_lint.tokenizer import Lexicon, check_encodable, tokenize

WRITER_ZONES = ("body", "list-item", "greeting", "self-introduction", "policy", "heading")
ACT_ZONES = ("body", "list-item", "greeting", "policy")  # what a name, a title or a heading mentions, the writer does not do
_QUOTES = frozenset("「『“")
_JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]")


@dataclass(slots=True)
class FoundAct:
    """An act while it is being recognised: a token range and attributes that refinements may still set."""

    kind: str
    first: int
    last: int
    attributes: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Grammar:
    """What preparing a document needs from the rulebook."""

    shape: Shape
    clause_ends: Pattern
    reported: Pattern
    matcher: Matcher
    lexicon: Lexicon
    placeholder: Morpheme


class Document:
    """A tokenised draft. Token indices run over the whole text; `acts` is filled by the recogniser, kind by kind."""

    def __init__(self, draft: Draft, grammar: Grammar) -> None:
        check_encodable(draft.text)
        self.draft = draft
        self.zones = zones_of(draft, grammar.shape)
        self.sentences: list[Sentence] = segment(draft.text, grammar.shape, self.zones)
        self._nouns = [z.span for z in self.zones if z.kind in NOUNS]
        self._noun_ends = [n.end for n in self._nouns]
        self.instead = grammar.shape.syntaxes.instead_of_earlier(draft.text, self.zones) if self.zones else []
        self.morphemes: list[Morpheme] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.quoted: list[bool] = []
        self.acts: dict[str, list[FoundAct]] = {}
        self._ranges: list[tuple[int, int]] = []
        self._said: dict[str, bool] = {}
        self._found: dict[tuple[Pattern, tuple[str, ...] | None, bool, bool], list[tuple[int, int]]] = {}
        for sentence in self.sentences:
            low = len(self.morphemes)
            self._add(sentence, grammar)
            self._ranges.append((low, len(self.morphemes)))
        self.text = Text(grammar.matcher.kinds(self.morphemes), self._ranges, grammar.matcher)
        self.text.clause_of = self._clauses(self.text.find(grammar.clause_ends))
        for first, last in self.text.find(grammar.reported):
            self.quoted[first:last] = [True] * (last - first)
        self.body = [i for i, s in enumerate(self.sentences) if s.kind in ("body", "list-item", "policy") and self._ranges[i][0] < self._ranges[i][1]]

    @cached_property
    def spans(self) -> list[Span]:
        """The place of each token."""
        return list(map(Span, self.starts, self.ends))

    @cached_property
    def _kept(self) -> Stretches:
        return Stretches(z.span for z in self.zones if z.kind not in ("heading", "quote"))

    @cached_property
    def _fixed(self) -> Stretches:
        return Stretches(z.span for z in self.zones if z.kind == "fixed")

    @cached_property
    def _instead(self) -> Stretches:
        return Stretches(self.instead)

    def says(self, words: str) -> bool:
        """Tell whether words stand in the draft."""
        known = self._said.get(words)
        if known is None:
            known = self._said[words] = words in self.draft.text
        return known

    @cached_property
    def signs(self) -> set[str]:
        """The characters of the draft."""
        return set(self.draft.text)

    @cached_property
    def lemmas(self) -> Counter[str]:
        """How often each lemma stands in the draft."""
        return Counter(m.lemma for m in self.morphemes)

    def _add(self, sentence: Sentence, grammar: Grammar) -> None:
        """Add the tokens of a sentence."""
        text = sentence.text
        nouns = self.nouns_in(sentence) if self._nouns else []
        for span in nouns:
            text = text[: span.start] + "Ｘ" * (span.end - span.start) + text[span.end :]
        shifted = nouns or sentence.offsets is not None
        morphemes, starts, ends = tokenize(text, grammar.lexicon, 0 if shifted else sentence.span.start)
        if nouns:
            morphemes, starts, ends = _with_nouns(nouns, grammar.placeholder, morphemes, starts, ends)
        if shifted:
            starts, ends = sentence.places(starts, ends)
        self.morphemes += morphemes
        self.starts += starts
        self.ends += ends
        self.quoted += [sentence.kind in QUOTED] * len(morphemes)
        if not _QUOTES.isdisjoint(sentence.text):
            for quote in bracket_spans(sentence.text, "「『“"):
                span = sentence.place(quote.start, quote.end)
                first, last = bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)
                self.quoted[first:last] = [True] * (last - first)

    def nouns_in(self, sentence: Sentence) -> list[Span]:
        """Return where placeholders stand in the text of a sentence."""
        found = []
        for i in range(bisect_right(self._noun_ends, sentence.span.start), len(self._nouns)):
            noun = self._nouns[i]
            if noun.start >= sentence.span.end:
                break
            start, end = sentence.within(noun)
            if end > start:
                found.append(Span(start, end))
        return found

    def protects(self, span: Span) -> bool:
        """Tell whether a change of `span` would change a placeholder or a tag, or reach across something that only the file has."""
        return self._kept.overlap(span) or self._fixed.touch(span)

    def shown_instead(self, token: int) -> bool:
        """Tell whether a token is shown only where an earlier part of the draft is not."""
        start = self.starts[token]
        return self._instead.contain(Span(start, start + 1))

    def _clauses(self, found: Iterable[tuple[int, int]]) -> list[int]:
        """Number the clauses: each ends where one was found to end, or with its sentence."""
        ends = {last for _, last in found}
        ends.update(high for _, high in self._ranges)
        clauses: list[int] = []
        for clause, end in enumerate(sorted(ends)):
            clauses += [clause] * (end - len(clauses))
        return clauses

    @property
    def has_japanese(self) -> bool:
        """Tell whether there is anything to check."""
        return bool(_JAPANESE.search(self.draft.text))

    def sentence_range(self, token: int) -> tuple[int, int]:
        """Return the token range of the sentence that `token` is in."""
        return self._ranges[self.text.sentence_of[token]]

    def tokens_of(self, sentence: int) -> tuple[int, int]:
        """Return the token range of a sentence."""
        return self._ranges[sentence]

    def clause_range(self, first: int, last: int) -> tuple[int, int]:
        """Return the token range of the clauses that the range touches, inside its sentence."""
        low, high = self.sentence_range(first)
        clause_of = self.text.clause_of
        start, end = first, last
        while start > low and clause_of[start - 1] == clause_of[first]:
            start -= 1
        while end < high and clause_of[end] == clause_of[last - 1]:
            end += 1
        return start, end

    def span(self, first: int, last: int) -> Span:
        """Return the place of a token range in the draft."""
        return Span(self.starts[first], self.ends[last - 1])

    def surface(self, first: int, last: int) -> str:
        """Return the text of a token range as the writer wrote it."""
        return self.draft.text[self.starts[first] : self.ends[last - 1]]

    def token_at(self, place: int) -> int:
        """Return the last token that starts at or before `place` (0 when there is none)."""
        return max(0, bisect_right(self.starts, place) - 1)

    def zone(self, token: int) -> str:
        """Return the kind of the sentence that `token` is in."""
        return self.sentences[self.text.sentence_of[token]].kind

    def find(
        self, pattern: Pattern, zones: tuple[str, ...] | None = WRITER_ZONES, *, quoted: bool = False, overlapping: bool = False
    ) -> list[tuple[int, int]]:
        """Return the matches in the given zones in order, leaving out what is quoted unless asked for."""
        if not self.text.may_match(pattern):
            return []
        key = (pattern, zones, quoted, overlapping)
        known = self._found.get(key)
        if known is None:
            found = sorted(self.text.find_all(pattern)) if overlapping else self.text.find(pattern)
            known = self._found[key] = [
                (first, last)
                for first, last in found
                # A match may pass over a quotation, but what it begins or ends with must be the writer's own words.
                if (quoted or not (self.quoted[first] or self.quoted[last - 1])) and (zones is None or self.zone(first) in zones)
            ]
        return known

    def body_index(self, token: int) -> int:
        """Count the body sentences before the one that `token` is in."""
        return bisect_left(self.body, self.text.sentence_of[token])


def _with_nouns(
    nouns: Sequence[Span], placeholder: Morpheme, morphemes: Iterable[Morpheme], starts: Iterable[int], ends: Iterable[int]
) -> tuple[list[Morpheme], list[int], list[int]]:
    """Put one placeholder for the tokens that stand in each of `nouns`."""
    found: list[tuple[Morpheme, int, int]] = []
    covered = -1
    for morpheme, start, end in zip(morphemes, starts, ends, strict=True):
        hidden = next((n for n in nouns if n.start < end and start < n.end), None)
        if hidden is None:
            found.append((morpheme, start, end))
        elif hidden.start > covered:
            found.append((placeholder, hidden.start, hidden.end))
            covered = hidden.end
    return [m for m, _, _ in found], [start for _, start, _ in found], [end for _, _, end in found]


def lists(document: Document) -> list[list[int]]:
    """Return the runs of list-item sentences that follow each other without other prose: the sentence numbers of each list."""
    runs: list[list[int]] = []
    previous: int | None = None
    for i, sentence in enumerate(document.sentences):
        if sentence.kind == "list-item" and not (document.instead and document.shown_instead(document.tokens_of(i)[0])):
            if previous is not None and previous == i - 1:
                runs[-1].append(i)
            else:
                runs.append([i])
            previous = i
    return runs

"""Raw text to sentences and zones, before any tokenising.

Lines are joined where a mail was wrapped inside a sentence or a word, and cut into sentences outside brackets. What a line or a sentence is
(salutation, greeting, list item, signature …) is told by the regular expressions of `rules/zones.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keigo_lint.model import Span

OPENERS = "「『（(【〔［[｛{“"
CLOSERS = "」』）)】〕］]｝}”"
_PAIRS = dict(zip(OPENERS, CLOSERS, strict=True))
LONGEST = 1_000  # characters in a sentence
_MAX_BRACKET = 200  # a bracket that is not closed within so many characters is no bracket
_END = "。．！？!?"
_SOFT_END = "♪♫♡♥☆★"  # end a sentence after a predicate only: ☆ also stands in names
_HIRAGANA = re.compile("[ぁ-ゖー]")


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """One way to tell what a line or a sentence is.

    `unit` is "line" or "sentence"; `first`/`last` limit it to so many non-blank units from the start or the end (0: anywhere).
    """

    kind: str
    unit: str
    pattern: re.Pattern[str]
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """The raw-text expressions that give a text its shape."""

    bullet: re.Pattern[str]
    enumerator: re.Pattern[str]
    label: re.Pattern[str]
    separator: re.Pattern[str]
    quoted_line: re.Pattern[str]
    frame: re.Pattern[str]
    opaque: re.Pattern[str]
    sentence_final: re.Pattern[str]
    continuing: re.Pattern[str]
    zones: tuple[ZoneRule, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `text` is what is analysed, `offsets[i]` the place of its i-th character in the draft (None: `span.start + i`)."""

    span: Span
    text: str
    offsets: tuple[int, ...] | None
    kind: str
    block: int
    item: str | None

    def place(self, start: int, end: int) -> Span:
        """Map a range of `text` back to the draft."""
        if self.offsets is None:
            return Span(self.span.start + start, self.span.start + end)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    kind: str
    item: str | None
    indented: bool


def _lines(text: str, shape: Shape) -> list[_Line]:
    lines: list[_Line] = []
    for match in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text):
        raw = match.group().rstrip("\r\n")
        if not raw and match.end() == len(text) and match.start() == match.end():
            break
        frame = shape.frame.match(raw)
        start = match.start() + (frame.end() if frame else 0)
        body = text[start : match.start() + len(raw)].rstrip(" \t　│┃|")
        stripped = body.lstrip(" \t　")
        indent = len(body) - len(stripped)
        start += indent
        kind, item = "plain", None
        if not stripped:
            kind = "blank"
        elif shape.quoted_line.match(stripped):
            kind = "quote"
        elif shape.separator.fullmatch(stripped):
            kind = "separator"
        elif match_item := (shape.enumerator.match(stripped) or shape.bullet.match(stripped)):
            kind = "list-item"
            item = match_item.group().strip(" 　")
            start += match_item.end()
            stripped = stripped[match_item.end() :]
            if not stripped:
                kind = "blank"
        lines.append(_Line(start, start + len(stripped), stripped, kind, item, indent > 0))
    return lines


def _joins(above: _Line, below: _Line, shape: Shape) -> bool:
    """Tell whether the line break between the two was put inside a sentence."""
    if above.kind not in ("plain", "list-item") or below.kind != "plain":
        return False
    a, b = above.text, below.text
    if a[-1] in _END or a[-1] in _SOFT_END or a[-1] in "：:】" or shape.label.match(b):
        return False
    if any(z.unit == "line" and z.pattern.search(a) for z in shape.zones) or any(z.unit == "line" and z.pattern.search(b) for z in shape.zones):
        return False
    if shape.continuing.search(a):
        return True
    if shape.sentence_final.search(a):
        return False
    if above.kind == "list-item" and not below.indented:
        return False
    if _HIRAGANA.match(a[-1]) or _HIRAGANA.match(b[0]):
        return True
    return len(a) >= 18 and len(b) >= 4


def _bracket_ends(text: str) -> dict[int, int]:
    """Map the start of every closed bracket to its end (exclusive); linear in the text."""
    ends: dict[int, int] = {}
    stack: list[tuple[str, int]] = []
    for i, character in enumerate(text):
        if character in _PAIRS:
            stack.append((_PAIRS[character], i))
            if len(stack) > 50:
                stack.pop(0)
        elif character in CLOSERS:
            for depth in range(len(stack) - 1, -1, -1):
                closer, start = stack[depth]
                if closer == character:
                    if i - start <= _MAX_BRACKET:
                        ends[start] = i + 1
                    del stack[depth:]
                    break
    return ends


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the sentences of one block."""
    ends = _bracket_ends(text)
    start = i = 0
    while i < len(text):
        character = text[i]
        if character in _PAIRS and i in ends:
            i = ends[i]
            continue
        soft = character in _SOFT_END and i > start and _HIRAGANA.match(text[i - 1])
        if character in _END or soft:
            i += 1
            while i < len(text) and (text[i] in _END or text[i] in _SOFT_END or text[i] in "」』）)"):
                i += 1
            yield start, i
            while i < len(text) and text[i] in " 　\t":
                i += 1
            start = i
            continue
        i += 1
    if start < len(text):
        yield start, len(text)


def _bounded(ranges: Iterable[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Cut what is longer than any sentence, so that whatever looks at a whole sentence costs no more than linear time."""
    for start, end in ranges:
        while end - start > LONGEST:
            comma = text.rfind("、", start + LONGEST // 2, start + LONGEST)
            cut = comma + 1 if comma >= 0 else start + LONGEST
            yield start, cut
            start = cut
        yield start, end


def segment(text: str, shape: Shape) -> list[Sentence]:
    """Cut a draft into sentences, in reading order."""
    lines = _lines(text, shape)
    blocks: list[list[_Line]] = []
    for i, line in enumerate(lines):
        if line.kind in ("blank", "separator"):
            continue
        if blocks and i and blocks[-1][-1] is lines[i - 1] and _joins(lines[i - 1], line, shape):
            blocks[-1].append(line)
        else:
            blocks.append([line])
    signature = _signature_start(lines, shape)
    sentences: list[Sentence] = []
    for number, block in enumerate(blocks):
        joined = "".join(line.text for line in block)
        offsets = [i for line in block for i in range(line.start, line.end)]
        for start, end in _bounded(_cuts(joined), joined):
            piece = joined[start:end]
            trimmed = piece.rstrip(" 　\t")
            if not trimmed:
                continue
            end = start + len(trimmed)
            span = Span(offsets[start], offsets[end - 1] + 1)
            kind = "list-item" if block[0].kind == "list-item" else block[0].kind if block[0].kind == "quote" else "body"
            if signature is not None and span.start >= signature:
                kind = "signature"
            contiguous = span.end - span.start == end - start
            sentences.append(
                Sentence(span, trimmed, None if contiguous else tuple(offsets[start:end]), kind, number, block[0].item if start == 0 else None)
            )
    return _zoned(sentences, shape)


def _signature_start(lines: Sequence[_Line], shape: Shape) -> int | None:
    """Find where the signature begins: below the last separator of the second half, when no sentence follows it."""
    for i in range(len(lines) - 1, -1, -1):
        if lines[i].kind == "separator":
            below = [line for line in lines[i + 1 :] if line.kind != "blank"]
            if i * 2 >= len(lines) and not any(line.text and (line.text[-1] in _END or shape.sentence_final.search(line.text)) for line in below):
                return lines[i].start
    return None


def _zoned(sentences: list[Sentence], shape: Shape) -> list[Sentence]:
    out: list[Sentence] = []
    count = len(sentences)
    for i, sentence in enumerate(sentences):
        kind = sentence.kind
        if kind in ("body", "list-item"):
            for rule in shape.zones:
                if (rule.first and i >= rule.first) or (rule.last and i < count - rule.last):
                    continue
                if kind == "list-item" and rule.kind not in ("signature", "policy"):
                    continue
                if rule.pattern.search(sentence.text):
                    kind = rule.kind
                    break
        if kind != sentence.kind:
            sentence = Sentence(sentence.span, sentence.text, sentence.offsets, kind, sentence.block, sentence.item)
        out.append(sentence)
    return out


def bracket_spans(text: str, openers: str) -> list[Span]:
    """Return the closed brackets of `text` that begin with one of `openers`, outermost first; brackets included."""
    spans: list[Span] = []
    for start, end in sorted(_bracket_ends(text).items()):
        if text[start] in openers and not (spans and start < spans[-1].end):
            spans.append(Span(start, end))
    return spans

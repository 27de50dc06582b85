"""Raw text to sentences and zones, before any tokenising.

Lines are joined where a mail was wrapped inside a sentence or a word, and cut into sentences outside brackets. What a line or a sentence is
(salutation, greeting, list item, signature …) is told by the regular expressions of `rules/zones.toml`. Tags that show nothing are taken out
before that, and so are lines that hold nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from keigo_lint.model import Draft, Span, Zone
from keigo_lint.placeholders import HIDDEN, KINDS, Syntaxes

OPENERS = "「『（(【〔［[｛{“"
CLOSERS = "」』）)】〕］]｝}”"
_PAIRS = dict(zip(OPENERS, CLOSERS, strict=True))
LONGEST = 1_000  # characters in a sentence
_MAX_BRACKET = 200  # a bracket that is not closed within so many characters is no bracket
QUOTED = ("quote", "attribution")  # what others wrote, and the line that says who
_END = "。．！？!?"
_SOFT_END = "♪♫♡♥☆★"  # end a sentence after a predicate only: ☆ also stands in names
_HIRAGANA = re.compile("[ぁ-ゖー]")
_QUERY = re.compile(r"\?[A-Za-z0-9_.]+=")  # of an address
_MASK = re.compile("Ｘ{3,}")
_LINE_END = re.compile(r"[ \t　]*(?:\r\n|\r|\n|\Z)")


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """One way to tell what a line or a sentence is.

    `unit` is "line" or "sentence"; `first`/`last` limit it to so many non-blank units from the start or the end (0: anywhere). `after`: the kinds
    that the unit before may have (none: any). `apart`: only below an empty line or a finished sentence, with nothing but its like below it.
    """

    kind: str
    unit: str
    pattern: re.Pattern[str]
    first: int = 0
    last: int = 0
    after: tuple[str, ...] = ()
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The raw-text expressions that give a text its shape."""

    bullet: re.Pattern[str]
    enumerator: re.Pattern[str]
    label: re.Pattern[str]
    separator: re.Pattern[str]
    quoted_line: re.Pattern[str]
    frame: re.Pattern[str]
    syntaxes: Syntaxes
    sentence_final: re.Pattern[str]
    continuing: re.Pattern[str]
    answered: re.Pattern[str]
    introduced: re.Pattern[str]
    introduced_surely: re.Pattern[str]
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

    def places(self, starts: list[int], ends: list[int]) -> tuple[list[int], list[int]]:
        """Map where ranges of `text` start and end, none of them empty, back to the draft."""
        if self.offsets is None:
            base = self.span.start
            return [base + start for start in starts], [base + end for end in ends]
        offsets = self.offsets
        return [offsets[start] for start in starts], [offsets[end - 1] + 1 for end in ends]

    def within(self, span: Span) -> tuple[int, int]:
        """Map a range of the draft to the range of `text` that stands in it."""
        if self.offsets is None:
            return max(0, span.start - self.span.start), min(len(self.text), span.end - self.span.start)
        return bisect_left(self.offsets, span.start), bisect_left(self.offsets, span.end)


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


def _visible(text: str, zones: Iterable[Zone]) -> tuple[str, list[int] | None]:
    """Return a text without its tags, and the place of each character that is left (None: nothing is gone)."""
    hidden = [z for z in zones if z.kind in HIDDEN]
    if not hidden:
        return text, None
    pieces, places, done = [], list[int](), 0

    def keep(start: int, end: int) -> None:
        pieces.append(text[start:end])
        places.extend(range(start, end))

    tag_lines = _tag_lines(text, hidden)
    for zone in hidden:
        if zone.span.start < done:
            continue
        start, end = tag_lines.get(zone.span.start, (zone.span.start, zone.span.end))
        keep(done, max(done, start))
        if zone.kind == "break" and text[zone.span.end : zone.span.end + 1] not in ("\r", "\n"):
            pieces.append("\n")
            places.append(zone.span.start)
        done = max(done, end)
    keep(done, len(text))
    return "".join(pieces), places


def _masked(text: str, zones: Iterable[Zone], places: Sequence[int] | None) -> str:
    """Return a text with its fields and addresses as words of their own length."""
    pieces, done = list[str](), 0
    for zone in zones:
        if zone.kind in ("field", "address"):
            start, end = (bisect_left(places, zone.span.start), bisect_left(places, zone.span.end)) if places else (zone.span.start, zone.span.end)
            if end > done:
                pieces += (text[done:start], "Ｘ" * (end - max(start, done)))
                done = end
    return "".join((*pieces, text[done:]))


def _tag_lines(text: str, hidden: Sequence[Zone]) -> dict[int, tuple[int, int]]:
    """Map the first tag of each line that holds nothing but tags to the range of that line with its line break."""
    found: dict[int, tuple[int, int]] = {}
    i = 0
    while i < len(hidden):
        first = last = i
        while last + 1 < len(hidden) and _blank(text, hidden[last].span.end, hidden[last + 1].span.start):
            last += 1
        start = hidden[first].span.start
        while start and text[start - 1] in " \t　":
            start -= 1
        opening = not start or text[start - 1] in "\r\n"
        closing = _LINE_END.match(text, hidden[last].span.end)
        if closing and opening and all(z.kind == "tag" for z in hidden[first : last + 1]):
            found[hidden[first].span.start] = (start, closing.end())
        i = last + 1
    return found


def _blank(text: str, start: int, end: int) -> bool:
    return all(c in " \t　" for c in text[start:end])


def _mark(lines: list[_Line], zones: Iterable[Zone], places: list[int] | None) -> None:
    """Give the lines that begin in a heading or a quotation of their file that kind."""
    told = [z for z in zones if z.kind in ("heading", "quote")]
    ends = [z.span.end for z in told]
    for i, line in enumerate(lines) if told else ():
        at = places[line.start] if places and line.start < len(places) else line.start
        there = bisect_right(ends, at)
        if line.kind != "blank" and there < len(told) and told[there].span.start <= at:
            lines[i] = replace(line, kind=told[there].kind)


def _mark_answered(lines: list[_Line], text: str, shape: Shape) -> None:
    """Give the line before a quotation its kind, and what it introduces too where that has no marks of its own."""
    starts = [line.start for line in lines]
    for expression in (shape.answered, shape.introduced_surely, shape.introduced):
        for found in expression.finditer(text):
            first, last = bisect_left(starts, found.start()), bisect_left(starts, found.end())
            if first == last or any(line.kind in (*QUOTED, "blank") for line in lines[first:last]):
                continue
            above = any(line.kind == "plain" for line in lines[:first])
            below = next((line.kind for line in lines[last:] if line.kind != "blank"), None)
            surely = expression is not shape.introduced
            if expression is shape.answered or below not in QUOTED:
                if not (surely and above):
                    continue
                end = len(lines)
            else:
                end = last
            for k in range(first, end):
                if lines[k].kind != "blank":
                    lines[k] = replace(lines[k], kind="attribution" if k < last else "quote", item=None)


def _joins(above: _Line, below: _Line, shape: Shape) -> bool:
    """Tell whether the line break between the two was put inside a sentence."""
    if above.kind not in ("plain", "list-item") or below.kind != "plain":
        return False
    a, b = _MASK.sub("Ｘ", above.text), _MASK.sub("Ｘ", below.text)
    if a[-1] in _END or a[-1] in _SOFT_END or a[-1] in "：:】" or shape.label.match(b):
        return False
    told = [z.pattern for z in shape.zones if z.unit == "line" and not z.apart]
    if any(pattern.search(a) or pattern.search(b) for pattern in told):
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
        if (character in _END and not _QUERY.match(text, i)) or soft:
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


def zones_of(draft: Draft, shape: Shape) -> tuple[Zone, ...]:
    """Return what the file says about stretches of the draft, with the placeholders that its text shows."""
    found = shape.syntaxes.find(draft.text)
    new = (z for z in found if not any(z.span.overlaps(there.span) for there in draft.zones if there.kind in KINDS))
    return tuple(sorted((*draft.zones, *new), key=lambda z: z.span)) if found else draft.zones


def segment(text: str, shape: Shape, zones: Sequence[Zone] | None = None) -> list[Sentence]:
    """Cut a draft into sentences, in reading order. `zones` are its `zones_of`, found in the text itself if they are not given."""
    zones = shape.syntaxes.find(text) if zones is None else zones
    text, places = _visible(text, zones)
    written, text = text, _masked(text, zones, places)  # signs in a placeholder give a text no shape
    lines = _lines(text, shape)
    _mark(lines, zones, places)
    _mark_answered(lines, text, shape)
    blocks: list[list[_Line]] = []
    apart: list[bool] = []
    for i, line in enumerate(lines):
        if line.kind in ("blank", "separator"):
            continue
        if blocks and i and blocks[-1][-1] is lines[i - 1] and _joins(lines[i - 1], line, shape):
            blocks[-1].append(line)
        else:
            blocks.append([line])
            apart.append(i == 0 or _ends_above(lines[i - 1], shape))
    signature = _signature_start(lines, shape)
    sentences: list[Sentence] = []
    shapes: list[str] = []
    for number, block in enumerate(blocks):
        joined = "".join(line.text for line in block)
        said = joined if written is text else "".join(written[line.start : line.end] for line in block)
        offsets = [places[i] if places else i for line in block for i in range(line.start, line.end)]
        for start, end in _bounded(_cuts(joined), joined):
            piece = joined[start:end]
            end = start + len(piece.rstrip(" 　\t"))
            if end == start:
                continue
            span = Span(offsets[start], offsets[end - 1] + 1)
            kind = block[0].kind if block[0].kind in ("list-item", "heading", *QUOTED) else "body"
            if signature is not None and block[0].start >= signature:
                kind = "signature"
            shapes.append(_MASK.sub("Ｘ", joined[start:end]))
            contiguous = span.end - span.start == end - start
            sentences.append(
                Sentence(
                    span, said[start:end], None if contiguous else tuple(offsets[start:end]), kind, number, block[0].item if start == 0 else None
                )
            )
    return _signed(_zoned(sentences, shapes, shape), shapes, apart, shape)


def _ends_above(above: _Line, shape: Shape) -> bool:
    return above.kind in ("blank", "separator") or above.text[-1] in _END + _SOFT_END or bool(shape.sentence_final.search(above.text))


def _letter_end(kinds: Sequence[str]) -> int:
    """Return how many units a letter has without the quotation below it."""
    return next((i + 1 for i in range(len(kinds) - 1, -1, -1) if kinds[i] not in (*QUOTED, "blank")), 0)


def _signature_start(lines: Sequence[_Line], shape: Shape) -> int | None:
    """Find where the signature begins: below the last separator of the second half, when no sentence follows it."""
    lines = lines[: _letter_end([line.kind for line in lines])]
    for i in range(len(lines) - 1, (len(lines) + 1) // 2 - 1, -1):
        line = lines[i]
        if line.kind == "separator":
            return line.start
        if line.kind != "blank" and line.text and (line.text[-1] in _END or shape.sentence_final.search(line.text)):
            return None
    return None


def _zoned(sentences: list[Sentence], shapes: Sequence[str], shape: Shape) -> list[Sentence]:
    out: list[Sentence] = []
    count = _letter_end([sentence.kind for sentence in sentences])
    for i, sentence in enumerate(sentences):
        kind = sentence.kind
        if kind in ("body", "list-item"):
            for rule in shape.zones:
                if rule.apart or (rule.after and (not i or out[-1].kind not in rule.after)):
                    continue
                if (rule.first and i >= rule.first) or (rule.last and i < count - rule.last):
                    continue
                if kind == "list-item" and rule.kind not in ("signature", "policy"):
                    continue
                if rule.pattern.search(shapes[i]):
                    kind = rule.kind
                    break
        if kind != sentence.kind:
            sentence = Sentence(sentence.span, sentence.text, sentence.offsets, kind, sentence.block, sentence.item)
        out.append(sentence)
    return out


def _signed(sentences: list[Sentence], shapes: Sequence[str], apart: Sequence[bool], shape: Shape) -> list[Sentence]:
    """Tell what the last lines of a letter are by standing apart from its sentences."""
    count = _letter_end([sentence.kind for sentence in sentences])
    for rule in shape.zones:
        if not rule.apart:
            continue
        i = count - 1
        while i > 0 and i >= count - rule.last and (
            sentences[i].kind == rule.kind or (sentences[i].kind == "body" and rule.pattern.search(shapes[i]))
        ):  # fmt: skip
            i -= 1
        first = next((j for j in range(i + 1, count) if apart[sentences[j].block] or sentences[j - 1].kind == rule.kind), count)
        sentences[first:count] = [replace(sentence, kind=rule.kind) for sentence in sentences[first:count]]
    return sentences


def bracket_spans(text: str, openers: str) -> list[Span]:
    """Return the closed brackets of `text` that begin with one of `openers`, outermost first; brackets included."""
    spans: list[Span] = []
    for start, end in sorted(_bracket_ends(text).items()):
        if text[start] in openers and not (spans and start < spans[-1].end):
            spans.append(Span(start, end))
    return spans

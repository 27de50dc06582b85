"""What stands in a text for something else: fields and blanks that are filled in later, tags that show nothing, addresses.

The syntaxes are those of `rules/placeholders.toml` and of the settings, which also give names that are read as one noun. A placeholder is a `Zone`
whose kind is one of `KINDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from keigo_lint.expressions import Bounded
from keigo_lint.folders import seen_from_root
from keigo_lint.model import Span, Zone

KINDS = ("field", "blank", "address", "name", "tag", "break")
NOUNS = ("field", "blank", "address", "name")  # one noun each for the analysis
HIDDEN = ("tag", "break")  # not there for the analysis
FILLED = ("field", "blank")  # what is missing when nobody and nothing fills it in
_LETTERS = ("[ァ-ヺー]", "[A-Za-z0-9]", "[Ａ-Ｚａ-ｚ０-９]")
_WORD = re.compile(r"[^A-Za-z/]*(/?)[^A-Za-z/]*([A-Za-z]+)")


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write placeholders of a kind; looked for only in a text that has one of `needs`."""

    kind: str
    needs: tuple[str, ...]
    raw: tuple[str, ...]
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Syntaxes:
    """All syntaxes, earlier ones first, the words that tags make blocks and choices of, and how many placeholders make a template."""

    syntaxes: tuple[Syntax, ...]
    block: frozenset[str] = frozenset()
    choice: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()
    opens: tuple[re.Pattern[str], ...] = ()
    many_fields: int = 2
    many: int = 4
    template_path: tuple[re.Pattern[str], ...] = ()

    def with_names(self, names: Iterable[str]) -> Syntaxes:
        """Return syntaxes that find names first. A name in katakana or in letters is not found inside of a longer word."""
        longest_first = sorted(set(names), key=lambda n: (-len(n), n))
        named = Syntax("name", tuple(longest_first), tuple(_bounded(name) for name in longest_first))
        return replace(self, syntaxes=(named, *self.syntaxes)) if longest_first else self

    def find(self, text: str) -> list[Zone]:
        """Return the placeholders of a text in order; they do not overlap."""
        wanted = tuple(s for s in self.syntaxes if any(need in text for need in s.needs))
        return _find(text, wanted) if wanted else []

    def instead_of_earlier(self, text: str, zones: Iterable[Zone]) -> list[Span]:
        """Return the ranges that are shown instead of an earlier one: what stands between 「else」 and the end of its block."""
        return sorted(self._later_branches(text, zones))

    def is_template(self, path: str | None, text: str, zones: Sequence[Zone]) -> bool:
        """Tell by its name or by its placeholders whether a draft is a template. A row of blanks (〇月〇日) counts once."""
        place = seen_from_root(path)
        if place is not None and any(raw.search(place) for raw in self.template_path):
            return True
        fields = {text[z.span.start : z.span.end] for z in zones if z.kind == "field"}
        blanks = [z.span for z in zones if z.kind == "blank"]
        rows = sum(1 for i, b in enumerate(blanks) if not i or b.start - blanks[i - 1].end > 1)
        return len(fields) >= self.many_fields or len(fields) + rows >= self.many

    def _later_branches(self, text: str, zones: Iterable[Zone]) -> Iterator[Span]:
        opened: list[tuple[str, int | None, bool]] = []  # the word, where its current later branch starts, and whether a branch was there
        for zone in zones:
            word = _WORD.match(text, zone.span.start, zone.span.end) if zone.kind == "tag" else None
            if word is None:
                continue
            name = word[2].lower()
            closes = bool(word[1]) or name.startswith("end")
            if closes:
                ended = name.removeprefix("end")
                while opened:
                    kind, start, _ = opened.pop()
                    if start is not None:
                        yield Span(start, zone.span.start)
                    if not ended or kind == ended or ended not in self.block:
                        break
            elif name in self.instead and opened and opened[-1][0] in self.choice:
                kind, start, there = opened.pop()
                if start is not None:
                    yield Span(start, zone.span.start)
                opened.append((kind, zone.span.end if there or kind not in ("case", "switch") else None, True))
            elif name in self.block or any(raw.search(text, zone.span.start, zone.span.end) for raw in self.opens):
                opened.append((name, None, False))


def _bounded(name: str) -> str:
    before, after = (next((kind for kind in _LETTERS if re.match(kind, letter)), None) for letter in (name[0], name[-1]))
    return (f"(?<!{before})" if before else "") + re.escape(name) + (f"(?!{after})" if after else "")


def merged(zones: Iterable[Zone]) -> list[Zone]:
    """Return zones in order, without those that overlap an earlier one (of two that begin alike the longer stays)."""
    kept: list[Zone] = []
    for zone in sorted(zones, key=lambda z: (z.span.start, -z.span.end)):
        if not kept or zone.span.start >= kept[-1].span.end:
            kept.append(zone)
    return kept


def carried(zones: Iterable[Zone], old: str, new: str) -> tuple[Zone, ...]:
    """Return zones of a text as they stand in that text after edits, which change no zone. What says only how the file is written is left out."""
    shortest = min(len(old), len(new))
    same = next((i for i in range(shortest) if old[i] != new[i]), shortest)
    alike = next((i for i in range(shortest - same) if old[-1 - i] != new[-1 - i]), shortest - same)
    kept, cursor = [], same
    for zone in sorted(zones):
        start, end = zone.span.start, zone.span.end
        if zone.kind in ("seam", "fixed"):
            continue
        if start >= len(old) - alike:
            start, end = start + len(new) - len(old), end + len(new) - len(old)
        elif start <= same and end >= len(old) - alike:
            end += len(new) - len(old)
        elif end > same and (start >= same or not new.startswith(old[start:end], start)):
            start = new.find(old[start:end], min(start, cursor))
            if start < 0:
                continue
            end = start + zone.span.end - zone.span.start
            cursor = end
        kept.append(Zone(zone.kind, Span(start, end)))
    return tuple(kept)


def of_settings(expressions: Iterable[str], text: str) -> list[Zone]:
    """Return the fields that the settings' own expressions find in a text.

    Raises re.error for what is no expression, and SaidError for one that takes too long.
    """
    found = (Zone("field", Span(*m.span())) for raw in expressions for m in Bounded(raw).finditer(text) if m.end() > m.start())
    return merged(found)


@lru_cache(maxsize=256)
def _combined(syntaxes: tuple[Syntax, ...]) -> re.Pattern[str]:
    # An expression's own flags hold for it alone.
    return re.compile("|".join(f"(?P<s{i}>{'|'.join(_local(raw) for raw in s.raw)})" for i, s in enumerate(syntaxes)))


def _local(raw: str) -> str:
    flags = re.match(r"\(\?([im]+)\)", raw)
    return f"(?{flags[1]}:{raw[flags.end() :]})" if flags else f"(?:{raw})"


def _find(text: str, syntaxes: tuple[Syntax, ...]) -> list[Zone]:
    return [
        Zone(syntaxes[int(m.lastgroup[1:])].kind, Span(*m.span()))
        for m in _combined(syntaxes).finditer(text)
        if m.lastgroup is not None and m.end() > m.start()
    ]

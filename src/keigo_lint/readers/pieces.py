"""A draft put together from pieces of its file, with the exact way back.

A piece is either taken as it stands there, character for character, or written for a range of the file that stands for it: a character for its
entity, a line break for a tag. The map gives the whole range for any part of what was written.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field

from keigo_lint.model import Context, Draft, Span, Zone
from keigo_lint.readers import Extract


@dataclass(frozen=True, slots=True)
class Map:
    """Where the characters of a draft stand in its file: for each piece its start in the draft, its range there, whether it was taken, and whether
    it stands behind text rather than at the beginning of a line.
    """

    starts: tuple[int, ...]
    sources: tuple[Span, ...]
    taken: tuple[bool, ...]
    behind: tuple[bool, ...]

    def __call__(self, span: Span) -> Span:
        """Return the range of the file that a range of the draft stands in; an empty one is where something may be put in."""
        if not self.starts:
            return Span(0, 0)
        if span.start == span.end:
            return self._empty(span.start)
        return Span(self._start(span.start), self._end(span.end))

    def _start(self, offset: int) -> int:
        i = max(0, bisect_right(self.starts, offset) - 1)
        return self.sources[i].start + (offset - self.starts[i] if self.taken[i] else 0)

    def _end(self, offset: int) -> int:
        i = max(0, bisect_right(self.starts, offset - 1) - 1)
        return self.sources[i].start + offset - self.starts[i] if self.taken[i] else self.sources[i].end

    def _empty(self, offset: int) -> Span:
        i = max(0, bisect_right(self.starts, offset) - 1)
        # What comes after a sentence comes before the tag that ends it, what comes before one after the tag that opens it.
        seam = self.starts[i] == offset
        at = self._end(offset) if offset and seam and (self.behind[i] or not self.taken[i]) else self._start(offset)
        return Span(at, at)


@dataclass(slots=True)
class Pieces:
    """Collects the pieces of one draft from the text of its file."""

    source: str
    zones: list[Zone] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _starts: list[int] = field(default_factory=list)
    _sources: list[Span] = field(default_factory=list)
    _taken: list[bool] = field(default_factory=list)
    _behind: list[bool] = field(default_factory=list)

    @property
    def length(self) -> int:
        """The number of characters so far."""
        return self._length

    def ends_with(self, text: str) -> bool:
        """Tell whether what was put together so far ends so, or is nothing."""
        tail = ""
        for part in reversed(self._parts):
            tail = part + tail
            if len(tail) >= len(text):
                break
        return not tail or tail.endswith(text)

    def take(self, start: int, end: int) -> None:
        """Add a range of the file as it stands there."""
        if end <= start:
            return
        if self._sources and self._taken[-1] and self._sources[-1].end == start:
            self._sources[-1] = Span(self._sources[-1].start, end)
            self._parts.append(self.source[start:end])
            self._length += end - start
            return
        self._seam()
        self._add(self.source[start:end], Span(start, end), True)

    def write(self, text: str, start: int, end: int, *, seam: bool = True) -> None:
        """Add a text that a range of the file stands for. Without `seam` an edit may replace it together with its neighbours."""
        if not text:
            return
        if seam:
            self.zones.append(Zone("seam", Span(self._length, self._length + len(text))))
        self._add(text, Span(start, end), False)

    def mark(self, kind: str, start: int, end: int | None = None) -> None:
        """Say of a range of the draft (by default from `start` on) what it is."""
        end = self._length if end is None else end
        if end > start:
            self.zones.append(Zone(kind, Span(start, end)))

    def _seam(self) -> None:
        if self._sources:
            self.zones.append(Zone("seam", Span(self._length, self._length)))

    def _add(self, text: str, source: Span, taken: bool) -> None:
        self._behind.append(bool(self._parts) and not self._parts[-1][-1:].isspace())
        self._starts.append(self._length)
        self._sources.append(source)
        self._taken.append(taken)
        self._parts.append(text)
        self._length += len(text)

    def map(self) -> Map:
        """Return the way back."""
        return Map(tuple(self._starts), tuple(self._sources), tuple(self._taken), tuple(self._behind))

    def joined(self) -> str:
        """Return the text of the draft."""
        return "".join(self._parts)

    def extract(
        self,
        as_written: Callable[[str], str],
        path: str | None,
        name: str | None = None,
        scene: str = "auto",
        context: Context | None = None,
        template: bool | None = None,
        line: int = 1,
        letter: bool = True,
    ) -> Extract:
        """Return the draft with its way back."""
        zones = tuple(sorted(self.zones, key=lambda z: (z.span, z.kind)))
        draft = Draft(self.joined(), path, name, scene, context or Context(), zones, template, letter)
        return Extract(draft, line, self.map(), as_written)

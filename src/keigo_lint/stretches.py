"""Many spans asked about one place: each answer costs a look-up, not a walk over all of them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate

from keigo_lint.model import Span


class Stretches:
    """Spans of a text, in any order; they may overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [span.start for span in ordered]
        self._furthest = list(accumulate((span.end for span in ordered), max))  # where the spans up to each one end at the latest
        self._nearest = list(accumulate((span.end for span in reversed(ordered)), min))[::-1]  # where those from each one on end at the earliest

    def overlap(self, span: Span) -> bool:
        """Tell whether one of them overlaps a span, as `Span.overlaps` has it."""
        there = bisect_left(self._starts, span.end)
        return there > 0 and self._furthest[there - 1] > span.start

    def touch(self, span: Span) -> bool:
        """Tell whether one of them overlaps a span or stands next to it."""
        there = bisect_right(self._starts, span.end)
        return there > 0 and self._furthest[there - 1] >= span.start

    def contain(self, span: Span) -> bool:
        """Tell whether a span lies wholly inside one of them."""
        there = bisect_right(self._starts, span.start)
        return there > 0 and self._furthest[there - 1] >= span.end

    def lie_in(self, span: Span) -> bool:
        """Tell whether one of them lies wholly inside a span."""
        there = bisect_left(self._starts, span.start)
        return there < len(self._starts) and self._nearest[there] <= span.end

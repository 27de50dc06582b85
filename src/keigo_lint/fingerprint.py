"""What stays the same of a finding when its file is edited elsewhere: the rule, and the words of the sentence that it is in."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from keigo_lint.model import Diagnostic

_END = re.compile(r"[。！？!?\r\n]+[」』）)]*")


def fingerprints(text: str, diagnostics: Iterable[Diagnostic], seen: Counter[tuple[str, str]] | None = None) -> list[str]:
    """Return a fingerprint of each finding in a text, 32 hexadecimal digits; equal findings in equal sentences are told apart by their order.

    `seen` counts them through several texts.
    """
    seen = Counter() if seen is None else seen
    found = []
    for d, words in zip(diagnostics := tuple(diagnostics), sentences_of(text, diagnostics), strict=True):
        number = seen[d.rule, words]
        seen[d.rule, words] += 1
        found.append(sha256(f"{d.rule}\0{words}\0{number}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found


def sentences_of(text: str, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Return the sentence of each finding as it is compared: without white space, and without differences of width."""
    ends = [0, *(m.end() for m in _END.finditer(text)), len(text)]
    found = []
    for d in diagnostics:
        start = ends[bisect_right(ends, d.span.start, 0, len(ends) - 1) - 1]
        end = ends[min(bisect_left(ends, max(d.span.end, d.span.start + 1)), len(ends) - 1)]
        found.append("".join(unicodedata.normalize("NFKC", text[start:end]).split()))
    return found

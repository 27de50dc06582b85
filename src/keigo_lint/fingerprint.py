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


def fingerprints(text: str, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Return a fingerprint of each finding in a text, 32 hexadecimal digits; equal findings in equal sentences are told apart by their order."""
    ends = [0, *(m.end() for m in _END.finditer(text)), len(text)]
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for d in diagnostics:
        start = ends[bisect_right(ends, d.span.start, 0, len(ends) - 1) - 1]
        end = ends[min(bisect_left(ends, max(d.span.end, d.span.start + 1)), len(ends) - 1)]
        words = "".join(unicodedata.normalize("NFKC", text[start:end]).split())
        number = seen[d.rule, words]
        seen[d.rule, words] += 1
        found.append(sha256(f"{d.rule}\0{words}\0{number}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found

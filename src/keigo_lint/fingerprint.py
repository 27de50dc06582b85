"""What stays the same of a finding when its file is edited elsewhere: the rule, and the words of the lines that it is in."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256

from keigo_lint.model import Diagnostic


def fingerprints(text: str, diagnostics: Iterable[Diagnostic]) -> list[str]:
    """Return a fingerprint of each finding in a text, 32 hexadecimal digits; equal findings in equal lines are told apart by their order."""
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for d in diagnostics:
        start = text.rfind("\n", 0, d.span.start) + 1
        end = text.find("\n", max(d.span.start, d.span.end - 1))
        words = "".join(unicodedata.normalize("NFKC", text[start : len(text) if end < 0 else end]).split())
        number = seen[d.rule, words]
        seen[d.rule, words] += 1
        found.append(sha256(f"{d.rule}\0{words}\0{number}".encode("utf-8", "surrogatepass")).hexdigest()[:32])
    return found

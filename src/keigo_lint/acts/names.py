"""Names and order numbers of a draft held against those that are known. How they are written is data: `rules/names.toml`.

Adds an `addressee` act for each line that addresses somebody by name, and an `order-number` act for each number, with `named` (what stands
there), `known` (what it should agree with) and `matches`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from keigo_lint.conditions import Situation
from keigo_lint.document import Document, FoundAct
from keigo_lint.model import Span
from keigo_lint.rulefile import Naming
from keigo_lint.segment import QUOTED

_PERSON = "名詞-固有名詞-人名"
_SCRIPTS = (re.compile("[一-鿿々〆ヶ]"), re.compile("[ァ-ヺー]"), re.compile("[ぁ-ゖ]"), re.compile("[A-Za-z]"))


def _plain(name: str) -> str:
    return re.sub(r"[\s　・]", "", unicodedata.normalize("NFKC", name)).casefold()


def _scripts(name: str) -> set[int]:
    return {i for i, script in enumerate(_SCRIPTS) if script.search(name)}


def agree(named: str, known: str) -> bool:
    """Tell whether two names may be the same person's: one is part of the other, or they cannot be compared for being in other scripts."""
    a, b = _plain(named), _plain(known)
    return not a or not b or a in b or b in a or not _scripts(a) & _scripts(b)


def _customer(naming: Naming, incoming: Document) -> str | None:
    """Return the name that the customer's message is signed with or introduces itself by, when there is one only."""
    text = incoming.draft.text
    found = [*naming.introduced.finditer(text), *filter(None, [naming.signed.search(text.rstrip())])]
    names = [match["name"] for match in found if _is_person(incoming, Span(*match.span("name")))]
    longest = max(names, key=len, default=None)
    return longest if longest is not None and all(agree(n, longest) for n in names) else None


def _is_person(document: Document, span: Span) -> bool:
    """Tell whether a name is a person's by the dictionary, and the writer's own."""
    tokens = range(document.token_at(span.start), document.token_at(span.end - 1) + 1) if document.spans else range(0)
    return any(document.morphemes[i].pos.startswith(_PERSON) for i in tokens) and not any(document.zone(i) in QUOTED for i in tokens)


def add_names(naming: Naming, situation: Situation) -> None:
    """Add `addressee` and `order-number` acts, as far as there is something to hold them against."""
    document, incoming = situation.document, situation.incoming
    known = document.draft.context.customer or (None if incoming is None else _customer(naming, incoming))
    if known is not None:
        found = list(_addressed(naming, document))
        matches = any(agree(name, known) for _, name in found)  # a letter to several persons names others too
        document.acts["addressee"] = [_act(document, "addressee", span, name, known, matches) for span, name in found]
    if incoming is not None:
        numbers = {_plain(m["number"]): m["number"] for m in naming.number.finditer(incoming.draft.text)}
        there = [(Span(*m.span("number")), m["number"]) for m in naming.number.finditer(document.draft.text)] if numbers else []
        shown = "、".join(numbers.values())
        document.acts["order-number"] = [_act(document, "order-number", span, n, shown, _plain(n) in numbers) for span, n in there]


def _addressed(naming: Naming, document: Document) -> Iterator[tuple[Span, str]]:
    for sentence in document.sentences:
        if sentence.kind != "salutation":
            continue
        match = naming.salutation.search(sentence.text)
        if match and not naming.general.search(match["name"]) and not document.protects(sentence.place(*match.span("name"))):
            yield sentence.place(*match.span("name")), match["name"]


def _act(document: Document, kind: str, span: Span, named: str, known: str, matches: bool) -> FoundAct:
    first = document.token_at(span.start)
    return FoundAct(kind, first, max(first + 1, document.token_at(span.end - 1) + 1), {"named": named, "known": known, "matches": matches})

"""From a rule's fix and suggestion to edits."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from keigo_lint import inflect
from keigo_lint.checks import Place
from keigo_lint.conditions import Situation
from keigo_lint.document import Document
from keigo_lint.model import Edit, Fix, Span
from keigo_lint.rewrite import OPERATIONS
from keigo_lint.rulefile import Rule, Rulebook
from keigo_lint.segment import QUOTED
from keigo_lint.soften import reword

Words = Mapping[str, Any]
_OPENING = 6  # sentences in which a writer says who is writing
_ENDING = 30  # characters that the polite ending of a clause is looked for in


def fixes_for(rule: Rule, place: Place, situation: Situation, rulebook: Rulebook) -> tuple[Fix, ...]:
    """Return the fixes that the rule offers at a place, the surest first."""
    phrases = rulebook.phrases
    fixes: list[Fix] = []
    for spec in rule.fixes:
        if spec.rewrite is None:
            edits: tuple[Edit, ...] | None = (Edit(place.span, spec.replace or ""),)
        else:
            edits = OPERATIONS[spec.rewrite](situation, place, _with_table(spec.table, situation, phrases))
        if edits and not _touches_protected(edits, situation):
            fixes.append(Fix(spec.title, edits, spec.safety))
    if rule.suggest is not None:
        blanks = _blanks(situation, phrases)
        texts = [text.format_map(blanks) for text in rule.suggest.texts]
        for text in [t for t in texts if not situation.document.says(t)] or texts[-1:]:
            edit = _insertion(rule.suggest.insert, text, place, situation, phrases)
            besides = reword(situation, place, _with_table(rule.suggest.table, situation, phrases)) if rule.suggest.table else None
            if not _touches_protected([edit], situation, wholly=True):
                if besides is None or _touches_protected(besides, situation):
                    besides = ()
                fixes.append(Fix(edit.text.strip() or phrases["remove"], (edit, *besides), "suggestion"))
    return tuple(fixes)


def _with_table(table: str | None, situation: Situation, phrases: Words) -> Words:
    return phrases if table is None else {**phrases, "table": phrases[table], "{own}": _own(situation, phrases)}


def _touches_protected(edits: Iterable[Edit], situation: Situation, wholly: bool = False) -> bool:
    """Tell whether an edit would change a line break, a quotation or a placeholder. With `wholly` a quotation may go with all that is about it."""
    document = situation.document
    for edit in edits:
        if document.zones and document.protects(edit.span):
            return True
        if edit.span.start == edit.span.end:
            continue
        if any(c in document.draft.text[edit.span.start : edit.span.end] for c in "\r\n"):
            return True
        first = last = document.token_at(edit.span.start)
        while last < len(document.starts) and document.starts[last] < edit.span.end:
            last += 1
        touched = [i for i in range(first, last) if document.ends[i] > edit.span.start]
        if any(document.morphemes[i].number < 0 or (document.quoted[i] and not wholly) for i in touched):
            return True
        if wholly and touched and any(document.zone(i) in QUOTED or _cut(document, i, touched) for i in touched):
            return True
    return False


def _cut(document: Document, i: int, touched: Sequence[int]) -> bool:
    """Tell whether token `i` is part of a quotation that goes on outside the touched tokens."""
    low, high = document.sentence_range(i)
    outside = (touched[0] - 1 if touched[0] > low else None, touched[-1] + 1 if touched[-1] + 1 < high else None)
    return document.quoted[i] and i in (touched[0], touched[-1]) and any(o is not None and document.quoted[o] for o in outside)


class _Names(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "【" + key + "】"


def _blanks(situation: Situation, phrases: Words) -> Mapping[str, str]:
    """Return what a suggestion may name: our side as the draft calls it, the trouble of its topic, and remedies that are not offered yet.

    Trouble and remedies are as the trade has them.
    """
    return situation.once(phrases, "blanks", lambda: _names(situation, phrases))


def _names(situation: Situation, phrases: Words) -> Mapping[str, str]:
    trade, topic = _trade(situation, phrases["trades"]), situation.topic or "unknown"
    offered = {a.attributes.get("key") for a in situation.document.acts.get("remedy", ())}
    offers = phrases["offers"].get(trade, phrases["offers"]["unknown"])
    remedies = {**phrases["remedies"]["unknown"], **phrases["remedies"].get(trade, {})}
    fitting = [key for key in dict.fromkeys((*offers.get(topic, ()), *offers["unknown"])) if key in remedies and key not in offered]
    troubles = phrases["troubles"].get(trade, {})
    return _Names(
        own=_own(situation, phrases),
        trouble=troubles.get(topic, phrases["troubles"]["unknown"].get(topic, phrases["troubles"]["unknown"]["unknown"])),
        second_remedy=remedies[fitting[1]] if len(fitting) > 1 else phrases["second_way" if fitting else "third_way"],
        other_remedy=remedies[fitting[0]] if fitting else phrases["another_way"],
    )


def _own(situation: Situation, phrases: Words) -> str:
    """Return what the draft calls our side."""
    own: Sequence[str] = phrases["own"]
    return situation.once(phrases, "own", lambda: max(own, key=situation.document.draft.text.count))


def _trade(situation: Situation, trades: Mapping[str, Sequence[str]]) -> str:
    """Return what the draft is about, goods or a stay, say: the trade that it and the customer's message have most words of."""
    documents = [situation.document] if situation.incoming is None else [situation.document, situation.incoming]
    counts = {name: sum(d.lemmas[word] for d in documents for word in set(words)) for name, words in trades.items()}
    best = max(counts.values(), default=0)
    return next(name for name, count in counts.items() if count == best) if best else "unknown"


def _insertion(where: str, text: str, place: Place, situation: Situation, phrases: Words) -> Edit:
    """Return the edit that puts a text in: before, after or instead of the sentence that is reported, or as a line of its own where a draft
    opens or closes."""
    document = situation.document
    draft = document.draft.text
    if where == "instead":
        return _instead(place, text, situation, phrases)
    if where in ("after", "before"):
        sentence = document.sentences[document.text.sentence_of[place.tokens[0]]] if place.tokens else None
        span = sentence.span if sentence else place.span
        at = span.end if where == "after" else span.start
        stopped = where == "before" or draft.endswith(tuple(phrases["stops"]), 0, at) or (at < len(draft) and draft[at] not in "\r\n")
        return Edit(Span(at, at), text if stopped else "\n" + text)
    at, opening = situation.once(phrases, where, lambda: _edge(where, document, phrases))
    # A draft that is written in lines gets a line, unless the place is in the middle of one.
    opens, ends = at == 0 or draft[at - 1] == "\n", at == len(draft) or draft[at] in "\r\n"
    if opening:
        return Edit(Span(at, at), text + ("\n" if "\n" in draft and opens else ""))
    return Edit(Span(at, at), ("\n" if "\n" in draft and ends else "") + text)


def _edge(where: str, document: Document, phrases: Words) -> tuple[int, bool]:
    """Return where something is put in that opens or closes a draft, and whether it stands before what is there."""
    body = document.body or list(range(len(document.sentences)))
    opening = where in ("after-greeting", "after-apology")
    if where in ("before-closing", "last"):
        acts = phrases["closing"] if where == "before-closing" else ()
        closes = {document.text.sentence_of[a.first] for kind in acts for a in document.acts.get(kind, ())}
        words = re.compile(phrases["closing_words" if where == "before-closing" else "end_words"])
        kept = len(body)
        while kept > 1 and (body[kept - 1] in closes or words.search(document.sentences[body[kept - 1]].text)):
            kept -= 1
        body = body[:kept]
    if where == "after-apology":
        said = [s for kind in phrases["opening"] for a in document.acts.get(kind, ()) for s in (document.text.sentence_of[a.first],) if s in body[:3]]
        if said:
            body, opening = [said[0]], False
    if where == "after-greeting":
        introduced = [i for i, s in enumerate(document.sentences[:_OPENING]) if s.kind == "self-introduction"]
        body = [i for i in body if not introduced or i > introduced[-1]]
        if not body:
            body, opening = introduced[-1:], False
    if not body:
        return len(document.draft.text), opening
    return (document.sentences[body[0]].span.start if opening else document.sentences[body[-1]].span.end), opening


def _instead(place: Place, text: str, situation: Situation, phrases: Words) -> Edit:
    """Put a text for the clauses that are reported, and for the rest of their sentence unless that says something of its own."""
    document = situation.document
    if place.tokens is None:
        return Edit(place.span, text)
    low, high = document.sentence_range(place.tokens[0])
    sentence = document.sentences[document.text.sentence_of[low]].span
    first, last = document.clause_range(*place.tokens)
    start, end = sentence.start, sentence.end
    while start < end and document.draft.text[start].isspace():
        start += 1
    while end > start and document.draft.text[end - 1].isspace():
        end -= 1
    if "\n" in document.draft.text[start:end]:  # a line without a stop, read on into the next one
        start = max(start, document.draft.text.rfind("\n", start, place.span.start) + 1)
        line_end = document.draft.text.find("\n", place.span.start, end)
        end = end if line_end < 0 else line_end
    following = next((c for c in _clauses(document, last, high) if _says_something(situation, *c, phrases)), None)
    if following is not None and any(m.pos.startswith("名詞") for m in document.morphemes[following[0] : high]):
        end = document.starts[following[0]]
    leading = next((c for c in reversed(_clauses(document, low, first)) if _says_something(situation, *c, phrases)), None)
    if leading is not None and (closed := _closed(document, low, leading[1], phrases)) is not None:
        return Edit(Span(closed.span.start, end), closed.text + text)
    if _unbalanced(document.draft.text[start:end]):
        start, end = sentence.start, sentence.end
    named = next((i for i in range(first - 1, low - 1, -1) if document.morphemes[i].number < 0), None)
    if named is None and first < high and document.morphemes[low].number < 0:
        named = low
    if named is not None and named + 1 < high and document.morphemes[named + 1].lemma in phrases["titles"]:
        return Edit(Span(document.ends[named + 1], end), "、" + text)
    return Edit(Span(start, end), text)


def _unbalanced(text: str) -> bool:
    return any(text.count(opening) != text.count(closing) for opening, closing in ("()", "（）", "「」", "『』", "【】"))


def _clauses(document: Document, low: int, high: int) -> list[tuple[int, int]]:
    """Return the clauses between two tokens."""
    of = document.text.clause_of
    starts = [i for i in range(low, high) if i == low or of[i] != of[i - 1]]
    return [*pairwise([*starts, high])]


def _says_something(situation: Situation, low: int, high: int, phrases: Words) -> bool:
    """Tell whether tokens hold an act that is to be kept, a number or a placeholder."""
    document = situation.document
    kept = situation.once(phrases, "kept", lambda: sorted(a.first for kind in phrases["kept"] for a in document.acts.get(kind, ())))
    at = bisect_left(kept, low)
    return (at < len(kept) and kept[at] < high) or any(m.number < 0 or m.pos.startswith("名詞-数詞") for m in document.morphemes[low:high])


def _closed(document: Document, low: int, high: int, phrases: Words) -> Edit | None:
    """Return the edit that makes a sentence of what stands before a clause; None where that cannot be made.

    …いたしますが、 → …いたします。 …しており、 → …しております。 …を添えて、 → …を添えました。
    """
    last = high - 1
    while last > low and document.morphemes[last].surface in "、，":
        last -= 1
    m, end = document.morphemes[last], document.ends[last]
    if m.surface in phrases["clause_joints"] and re.search(
        phrases["polite_end"], document.draft.text[max(0, document.starts[last] - _ENDING) : document.starts[last]]
    ):
        return Edit(Span(document.starts[last], end), "。")
    if m.surface in ("て", "で") and m.pos.startswith("助詞-接続助詞") and last > low and document.morphemes[last - 1].pos.startswith("動詞"):
        verb = document.morphemes[last - 1]
        return Edit(Span(document.starts[last - 1], end), inflect.stem(verb.orthBase, verb.cType) + "ました。")
    if m.pos.startswith("動詞") and m.cForm.startswith("連用形"):
        return Edit(Span(end, end), "ます。")
    return None

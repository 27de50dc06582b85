"""The operations that soften what is said: refusals, plain endings, signs, and wordings that the rule files list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from keigo_lint import inflect
from keigo_lint.checks import Place
from keigo_lint.conditions import Situation
from keigo_lint.document import Document
from keigo_lint.model import Edit, Morpheme, Span

Words = Mapping[str, Any]
Edits = tuple[Edit, ...] | None

# What follows a predicate and belongs to it: お受けし|ておりません, 届か|なかった.
_TAIL = ("ます", "ず", "ない", "です", "た", "て", "居る", "事", "が", "出来る", "れる", "られる", "為る", "致す")


def _sentence(document: Document, place: Place) -> Span | None:
    if place.tokens is None:
        return None
    return document.sentences[document.text.sentence_of[place.tokens[0]]].span


def changes(old: str, new: str, at: int) -> Iterator[Edit]:
    """Yield the edits that make one text of another; `at` is where the old one stands. What both have, placeholders say, is not touched."""
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Edit(Span(at + i, at + j), new[k:n])


@cache
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def reword(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the first wording of the fix's table that the reported place has, or its sentence from there on, for what stands there."""
    document = situation.document
    sentence = _sentence(document, place)
    if sentence is None:
        return None
    text = document.draft.text[sentence.start : sentence.end]
    low, high = place.span.start - sentence.start, place.span.end - sentence.start
    for expression, replacement in words["table"]:
        for match in _compiled(expression).finditer(text):
            if match.start() < high and low < match.end():
                return (
                    tuple(changes(match.group(), match.expand(replacement.replace("{own}", words["{own}"])), sentence.start + match.start())) or None
                )
    return None


def stop(situation: Situation, place: Place, words: Words) -> Edits:
    """Take a sign out, and put 「。」 where it ended a sentence."""
    text, span = situation.document.draft.text, place.span
    ends = span.end >= len(text) or text[span.end] in "\r\n 　"
    stopped = text.endswith(("。", "！", "？", "!", "?"), 0, span.start) or text.startswith(("。", "、"), span.end)
    sign = text[span.start] in "！!。" or ends
    return (Edit(span, "。" if sign and not stopped else ""),)


def understanding(situation: Situation, place: Place, words: Words) -> Edits:
    """Ask for understanding instead of demanding it: ご了承ください。 → ご了承くださいますよう、お願い申し上げます。"""
    document = situation.document
    sentence = _sentence(document, place)
    if sentence is None or place.tokens is None:
        return None
    at = place.tokens[0]
    if document.morphemes[at].lemma == "御":
        at += 1
    elif at == 0 or document.morphemes[at - 1].lemma != "御":
        return None
    if document.morphemes[at].lemma not in words["understood"]:
        return None
    end = document.clause_range(*place.tokens)[1]
    if document.sentence_range(at)[1] > end:
        return None
    return (Edit(Span(document.ends[at], sentence.end), words["understanding"]),)


# --- refusals -------------------------------------------------------------
def decline(situation: Situation, place: Place, words: Words) -> Edits:
    """Decline in the humble form: 返品はできません → 返品はお受けいたしかねます, 応じられません → 応じかねます."""
    document = situation.document
    if place.tokens is None:
        return None
    low, high = document.sentence_range(place.tokens[0])
    for i in range(place.tokens[1] - 1, max(low, place.tokens[0] - 1) - 1, -1):
        m = document.morphemes[i]
        if m.lemma in words["impossible"]:
            made = _impossible(document, i, low, words)
        elif m.lemma in ("ず", "ない"):
            made = _negated(document, i, low, words)
        else:
            continue
        if made is None:
            return None
        first, text = made
        last, past = _tail(document, i, high)
        if past:  # お届けできませんでした: what was not done is not declined
            return None
        if last < high and not _may_follow(document.morphemes[last]):
            return None
        return (Edit(Span(document.starts[first], document.ends[last - 1]), text + "ます"),)
    return None


def _tail(document: Document, i: int, high: int) -> tuple[int, bool]:
    """Return where the predicate that token `i` belongs to ends, and whether it is past."""
    last, past = i + 1, False
    while last < high and document.morphemes[last].lemma in ("です", "た", "だ", "御座る", "ます", "と", "成る", "致す"):
        past = past or document.morphemes[last].lemma == "た"
        last += 1
    if document.morphemes[last - 1].lemma == "と":  # できませんと is no part of it
        last -= 1
    return last, past


def _may_follow(m: Morpheme) -> bool:
    """Tell whether a polite ending may stand before a token: a stop, が, ので, から, し, よ."""
    return m.pos.startswith(("補助記号", "助詞-終助詞")) or m.surface in ("が", "の", "から", "し", "けれど", "けれども", "と")


def _impossible(document: Document, i: int, low: int, words: Words) -> tuple[int, str] | None:
    """返品は|無理です, 返品|不可です."""
    at = i - 1 if document.morphemes[i - 1].surface in ("は", "も", "が") else i
    noun = at - 1
    if noun < low or not document.morphemes[noun].pos.startswith("名詞"):
        return None
    return at, _declined(document, noun, document.morphemes[at].surface if at < i else "", words)


def _declined(document: Document, noun: int, particle: str, words: Words) -> str:
    """Return how the doing that a noun names is declined: ours (いたしかねます) or what we would accept (お受けいたしかねます)."""
    accepts = document.morphemes[noun].lemma in words["accepted_acts"]
    if not accepts:
        return particle + "いたしかね"
    before = {m.surface for m in document.morphemes[document.clause_range(noun, noun + 1)[0] : noun]}
    return (particle or ("は" if "は" not in before else "を")) + "お受けいたしかね"


def _negated(document: Document, i: int, low: int, words: Words) -> tuple[int, str] | None:
    """Return the first token that goes and what stands for it, for the predicate whose negation is token `i`."""
    v = i - 1
    while (
        v > low
        and document.morphemes[v].lemma in _TAIL
        and not (document.morphemes[v].lemma in ("為る", "致す", "出来る") and not _carries(document, v - 1))
    ):
        if document.morphemes[v].pos.startswith("動詞") and document.morphemes[v].lemma not in ("居る", "出来る", "為る", "致す"):
            break
        v -= 1
    m = document.morphemes[v]
    before = document.morphemes[v - 1] if v > low else None
    if m.lemma in ("出来る", "為る", "致す", "頂く"):
        if before is None:
            return None
        particle = before.surface if before.surface in ("は", "も", "が", "を") else ""
        noun = v - 2 if particle else v - 1
        if noun < low:
            return None
        if document.morphemes[noun].lemma == "事":
            if noun - 2 >= low and document.morphemes[noun - 2].lemma in words["helpless"]:
                return None
            return v, "できかね"
        if document.morphemes[noun].lemma == "御" or m.lemma == "頂く":
            return None
        return v - 1 if particle else v, _declined(document, noun, "は" if particle == "が" else particle, words)
    if not m.pos.startswith("動詞"):
        return None
    base, conjugation = m.orthBase, m.cType
    if m.lemmaType:  # 払い戻せません, 読めません: the potential's own verb
        base, conjugation = inflect.from_potential(base), m.lemmaType
    stem = inflect.stem(base, conjugation)
    if m.lemma == "成る":  # お力になれません
        return None
    if before is not None and before.lemma == "御":
        return v, stem + "いたしかね"
    if m.lemma in words["declined_with_o"] and not any(t.lemma == "られる" for t in document.morphemes[v + 1 : i]):
        return v, f"お{stem}いたしかね"
    return v, stem + "かね"


def _carries(document: Document, i: int) -> bool:
    """Tell whether a verb that する follows ends at token `i`: お受け|して."""
    return i > 0 and document.morphemes[i].pos.startswith("動詞") and document.morphemes[i - 1].lemma == "御"


# --- plain endings --------------------------------------------------------
def polite(situation: Situation, place: Place, words: Words) -> Edits:
    """Make a plain ending polite: 届く。 → 届きます。 店の手違いだ。 → 店の手違いです。 いただかない。 → いただきません。 遅れた。 → 遅れました。"""
    document = situation.document
    if place.tokens is None:
        return None
    low, high = document.sentence_range(place.tokens[0])
    last = next((i for i in range(min(high, place.tokens[1]) - 1, low - 1, -1) if not document.morphemes[i].pos.startswith("補助記号")), None)
    if last is None or last <= low:
        return None
    m, before = document.morphemes[last], document.morphemes[last - 1]
    whole = Span(document.starts[last], document.ends[last])
    if m.lemma == "だ":
        first = last
        return (Edit(Span(document.starts[first], whole.end), "です"),)
    if m.lemma in ("ない", "無い"):
        if before.pos.startswith("動詞") or before.lemma in ("れる", "られる", "せる", "させる"):
            return (Edit(Span(document.starts[last - 1], whole.end), inflect.stem(before.orthBase, before.cType) + "ません"),)
        return (Edit(Span(whole.end, whole.end), "です"),)
    if m.lemma == "た":
        if before.lemma == "だ" or before.lemma in ("ない", "無い") or before.pos.startswith("形容詞"):
            if before.lemma == "だ":
                return (Edit(Span(document.starts[last - 1], whole.end), "でした"),)
            return (Edit(Span(whole.end, whole.end), "です"),)
        if before.pos.startswith(("動詞", "助動詞")):
            return (Edit(Span(document.starts[last - 1], whole.end), inflect.stem(before.orthBase, before.cType) + "ました"),)
        return None
    if m.pos.startswith("形容詞") or m.lemma == "たい":
        return (Edit(Span(whole.end, whole.end), "です"),)
    if m.lemma == "有る" and before.surface == "で" and before.lemma == "だ":
        return (Edit(Span(document.starts[last - 1], whole.end), "です"),)
    if m.pos.startswith("動詞") or m.lemma in ("れる", "られる", "せる", "させる"):
        return (Edit(whole, inflect.stem(m.orthBase, m.cType) + "ます"),)
    return None


Operation = Callable[[Situation, Place, Words], Edits]

SOFTENING_OPERATIONS: Mapping[str, Operation] = {
    "reword": reword,
    "stop": stop,
    "understanding": understanding,
    "decline": decline,
    "polite": polite,
}

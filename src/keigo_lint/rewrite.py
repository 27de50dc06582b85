"""The operations that a rule file's fix may name. Each takes a reported place and returns edits, or None where it cannot be sure of its grammar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from keigo_lint import inflect
from keigo_lint.checks import Place
from keigo_lint.conditions import Situation
from keigo_lint.document import Document
from keigo_lint.keigo_rewrite import KEIGO_OPERATIONS
from keigo_lint.model import Edit, Morpheme, Span

Words = Mapping[str, Any]
Operation = Callable[[Situation, Place, Words], "tuple[Edit, ...] | None"]


def _is(m: Morpheme, lemma: str) -> bool:
    return m.lemma == lemma


def _can_be_suru(m: Morpheme) -> bool:
    return m.pos.startswith("名詞-普通名詞-サ変")


def _prefixed(document: Document, noun: int, words: Words) -> tuple[int, str] | None:
    """Return where a サ変 noun with its honorific prefix begins and how it is written, or None for one that takes no prefix."""
    first = noun
    while first > 0 and document.text.sentence_of[first - 1] == document.text.sentence_of[noun]:
        before = document.morphemes[first - 1]
        if before.pos.startswith(("名詞-普通名詞", "接頭辞")) and not _is(before, "御") and document.spans[first - 1].end == document.spans[first].start:
            first -= 1
        else:
            break
    run = document.surface(first, noun + 1)
    if first > 0 and _is(document.morphemes[first - 1], "御"):
        return first - 1, document.surface(first - 1, first) + run
    if document.morphemes[noun].goshu != "漢" or first != noun:
        if run in words["takes_o"]:
            return first, "お" + run
        return None
    return first, ("お" if run in words["takes_o"] else "ご") + run


def _receive(politely: Morpheme) -> str:
    """Return いただけますでしょうか in the script that the writer used for the request verb."""
    return "頂けますでしょうか" if any("一" <= c <= "鿿" for c in politely.surface) else "いただけますでしょうか"


def _close(document: Document, last: int) -> tuple[int, str] | None:
    """Return where the sentence ends after the predicate, and its full stop; None when more than punctuation follows."""
    low, high = document.sentence_range(last - 1)
    for i in range(last, high):
        m = document.morphemes[i]
        if m.pos.startswith("助詞-終助詞"):
            continue
        if not m.pos.startswith("補助記号") or m.surface in "、，「『（(":
            return None
    end = document.spans[high - 1].end
    return end, "。"


def _verb_before(document: Document, i: int, low: int) -> int:
    """Return where the verb phrase that ends before token `i` begins (a verb with the auxiliaries after it)."""
    first = i
    while first > low and document.morphemes[first - 1].pos.startswith("助動詞") and document.morphemes[first - 1].lemma in ("せる", "させる", "れる", "られる"):
        first -= 1
    return first - 1 if first > low else first


def request_question(situation: Situation, place: Place, words: Words) -> tuple[Edit, ...] | None:
    """Turn a directive at the end of a sentence into a question that ends in 「。」, with a cushion where none stands near.

    送ってください → お送りいただけますでしょうか, 返送をお願いします → ご返送いただけますでしょうか.
    """
    document = situation.document
    if place.tokens is None:
        return None
    low, _ = document.sentence_range(place.tokens[0])
    head = _predicate(document, place.tokens, low, words)
    if head is None:
        return None
    start, text, last = head
    closing = _close(document, last)
    if closing is None:
        return None
    end, stop = closing
    edits = [Edit(Span(document.spans[start].start, end), text + stop)]
    cushion = _cushion(situation, place.tokens, start, words)
    if cushion is not None:
        edits.insert(0, cushion)
    return tuple(edits)


def _cushion(situation: Situation, tokens: tuple[int, int], start: int, words: Words) -> Edit | None:
    document = situation.document
    sentence = document.text.sentence_of[tokens[0]]
    near = [a for a in document.acts.get("cushion", ()) if document.text.sentence_of[a.first] in (sentence, sentence - 1)]
    if near:
        return None
    first, high = document.sentence_range(tokens[0])
    while first < start and (document.morphemes[first].pos.startswith(("接続詞", "補助記号")) or document.morphemes[first].surface in words["openers"]):
        first += 1
    if first >= high:
        return None
    place = document.spans[first].start
    return Edit(Span(place, place), words["cushion"])


def _predicate(document: Document, tokens: tuple[int, int], low: int, words: Words) -> tuple[int, str, int] | None:
    """Return (first token to replace, its new text, token after the predicate) for a directive."""
    morphemes = document.morphemes
    for i in range(tokens[1] - 1, low, -1):
        m = morphemes[i]
        if _is(m, "下さる") or (_is(m, "為さる") and m.cForm.startswith("命令形") and m.surface.startswith(("なさい", "為さい"))):
            return _kudasai(document, i, low, words, tokens[1])
        if _is(m, "願う") or _is(m, "願い"):
            return _onegai(document, i, low, words, tokens[1])
    return None


def _kudasai(document: Document, i: int, low: int, words: Words, last: int) -> tuple[int, str, int] | None:
    morphemes = document.morphemes
    receive = _receive(morphemes[i])
    if i <= low:
        return None
    before = morphemes[i - 1]
    if before.surface in ("て", "で") and before.pos.startswith("助詞-接続助詞") and i - 2 >= low:
        verb = morphemes[i - 2]
        if _is(verb, "ない") or _is(verb, "無い") or (before.surface == "で" and verb.surface == "ない"):
            return None
        if _is(verb, "為る") and i - 3 >= low and (_can_be_suru(morphemes[i - 3]) or morphemes[i - 3].pos.startswith("名詞")):
            made = _prefixed(document, i - 3, words)
            if made is not None and _can_be_suru(morphemes[i - 3]):
                return made[0], made[1] + receive, last
            return i, receive, last
        start = _verb_before(document, i - 1, low)
        whole = morphemes[i - 2] if start == i - 2 else None
        special = words["honorific_stems"].get(morphemes[start].lemma) if whole is not None else None
        if special:
            return start, special + receive, last
        if whole is not None and whole.pos.startswith("動詞"):
            polite = inflect.stem(whole.orthBase, whole.cType)
            free = start == low or (not morphemes[start - 1].pos.startswith(("動詞", "接頭辞")) and morphemes[start - 1].surface not in ("て", "で"))
            if len(polite) >= 2 and free and whole.lemma not in words["no_o_stem"] and "非自立" not in whole.pos.replace("非自立可能", "") and not document.surface(start, start + 1).startswith(("お", "ご")):
                return start, "お" + polite + receive, last
        elif whole is None and morphemes[start].pos.startswith("動詞"):
            return start, "お" + document.surface(start, i - 1) + receive, last
        return i, receive, last
    if before.surface == "で" and i - 2 >= low and morphemes[i - 2].lemma in ("ない", "無い"):
        verb_index = i - 3
        if verb_index < low or not morphemes[verb_index].pos.startswith("動詞"):
            return None
        verb = morphemes[verb_index]
        return verb_index, verb.orthBase + "のはお控え" + receive, last
    return i, receive, last


def _onegai(document: Document, i: int, low: int, words: Words, last: int) -> tuple[int, str, int] | None:
    morphemes = document.morphemes
    prefix = i - 1 if i > low and _is(morphemes[i - 1], "御") else i
    at = prefix - 1
    if (at > low and morphemes[at].surface == "よう") or (at > low and morphemes[at].surface == "に" and morphemes[at - 1].surface == "よう"):
        you = at if morphemes[at].surface == "よう" else at - 1
        if you - 2 >= low and morphemes[you - 1].surface == "ます" and morphemes[you - 2].lemma in ("下さる", "頂く"):
            return you - 2, _receive(morphemes[you - 2]), last
        return prefix, "お願いできますでしょうか", last
    if at >= low and morphemes[at].surface == "を" and at - 1 >= low and _can_be_suru(morphemes[at - 1]):
        noun = at - 1
        made = _prefixed(document, noun, words)
        if made is not None and (made[0] == low or morphemes[made[0] - 1].surface != "の"):
            return made[0], made[1] + "いただけますでしょうか", last
    if prefix == i and at >= low and _can_be_suru(morphemes[at]):
        made = _prefixed(document, at, words)
        if made is not None:
            return made[0], made[1] + "いただけますでしょうか", last
    return prefix, "お願いできますでしょうか", last


def question_stop(situation: Situation, place: Place, words: Words) -> tuple[Edit, ...] | None:
    """Replace the question mark (with what clusters about it) at the end of the place by 「。」."""
    text = situation.document.draft.text
    start = place.span.end
    while start > place.span.start and text[start - 1] in "？?！!":
        start -= 1
    return (Edit(Span(start, place.span.end), "。"),) if start < place.span.end else None


OPERATIONS: Mapping[str, Operation] = {
    "request-question": request_question,
    "question-stop": question_stop,
    **KEIGO_OPERATIONS,
}

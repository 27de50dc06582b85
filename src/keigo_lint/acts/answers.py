"""The draft compared with the customer's message: what of it the draft takes up, and what it offers that was declined before.

Adds `matter` acts to the customer's message (its words that tell what it is about) and `echo` acts to the draft (such words there),
`echoed`, `answered` and `granted` to acts of the customer's message, and `rejected` to remedies. Which words tell nothing of the matter, and what
answers what, is data: `rules/answers.toml`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Mapping

from keigo_lint.acts.options import OFFERED
from keigo_lint.conditions import Situation, holds, passes
from keigo_lint.document import Document, FoundAct
from keigo_lint.model import Value
from keigo_lint.rulefile import ActTest, Comparison

_CONTENT = ("名詞-普通名詞", "名詞-固有名詞", "動詞-一般", "形容詞-一般", "形状詞-一般")
_NUMBER = re.compile(r"(?P<month>[0-9]{1,2})[月/](?P<day>[0-9]{1,2})日?|[0-9A-Z][0-9A-Z-]{2,}|[0-9]{1,2}(?=日)")
_ECHOED_ZONES = ("body", "list-item", "greeting", "policy", "heading", "self-introduction")
_KANJI = re.compile("[一-鿿々]+")
_SHORT = re.compile("[ぁ-ゖーァ-ヺ]")


def _words(document: Document, comparison: Comparison, first: int, last: int) -> dict[str, int]:
    """Return the words of the matter in a token range, by what they mean, each with its first token; numbers as they are written."""
    found: dict[str, int] = {}
    for i in range(first, last):
        morpheme = document.morphemes[i]
        if morpheme.number < 0:
            continue
        if morpheme.pos.startswith("名詞-数詞") or not morpheme.known:
            if i > first and document.spans[i - 1].end == document.spans[i].start and document.morphemes[i - 1].pos.startswith("名詞-数詞"):
                continue
            span = document.spans[i]
            written = unicodedata.normalize("NFKC", document.draft.text[span.start : span.start + 20])
            if number := _NUMBER.match(written):
                found.setdefault(number["day"] or number.group(), i)
                continue
        lemma = morpheme.verb or morpheme.lemma
        if morpheme.pos.startswith(_CONTENT) and lemma not in comparison.generic and not _SHORT.fullmatch(lemma):
            found.setdefault(comparison.same.get(lemma, lemma), i)
    return found


def compare(comparison: Comparison, situation: Situation) -> None:
    """Compare the draft with the customer's message."""
    draft, incoming = situation.document, situation.incoming
    assert incoming is not None
    asked = _words(incoming, comparison, 0, len(incoming.spans))
    told: dict[str, int] = {}
    for number, sentence in enumerate(draft.sentences):
        if sentence.kind in _ECHOED_ZONES:
            for word, i in _words(draft, comparison, *draft.tokens_of(number)).items():
                told.setdefault(word, i)
    surfaces: dict[str, int] = {}
    for i, m in enumerate(draft.morphemes):
        if m.surface not in surfaces and draft.zone(i) in _ECHOED_ZONES:
            surfaces[m.surface] = i
    for word, first in asked.items():  # 空の箱 is taken up by 空箱 too
        if word not in told and (place := _written(incoming.surface(first, first + 1), surfaces)) is not None:
            told[word] = place
    incoming.acts["matter"] = [FoundAct("matter", i, i + 1, {"word": word}) for word, i in sorted(asked.items(), key=lambda x: x[1])]
    echoes = {act.first: act for act in draft.acts.get("echo", ())}
    for word, i in told.items():
        if word in asked:
            echoes.setdefault(i, FoundAct("echo", i, i + 1, {"word": word}))
    draft.acts["echo"] = [echoes[i] for i in sorted(echoes)]
    kinds = {kind for answer in comparison.answers for kind in answer.to.kinds}
    acts = [act for kind in kinds for act in incoming.acts.get(kind, ())]
    for kind in kinds:
        alone = len(incoming.acts.get(kind, ())) == 1
        for act in incoming.acts.get(kind, ()):
            words = _words_of(act, incoming, comparison)
            act.attributes.update(alone=alone, words=len(words), echoed=any(word in told for word in words))
    for act in acts:
        act.attributes["answered"] = any(
            _meant(answer.to, act, situation) and (not answer.by or any(holds(c, situation) for c in answer.by)) for answer in comparison.answers
        )
    _mark_remedies(incoming, draft, acts)


def _written(word: str, surfaces: Mapping[str, int]) -> int | None:
    """Return the first token of the draft that has a word of kanji as a part; `surfaces` are its tokens, each at its first place, in order."""
    if not _KANJI.fullmatch(word):
        return None
    return next((i for surface, i in surfaces.items() if word in surface), None)


def _words_of(act: FoundAct, incoming: Document, comparison: Comparison) -> dict[str, int]:
    """Return the words that an act is about: those of its clauses, or only the core of it where it has one."""
    core: list[tuple[int, int]] = []
    if act.kind in comparison.core_of:
        found = incoming.find(comparison.core)
        there = (bisect_left(found, (place, 0)) for place in (act.first, act.last))
        core = [r for r in found[slice(*there)] if r[1] <= act.last]
    ranges = core or [incoming.clause_range(act.first, act.last)]
    return {word: i for first, last in ranges for word, i in _words(incoming, comparison, first, last).items()}


def _meant(test: ActTest, act: FoundAct, situation: Situation) -> bool:
    return act.kind in test.kinds and all(passes(t, act.attributes.get(name), situation.settings) for name, t in test.attributes)


def _mark_remedies(incoming: Document, draft: Document, acts: list[FoundAct]) -> None:
    """Mark what the customer asked for and is offered by that very name, and what is offered though the customer declined it."""
    offered = {r.attributes.get("key") for r in draft.acts.get("remedy", ()) if r.attributes.get("status") in OFFERED}
    for act in acts:
        if act.attributes.get("key") in offered:
            act.attributes["granted"] = True
    rejected: set[Value | None] = {act.attributes.get("key") for act in incoming.acts.get("rejection", ())}
    for remedy in draft.acts.get("remedy", ()):
        if remedy.attributes.get("key") in rejected:
            remedy.attributes["rejected"] = True

"""The operations that a rule file's fix may name. Each takes a reported place and returns edits, or None where it cannot be sure of its grammar."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from typing import Any

from keigo_lint import inflect
from keigo_lint.checks import Place
from keigo_lint.conditions import Situation
from keigo_lint.document import Document, FoundAct
from keigo_lint.keigo_rewrite import KEIGO_OPERATIONS
from keigo_lint.model import Edit, Morpheme, Span
from keigo_lint.soften import SOFTENING_OPERATIONS

Words = Mapping[str, Any]
Operation = Callable[[Situation, Place, Words], "tuple[Edit, ...] | None"]
Phrase = tuple[int, str]  # the first token that a new predicate replaces, and how it reads

# After て these say how something is done, not what: 試してみる, 待っている asks for no more than 試す and 待つ.
_FADED = ("見る", "居る")
_COMPOUND = ("名詞-普通名詞-一般", "名詞-普通名詞-サ変", "名詞-普通名詞-形状詞", "接頭辞")
_AUXILIARY = ("見る", "居る", "置く", "仕舞う", "来る", "行く", "呉れる", "貰う", "頂く", "上げる", "遣る", "有る")
# 持って来る, 戻って来る: おいでになる is part of what is asked, and お持ちいただく says it.
_BROUGHT = ("持つ", "連れる", "戻る", "帰る", "返る", "送る", "掛ける")


def _is(m: Morpheme, *lemmas: str) -> bool:
    return m.lemma in lemmas


def _can_be_suru(m: Morpheme) -> bool:
    return m.pos.startswith("名詞-普通名詞-サ変")


def _is_te(m: Morpheme) -> bool:
    return m.surface in ("て", "で") and m.pos.startswith("助詞-接続助詞")


def _is_so_that(m: Morpheme) -> bool:
    return m.surface in ("よう", "様") and m.pos.startswith("形状詞-助動詞語幹")


class _Request:
    """The predicate of one request, to be turned into a question."""

    def __init__(self, document: Document, tokens: tuple[int, int], words: Words) -> None:
        self.document = document
        self.morphemes = document.morphemes
        self.low, _ = document.sentence_range(tokens[0])
        self.last = tokens[1]
        self.words = words
        self.receive: str = words["receive"]

    def question(self) -> Phrase | None:
        """Return the question, or None where the form is not one that is known here."""
        for i in range(self.last - 1, self.low, -1):
            m = self.morphemes[i]
            if _is(m, "下さる", "呉れる"):
                return self._give(i)
            if _is(m, "為さる"):
                return self._doing(i - 1, after=i)
            if _is(m, "願う"):
                return self._please(i)
            if _is(m, "事"):
                return self._doing(i - 1, after=i)
        return None

    def _lemma(self, i: int) -> str:
        return self.morphemes[i].lemma if i >= self.low else ""

    def _text(self, first: int, last: int) -> str:
        return self.document.surface(first, last) if first < last else ""

    def _adjacent(self, i: int) -> bool:
        """Tell whether nothing, not even a space, stands before token `i` in its sentence but another token."""
        return i > self.low and self.document.spans[i - 1].end == self.document.spans[i].start

    # --- ください --------------------------------------------------------
    def _give(self, i: int) -> Phrase | None:
        """送って|ください, お送り|ください, ご返事を|ください, 捨てないで|ください."""
        before = i - 1
        if _is_te(self.morphemes[before]):
            if before - 1 < self.low:
                return None
            if _is(self.morphemes[before - 1], "ない", "無い"):
                return self._not_doing(before - 2)
            return self._doing(before - 1, after=i)
        noun = before - 1 if self.morphemes[before].surface == "を" else before
        if noun >= self.low and self._deed(noun) and self._lemma(noun - 1) != "御":
            raised = self._raised(noun)
            if raised is not None and (noun == before or self._stands_alone(raised[0])):
                return raised[0], raised[1] + self._text(noun + 1, i) + self.receive
        return i, self.receive

    def _doing(self, v: int, after: int) -> Phrase | None:
        """Return the question for the verb phrase whose last token is `v`; `after` is the first token that may be kept no longer."""
        if v < self.low:
            return None
        verb = self.morphemes[v]
        if _is(verb, "れる", "られる"):  # 送られて: the れる that raises
            return self._doing(v - 1, after)
        helped = v - 1 > self.low and _is_te(self.morphemes[v - 1])
        if helped and (_is(verb, *_FADED) or (_is(verb, "来る", "行く") and _is(self.morphemes[v - 2], *_BROUGHT))):
            return self._doing(v - 2, after)
        if _is(verb, "来る"):  # 着て来て: 着てお越し
            return v, self.words["honorific_stems"]["来る"] + self.receive
        if _is(verb, "成る") and self._lemma(v - 1) in ("に", "だ") and self._raised_verb(v - 2):
            return v - 1, self.receive
        if _is(verb, "為る", "為さる", "遣る") and not helped:
            return self._done(v, after)
        if self._deed(v):  # 確認なさい
            return self._noun(v)
        if not verb.pos.startswith(("動詞", "助動詞")) or (helped and _is(verb, *_AUXILIARY)):
            return self._kept(v, after)
        if self._lemma(v - 1) == "御":  # お選びなさい
            return v, inflect.stem(verb.orthBase, verb.cType) + self.receive
        stem = self._raised_stem(v)
        if stem is None:
            # 完了させていただく would say that it is we who do it.
            return None if _is(verb, "せる", "させる") else self._kept(v, after)
        return stem[0], stem[1] + self.receive

    def _done(self, v: int, after: int) -> Phrase | None:
        """返送して, ご確認なさって, 確認をして, お送りして, 早めに出すようにして."""
        if v - 3 >= self.low and self._lemma(v - 1) in ("に", "だ") and _is_so_that(self.morphemes[v - 2]):
            return self._so_that(v - 2)
        if v - 2 >= self.low and self.morphemes[v - 1].surface == "を" and self._deed(v - 2):
            return self._noun(v - 2) or self._kept(v, after)
        if v - 1 >= self.low and self._deed(v - 1):
            return self._noun(v - 1) or self._kept(v, after)
        if self._raised_verb(v - 1):
            return v, self.receive
        return self._kept(v, after)

    def _kept(self, v: int, after: int) -> Phrase:
        """Leave the verb as it is and let いただく follow its て."""
        if _is_te(self.morphemes[after - 1]):
            return after, self.receive
        verb = self.morphemes[v]
        return v, inflect.te(verb.orthBase, verb.cType) + self.receive

    def _not_doing(self, v: int) -> Phrase | None:
        """捨て|ないで, 転送し|ないで, ご使用になら|ないで."""
        if v < self.low or not self.morphemes[v].pos.startswith(("動詞", "助動詞")):
            return None
        verb = self.morphemes[v]
        if _is(verb, "為る", "為さる", "遣る") and not (v > self.low and _is_te(self.morphemes[v - 1])):
            # なくさないで is now and then read as 無く + する.
            return None if v > self.low and self.morphemes[v - 1].pos.startswith("形容詞") else (v, f"なさら{self.words['so_that_not']}")
        helped = v > self.low and _is_te(self.morphemes[v - 1])
        stem = None if helped and _is(verb, *_AUXILIARY) else self._raised_stem(v)
        if stem is None:
            return v, inflect.nai_stem(verb.orthBase, verb.cType) + self.words["so_that_not"]
        return stem[0], f"{stem[1]}になら{self.words['so_that_not']}"

    def _raised_verb(self, v: int) -> bool:
        """Tell whether お or ご with a verb ends at token `v`: お確かめ, お聞かせ, ご使用, ご覧."""
        if v < self.low:
            return False
        m = self.morphemes[v]
        if _is(m, "せる"):
            return self._lemma(v - 2) == "御"
        return _is(m, "御覧") or (self._lemma(v - 1) == "御" and (m.pos.startswith("動詞") or bool(m.verb) or self._deed(v) or _is(m, "覧")))

    def _raised_stem(self, v: int) -> Phrase | None:
        """Return お with the stem of a verb, or the word that stands for it (見る: ご覧); None for a verb that takes no お."""
        first, verb = v, self.morphemes[v]
        if _is(verb, "せる", "させる"):
            if v - 1 < self.low or self.morphemes[v - 1].lemma not in self.words["o_causatives"] or self._lemma(v - 2) == "御":
                return None
            return v - 1, "お" + self._text(v - 1, v) + inflect.stem(verb.orthBase, verb.cType)
        if not verb.pos.startswith("動詞"):
            return None
        while self._adjacent(first) and self.morphemes[first - 1].pos.startswith("動詞") and self.morphemes[first - 1].cForm.startswith("連用形"):
            first -= 1
        if first == v and verb.lemma in self.words["honorific_stems"]:
            return v, self.words["honorific_stems"][verb.lemma]
        stem = self._text(first, v) + inflect.stem(verb.orthBase, verb.cType)
        plain = first == v and verb.lemma in self.words["no_o_stem"]
        if plain or len(stem) < 2 or stem.startswith(("お", "ご")) or self._lemma(first - 1) == "御":
            return None
        return first, "お" + stem

    # --- お願いします ------------------------------------------------------
    def _please(self, i: int) -> Phrase | None:
        """返送を|お願いします, ご返送くださいますよう|お願いいたします, ご確認のほど|お願いいたします, お送り|願います."""
        begin = i - 1 if self._lemma(i - 1) == "御" else i
        at = begin - 1
        while at > self.low and (self._begs(at) or self.morphemes[at].surface == "、"):
            at -= 1
        begin = next((k for k in range(at + 1, begin) if self.morphemes[k].surface != "、"), begin)
        made = self._please_after(at, i)
        return made if made is not None else (begin, self.words["ask"])

    def _begs(self, i: int) -> bool:
        """Tell whether token `i` only adds weight to the plea: 何卒, よろしく, 重ねて."""
        return self._lemma(i - 1 if _is_te(self.morphemes[i]) else i) in self.words["pleas"]

    def _please_after(self, at: int, i: int) -> Phrase | None:
        if at < self.low:
            return None
        m = self.morphemes[at]
        you = at - 1 if m.surface == "に" else at
        if you > self.low and _is_so_that(self.morphemes[you]):
            return self._so_that(you)
        if _is(m, "程") and self._lemma(at - 1) == "の" and at - 2 >= self.low:
            return (at - 1, self.receive) if not self._deed(at - 2) and self._raised_verb(at - 2) else self._noun(at - 2)
        if m.surface == "を" and at > self.low and self._deed(at - 1):
            return self._noun(at - 1)
        if self._deed(at) and at + 1 in (i, i - 1):
            return self._noun(at)
        if self._raised_verb(at) and at + 1 in (i, i - 1):  # お送り願います
            return at + 1, self.receive
        return None

    def _so_that(self, you: int) -> Phrase | None:
        """お送りくださいますよう, お送りいただくよう, 送るよう, 濡らさないよう."""
        v = you - 2 if _is(self.morphemes[you - 1], "ます") and you - 2 >= self.low else you - 1
        verb = self.morphemes[v]
        if _is(verb, "ない", "無い"):
            return self._not_doing(v - 1)
        if _is(verb, "下さる", "頂く"):
            return self._give(v) if v > self.low else None
        return self._doing(v, after=you) if verb.pos.startswith(("動詞", "助動詞")) else None

    # --- nouns -----------------------------------------------------------
    def _deed(self, noun: int) -> bool:
        """Tell whether a noun names something that one does: 返送, 支払い."""
        m = self.morphemes[noun]
        return _can_be_suru(m) or (m.pos.startswith("名詞") and m.lemma in self.words["takes_o"])

    def _noun(self, noun: int) -> Phrase | None:
        """返送 → ご返送いただけますでしょうか, but 商品の返送 → 商品のご返送をお願いできますでしょうか."""
        raised = self._raised(noun)
        if raised is None:
            return None
        return raised[0], raised[1] + (self.receive if self._stands_alone(raised[0]) else f"を{self.words['ask']}")

    def _raised(self, noun: int) -> Phrase | None:
        """Return a サ変 noun with its honorific prefix, or None for one that takes none."""
        first, m = noun, self.morphemes[noun]
        while self._adjacent(first) and self._lemma(first - 1) != "御" and self.morphemes[first - 1].pos.startswith(_COMPOUND):
            first -= 1
        run = self._text(first, noun + 1)
        if self._lemma(first - 1) == "御":
            whole = all(m.pos.startswith("接頭辞") for m in self.morphemes[first:noun])  # not ご本人確認
            return (first - 1, self._text(first - 1, noun + 1)) if whole else None
        if not self._deed(noun):
            return None
        if run in self.words["takes_o"] or (first == noun and (m.lemma in self.words["takes_o"] or m.verb)):
            return first, "お" + run
        return (first, "ご" + run) if first == noun and m.goshu == "漢" and m.lemma not in self.words["no_go"] else None

    def _stands_alone(self, first: int) -> bool:
        """Tell whether a noun with を has nothing before it that belongs to it: 早めのご返送を, ご記入とご返送を."""
        if first <= self.low:
            return True
        before = self.morphemes[first - 1]
        if before.surface == "、":
            return first - 2 < self.low or not _can_be_suru(self.morphemes[first - 2])
        if before.surface == "か":  # 何が届いたかご連絡 is not 電話かご連絡
            return first - 2 >= self.low and not self.morphemes[first - 2].pos.startswith("名詞")
        if before.surface in ("の", "と", "や", "・", "な", "等") or before.lemma in ("及び", "並びに", "又は", "若しくは"):
            return False
        return not before.pos.startswith(("連体詞", "接頭辞", "接尾辞-形容詞", "動詞", "形容詞", "助動詞")) or before.cForm.startswith("連用形")


def _closing(document: Document, last: int) -> int | None:
    """Return where the sentence ends after its predicate; None when more than punctuation follows."""
    _, high = document.sentence_range(last - 1)
    for m in document.morphemes[last:high]:
        if not m.pos.startswith(("助詞-終助詞", "補助記号")) or m.surface in "、，" or m.pos.startswith("補助記号-括弧"):
            return None
    return document.spans[high - 1].end


def request_question(situation: Situation, place: Place, words: Words) -> tuple[Edit, ...] | None:
    """Turn a directive at the end of a sentence into a question that ends in 「。」, with a cushion where none stands near.

    送ってください → お送りいただけますでしょうか, 返送をお願いします → ご返送いただけますでしょうか.
    """
    document = situation.document
    if place.tokens is None:
        return None
    head = _Request(document, place.tokens, words).question()
    end = _closing(document, place.tokens[1])
    if head is None or end is None:
        return None
    start, text = head
    edits = [Edit(Span(document.spans[start].start, end), text + "。")]
    if not _softened(situation, place.tokens):
        edits[:0] = _soften(document, start, place.tokens, words)
    return tuple(edits)


def cushion(situation: Situation, place: Place, words: Words) -> tuple[Edit, ...] | None:
    """Put a cushion before the clause that asks."""
    return None if place.tokens is None else tuple(_soften(situation.document, place.tokens[0], place.tokens, words))


def cushion_refusal(situation: Situation, place: Place, words: Words) -> tuple[Edit, ...] | None:
    """Put a cushion before the clause that declines."""
    return cushion(situation, place, {**words, "cushion": words["refusal_cushion"], "cushion_again": words["refusal_cushion_again"], "cushions": {}})


def _softened(situation: Situation, tokens: tuple[int, int]) -> bool:
    """Tell whether a cushion stands near, or an earlier request in the same paragraph, which has one or is given one."""
    document = situation.document
    sentence_of = document.text.sentence_of
    here = sentence_of[tokens[0]]
    cushions, asked = document.acts.get("cushion", ()), document.acts.get("request", ())
    nearest = bisect_left(cushions, document.tokens_of(max(0, here - 1))[0], key=_first)
    if nearest < len(cushions) and sentence_of[cushions[nearest].first] <= here:
        return True
    block = document.sentences[here].block
    for i in range(bisect_left(asked, tokens[0], key=_first) - 1, -1, -1):
        if document.sentences[sentence_of[asked[i].first]].block != block:
            return False
        if asked[i].attributes.get("burden") is True and asked[i].attributes.get("form") in ("imperative", "question"):
            return True
    return False


def _first(act: FoundAct) -> int:
    return act.first


def _soften(document: Document, start: int, tokens: tuple[int, int], words: Words) -> list[Edit]:
    """Return the cushion, after what only leads up to the request (a reason, a condition, 「また、」), and the loss of a 「どうぞ、」."""
    text = document.draft.text
    low, _ = document.sentence_range(start)
    begin = place = document.spans[low].start
    asked = {m.lemma for m in document.morphemes[max(low, start - 2) : tokens[1]]}
    first = words["cushion_other"] if words["cushion"] in text else words["cushion"]
    said, comma = first, ""
    after, but, at_once = (tuple(words[key]) for key in ("cushion_after", "cushion_but", "cushion_after_at_once"))
    clause_of = document.text.clause_of
    for i in range(low, start):
        span, stops = document.spans[i], document.morphemes[i].surface in "、，"
        end = span.start if stops else span.end
        if not stops and (clause_of[i] == clause_of[min(i + 1, start - 1)] or not text.endswith(at_once, begin, end)):
            continue
        again = text.endswith(but, begin, end)
        if again or text.endswith(after, begin, end) or text[begin : min(end, begin + 10)] in words["openers"]:
            place, comma = span.end, "" if stops else "、"
            said = words["cushion_again"] if again else first
    other = next((cushion for lemma, cushion in words["cushions"].items() if lemma in asked), None)
    if other is not None:
        if not other or said == words["cushion_again"]:
            return []
        said = other
    edits = [Edit(Span(place, place), comma + said)]
    for plea in words["pleas_said"]:
        at = text.find(plea, place, document.spans[start].start)
        if at >= 0 and (at == place or text[at - 1] in "、，"):
            end = at + len(plea)
            edits.append(Edit(Span(at, end + 1 if text.startswith(("、", "，"), end) else end), ""))
            break
    return edits


def question_stop(situation: Situation, place: Place, words: Words) -> tuple[Edit, ...] | None:
    """Replace the question mark (with what clusters about it) at the end of the place by 「。」."""
    text = situation.document.draft.text
    start = place.span.end
    while start > place.span.start and text[start - 1] in "？?！!":
        start -= 1
    return (Edit(Span(start, place.span.end), "" if text.startswith(("。", "．"), place.span.end) else "。"),) if start < place.span.end else None


def correction(situation: Situation, place: Place, phrases: Words) -> tuple[Edit, ...] | None:
    """Put what the finding knows to be right (`corrected`) instead of what is reported; a finding that does not know it has no fix."""
    corrected = place.values.get("corrected")
    return (Edit(place.span, corrected),) if isinstance(corrected, str) else None


OPERATIONS: Mapping[str, Operation] = {
    "correction": correction,
    "request-question": request_question,
    "question-stop": question_stop,
    "cushion": cushion,
    "cushion-refusal": cushion_refusal,
    **KEIGO_OPERATIONS,
    **SOFTENING_OPERATIONS,
}

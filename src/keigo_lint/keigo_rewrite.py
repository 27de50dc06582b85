"""The operations that mend keigo: each changes one word form and keeps the inflection that stood there.

The tables hold suppletive verbs only (申す ↔ おっしゃる): they are part of the inflection, not wording.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from keigo_lint import inflect
from keigo_lint.checks import Place
from keigo_lint.conditions import Situation
from keigo_lint.document import Document
from keigo_lint.model import Edit, Morpheme, Span

Words = Mapping[str, Any]
Edits = tuple[Edit, ...] | None
Verb = tuple[str, str]  # dictionary form, conjugation class

_E = dict(zip("うくぐすつぬぶむる", "えけげせてねべめれ", strict=True))
_O = dict(zip("うくぐすつぬぶむる", "おこごそとのぼもろ", strict=True))
_BECOME: Verb = ("なる", "五段-ラ行")
_STATE: Verb = ("いる", "上一段-ア行")
_KANA = (("下さ", "くださ"), ("御座", "ござ"), ("致", "いた"), ("頂", "いただ"), ("戴", "いただ"), ("出来", "でき"), ("有り難", "ありがた"))
_KANA_THANKS = re.compile("有り?難う|有りがとう")


def _next(document: Document, i: int) -> Morpheme | None:
    """Return the token after `i` in its sentence."""
    _, high = document.sentence_range(i)
    return document.morphemes[i + 1] if i + 1 < high else None


def _start(document: Document, i: int) -> int:
    return document.starts[i]


def _end(document: Document, i: int) -> int:
    return document.ends[i]


def _as(verb: Verb, form: str, following: Morpheme | None) -> str | None:
    """Inflect `verb` as a token of the form `form` that stands before `following`; None where that form cannot be made."""
    base, conjugation = verb
    ichidan, irregular = conjugation.startswith(("上一段", "下一段")), conjugation.startswith(("サ行変格", "カ行変格"))
    if form.startswith(("終止形", "連体形")):
        return base
    if form.startswith("仮定形"):
        return base[:-1] + ("れ" if ichidan else _E[base[-1]])
    if form.startswith("意志推量形"):
        return inflect.stem(base, conjugation) + "よう" if ichidan or irregular else base[:-1] + _O[base[-1]] + "う"
    if form.startswith("未然形"):
        return inflect.nai_stem(base, conjugation)
    if not form.startswith("連用形"):
        return None
    if following is not None and following.lemma in ("て", "た", "たり", "てる", "とく"):
        past = inflect.te(base, conjugation)
        return past[:-1] if past.endswith("て") else None
    return inflect.stem(base, conjugation)


def _verb(m: Morpheme) -> Verb:
    return m.orthBase, m.cType


def _within(document: Document, place: Place) -> Iterator[tuple[int, Morpheme]]:
    """Yield the reported tokens with their places."""
    if place.tokens is not None:
        for i in range(*place.tokens):
            yield i, document.morphemes[i]


def _last_of(document: Document, place: Place, *lemmas: str) -> int | None:
    """Return the last reported token that is one of `lemmas`."""
    return next((i for i, m in reversed(list(_within(document, place))) if m.lemma in lemmas), None)


def _replace(document: Document, first: int, last: int, text: str | None) -> Edits:
    """Replace the tokens from `first` to `last` (inclusive)."""
    return None if text is None else (Edit(Span(_start(document, first), _end(document, last)), text),)


def _delete(start: int, end: int) -> Edits:
    return (Edit(Span(start, end), ""),)


def single_honorific(situation: Situation, place: Place, words: Words) -> Edits:
    """Drop the れる that raises a verb a second time: お読みになられました → お読みになりました, おっしゃられて → おっしゃって."""
    document = situation.document
    i = _last_of(document, place, "れる", "られる")
    if i is None or i == place_start(place):
        return None
    m, (base, conjugation) = document.morphemes[i], _verb(document.morphemes[i - 1])
    if m.lemma == "られる":  # なさられる is read as なす + られる.
        base, conjugation = base[:-1] + "さる", "五段-ラ行"
    return _replace(document, i - 1, i, _as((base, conjugation), m.cForm, _next(document, i)))


def plain_prefix(situation: Situation, place: Place, words: Words) -> Edits:
    """Drop the prefix that the reported part begins with: ご拝読しました → 拝読しました."""
    document = situation.document
    if place.tokens is None:
        return None
    return _delete(_start(document, place.tokens[0]), _end(document, place.tokens[0]))


def swap_prefix(situation: Situation, place: Place, words: Words) -> Edits:
    """Write お for ご and ご for お."""
    document = situation.document
    if place.tokens is None:
        return None
    first = place.tokens[0]
    other = {"お": "ご", "ご": "お"}.get(document.morphemes[first].surface)
    return _replace(document, first, first, other)


def exalt(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the honorific verb for a humble one: 申された → おっしゃった, 参られましたら → いらっしゃいましたら, おりますか → いらっしゃいますか."""
    document = situation.document
    for i, m in _within(document, place):
        if m.lemma in words["exalted"] and m.pos.startswith("動詞"):
            after = _next(document, i)
            last = i + 1 if after is not None and after.lemma == "れる" else i
            first = i - 1 if i > place_start(place) and document.morphemes[i - 1].lemma == "御" else i
            text: str | None = _as(words["exalted"][m.lemma], document.morphemes[last].cForm, _next(document, last))
            if first < i and (follower := _next(document, i)) is not None and follower.lemma in ("下さる", "頂く"):
                text = inflect.te(*words["exalted"][m.lemma])
            return _replace(document, first, last, text)
    return None


def place_start(place: Place) -> int:
    """Return the first reported token."""
    return place.tokens[0] if place.tokens is not None else 0


def humble(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the humble verb for an honorific one that raises our own side: おっしゃっております → 申しております."""
    document = situation.document
    for i, m in reversed(list(_within(document, place))):
        if m.lemma in words["humbled"] or m.lemma == "成る":
            before = document.morphemes[i - 1] if i > place_start(place) else None
            if m.lemma == "成る":
                seen = _last_of(document, place, "御覧")
                made = _as(("する", "サ行変格"), m.cForm, _next(document, i))
                return None if seen is None or made is None else _replace(document, seen, i, f"拝見{made}")
            if m.lemma == "いらっしゃる" and (before is None or before.surface not in ("て", "で")):
                return None
            return _replace(document, i, i, _as(words["humbled"][m.lemma], m.cForm, _next(document, i)))
    return None


def seen_by_customer(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the honorific for 拝見 and its like: 拝見してください → ご覧ください, 拝見された → ご覧になった, 拝見のうえ → ご覧のうえ."""
    document = situation.document
    at = next((i for i, m in _within(document, place) if m.lemma in words["seen"]), None)
    if at is None:
        return None
    noun = words["seen"][document.morphemes[at].lemma]
    first = at - 1 if at > place_start(place) and document.morphemes[at - 1].lemma == "御" else at
    after, then = _next(document, at), _next(document, at + 1) if at + 1 < len(document.morphemes) else None
    if after is not None and after.lemma == "為る" and then is not None:
        if then.surface == "て":
            polite = _next(document, at + 2)
            if polite is not None and polite.lemma in ("下さる", "頂く"):
                return _replace(document, first, at + 2, noun)
        if then.lemma == "れる":
            made = _as(_BECOME, then.cForm, _next(document, at + 2))
            return _replace(document, first, at + 2, None if made is None else f"{noun}に{made}")
        made = _as(_BECOME, after.cForm, then)
        return _replace(document, first, at + 1, None if made is None else f"{noun}に{made}")
    if after is not None and after.lemma == "為さる":
        made = _as(_BECOME, after.cForm, then)
        return _replace(document, first, at + 1, None if made is None else f"{noun}に{made}")
    return _replace(document, first, at, noun)


def viewed_by_us(situation: Situation, place: Place, words: Words) -> Edits:
    """Put 拝見 for ご覧 where it is the writer who looks: ご覧いたしました → 拝見いたしました."""
    document = situation.document
    first = place_start(place)
    return _replace(document, first, first, "拝見")


def ask(situation: Situation, place: Place, words: Words) -> Edits:
    """Put お尋ね or お越し for 伺う in a request to the customer: 窓口で伺ってください → 窓口でお尋ねください."""
    document = situation.document
    at = _last_of(document, place, "伺う", "参る")
    polite = _last_of(document, place, "下さる", "頂く")
    if at is None or polite is None:
        return None
    first = at - 1 if at > place_start(place) and document.morphemes[at - 1].lemma == "御" else at
    goes = document.morphemes[at].lemma == "参る" or (first > 0 and document.morphemes[first - 1].surface in ("へ", "まで"))
    return _replace(document, first, polite - 1, "お越し" if goes else "お尋ね")


def known(situation: Situation, place: Place, words: Words) -> Edits:
    """Put ご存じ for 存じ上げております in a question to the customer."""
    document = situation.document
    guess = _last_of(document, place, "です")
    return (Edit(place.span, "ご存じでしょうか" if guess is not None else "ご存じですか"),)


def drop_shite(situation: Situation, place: Place, words: Words) -> Edits:
    """Take して out of ご確認してください; before おく and みる it is the prefix that goes: ご確認しておいてください → 確認しておいてください."""
    document = situation.document
    at = _last_of(document, place, "為る")
    polite = _last_of(document, place, "下さる", "頂く")
    if at is None or polite is None or place.tokens is None:
        return None
    if document.morphemes[at - 1].goshu == "外":  # ごフォローしてください: only ご is wrong
        return None
    if polite == at + 2:
        return _delete(_start(document, at), _start(document, polite))
    if document.morphemes[at + 1].lemma == "ない":
        return _replace(document, at, at, "なさら")
    first = place.tokens[0]
    noun = document.morphemes[first + 1]
    if noun.pos.startswith("名詞-普通名詞-サ変") and noun.goshu == "漢":
        return _delete(_start(document, first), _end(document, first))
    if noun.pos.startswith("動詞") and at == first + 2 and document.morphemes[at + 1].surface == "て":
        return _replace(document, first, at + 1, inflect.te(*_verb(noun)))
    return None


def do_to_become(situation: Situation, place: Place, words: Words) -> Edits:
    """Put 〜になる for する: ご利用する際 → ご利用になる際, ご注文した → ご注文になった, お待ちされて → お待ちになって."""
    document = situation.document
    at = _last_of(document, place, "為る", "致す")
    if at is None:
        return None
    after = _next(document, at)
    last = at + 1 if after is not None and after.lemma == "れる" else at
    made = _as(_BECOME, document.morphemes[last].cForm, _next(document, last))
    return _replace(document, at, last, None if made is None else f"に{made}")


def can_to_receive(situation: Situation, place: Place, words: Words) -> Edits:
    """Put いただける for できる: ご利用できません → ご利用いただけません."""
    document = situation.document
    at = _last_of(document, place, "出来る")
    if at is None:
        return None
    return _replace(document, at, at, re.sub("^(?:でき|出来)", "いただけ", document.morphemes[at].surface))


def become_easy(situation: Situation, place: Place, words: Words) -> Edits:
    """Put になり before やすい: お使いやすい → お使いになりやすい, ご利用しやすい → ご利用になりやすい."""
    document = situation.document
    if place.tokens is None:
        return None
    last = place.tokens[1] - 1
    first = last - 1 if document.morphemes[last - 1].lemma == "為る" else last
    return (Edit(Span(_start(document, first), _start(document, last)), "になり"),)


def plain_thing(situation: Situation, place: Place, words: Words) -> Edits:
    """Stop raising a thing: おそろいになりました → そろいました, ご到着になる → 到着する, 届いていらっしゃいます → 届いています."""
    document = situation.document
    at = _last_of(document, place, "いらっしゃる")
    if at is not None:
        return _replace(document, at, at, _as(_STATE, document.morphemes[at].cForm, _next(document, at)))
    become = _last_of(document, place, "成る")
    prefix = _last_of(document, place, "御")
    if become is None or prefix is None:
        return None
    m, word, after = document.morphemes[become], document.morphemes[prefix + 1], _next(document, become)
    if word.pos.startswith("動詞"):
        return _replace(document, prefix, become, _as(_verb(word), m.cForm, after))
    made = _as(("する", "サ行変格"), m.cForm, after)
    return _replace(document, prefix, become, None if made is None else word.surface + made)


def causative(situation: Situation, place: Place, words: Words) -> Edits:
    """Take the さ out that was put in: 送らさせて → 送らせて, 読まさせて → 読ませて."""
    document = situation.document
    at = _last_of(document, place, "させる", "せる")
    if at is None:
        return None
    start = _start(document, at)
    if document.morphemes[at].lemma != "させる":
        if not document.morphemes[at - 1].surface.endswith("さ"):
            return None
        start -= 1
    if document.surface(at, at + 1).endswith("し"):  # 送らさしていただく
        return (Edit(Span(start, _end(document, at)), "せ"),)
    return _delete(start, start + 1)


def _tail(m: Morpheme) -> int:
    """Return how many characters the ending れ, れる, れれ or れよう of a verb form has."""
    if m.cForm.startswith(("終止形", "連体形", "仮定形")):
        return 2
    return 3 if m.cForm.startswith("意志推量形") else 1


def full_potential(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the ら back: 見れます → 見られます, 受けれる → 受けられる, 届けれません → 届けられません."""
    document = situation.document
    for i, m in _within(document, place):
        after = _next(document, i)
        if after is not None and after.lemma == "れる":
            at = _start(document, i + 1)
        elif m.lemmaType:
            at = _end(document, i) - _tail(m)
        elif m.cForm.startswith("仮定形"):
            at = _end(document, i) - 1
        else:
            continue
        return (Edit(Span(at, at), "ら"),)
    return None


def short_potential(situation: Situation, place: Place, words: Words) -> Edits:
    """Take the れ out that was put in: 行けれます → 行けます, 読めれる → 読める."""
    document = situation.document
    for i, m in _within(document, place):
        after = _next(document, i)
        if after is not None and after.lemma == "れる":
            return _delete(_start(document, i + 1), _start(document, i + 1) + 1)
        if m.cForm.startswith("仮定形"):
            return _delete(_end(document, i) - 1, _end(document, i))
    return None


def full_iru(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the い back: 確認してます → 確認しています, 飲んでた → 飲んでいた, 送っときます → 送っておきます."""
    document = situation.document
    for i, m in _within(document, place):
        at = _start(document, i)
        if m.lemma in ("てる", "てく"):
            return (Edit(Span(at + 1, at + 1), "い"),)
        if m.lemma == "とく":
            return (Edit(Span(at, at + 1), "でお" if m.surface.startswith("ど") else "てお"),)
        if m.surface in ("ど", "と") and m.pos.startswith("助詞"):
            return (Edit(Span(at, at + 1), "でお" if m.surface == "ど" else "てお"),)
        if m.surface in ("て", "で") and i > place_start(place):
            return (Edit(Span(at + 1, at + 1), "い"),)
    return None


def first_title(situation: Situation, place: Place, words: Words) -> Edits:
    """Keep the first of two titles, or drop the only one that is reported: 御中様 → 御中, 先生様 → 先生, 佐藤様御中 → 佐藤様."""
    document = situation.document
    if place.tokens is None:
        return None
    last = place.tokens[1] - 1
    if last == place.tokens[0]:
        return _delete(_start(document, last), _end(document, last))
    return _delete(_end(document, last - 1), _end(document, last))


def to_all(situation: Situation, place: Place, words: Words) -> Edits:
    """Keep one title of 様各位: 会員様各位 → 会員各位, and the person's own after a name: 佐藤様各位 → 佐藤様."""
    document = situation.document
    if place.tokens is None:
        return None
    first, last = place.tokens[0], place.tokens[1] - 1
    if document.morphemes[last].lemma == "各位":
        low, _ = document.sentence_range(first)
        before = document.morphemes[first - 1] if first > low else None
        if before is not None and not before.pos.startswith("名詞-固有名詞") and before.lemma != "皆":
            return _delete(_start(document, first), _start(document, last))
    return _delete(_end(document, last - 1), _end(document, last))


def own_title(situation: Situation, place: Place, words: Words) -> Edits:
    """Put our own person's post before the name: 弊社の田中部長 → 弊社部長の田中; drop 様 and さん after it."""
    document = situation.document
    if place.tokens is None:
        return None
    last = place.tokens[1] - 1
    if last == place.tokens[0]:
        return _delete(_start(document, last), _end(document, last))
    name, title = document.morphemes[last - 1], document.morphemes[last]
    if title.pos.startswith("接尾辞"):
        return _delete(_end(document, last - 1), _end(document, last))
    if name.pos.startswith("名詞-固有名詞") and document.morphemes[last - 2].surface == "の":
        return _replace(document, last - 2, last, f"{title.surface}の{name.surface}")
    return None


def not_past(situation: Situation, place: Place, words: Words) -> Edits:
    """Put the present for the past of an adjective: よろしかったでしょうか → よろしいでしょうか."""
    document = situation.document
    for i, m in _within(document, place):
        if m.surface.endswith("かっ"):
            return (Edit(Span(_end(document, i) - 2, _end(document, i + 1)), "い"),)
    return None


def kana(situation: Situation, place: Place, words: Words) -> Edits:
    """Write an auxiliary in kana: 確認して下さい → 確認してください, 対応致します → 対応いたします."""
    document = situation.document
    if place.tokens is None:
        return None
    last = place.tokens[1] - 1
    text = document.surface(last, last + 1)
    written = _KANA_THANKS.sub("ありがとう", text)
    for kanji, reading in _KANA:
        if written.startswith(kanji):
            written = reading + written[len(kanji) :]
            break
    return _replace(document, last, last, written) if written != text else None


Operation = Callable[[Situation, Place, Words], Edits]

KEIGO_OPERATIONS: Mapping[str, Operation] = {
    "single-honorific": single_honorific,
    "plain-prefix": plain_prefix,
    "swap-prefix": swap_prefix,
    "exalt": exalt,
    "humble": humble,
    "seen-by-customer": seen_by_customer,
    "viewed-by-us": viewed_by_us,
    "ask": ask,
    "known": known,
    "drop-shite": drop_shite,
    "do-to-become": do_to_become,
    "can-to-receive": can_to_receive,
    "become-easy": become_easy,
    "plain-thing": plain_thing,
    "causative": causative,
    "full-potential": full_potential,
    "short-potential": short_potential,
    "full-iru": full_iru,
    "first-title": first_title,
    "to-all": to_all,
    "own-title": own_title,
    "not-past": not_past,
    "kana": kana,
}

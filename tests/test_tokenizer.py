"""Offsets are exact on every input, and what has no place in Unicode is refused."""

from __future__ import annotations

import pytest

from keigo_lint import KeigoLintError, Linter
from keigo_lint.rulebook import load_rulebook
from keigo_lint.tokenizer import Lexicon, check_encodable, tokenize

TEXTS = {
    "plain": "商品をお送りいたします。",
    "ideographic space": "山田　太郎　様",
    "leading and trailing space": "  確認いたします。  ",
    "CRLF": "確認いたします。\r\nお待ちください。\r\n",
    "lone CR and tab": "確認\rいたし\tます。",
    "NUL": "確認\0いたします。",
    "emoji with ZWJ": "ありがとうございます👨‍👩‍👧‍👦！",
    "variation selector": "葛󠄀城様❤️",
    "combining marks": "がぎぐ、ハ゜ン",
    "beyond the BMP": "𠮷野様、𩸽をお届けします。",
    "half-width kana": "ｺﾞﾒﾝﾅｻｲ",
    "bidi controls": "‮確認‬いたします。",
    "line separator": "確認\u2028いたします。",
    "only spaces": " 　\n ",
    "empty": "",
}


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(load_rulebook().corrections)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_span_selects_its_surface(text: str, lexicon: Lexicon) -> None:
    morphemes, starts, ends = tokenize(text, lexicon)
    assert [text[start:end] for start, end in zip(starts, ends, strict=True)] == [m.surface for m in morphemes]
    assert starts == sorted(starts)
    assert tokenize(text, lexicon, 7)[1:] == ([s + 7 for s in starts], [e + 7 for e in ends])
    covered = {i for start, end in zip(starts, ends, strict=True) for i in range(start, end)}
    assert all(text[i].isspace() or not text[i].isprintable() for i in range(len(text)) if i not in covered)


@pytest.mark.parametrize("length", [499, 500, 501, 4_001, 60_000])
def test_a_run_without_a_break_is_cut_but_loses_nothing(length: int, lexicon: Lexicon) -> None:
    text = "ご連絡" * (length // 3)
    morphemes, _, ends = tokenize(text, lexicon)
    assert "".join(m.surface for m in morphemes) == text
    assert ends[-1] == len(text)


def test_equal_rows_are_one_morpheme(lexicon: Lexicon) -> None:
    first, *_ = tokenize("確認します。", lexicon)
    second, *_ = tokenize("再度確認します。", lexicon)
    assert first[0] is second[1]


@pytest.mark.parametrize("text", ["確認\ud800します", "\udfff"])
def test_lone_surrogates_are_refused_with_their_place(text: str) -> None:
    with pytest.raises(KeigoLintError, match=r"surrogate \(U\+D[89A-F]..\) stands at character \d"):
        check_encodable(text)
    with pytest.raises(KeigoLintError):
        Linter(select=["apology/missing"]).check(text)


@pytest.mark.parametrize(
    ("surface", "text", "lemma"),
    [
        ("お", "をお選びください", "御"),
        ("せい", "お客様のせいです。", "所為"),
        ("クーポン", "クーポンを送る", "クーポン"),
        ("いただけ", "ご連絡いただけますか", "頂く"),
    ],
)
def test_what_unidic_gets_wrong_is_mended(surface: str, text: str, lemma: str, lexicon: Lexicon) -> None:
    morphemes, *_ = tokenize(text, lexicon)
    assert next(m.lemma for m in morphemes if m.surface == surface) == lemma


@pytest.mark.parametrize(("text", "verb"), [("お選びいただけませんか", "選ぶ"), ("お返しか", "返す"), ("本を買う", "")])
def test_a_noun_made_of_a_verb_knows_its_verb(text: str, verb: str, lexicon: Lexicon) -> None:
    morphemes, *_ = tokenize(text, lexicon)
    assert verb in {m.verb or m.lemma for m in morphemes} or verb == ""
    assert {m.verb for m in tokenize("本", lexicon)[0]} == {""}


@pytest.mark.parametrize(("text", "lemma_type"), [("服が着れる", "上一段"), ("店頭で受け取れる", "五段"), ("服を着る", "")])
def test_a_potential_knows_the_class_of_its_lemma(text: str, lemma_type: str, lexicon: Lexicon) -> None:
    morphemes, *_ = tokenize(text, lexicon)
    assert morphemes[-1].lemmaType.split("-")[0] == lemma_type

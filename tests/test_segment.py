"""Sentences and zones, from raw text: hard wraps, lists, quotations, signatures."""

from __future__ import annotations

import pytest

from keigo_lint.rulebook import load_rulebook
from keigo_lint.segment import Sentence, bracket_spans, segment


def cut(text: str) -> list[Sentence]:
    return segment(text, load_rulebook().shape)


WRAPS = {
    "after a comma": ("ご不便をおかけし、\n誠に申し訳ございません。", ["ご不便をおかけし、誠に申し訳ございません。"]),
    "inside a word": ("不要な場合は破棄していただ\n　ければ幸いです。", ["不要な場合は破棄していただければ幸いです。"]),
    "inside a loan word of a long line": (
        "対象の地域では電話及びインター\nネットをご利用になれません。",
        ["対象の地域では電話及びインターネットをご利用になれません。"],
    ),
    "behind a frame": ("│商品の発送が遅れており、\n│お詫びいたします。", ["商品の発送が遅れており、お詫びいたします。"]),
    "not after a full stop": ("確認しました。\nお待ちください。", ["確認しました。", "お待ちください。"]),
    "not after a polite ending without one": ("確認しました\nお待ちください", ["確認しました", "お待ちください"]),
    "not over a blank line": ("ご連絡を\n\nお待ちください。", ["ご連絡を", "お待ちください。"]),
    "not into a list": ("次のとおりです\n・返金\n・交換", ["次のとおりです", "返金", "交換"]),
    "not into a label": ("復旧いたしました。\n原因：設定の誤り", ["復旧いたしました。", "原因：設定の誤り"]),
}


@pytest.mark.parametrize(("text", "sentences"), WRAPS.values(), ids=WRAPS.keys())
def test_a_line_break_joins_only_inside_a_sentence(text: str, sentences: list[str]) -> None:
    assert [s.text for s in cut(text)] == sentences


ENDS = {
    "not in the query of an address": (
        "次からどうぞ：https://example.com/{{path}}?mode=a お待ちします。",
        ["次からどうぞ：https://example.com/{{path}}?mode=a お待ちします。"],
    ),
    "marks in a row": ("本当ですか！？はい。", ["本当ですか！？", "はい。"]),
    "a stop inside brackets": ("「届きましたか？」とのお尋ねです。", ["「届きましたか？」とのお尋ねです。"]),
    "a bracket that is never closed": ("「届きましたか。確認します。", ["「届きましたか。", "確認します。"]),
    "a star after a predicate, not in a name": ("ありがとうございます☆「ねこ☆列車」です。", ["ありがとうございます☆", "「ねこ☆列車」です。"]),
}


@pytest.mark.parametrize(("text", "sentences"), ENDS.values(), ids=ENDS.keys())
def test_sentences_end_outside_brackets(text: str, sentences: list[str]) -> None:
    assert [s.text for s in cut(text)] == sentences


MAIL = """株式会社みどり商会
山田様

いつもご利用いただき、ありがとうございます。
みどり商会お客様窓口の佐藤でございます。

> 届いた皿が割れていました。

お皿が割れてお手元に届き、申し訳ございません。
次のいずれかで対応いたします。
①交換
②返金
※お皿は処分してくださって構いません。

-----------------
みどり商会　佐藤
TEL：03-0000-0000
"""


def test_the_zones_of_a_mail() -> None:
    assert [(s.kind, s.text) for s in cut(MAIL)] == [
        ("body", "株式会社みどり商会"),
        ("salutation", "山田様"),
        ("greeting", "いつもご利用いただき、ありがとうございます。"),
        ("self-introduction", "みどり商会お客様窓口の佐藤でございます。"),
        ("quote", "> 届いた皿が割れていました。"),
        ("body", "お皿が割れてお手元に届き、申し訳ございません。"),
        ("body", "次のいずれかで対応いたします。"),
        ("list-item", "交換"),
        ("list-item", "返金"),
        ("policy", "※お皿は処分してくださって構いません。"),
        ("signature", "みどり商会　佐藤"),
        ("signature", "TEL：03-0000-0000"),
    ]


@pytest.mark.parametrize("text", [MAIL, MAIL.replace("\n", "\r\n"), *(w[0] for w in WRAPS.values()), *(e[0] for e in ENDS.values())])
def test_every_character_of_a_sentence_knows_its_place(text: str) -> None:
    for sentence in cut(text):
        for i, character in enumerate(sentence.text):
            place = sentence.place(i, i + 1)
            assert text[place.start : place.end] == character


@pytest.mark.parametrize("text", ["「" * 3_000, "」" * 3_000, "「a」" * 3_000, "(" * 5_000 + ")" * 5_000], ids=["open", "closed", "pairs", "nested"])
def test_brackets_in_thousands_are_no_trouble(text: str) -> None:
    assert all(s.end <= len(text) for s in bracket_spans(text, "「"))
    assert "".join(s.text for s in cut(text + "。")) == text + "。"

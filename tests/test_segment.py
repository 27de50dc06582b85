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


THANKS = "お問い合わせありがとうございます。"
LAST = {
    "a shop": (f"{THANKS}\n\n湯気日和オンライン", ["signature"]),
    "a shop right below a sentence": (f"{THANKS}\n料理教室さじかげん", ["signature"]),
    "a shop and a person": (f"{THANKS}\n\n湯気日和オンライン\n沢田", ["signature", "signature"]),
    "above what is answered": (f"{THANKS}\n\n湯気日和オンライン\n\n> 動きません。", ["signature", "quote"]),
    "no sentence without a stop": (f"{THANKS}\n\n交換でお届けします", ["body"]),
    "no thing that is offered": (f"{THANKS}\n\n商品の返金", ["body"]),
    "no name above a sentence": (f"{THANKS}\n\n湯気日和オンライン\n明日お届けします。", ["body", "body"]),
    "no label": (f"{THANKS}\n\n返送先：", ["body"]),
}


@pytest.mark.parametrize(("text", "kinds"), LAST.values(), ids=LAST.keys())
def test_a_name_at_the_end_is_a_signature(text: str, kinds: list[str]) -> None:
    assert [s.kind for s in cut(text)[1:]] == kinds


WHO = {
    "湯気日和オンラインの沢田です。": "self-introduction",
    "ベーカリーこむぎのヨシダです。": "self-introduction",
    "こちらはケトルの写真です。": "body",
    "電気ケトルの不良です。": "body",
    "ご注文の電気ケトルです。": "body",
}


@pytest.mark.parametrize(("sentence", "kind"), WHO.items(), ids=WHO.keys())
def test_who_writes_is_said_right_after_the_thanks(sentence: str, kind: str) -> None:
    assert cut(THANKS + sentence)[1].kind == kind
    assert cut(f"{THANKS}確認しました。{sentence}")[2].kind == "body"


SAID = "明日お届けします。\n\n"
ATTRIBUTIONS = {
    "a date, a name and an address": "2026年11月20日(金) 10:00 伊藤 <a@example.com>:",
    "a date and a name": "2026/11/20 10:00、伊藤様のメール:",
    "an address": "伊藤 <a@example.com>:",
    "in English": "On Fri, Nov 20, 2026 at 10:00 AM Ito <a@example.com> wrote:",
    "in English, wrapped": "On Fri, Nov 20, 2026 at 10:00 AM Ito\n<a@example.com> wrote:",
    "a line of hyphens": "-----Original Message-----",
    "a head": "差出人: 伊藤\n件名: ケトル",
}


@pytest.mark.parametrize("line", ATTRIBUTIONS.values(), ids=ATTRIBUTIONS.keys())
def test_the_line_before_a_quotation_ends_the_letter(line: str) -> None:
    told = ["body", *["attribution"] * (1 + line.count("\n"))]
    assert [s.kind for s in cut(f"{SAID}{line}\n> 動きません。")] == [*told, "quote"]
    assert [s.kind for s in cut(f"{SAID}{line}\n動きません。\n・電源")] == [*told, "quote", "quote"]


def test_an_answer_between_quotations_is_the_writers() -> None:
    text = f"{SAID}2026/11/20 10:00、伊藤様のメール:\n> 動きますか。\n動きます。\n> 安全ですか。\n安全です。"
    assert [s.kind for s in cut(text)] == ["body", "attribution", "quote", "body", "quote", "body"]


@pytest.mark.parametrize(
    "text", ["差出人: 湯気日和\n件名: ケトル\n\n明日お届けします。", f"{SAID}下記のご連絡\n・明日お届けします。"], ids=["own head", "list"]
)
def test_no_line_before_a_quotation(text: str) -> None:
    assert not {"quote", "attribution"} & {s.kind for s in cut(text)}

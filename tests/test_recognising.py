"""Clauses, options, amounts and scenes: what the acts are built on and what is built on them."""

from __future__ import annotations

import pytest

from keigo_lint import Linter
from keigo_lint.acts.amounts import amounts, number
from keigo_lint.model import Draft


@pytest.fixture(scope="module")
def linter() -> Linter:
    return Linter()


CLAUSES = [
    ("確認しましたが、在庫がございません。", ["確認しましたが、", "在庫がございません。"]),
    ("在庫がございませんので、返金いたします。", ["在庫がございませんので、", "返金いたします。"]),
    ("お待ちいただいたのに申し訳ございません。", ["お待ちいただいたのに", "申し訳ございません。"]),
    ("ご連絡いただければ、お送りします。", ["ご連絡いただければ、", "お送りします。"]),
    ("倉庫に確認して、ご連絡します。", ["倉庫に確認して、", "ご連絡します。"]),
    ("確認してご連絡します。", ["確認してご連絡します。"]),
    ("ご不便をおかけし、申し訳ございません。", ["ご不便をおかけし、", "申し訳ございません。"]),
    ("お店が混んでおります。", ["お店が混んでおります。"]),
    ("お決まりでしたら、お知らせください。", ["お決まりでしたら、", "お知らせください。"]),
]


@pytest.mark.parametrize(("text", "clauses"), CLAUSES, ids=[t for t, _ in CLAUSES])
def test_where_a_clause_ends(text: str, clauses: list[str], linter: Linter) -> None:
    document = linter.situation(Draft(text))[0].document
    pieces: dict[int, str] = {}
    for i, clause in enumerate(document.text.clause_of):
        pieces[clause] = pieces.get(clause, "") + document.surface(i, i + 1)
    assert list(pieces.values()) == clauses


OPTIONS = [
    ("nothing", "ご意見は担当に申し伝えます。", 0),
    ("investigating is no way out", "原因を調査いたします。", 0),
    ("one", "代金を全額返金いたします。", 1),
    ("a bundle is one", "全額を返金し、あわせてクーポンをお送りいたします。", 1),
    ("the same thing twice is one", "新品と交換いたします。交換品は明日お届けします。", 1),
    ("what is refused is none", "返金または交換はいたしかねます。", 0),
    ("two with または", "交換、または返金にて承ります。", 2),
    ("two with か", "返金か交換で対応いたします。", 2),
    ("circled numbers in a line", "①交換、②返金からお選びいただけますでしょうか。", 2),
    ("a list that is announced", "次のいずれかで対応いたします。\n・良品との交換\n・全額の返金\n・無償での修理", 3),
    ("another way on request", "新品と交換いたします。返金をご希望の場合も承ります。", 2),
    ("a question which", "交換と返金をご用意しております。どちらをご希望でしょうか。", 2),
    ("a procedure is no list of ways", "返金いたします。\n1. 箱に入れてください。\n2. 伝票を貼ってください。", 1),
    ("to keep it is no option by itself", "①そのままお使いいただく、②100円のクーポン、のどちらになさいますか。", 1),
]


@pytest.mark.parametrize(("text", "count"), [o[1:] for o in OPTIONS], ids=[o[0] for o in OPTIONS])
def test_options_are_counted_not_remedy_words(text: str, count: int, linter: Linter) -> None:
    assert linter.check(text, scene="complaint").options == count


@pytest.mark.parametrize(
    ("text", "yen"),
    [("1,500", 1500), ("１５００", 1500), ("3万", 30_000), ("三千", 3000), ("二千五百", 2500), ("百", 100), ("千二百三十四", 1234), ("〇", 0)],
)
def test_numbers_are_read_in_every_script(text: str, yen: int) -> None:
    assert number(text) == yen


def test_amounts_know_their_place() -> None:
    text = "代金4,500円のうち¥1,500をお返しします。"
    assert [(a.yen, text[a.span.start : a.span.end]) for a in amounts(text)] == [(4500, "4,500円"), (1500, "¥1,500")]


def test_a_share_of_the_price_is_told(linter: Linter) -> None:
    report = linter.check("100円のクーポンをお送りします。", scene="complaint", price=4500)
    assert [dict(a.attributes) for a in report.acts if a.kind == "remedy"] == [
        {"key": "coupon", "amount": 100, "ratio": 0.022, "trivial": True, "status": "offer"}
    ]


SCENES = [
    ("お届けした皿が割れており、誠に申し訳ございません。新品と交換いたします。", None, None, "complaint"),
    ("お届けが予定より三日遅れており、申し訳ございません。", "まだ届きません。", None, "delay"),
    ("ご質問ありがとうございます。営業時間は10時からです。", "何時から開いていますか？", None, "inquiry"),
    ("開封後の商品の返品は承りかねます。", "返品できますか？", None, "refusal"),
    ("9月分のご入金が確認できておりません。", None, None, "dunning"),
    ("口コミをお寄せいただき、ありがとうございます。", "★5 また行きます。", None, "review"),
    ("よろしくお願いいたします。", None, None, "other"),
    ("よろしくお願いいたします。", None, "templates/complaint/first.txt", "complaint"),
]


@pytest.mark.parametrize(("text", "incoming", "path", "scene"), SCENES)
def test_the_scene_is_guessed_from_what_there_is(text: str, incoming: str | None, path: str | None, scene: str, linter: Linter) -> None:
    report = linter.check(text, incoming=incoming, path=path)
    assert report.scene == scene
    assert bool(report.guess.cues) is (scene != "other")


def test_a_scene_that_is_told_is_not_guessed(linter: Linter) -> None:
    report = linter.check("9月分のご入金が確認できておりません。", scene="inquiry")
    assert (report.scene, report.guess.told) == ("inquiry", True)


QUOTED = [
    "「説明書をちゃんと読みましたか」とのお言葉、深くお詫び申し上げます。",
    "> お客様のせいです。\n\n申し訳ございません。",
    "本当に正規品なのでしょうか、とのお問い合わせをいただきました。",
]


@pytest.mark.parametrize("text", QUOTED)
def test_what_the_customer_said_is_not_held_against_the_writer(text: str, linter: Linter) -> None:
    report = linter.check(text, scene="complaint")
    assert not [d for d in report.diagnostics if d.rule.startswith(("blame/", "doubt/"))]

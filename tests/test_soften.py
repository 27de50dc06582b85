"""Refusals, plain endings, vague times, signs and casual words: what is written and what the fixes make of it."""

from __future__ import annotations

import pytest

from keigo_lint import Linter

DECLINED = """
開封済みの化粧品は返品できません。|開封済みの化粧品は返品をお受けいたしかねます。
返品はできません。|返品はお受けいたしかねます。
返品もできません。|返品もお受けいたしかねます。
返品不可です。|返品はお受けいたしかねます。
席の変更は無理です。|席の変更はお受けいたしかねます。
代金の返金はできません。|代金の返金はいたしかねます。
交換はしておりません。|交換はお受けいたしかねます。
対応はいたしません。|対応はいたしかねます。
規約により払い戻しいたしません。|規約により払い戻しいたしかねます。
お答えできません。|お答えいたしかねます。
お受けしておりません。|お受けいたしかねます。
返品は受けません。|返品はお受けいたしかねます。
ご希望には応じられません。|ご希望には応じかねます。
値引きには応じません。|値引きには応じかねます。
代金は返せません。|代金はお返しいたしかねます。
これ以上は待てません。|これ以上はお待ちいたしかねます。
返品は認められません。|返品は認めかねます。
延長は受け付けておりません。|延長は受け付けかねます。
ご使用後の返品は承れません。|ご使用後の返品は承りかねます。
お渡しすることはできませんので、改めてお越しください。|お渡しすることはできかねますので、改めてお越しください。
宛名は後から変えられない決まりでございます。|あいにくではございますが、宛名は後から変えられない決まりでございます。
自動補正の対象外です。|あいにくではございますが、自動補正の対象外です。
お力になれません。|あいにくではございますが、お力になれません。
"""

POLITE = """
品は明日届く。|品は明日届きます。
品は明日見る。|品は明日見ます。
品は明日受け付ける。|品は明日受け付けます。
品は明日用意する。|品は明日用意します。
品は明日来る。|品は明日来ます。
品は昨日届いた。|品は昨日届きました。
品は昨日読んだ。|品は昨日読みました。
品は昨日用意した。|品は昨日用意しました。
品はもう届いている。|品はもう届いています。
品はまだ届かない。|品はまだ届きません。
送料はいただかない。|送料はいただきません。
窓際は難しい。|窓際は難しいです。
窓際は難しかった。|窓際は難しかったです。
こちらの手違いだ。|こちらの手違いです。
こちらの手違いだった。|こちらの手違いでした。
在庫がない。|在庫がないです。
"""

DATED = """
動きがあり次第ご報告いたします。|動きがあり次第、遅くとも【日時】までにご報告いたします。
調査が終わり次第、順次お手続きを進めてまいります。|調査が終わり次第、遅くとも【日時】までにお手続きを進めてまいります。
入荷しましたら追ってご案内いたします。|入荷しましたら、遅くとも【日時】までにご案内いたします。
計算書は追ってお送りいたします。|計算書は【日時】までにお送りいたします。
折り返しお電話いたします。|【日時】までにお電話いたします。
できるだけ早く発送いたします。|【日時】までに発送いたします。
早急にご連絡いたします。|【日時】までにご連絡いたします。
今しばらくお待ちください。|【日時】までお待ちください。
少々お待ちください。|【日時】までお待ちください。
"""

SIGNS = """
お待たせいたしました！|お待たせいたしました。
お待たせいたしました！本日、出荷いたしました。|お待たせいたしました。本日、出荷いたしました。
お待ちください♪|お待ちください。
残念です〜。|残念です。
ありがとうございます！！|ありがとうございます。
"""

FORMAL = """
在庫を切らしておりまして、すいません。|在庫を切らしておりまして、申し訳ございません。
ごめんなさい、箱を取り違えておりました。|申し訳ございません。箱を取り違えておりました。
遅くなりすいませんでした。|遅くなり申し訳ございませんでした。
了解しました。|承知いたしました。
うちの商品をお選びいただき、ありがとうございます。|当店の商品をお選びいただき、ありがとうございます。
角がちょっとへこんでいました。|角が少しへこんでいました。
お客さんのご注文を承りました。|お客様のご注文を承りました。
"""

UNCONDITIONAL = """
もしご不快に思われたのでしたらお詫びいたします。|ご不快な思いをおさせしましたこと、お詫びいたします。
ご気分を害されたのであれば、大変申し訳なく存じます。|ご気分を害されたこと、大変申し訳なく存じます。
万が一当店に不手際がございましたら、お詫びいたします。|当店に不手際がございましたこと、お詫びいたします。
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(line.split("|")) for line in table.split("\n") if line]


CASES = [
    *(("refusal/flat", *row) for row in rows(DECLINED)),
    *(("time/vague", *row) for row in rows(DATED)),
    *(("tone/casual-symbol", *row) for row in rows(SIGNS)),
    *(("tone/casual-word", *row) for row in rows(FORMAL)),
    *(("apology/conditional", *row) for row in rows(UNCONDITIONAL)),
]


@pytest.mark.parametrize(("rule", "text", "fixed"), CASES)
def test_it_is_said_better(rule: str, text: str, fixed: str) -> None:
    linter = Linter(select=[rule])
    assert linter.fix(text, unsafe=True, scene="complaint") == fixed
    assert linter.check(fixed, scene="complaint").diagnostics == ()


@pytest.mark.parametrize(("text", "fixed"), rows(POLITE))
def test_plain_endings_are_made_polite(text: str, fixed: str) -> None:
    linter = Linter(select=["tone/plain-style-mixed"])
    assert linter.fix(f"お調べいたしました。{text}", scene="complaint") == f"お調べいたしました。{fixed}"


# --- instead of the clauses that blame; what else the sentence says stays ------------
INSTEAD = "当店のご案内が行き届かず、ご不便をおかけいたしました。"
BLAMED = f"""
よく読んでいただければお分かりになったはずですが、代金は返金いたします。|{INSTEAD}代金は返金いたします。
代金は返金いたしますが、お客様のご確認不足が原因です。|代金は返金いたします。{INSTEAD}
お客様のご確認不足が原因です。|{INSTEAD}
"""


@pytest.mark.parametrize(("text", "fixed"), rows(BLAMED))
def test_what_else_a_blaming_sentence_says_stays(text: str, fixed: str) -> None:
    assert Linter(select=["blame/customer"]).fix(text, unsafe=True, scene="complaint") == fixed


# --- suggestions fit what the draft is about, and say "we" as it does ----------------
OPENINGS = [
    ("お届けした商品が破損していた件、拝見しました。", "このたびはお届けした商品が破損しており、誠に申し訳ございません。"),
    ("お届けした商品が不良品だった件、拝見しました。", "このたびはお届けした商品に不備があり、誠に申し訳ございません。"),
    ("パーマの仕上がりに不具合がある件、拝見しました。", "このたびは仕上がりに不備があり、誠に申し訳ございません。"),
    ("商品の発送が遅れている件、ご連絡いたします。", "このたびはお届けが遅れており、誠に申し訳ございません。"),
    ("当館にご宿泊いただいたお部屋の件、拝見しました。", "このたびはご迷惑をおかけし、誠に申し訳ございません。"),
    ("レッスンの講師の件、拝見しました。", "このたびはご迷惑をおかけし、誠に申し訳ございません。"),
]


@pytest.mark.parametrize(("text", "opening"), OPENINGS)
def test_an_apology_names_the_trouble_of_the_trade(text: str, opening: str) -> None:
    found = Linter(select=["apology/missing"]).check(text, scene="complaint").diagnostics
    assert found[0].fixes[0].title == opening


def test_a_suggestion_says_we_as_the_draft_does() -> None:
    found = Linter(select=["blame/customer"]).check("当館のご案内です。お客様のご確認不足が原因です。", scene="complaint").diagnostics
    assert found[0].fixes[0].title == "当館のご案内が行き届かず、ご不便をおかけいたしました。"

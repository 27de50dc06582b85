"""Placeholders: fields, blanks, tags and addresses, in the syntaxes of `rules/placeholders.toml`."""

from __future__ import annotations

import pytest

from keigo_lint.linter import Linter
from keigo_lint.model import Draft, Span, Zone
from keigo_lint.placeholders import Syntax, Syntaxes, of_settings
from keigo_lint.rulebook import builtin_syntaxes, load_rulebook
from keigo_lint.segment import segment

LINTER = Linter(select=["message/placeholder-left", "request/imperative", "tone/casual-symbol"])
SYNTAXES = builtin_syntaxes()


def found(text: str) -> list[tuple[str, str]]:
    return [(z.kind, text[z.span.start : z.span.end]) for z in SYNTAXES.find(text)]


@pytest.mark.parametrize(("kind", "example"), [(s.kind, e) for s in SYNTAXES.syntaxes for e in s.examples])
def test_each_syntax_is_found_whole_beside_japanese(kind: str, example: str) -> None:
    before = "" if example.startswith("@") else "御社😀へ"
    assert found(f"{before}{example} 様") == [(kind, example)]


def test_a_name_of_fields_is_a_salutation() -> None:
    [name, _] = segment("{{ Order.customer.name01 }} {{ Order.customer.name02 }} 様\n\nご連絡ありがとうございます。", load_rulebook().shape)
    assert name.kind == "salutation"


@pytest.mark.parametrize("syntax", SYNTAXES.syntaxes, ids=lambda s: s.examples[0] if s.examples else s.raw[0])
def test_no_syntax_is_there_for_nothing(syntax: Syntax) -> None:
    others = Syntaxes(tuple(s for s in SYNTAXES.syntaxes if s is not syntax))
    examples = syntax.examples or ("【品名】をお送りします",)
    assert any([(z.kind, z.span) for z in others.find(e)] != [(z.kind, z.span) for z in SYNTAXES.find(e)] for e in examples)


PROSE = {
    "a heading in brackets": "【重要】お取り替えのお知らせ",
    "a time": "10:30から12:00まで承ります。",
    "a share": "50%引きでお送りします。100%返金します。",
    "braces around Japanese": "{商品名}をお送りします。",
    "a round bullet": "○交換\n●返金",
    "a name of an angle": "＜お届け先＞ <tanaka>",
    "half of a field": "{{name をお送りします。",
}


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE.keys())
def test_prose_is_no_placeholder(text: str) -> None:
    assert found(text) == []


SENTENCES = {
    "a tag inside a sentence": ("本日{% if late %}改めて{% endif %}お送りします。", ["本日改めてお送りします。"]),
    "a tag on a line of its own": ("ご不便をおかけし、\n{% if late %}\n誠に申し訳ございません。", ["ご不便をおかけし、誠に申し訳ございません。"]),
    "a comment over several lines": ("{#\nThis file\n#}\n山田様", ["山田様"]),
    "a tag of HTML that breaks the line": ("確かめました<br>お待ちください", ["確かめました", "お待ちください"]),
    "a tag of HTML that does not": ("<b>お待ち</b>ください。", ["お待ちください。"]),
    "a wrap inside a word beside a tag": ("<!--{* 注 *}-->不要なら破棄していただ\r\n　ければ幸いです。", ["不要なら破棄していただければ幸いです。"]),
    "signs inside a field": ("<!--{$a!}-->様に{{ b？ }}をお送りします。", ["<!--{$a!}-->様に{{ b？ }}をお送りします。"]),
    "a box": ("┏━━┓\n　※本メールは、\n　<!--{$shop}-->よりお送り\n　しています。\n┗━━┛", ["※本メールは、<!--{$shop}-->よりお送りしています。"]),
}


@pytest.mark.parametrize(("text", "sentences"), SENTENCES.values(), ids=SENTENCES.keys())
def test_tags_are_not_there_for_the_analysis(text: str, sentences: list[str]) -> None:
    cut = segment(text, load_rulebook().shape)
    assert [s.text for s in cut] == sentences
    for sentence in cut:
        for i, character in enumerate(sentence.text):
            assert text[slice(*_ends(sentence.place(i, i + 1)))] == character


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


BRANCHES = {
    "else": ("{% if a %}甲{% else %}乙{% endif %}丙", ["乙"]),
    "a chain": ("{if $a}甲{elseif $b}乙{else}丙{/if}", ["乙", "丙"]),
    "no alternative": ("{% if a %}甲{% endif %}乙", []),
    "Ruby, with a loop around": ("<% xs.each do |x| %><% if x %>甲<% else %>乙<% end %>丙<% end %>丁", ["乙"]),
    "the first case is no alternative": ("<% case a %><% when 1 %>甲<% when 2 %>乙<% end %>", ["乙"]),
    "FreeMarker": ("<#if a>甲<#else>乙</#if>", ["乙"]),
    "inside another": ("{{#if a}}甲{{else}}{{#if b}}乙{{else}}丙{{/if}}{{/if}}", ["丙", "{{#if b}}乙{{else}}丙{{/if}}"]),
    "an else without its block": ("甲{% else %}乙", []),
}


@pytest.mark.parametrize(("text", "later"), BRANCHES.values(), ids=BRANCHES.keys())
def test_what_is_shown_instead_is_known(text: str, later: list[str]) -> None:
    ranges = SYNTAXES.instead_of_earlier(text, SYNTAXES.find(text))
    assert sorted(text[r.start : r.end] for r in ranges) == sorted(later)


def test_branches_count_once() -> None:
    offers = ("良品と交換いたします。", "全額を返金いたします。どちらをご希望でしょうか。")
    both = LINTER.check("".join(offers), scene="complaint")
    either = LINTER.check("{{% if new %}}{}{{% else %}}{}{{% endif %}}".format(*offers), scene="complaint")
    assert (both.options, either.options) == (2, 1)
    counting = Linter(select=["keigo/density-sasete-itadaku"])
    twice = ("品を確認させていただきます。", "本日お送りさせていただきます。")
    for text, findings in (("".join(twice) * 2, 1), ("{{% if a %}}{0}{1}{{% else %}}{0}{1}{{% endif %}}".format(*twice), 0)):
        assert len(counting.check(text).diagnostics) == findings


TEMPLATES = {
    "one field in a reply": (Draft("{{name}}様\n\nご連絡ありがとうございます。"), ["{{name}}"]),
    "several fields": (Draft("{{name}}様\n\n{{order}}の件、ありがとうございます。"), []),
    "the same field twice": (Draft("{{name}}様\n\n{{name}}様の件、ありがとうございます。"), ["{{name}}", "{{name}}"]),
    "one blank": (Draft("〇〇円をお返しいたします。"), ["〇〇"]),
    "a date of blanks is one": (Draft("〇月〇日から〇月〇日までお待ちください。"), ["〇月〇日", "〇月〇日"]),
    "a file called a template": (Draft("{{name}}様\n\nありがとうございます。", "macros/hello.txt"), []),
    "told to be one": (Draft("{{name}}様\n\nありがとうございます。", template=True), []),
    "told to be none": (Draft("{{name}}様\n\n{{order}}の件、ありがとうございます。", template=False), ["{{name}}", "{{order}}"]),
}


@pytest.mark.parametrize(("draft", "left"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_is_told_from_a_reply_with_a_forgotten_blank(draft: Draft, left: list[str]) -> None:
    report = LINTER.check_draft(draft)
    spans = [d.span for d in report.diagnostics if d.rule == "message/placeholder-left"]
    assert [draft.text[s.start : s.end] for s in spans] == left


def test_a_placeholder_is_no_prose_and_is_not_edited() -> None:
    text = '{{ "早く！" }}様、{{ order }}をすぐに返送してください。'
    report = LINTER.check(text)
    assert [d.rule for d in report.diagnostics] == ["request/imperative"]
    fixed = LINTER.fix(text, unsafe=True)
    assert fixed != text
    assert found(fixed) == found(text)


def test_the_settings_add_syntaxes() -> None:
    text = "御社😀の<<name>>様"
    [zone] = of_settings(["<<[a-z]+>>"], text)
    assert zone == Zone("field", Span(4, 12))
    draft = Draft(text + "、すぐに返送してください。", zones=(zone,))
    situation, _ = LINTER.situation(draft)
    assert [situation.document.surface(i, i + 1) for i, m in enumerate(situation.document.morphemes) if m.number < 0] == ["<<name>>"]

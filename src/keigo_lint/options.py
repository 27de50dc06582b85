"""The options that a settings file may have: what each is called, what it takes, and what it does. Reading and the schema follow this table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from keigo_lint.language import Said
from keigo_lint.model import SEVERITIES
from keigo_lint.rulefile import SCENES

Kind = Literal[
    "text", "flag", "texts", "rules", "globs", "path", "paths", "expressions", "severities", "numbers", "fields", "words", "overrides", "suppressions"
]
AUTO = "auto"
TABLES = ("severities", "numbers", "words", "fields")  # kinds that stand as [name]
ROWS = ("overrides", "suppressions")  # kinds that stand as [[name]]
BASELINE = "keigo-lint-baseline.json"
# What may be known about a draft of a data file; the value names the key or column that holds it.
FIELDS = ("text", "incoming", "scene", "name", "price", "received_at", "sent_at", "customer", "fault", "channel", "thread")


@dataclass(frozen=True, slots=True)
class Option:
    """One option.

    `choices`: the texts it takes, if those are few; `adds`: a list adds to what held before, else it takes its place; `example`: its value, or the
    lines of its table, as they may stand in a settings file.
    """

    name: str
    kind: Kind
    said: Said
    per_file: bool = True
    adds: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""
    example: str = ""

    def in_file(self) -> str:
        """Return the example as it stands in a settings file."""
        head = f"[{self.name}]\n" if self.kind in TABLES else f"[[{self.name}]]\n" if self.kind in ROWS else f"{self.name} = "
        return head + self.example


OPTIONS = (
    Option("extend", "path", Said("先に読む、別の設定ファイル", "another settings file, read first"), per_file=False, example='"../keigo-lint.toml"'),
    Option(
        "profile",
        "text",
        Said("検査の方針（一覧は keigo-lint profiles）", "what to check by (keigo-lint profiles lists them)"),
        default="standard",
        example='"strict"',
    ),
    Option(
        "scene",
        "text",
        Said("場面。auto なら、文面とファイル名から推し量る", "the kind of message; auto tells it by the draft and the file's name"),
        choices=(AUTO, *SCENES),
        default=AUTO,
        example='"complaint"',
    ),
    Option(
        "select",
        "rules",
        Said("プロファイルの規則の代わりに確かめる規則（名前、群、glob）", "rules that run instead of the profile's (names, groups, globs)"),
        example='["apology/", "request/imperative"]',
    ),
    Option("extend-select", "rules", Said("加えて確かめる規則", "rules that run too"), adds=True, example='["tone/"]'),
    Option("ignore", "rules", Said("確かめない規則", "rules that do not run"), adds=True, example='["tone/casual-symbol"]'),
    Option(
        "names",
        "texts",
        Said(
            "商品・店・担当者などの名前。ひとまとまりの名詞として読み、指摘も書き換えもしない",
            "names of products, staff, the shop: read as one noun, never judged, never edited",
        ),
        adds=True,
        example='["ミケ堂", "ごめんねクッキー"]',
    ),
    Option(
        "allow",
        "texts",
        Said("この店ではこのままでよい言い回し。その中は指摘しない", "phrases that are fine here: nothing inside of them is reported"),
        adds=True,
        example='["毎度おおきに！"]',
    ),
    Option("encoding", "text", Said("ファイルの文字コード", "the encoding of the files"), example='"cp932"'),
    Option(
        "keys",
        "texts",
        Said("YAML・JSON で文面を持つキー", "keys of YAML and JSON whose values are drafts"),
        example='["macros.*.body"]',
    ),
    Option(
        "placeholders",
        "expressions",
        Said("差し込み欄の書き方（正規表現）。決まった書き方のほかに加える", "how blanks are written, besides the usual ways (regular expressions)"),
        adds=True,
        example="['<<[^>]*>>']",
    ),
    Option(
        "template",
        "flag",
        Said("ひな形かどうか（true なら空欄を指摘しない）", "whether the drafts are templates, whose blanks are no oversight"),
        example="true",
    ),
    Option(
        "exclude",
        "globs",
        Said("確かめないファイル。名指しされても確かめない", "files that are not checked, even if they are named"),
        per_file=False,
        adds=True,
        example='["vendor/", "*.draft.md"]',
    ),
    Option(
        "rules-dirs", "paths", Said("自分たちの規則のフォルダー", "folders with rules of your own"), per_file=False, adds=True, example='["rules"]'
    ),
    Option(
        "baseline",
        "path",
        Said(
            "ベースライン。ここにある指摘は報告しない（keigo-lint baseline で作る）",
            "the baseline: findings in it are not reported (keigo-lint baseline)",
        ),
        per_file=False,
        example=f'"{BASELINE}"',
    ),
    Option(
        "fail-level",
        "text",
        Said("終了コードを 1 にする、いちばん軽い重さ", "the least severity that makes the exit status 1"),
        per_file=False,
        choices=SEVERITIES[::-1],
        default="warning",
        example='"error"',
    ),
    Option(
        "severity",
        "severities",
        Said("規則ごとの重さ（error、warning、info）", "the severity of rules (error, warning, info)"),
        example='"request/" = "error"',
    ),
    Option("limits", "numbers", Said("プロファイルが決める数の代わり", "numbers instead of the profile's"), example="min_options = 3"),
    Option(
        "words",
        "words",
        Said(
            "規則の語の一覧に加える語（own は自店、third は第三者の呼び名など）",
            "words to add to the word lists of rules (own: the shop, third: third parties …)",
        ),
        per_file=False,
        adds=True,
        example='own = ["当ミケ堂"]',
    ),
    Option(
        "fields",
        "fields",
        Said("JSONL・CSV の項目の呼び名", "what the fields of JSONL and CSV are called"),
        example='text = "返信"\nincoming = "お問い合わせ"',
    ),
    Option(
        "overrides",
        "overrides",
        Said("一部のファイルだけの設定（ほかの設定の多くを書ける）", "options for some files only"),
        per_file=False,
        adds=True,
        example='files = ["templates/refund/**"]\nscene = "complaint"\nignore = ["request/without-cushion"]',
    ),
    Option(
        "suppressions",
        "suppressions",
        Said("報告しない指摘の表。文面に何も書き込まずに済む", "findings that are not reported, without a word in the drafts"),
        per_file=False,
        adds=True,
        example='files = ["templates/spring.txt"]\nrule = "tone/casual-symbol"\ntext = "ありがとう♪"\nreason = "歌の題名"',
    ),
)
BY_NAME = {option.name: option for option in OPTIONS}

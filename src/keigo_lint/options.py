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
# What may be known about a draft of a data file; the value names the key or column that holds it.
FIELDS = ("text", "incoming", "scene", "name", "price", "received_at", "sent_at", "customer", "fault", "channel", "thread")


@dataclass(frozen=True, slots=True)
class Option:
    """One option. `choices`: the texts it takes, if those are few; `adds`: a list adds to what held before, else it takes its place."""

    name: str
    kind: Kind
    said: Said
    per_file: bool = True
    adds: bool = False
    choices: tuple[str, ...] = ()
    default: str = ""


OPTIONS = (
    Option("extend", "path", Said("先に読む、別の設定ファイル", "another settings file, read first"), per_file=False),
    Option(
        "profile", "text", Said("検査の方針（一覧は keigo-lint profiles）", "what to check by (keigo-lint profiles lists them)"), default="standard"
    ),
    Option(
        "scene",
        "text",
        Said("場面。auto なら文面とファイル名から推し量る", "the kind of message; auto tells it by the draft and the file's name"),
        choices=(AUTO, *SCENES),
        default=AUTO,
    ),
    Option("select", "rules", Said("プロファイルの規則の代わりに確かめる規則", "rules that run instead of the profile's")),
    Option("extend-select", "rules", Said("加えて確かめる規則", "rules that run too"), adds=True),
    Option("ignore", "rules", Said("確かめない規則", "rules that do not run"), adds=True),
    Option("severity", "severities", Said("規則ごとの重さ", "the severity of rules")),
    Option("limits", "numbers", Said("プロファイルが決める数の代わり（min_options など）", "numbers instead of the profile's (min_options …)")),
    Option(
        "names",
        "texts",
        Said(
            "商品・店・担当者などの名前。ひとまとまりの名詞として読み、指摘も書き換えもしない",
            "names of products, staff, the shop: read as one noun, never judged or edited",
        ),
        adds=True,
    ),
    Option(
        "allow",
        "texts",
        Said("そのままでよい言い回し。その中は指摘しない", "phrases that are fine here: nothing inside of them is reported"),
        adds=True,
    ),
    Option(
        "words",
        "words",
        Said("規則の語の一覧に加える語（一覧の名前 = [語, …]）", "words to add to the word lists of rules (list = [word, …])"),
        per_file=False,
        adds=True,
    ),
    Option("rules-dirs", "paths", Said("自分たちの規則のフォルダー", "folders with rules of your own"), per_file=False, adds=True),
    Option("encoding", "text", Said("ファイルの文字コード", "the encoding of the files")),
    Option(
        "keys", "texts", Said("YAML・JSON で文面を持つキー（macros.*.body など）", "keys of YAML and JSON whose values are drafts (macros.*.body …)")
    ),
    Option("fields", "fields", Said('JSONL・CSV の列の名前（text = "本文" など）', 'what the fields of JSONL and CSV are called (text = "body" …)')),
    Option("placeholders", "expressions", Said("差し込み欄の書き方（正規表現）", "how blanks are written (regular expressions)"), adds=True),
    Option(
        "template", "flag", Said("ひな形かどうか（ひな形なら空欄を指摘しない）", "whether the drafts are templates, whose blanks are no oversight")
    ),
    Option(
        "exclude",
        "globs",
        Said("確かめないファイル。名指しされても確かめない", "files that are not checked, even if they are named"),
        per_file=False,
        adds=True,
    ),
    Option(
        "baseline",
        "path",
        Said("ベースラインのファイル。ここにある指摘は報告しない", "the baseline: findings in it are not reported"),
        per_file=False,
    ),
    Option(
        "fail-level",
        "text",
        Said("終了コードを 1 にする、いちばん軽い重さ", "the least severity that makes the exit status 1"),
        per_file=False,
        choices=SEVERITIES[::-1],
        default="warning",
    ),
    Option("overrides", "overrides", Said("一部のファイルだけの設定", "options for some files only"), per_file=False, adds=True),
    Option("suppressions", "suppressions", Said("報告しない指摘の表", "findings that are not reported"), per_file=False, adds=True),
)
BY_NAME = {option.name: option for option in OPTIONS}

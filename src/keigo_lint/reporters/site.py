"""The pages of the documentation that are made from the rule files: a page a rule, an index by group, and one by article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from keigo_lint.articles import Articles, Line, checked_by, read_articles
from keigo_lint.language import Language, Said
from keigo_lint.linter import Linter
from keigo_lint.reporters.markdown import escaped, table
from keigo_lint.reporters.rulepage import Words, as_markdown, rule_page
from keigo_lint.reporters.settings import options_page
from keigo_lint.reporters.words import GROUP, SEVERITY
from keigo_lint.rulebook import builtin_sources, load_rulebook, page_sources, read_directory
from keigo_lint.rulefile import Profile, Rule

LANGUAGES: Mapping[Language, str] = {"ja": "", "en": "en/"}  # where the pages of each language are
ARTICLES = "articles.md"
RULES = "rules/index.md"
PROFILES = "profiles.md"
STANDARD = "standard"
SETTINGS = "options.md"
_MADE = "<!-- Made from the rule files. Do not edit it here. -->"

_KINDS: Mapping[str, Said] = {
    "contrary": Said("逆のことを指摘します", "the opposite is reported"),
    "unseen": Said("文面からは分かりません", "no text can show it"),
    "refused": Said("従いません", "not followed"),
}


@dataclass(frozen=True, slots=True)
class Library:
    """All that pages are made from: rules with their examples, word lists, profiles, and what the rules rest on."""

    rules: Mapping[str, Rule]
    words: Words
    profiles: Mapping[str, Profile]
    articles: Articles


def library(directories: Sequence[Path] = ()) -> Library:
    """Read everything, with the rules of the given directories."""
    book, pages = load_rulebook(tuple(directories)), page_sources()
    files = builtin_sources()
    for directory in directories:
        files.update(read_directory(directory))
    words = {key: entries for file, data in files.items() if file.startswith("words/") for key, entries in data.items()}
    rules = {name: rule if rule.bad or rule.good else _with_examples(rule, pages.get(name, {})) for name, rule in sorted(book.rules.items())}
    return Library(rules, words, book.profiles, read_articles(pages))


def _with_examples(rule: Rule, examples: Mapping[str, Sequence[Mapping[str, Any]]]) -> Rule:
    return replace(rule, bad=tuple(examples.get("bad", ())), good=tuple(examples.get("good", ())))


def site(books: Library) -> dict[str, str]:
    """Return every page that is made, by its path below `docs/`."""
    pages: dict[str, str] = {}
    for lang, folder in LANGUAGES.items():
        pages[folder + ARTICLES] = articles_page(books, lang)
        pages[folder + SETTINGS] = options_page(lang)
        pages[folder + RULES] = rules_page(books, lang)
        pages[folder + PROFILES] = profiles_page(books, lang)
        for name, rule in books.rules.items():
            pages[f"{folder}rules/{name}.md"] = as_markdown(rule_page(rule, books.words, books.articles, lang), lang)
    return pages


def groups(books: Library) -> Mapping[str, Sequence[Rule]]:
    """Return the rules of each group, groups in the order of `words.GROUP`."""
    found: dict[str, list[Rule]] = {group: [] for group in GROUP}
    for rule in books.rules.values():
        found.setdefault(rule.name.partition("/")[0], []).append(rule)
    return {group: rules for group, rules in found.items() if rules}


def rules_page(books: Library, lang: Language) -> str:
    """Return the index of rules by group."""
    ja = lang == "ja"
    blocks = [
        _MADE,
        "# 規則の一覧" if ja else "# Rules",
        "「標準」は初めから確かめる規則、「情報」はお客様の文面や日時などが分かるときに確かめる規則、「厳格」は `--profile strict` か"
        " `--extend-select` で確かめる規則です。"
        if ja
        else "core: checked by default. context: checked where what it needs is given. strict: checked with `--profile strict` or `--extend-select`.",
    ]
    tiers = {"core": Said("標準", "core"), "context": Said("情報", "context"), "strict": Said("厳格", "strict")}
    for group, rules in groups(books).items():
        blocks.append(f"## {group_title(group, lang)}")
        cells = [
            (f"[{r.name}]({r.name}.md)", SEVERITY[r.severity].to(lang), tiers[r.tier].to(lang), escaped(r.title if ja else r.title_en or r.title))
            for r in rules
        ]
        blocks.append(table(("規則", "重さ", "種別", "題") if ja else ("rule", "severity", "tier", "title"), cells))
    return "\n\n".join(blocks) + "\n"


def group_title(group: str, lang: Language) -> str:
    """Return what a group of rules is called."""
    return f"{GROUP[group].to(lang)}（{group}）" if lang == "ja" and group in GROUP else GROUP[group].en if group in GROUP else group


def committed(books: Library) -> dict[str, str]:
    """Return the pages that are kept in the repository too, by their path below `docs/`; their links lead to the rule files themselves."""
    return {folder + ARTICLES: articles_page(books, lang, "../" * (folder.count("/") + 1)) for lang, folder in LANGUAGES.items()}


def articles_page(books: Library, lang: Language, root: str = "") -> str:
    """Return the index by article: each line of advice with the rules that check it, what is not followed, and where the articles disagree.

    Links lead to the pages of the site, or to the rule files where `root` is the way to the root of the repository.
    """
    ja, articles = lang == "ja", books.articles
    checked = checked_by(books.rules.values())
    blocks = [_MADE, "# 記事の助言と規則" if ja else "# The advice of the articles, and the rules", _INTRODUCTION.to(lang)]
    for seed, title in articles.articles.items():
        blocks.append(f"## {seed} {escaped(title.to(lang))}")
        cells = [
            (escaped(line.place), escaped(line.advice.to(lang)), _checked(line, checked, lang, root)) for line in articles.lines if line.seed == seed
        ]
        blocks.append(table(("箇所", "助言", "規則") if ja else ("place", "advice", "rules"), cells))
    blocks.append("## 記事どうしの食い違い" if ja else "## Where the articles disagree")
    blocks.append(
        table(("論点", "記事", "どう定めるか") if ja else ("question", "articles", "how it is settled"), list(_conflicts(books, lang, root)))
    )
    for kind, title in (
        ("refused", Said("従わない助言", "Advice that is not followed")),
        ("unseen", Said("文面に現れない助言", "Advice no text can show")),
    ):
        blocks.append(f"## {title.to(lang)}")
        blocks.append(
            "\n".join(
                f"- {line.seed}: {escaped(line.advice.to(lang))} — {escaped(line.why.to(lang))}" for line in articles.lines if line.kind == kind
            )
        )
    blocks.append("## 記事のほかに拠るもの" if ja else "## What else the rules rest on")
    blocks.append(table(("名", "出典", "規則") if ja else ("name", "source", "rules"), list(_norms(books, lang, root))))
    return "\n\n".join(blocks) + "\n"


def profiles_page(books: Library, lang: Language) -> str:
    """Return the page of the profiles: why each is as it is, whose advice it follows, its settings, and what it turns on and off."""
    ja = lang == "ja"
    english = {(line.seed, line.advice.ja): line.advice.en for line in books.articles.lines}
    standard = _running(books, STANDARD)
    blocks = [_MADE, "# プロファイル" if ja else "# Profiles", _PROFILES_SAID.to(lang)]
    for name in sorted(books.profiles, key=lambda name: (name != STANDARD, name)):
        profile, running = books.profiles[name], _running(books, name)
        blocks += [f"## {name}", f"**{escaped(profile.title if ja else profile.title_en)}**"]
        blocks.append(escaped(profile.rationale if ja else profile.rationale_en or profile.rationale))
        advice = [f"- {s.seed}: {escaped(s.advice if ja else english.get((s.seed, s.advice), s.advice))}" for s in profile.sources]
        for title, rows in (
            ("従う助言" if ja else "Whose advice", advice),
            ("設定" if ja else "Settings", [f"- `{key} = {value}`" for key, value in profile.settings.items()]),
            ("標準に加えて確かめる規則" if ja else "Turned on", [f"- {_links([name])}" for name in running if name not in standard]),
            ("標準にはあり、確かめない規則" if ja else "Turned off", [f"- {_links([name])}" for name in standard if name not in running]),
        ):
            blocks += [f"### {title}", "\n".join(rows)] if rows else []
    return "\n\n".join(b for b in blocks if b) + "\n"


def _running(books: Library, profile: str) -> Sequence[str]:
    """Return the names of the rules that run under a profile."""
    return [rule.name for rule in Linter(profile).rules if rule.name in books.rules]


_PROFILES_SAID = Said(
    "記事どうしが食い違うところは、プロファイルで選びます。`--profile 名前` か、設定ファイルの `profile` で指定します。",
    "Where the articles disagree, a profile settles it: choose one with `--profile NAME`, or with `profile` in the settings.",
)
_INTRODUCTION = Said(
    "keigo-lint の規則は、苦情に答えてきた人たちの五つの記事に拠っています。"
    "助言の一つ一つを自分たちの言葉で一行に書き、それを確かめる規則を並べました。"
    "規則との対応は、規則ファイルの `sources` から作っています。",
    "The rules rest on five articles by people who have answered complaints. Each piece of advice stands here in a line of our own words, with the"
    " rules that check it. Which rules these are is taken from the `sources` of the rule files.",
)


def _links(names: Iterable[str], root: str = "") -> str:
    return "<br>".join(f"[{name}]({root}rules/{name}.{'toml' if root else 'md'})" for name in names)


def _checked(line: Line, checked: Mapping[tuple[str, str], Sequence[str]], lang: Language, root: str) -> str:
    links = _links(checked.get((line.seed, line.advice.ja), ()), root)
    note = "" if line.kind == "checked" else f"*{_KINDS[line.kind].to(lang)}*" + ("" if line.kind == "refused" else f": {escaped(line.why.to(lang))}")
    return "<br>".join(filter(None, (links, note))) or "—"


def _conflicts(books: Library, lang: Language, root: str) -> Iterator[tuple[str, str, str]]:
    for conflict in books.articles.conflicts:
        says = "<br>".join(f"{seed}: {escaped(said.to(lang))}" for seed, said in conflict.says)
        profiles = ", ".join(
            f"[{name}]({f'{root}rules/profiles/{name}.toml' if root else f'{PROFILES}#{name}'})" if name in books.profiles else f"`{name}`"
            for name in conflict.profiles
        )
        yield escaped(conflict.topic.to(lang)), says, f"{escaped(conflict.settled.to(lang))} ({profiles})"


def _norms(books: Library, lang: Language, root: str) -> Iterator[tuple[str, str, str]]:
    for name, title in books.articles.norms.items():
        rules = [rule.name for rule in books.rules.values() if any(s.seed == name for s in rule.sources)]
        if rules:
            yield escaped(name), escaped(title.to(lang)), _links(rules, root)

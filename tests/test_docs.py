"""The documentation: made from the rule files, in both languages, every link good, and the same as the command line shows."""

from __future__ import annotations

import posixpath
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from keigo_lint import rulebook
from keigo_lint.articles import checked_by
from keigo_lint.cli import main
from keigo_lint.compiling import compile_pages, compile_sources, read_sources
from keigo_lint.reporters import Options
from keigo_lint.reporters.rulepage import as_text, rule_page
from keigo_lint.reporters.site import LANGUAGES, Library, articles_page, library, site

ROOT = rulebook.SOURCES.parent
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def books() -> Library:
    return library()


@pytest.fixture(scope="module")
def pages(books: Library) -> dict[str, str]:
    return site(books)


def test_there_is_a_page_a_rule_in_each_language(books: Library, pages: dict[str, str]) -> None:
    for folder in LANGUAGES.values():
        assert {p for p in pages if p.startswith(f"{folder}rules/")} == {f"{folder}rules/{n}.md" for n in (*books.rules, "index")}
    for name, rule in books.rules.items():
        assert re.sub(r"\{\w+\}", "…", rule.message) in pages[f"rules/{name}.md"].replace("\\", "").replace("&#126;", "~")
        assert "⟦" not in pages[f"rules/{name}.md"]
        for part in ("## 出典", "## 悪い例", "## よい例"):
            assert part in pages[f"rules/{name}.md"], f"{name}: {part}"


def links(text: str) -> list[str]:
    return [link for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if not re.match(r"https?:", link)]


def test_links_of_the_site_lead_somewhere(pages: dict[str, str]) -> None:
    written = {p.relative_to(DOCS).as_posix(): p.read_text("utf-8") for p in DOCS.rglob("*.md")}
    site_pages = {**written, **pages}
    for path, text in site_pages.items():
        for link in links(text):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(path), link)) in site_pages, f"{path}: {link}"


def test_links_in_the_repository_lead_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        assert [link for link in links(page.read_text("utf-8")) if not (page.parent / link).is_file()] == [], page


def test_the_command_line_shows_the_same_page(books: Library, pages: dict[str, str]) -> None:
    for lang, folder in LANGUAGES.items():
        shown = CliRunner().invoke(main, ["rule", "remedy/missing", "--lang", lang, "--output-format", "markdown"])
        assert shown.stdout == pages[f"{folder}rules/remedy/missing.md"]
        page = rule_page(books.rules["remedy/missing"], books.words, books.articles, lang)
        text = re.sub(r"\s", "", as_text(page, Options(lang)))
        for part in (page.title, page.rationale, *(advice for _, advice in page.sources), *(e.text for e in (*page.bad, *page.good))):
            assert re.sub(r"\s", "", part) in text


def test_every_rule_can_be_shown(books: Library) -> None:
    for rule in books.rules.values():
        for lang in LANGUAGES:
            assert as_text(rule_page(rule, books.words, books.articles, lang), Options(lang)).startswith(rule.name)


def test_a_wheel_has_the_same_pages(pages: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources = read_sources(rulebook.SOURCES)
    for name, text in (("COMPILED", compile_sources(sources)), ("PAGES", compile_pages(sources))):
        (tmp_path / name).write_text(text, "utf-8")
        monkeypatch.setattr(rulebook, name, tmp_path / name)
    monkeypatch.setattr(rulebook, "in_checkout", lambda: False)
    rulebook.load_rulebook.cache_clear()
    try:
        assert site(library()) == pages
    finally:
        rulebook.load_rulebook.cache_clear()


def test_the_articles_page_tells_each_line_its_rules_and_why_not(books: Library) -> None:
    checked = checked_by(books.rules.values())
    for lang in LANGUAGES:
        text = re.sub(r"\\", "", articles_page(books, lang))
        for line in books.articles.lines:
            [row] = [row for row in text.splitlines() if f"| {line.advice.to(lang)} |" in row]
            for name in checked.get((line.seed, line.advice.ja), ()):
                assert f"[{name}](rules/{name}.md)" in row
            assert (line.why.to(lang) in text) and ((line.why.to(lang) in row) or line.kind == "refused")
        for conflict in books.articles.conflicts:
            assert conflict.settled.to(lang) in text


@pytest.mark.slow
def test_one_command_builds_the_site(books: Library, tmp_path: Path) -> None:
    pytest.importorskip("material", reason="the extra 'docs' is not installed")
    command = [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    for folder in LANGUAGES.values():
        for page in ("index", "articles", "writing-rules", "rules/index", *(f"rules/{name}" for name in books.rules)):
            html = (tmp_path / folder / f"{page}.html").read_text("utf-8")
            assert "<h1" in html, page
    assert "<mark>" in (tmp_path / "rules" / "keigo" / "sa-insertion.html").read_text("utf-8")

"""Adds the pages that are made from the rule files and from the READMEs to the site, and lists everything in its navigation."""

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from keigo_lint.language import Said
from keigo_lint.reporters.site import ARTICLES, LANGUAGES, PROFILES, RULES, SETTINGS, group_title, groups, library, site

ROOT = Path(__file__).parent
READMES = {"ja": "README.ja.md", "en": "README.md"}
HOME, ADOPTING, WRITING, CHANGES = "index.md", "adopting.md", "writing-rules.md", "changes.md"
_TITLES = {
    HOME: Said("はじめに", "Introduction"),
    ADOPTING: Said("導入、設定、抑制", "Adoption, settings, suppressions"),
    SETTINGS: Said("設定の一覧", "All options"),
    WRITING: Said("規則を書く", "Write your own rule"),
    ARTICLES: Said("記事の助言と規則", "The articles"),
    PROFILES: Said("プロファイル", "Profiles"),
    RULES: Said("規則の一覧", "Rules"),
    CHANGES: Said("変更履歴", "Changes"),
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List the pages: Japanese first, English under one heading."""
    books = library()

    def listed(lang: Any) -> list[Any]:
        folder = LANGUAGES[lang]
        pages = (HOME, ADOPTING, SETTINGS, ARTICLES, PROFILES, WRITING, CHANGES)
        nav: list[Any] = [{_TITLES[page].to(lang): folder + page} for page in pages]
        rules = [{group_title(g, lang): [{r.name: f"{folder}rules/{r.name}.md"} for r in found]} for g, found in groups(books).items()]
        return [*nav, {_TITLES[RULES].to(lang): [folder + RULES, *rules]}]

    config.nav = [*listed("ja"), {"English": listed("en")}]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the made pages; one that is also committed is the same, as a test sees to."""
    made = site(library())
    for lang, folder in LANGUAGES.items():
        # On GitHub the READMEs link into docs/ and to each other; here they are the home pages.
        up = "../" if folder else ""
        text = (ROOT / READMES[lang]).read_text("utf-8").replace("](CHANGELOG.md)", f"]({CHANGES})")
        text = text.replace(f"](docs/{folder}", "](").replace("](docs/", f"]({up}")
        for other, name in READMES.items():
            text = text.replace(f"]({name})", f"]({up}{LANGUAGES[other]}{HOME})")
        made[folder + HOME] = text
        made[folder + CHANGES] = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for path, text in made.items():
        if (old := files.get_file_from_path(path)) is not None:
            files.remove(old)
        files.append(File.generated(config, path, content=text))
    return files

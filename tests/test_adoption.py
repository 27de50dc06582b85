"""The pages about adoption: their commands run in a small repository and show what stands there, their settings are read, their Python runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from keigo_lint import Linter
from keigo_lint.cli import main
from keigo_lint.config import read_settings
from keigo_lint.reporters.settings import options_page
from keigo_lint.reporters.site import LANGUAGES
from keigo_lint.rulebook import SOURCES

DOCS = SOURCES.parent / "docs"
_FENCE = re.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)
SHOP = {
    "templates/遅延/delay.txt": "お届けが遅れており、誠に申し訳ございません。\nご確認してください。\n",
    "templates/kettle/broken.txt": "このたびは不良品をお届けしてしまい、誠に申し訳ございません。\nご連絡してください。\n",
    "templates/spring.txt": "いつもありがとうございます。\n",
}


@pytest.mark.parametrize("folder", LANGUAGES.values(), ids=LANGUAGES)
def test_the_page_on_adoption_does_what_it_says(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in SHOP.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, "utf-8")
    ran = 0
    for kind, title, text in _FENCE.findall((DOCS / folder / "adopting.md").read_text("utf-8")):
        if kind == "console":
            command, _, output = text.removeprefix("$ ").partition("\n")
            program, *args = shlex.split(command)
            assert program == "keigo-lint"
            result = CliRunner().invoke(main, args, env={"COLUMNS": "100", "NO_COLOR": "1"})
            assert (result.exit_code, result.stderr) == (0, ""), command
            if output:
                shown = re.sub(r"(  (?:規則|rules) +).*", r"\1…", result.stdout)
                # How many findings there are changes with the rules.
                assert re.sub(r"\d+", "0", shown) == re.sub(r"\d+", "0", output), command
            ran += 1
        elif kind == "toml":
            settings = Path(title).read_text("utf-8")
            # A key has to stand before the first table, as the example in the file does.
            hidden = next((line for line in settings.splitlines() if line == f"# {text.strip()}"), None)
            Path(title).write_text(settings.replace(hidden, text.strip()) if hidden else f"{settings}\n{text}", "utf-8")
            read_settings(Path(title)).rulebook()
        else:
            assert kind == "python"
            names: dict[str, object] = {}
            exec(compile(text, "adopting.md", "exec"), names)
            assert isinstance(names["linter"], Linter)
            assert names["linter"].scene == "delay"
            assert [d.report.diagnostics for result in names["results"] for d in result.drafts] == [(), (), ()]  # type: ignore[attr-defined]
    assert ran == 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_of_options_is_made_from_the_options(lang: str) -> None:
    """Write it anew: python -c 'from keigo_lint.reporters.settings import options_page; print(options_page("ja"), end="")' > docs/options.md."""
    assert (DOCS / LANGUAGES[lang] / "options.md").read_text("utf-8") == options_page(lang)  # type: ignore[index,arg-type]

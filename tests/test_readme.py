"""What the READMEs and the hand-written pages say: every command is run, every output compared, every snippet executed."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from keigo_lint.cli import main
from keigo_lint.reporters.site import LANGUAGES
from keigo_lint.rulebook import SOURCES, load_rulebook

ROOT = SOURCES.parent
WRITING = [ROOT / "docs" / folder / "writing-rules.md" for folder in LANGUAGES.values()]
_FENCE = re.compile(r'^```(\w*)(?: title="([^"]+)")?\n(.*?)^```$', re.M | re.S)


def fences(page: Path, kind: str) -> list[tuple[str, str]]:
    """Return (title, text) of the blocks of a kind."""
    return [(title, text) for found, title, text in _FENCE.findall(page.read_text("utf-8")) if found == kind]


def sessions(page: Path) -> Iterator[tuple[list[str], str]]:
    """Yield the arguments of each `$ keigo-lint …` of a page, and the output that stands under it."""
    for _, text in fences(page, "console"):
        for part in re.split(r"^\$ ", text, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            program, *args = shlex.split(command)
            assert program == "keigo-lint", command
            yield args, output


def invoke(args: list[str]) -> str:
    result = CliRunner().invoke(main, args, env={"COLUMNS": "100", "NO_COLOR": "1"})
    assert result.exit_code in (0, 1), result.output
    return result.output


@pytest.mark.parametrize("page", WRITING, ids=["ja", "en"])
def test_the_page_on_rules_does_what_it_says(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [(path, rule)] = fences(page, "toml")
    without = re.sub(r"\[\[bad\]\]\ntext = \"返品.*?\n\n", "", rule, flags=re.S)
    assert without != rule
    for folder, text in (("my-rules", rule), ("my-rules-without-third-example", without)):
        file = tmp_path / path.replace("my-rules", folder)
        file.parent.mkdir(parents=True)
        file.write_text(text, "utf-8")
    (tmp_path / "reply.txt").write_text("ご注文の品は、即日発送いたします。\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    load_rulebook.cache_clear()  # the other language has another my-rules
    commands = list(sessions(page))
    assert len(commands) == 4
    for args, output in commands:
        assert invoke(args) == output, " ".join(args)

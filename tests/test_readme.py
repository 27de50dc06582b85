"""What the READMEs and the hand-written pages say: every command is run, every output compared, every snippet executed; and the GitHub action."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
from check_jsonschema.builtin_schemas import get_builtin_schema
from click.testing import CliRunner
from ruamel.yaml import YAML

from keigo_lint.cli import main
from keigo_lint.config import read_settings
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


READMES = {"en": ROOT / "README.md", "ja": ROOT / "README.ja.md"}
MAIL = "先日届いた電気ケトルが動きません。交換をお願いします。\n"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that the commands of a README name."""
    shutil.copy2(ROOT / "examples" / "kettle.txt", tmp_path / "reply.txt")
    (tmp_path / "mail.txt").write_text(MAIL, "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "thanks.txt").write_text("急須をお買い上げいただき、ありがとうございます。\n", "utf-8")
    [(path, rule)] = fences(WRITING[0], "toml")
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(rule, "utf-8")
    monkeypatch.chdir(tmp_path)
    load_rulebook.cache_clear()
    return tmp_path


def commands(page: Path) -> list[str]:
    lines = [line for _, text in fences(page, "console") for line in text.splitlines()]
    return [re.sub(r" {2,}#.*", "", line) for line in lines]


def test_the_readmes_tell_the_same() -> None:
    assert commands(READMES["en"]) == commands(READMES["ja"])
    without_comments = [[re.sub(r" # .*", "", text) for _, text in fences(page, "yaml")] for page in READMES.values()]
    assert without_comments[0] == without_comments[1]
    headings = [len(re.findall(r"^#+ ", page.read_text("utf-8"), re.M)) for page in READMES.values()]
    assert headings[0] == headings[1]


def test_the_settings_of_the_readmes_are_read(shop: Path) -> None:
    for page in READMES.values():
        [(_, text)] = fences(page, "toml")
        (shop / "keigo-lint.toml").write_text(text, "utf-8")
        settings = read_settings(shop / "keigo-lint.toml")
        settings.rulebook()  # every name in it is there
        assert settings.for_file(shop / "templates/refund/a.txt").get("scene") == "complaint"


def test_the_links_of_the_readmes_lead_somewhere() -> None:
    for page in READMES.values():
        links = [link for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")) if not link.startswith("http")]
        assert len(links) > 5
        assert [link for link in links if not (ROOT / link).is_file()] == []


def test_every_command_of_the_readmes_runs(shop: Path) -> None:
    before = (shop / "reply.txt").read_text("utf-8")
    for command in commands(READMES["en"]):
        if command.startswith("python3 -m "):
            # Installing is what CI does with these very lines; here the command at the end is run, and the site and the tests elsewhere.
            tail = command.rpartition(" && ")[2]
            assert tail in (".venv/bin/keigo-lint check examples", "mkdocs build", ".venv/bin/python -m pytest")
        elif command.startswith("python3 benchmarks/"):
            assert (ROOT / shlex.split(command)[1]).is_file()  # a benchmark is no test
        elif "_COMPLETE=" in command:
            match = re.search(r"_KEIGO_LINT_COMPLETE=(\w+)_source keigo-lint", command)
            assert match, command
            result = CliRunner().invoke(main, prog_name="keigo-lint", env={"_KEIGO_LINT_COMPLETE": f"{match[1]}_source"})
            assert (result.exit_code, "keigo-lint" in result.stdout) == (0, True), command
        else:
            program, *args = shlex.split(command)
            assert program == "keigo-lint", command
            result = CliRunner().invoke(main, args, env={"COLUMNS": "100", "NO_COLOR": "1"})
            assert (result.exit_code in (0, 1), result.stderr) == (True, ""), f"{command}: {result.output}"
    assert (shop / "reply.txt").read_text("utf-8") != before  # --fix
    assert json.loads((shop / "keigo-lint.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert (shop / "summary.md").read_text("utf-8").startswith("## keigo-lint")


@pytest.mark.parametrize("lang", READMES)
def test_what_is_shown_is_what_is_seen(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert fences(READMES[lang], "text")[0][1] in invoke(["check", "examples", "--lang", lang])


@pytest.mark.parametrize("lang", READMES)
def test_the_python_of_the_readmes_runs(lang: str, shop: Path) -> None:
    [(_, code)] = fences(READMES[lang], "python")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, READMES[lang].name, "exec"), {})
    assert printed.getvalue() == fences(READMES[lang], "text")[1][1]


def test_rule_names_are_completed() -> None:
    for words, completed in (("rule apology/mis", ["apology/missing"]), ("check --ignore keigo/density,blame/t", 2)):
        env = {"_KEIGO_LINT_COMPLETE": "bash_complete", "COMP_WORDS": f"keigo-lint {words}", "COMP_CWORD": str(len(words.split()))}
        result = CliRunner().invoke(main, prog_name="keigo-lint", env=env)
        found = [line.partition(",")[2] for line in result.stdout.splitlines()]
        assert found == completed or (len(found) == completed and all(name.startswith("keigo/density,blame/") for name in found))


# --- YAML ----------------------------------------------------------------------
def yaml(text: str) -> dict[str, object]:
    loaded: dict[str, object] = YAML(typ="safe").load(text)
    return loaded


def test_the_lines_to_paste_name_the_hooks_and_inputs_there_are() -> None:
    config, workflow = (yaml(text) for _, text in fences(READMES["en"], "yaml"))
    hooks = {hook["id"] for hook in YAML(typ="safe").load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert {hook["id"] for hook in config["repos"][0]["hooks"]} == hooks  # type: ignore[index]
    action = yaml((ROOT / "action.yml").read_text("utf-8"))
    [step] = [s for s in workflow["jobs"]["keigo-lint"]["steps"] if "keigo-lint@" in s["uses"]]  # type: ignore[index]
    assert set(step["with"]) <= set(action["inputs"])  # type: ignore[call-overload]


def test_the_action_and_the_workflows_are_what_github_reads() -> None:
    workflow = fences(READMES["en"], "yaml")[1][1]
    ci = (ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8")
    for schema, text in (("github-actions", (ROOT / "action.yml").read_text("utf-8")), ("github-workflows", workflow), ("github-workflows", ci)):
        jsonschema.validate(yaml(text), get_builtin_schema(f"vendor.{schema}"))
    for version in ("3.11", "3.12", "3.13", "3.14"):
        assert f'"{version}"' in ci
    assert "windows-latest" in ci


@pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="the action's script is for bash")
@pytest.mark.parametrize(
    ("paths", "level", "status"), [("good.txt bad.txt", "warning", 1), ("good.txt", "warning", 0), ("$(touch${IFS}pwned)", "info", 2)]
)
def test_the_script_of_the_action(paths: str, level: str, status: int, tmp_path: Path) -> None:
    [check] = [s for s in yaml((ROOT / "action.yml").read_text("utf-8"))["runs"]["steps"] if s.get("name") == "Check"]  # type: ignore[index]
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "keigo-lint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from keigo_lint.cli import main; main()" "$@"\n', "utf-8")
    program.chmod(0o755)
    (tmp_path / "good.txt").write_text("急須をお買い上げいただき、ありがとうございます。\n", "utf-8")
    (tmp_path / "bad.txt").write_text("落とされたのはお客様のせいです。\n", "utf-8")
    env = {
        **os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "INPUT_PATHS": paths, "INPUT_ARGS": "--select blame", "INPUT_FAIL_LEVEL": level, "INPUT_LANG": "en",
        "INPUT_SARIF": "out.sarif", "INPUT_SUMMARY": "true",
    }  # fmt: skip
    assert set(check["env"]) <= set(env)
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", check["run"]], cwd=tmp_path, env=env, capture_output=True, check=False
    )
    assert (done.returncode, (tmp_path / "pwned").exists()) == (status, False), done.stderr.decode()
    assert ("::error file=bad.txt,line=1," in done.stdout.decode()) is (status == 1)
    assert (tmp_path / "summary.md").read_text("utf-8").startswith("## keigo-lint")
    assert "runs" in json.loads((tmp_path / "out.sarif").read_text("utf-8"))

"""The shape of the code: imports point one way, the engine knows no phrase and no rule, and the wheel's rulebook is the source's."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

from keigo_lint.compiling import compile_sources, read_sources
from keigo_lint.readers import SUFFIXES
from keigo_lint.rulebook import SOURCES
from keigo_lint.rulefile import read_rulebook

PACKAGE = SOURCES.parent / "src" / "keigo_lint"
MODULES = sorted(p for p in PACKAGE.rglob("*.py"))
# Each module may import only modules that stand before it.
ORDER = [
    "model", "stretches", "fingerprint", "compiling", "inflect", "language", "expressions", "opening", "folders", "globs", "toml_file", "encoding", "tokenizer", "placeholders", "segment", "pattern",
    "automaton", "matching", "rulefile", "articles", "rulebook", "selecting", "options", "option_values", "suppress", "directives", "baseline", "config", "document",
    "conditions", "acts.measures", "acts.amounts", "acts.options",
    "acts.answers", "acts.dates", "acts.names", "acts", "scenes", "signs", "checks", "keigo_rewrite", "soften", "rewrite", "fixes", "linter", "readers", "plan", "files", "",
    "mutants", "harness", "schema", "proposing",
]  # fmt: skip
# These say things to people; what they say is not what the linter looks for.
SPEAKING = ("keigo_lint/cli/", "reporters", "language.py")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "keigo_lint":
            names |= {a.name if (PACKAGE / f"{a.name}.py").exists() else "" for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("keigo_lint."):
            names.add(node.module.removeprefix("keigo_lint."))
    return names


@pytest.mark.parametrize("name", ORDER)
def test_imports_point_one_way(name: str) -> None:
    path = PACKAGE.joinpath(*name.split(".")) if name else PACKAGE
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    if not path.exists():
        pytest.skip("not there")
    before = ORDER[: ORDER.index(name)]
    late = {m for m in imported(path) if m in ORDER and m not in before and m != name}
    assert not late


def strings(path: Path) -> list[str]:
    """Return the string constants of a module that are not docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs]


@cache
def rule_names() -> frozenset[str]:
    return frozenset(read_rulebook(read_sources(SOURCES)).rules)


@pytest.mark.parametrize("path", [p for p in MODULES if not any(s in p.as_posix() for s in SPEAKING)], ids=lambda p: p.stem)
def test_no_rule_is_named_in_code(path: Path) -> None:
    assert not rule_names() & set(strings(path))


def test_the_compiled_rulebook_reads_as_the_sources_do() -> None:
    sources = read_sources(SOURCES)
    compiled = read_rulebook(json.loads(compile_sources(sources)))
    assert set(compiled.rules) == set(read_rulebook(sources).rules)
    assert "bad" not in json.loads(compile_sources(sources))["apology/missing"]


def test_the_readme_has_its_two_commands() -> None:
    readme = (SOURCES.parent / "README.md").read_text("utf-8")
    assert len(re.findall(r"^python3 -m venv .*keigo-lint check examples$", readme, re.M)) == 1
    assert len(re.findall(r"^python3 -m venv .*pytest$", readme, re.M)) == 1


def test_the_hooks_are_the_same_for_readers_and_for_pre_commit() -> None:
    root = SOURCES.parent
    hooks = (root / ".pre-commit-hooks.yaml").read_text("utf-8")
    assert hooks == (root / "pre-commit-hooks.yaml").read_text("utf-8")
    for pattern in re.findall(r"^  files: (.+)$", hooks, re.M):
        assert all(re.search(pattern, f"templates/返金{suffix}") for suffix in SUFFIXES)
        assert not re.search(pattern, "src/app.py")

"""Every rule file, act file and word list, proved by the examples in the files themselves: see `keigo_lint.harness`."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from keigo_lint.harness import Failure, Harness
from keigo_lint.reporters.site import committed, library
from keigo_lint.rulebook import SOURCES

HARNESS = Harness([SOURCES])


# One file after the other, so that its examples are analysed once for both tests.
@pytest.fixture(scope="module", params=HARNESS.files)
def file(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def _expect_none(failures: Sequence[Failure]) -> None:
    if failures:
        pytest.fail("\n".join(map(str, failures)), pytrace=False)


def test_examples_hold(file: str) -> None:
    _expect_none(HARNESS.examples(file))


def test_every_qualifier_is_needed(file: str) -> None:
    _expect_none(HARNESS.mutants(file))


@pytest.mark.parametrize("words", HARNESS.word_files)
def test_every_word_is_in_an_example(words: str) -> None:
    _expect_none(HARNESS.words(words))


def test_pages_that_are_committed_are_what_the_rules_make() -> None:
    for path, text in committed(library()).items():
        file = SOURCES.parent / "docs" / path
        if os.environ.get("KEIGO_LINT_GOLDEN") == "write":
            file.write_bytes(text.encode())
        fresh = file.read_bytes().decode() == text
        assert fresh, f"docs/{path} is out of date: KEIGO_LINT_GOLDEN=write python -m pytest tests/test_rules.py -k committed"

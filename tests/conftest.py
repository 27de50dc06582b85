"""Shared: a rule directory that nobody tunes, and golden files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare with a file of tests/golden; KEIGO_LINT_GOLDEN=write makes it anew, to be read before it is committed."""

    def same(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if os.environ.get("KEIGO_LINT_GOLDEN") == "write":
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode()

    return same

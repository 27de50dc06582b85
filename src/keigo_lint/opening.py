"""Files opened for what they hold, and a sentence where that cannot be done."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from keigo_lint.language import Said, SaidError

NO_FILE = Said("ふつうのファイルではありません（パイプなどの中身は - で渡してください）", "is no regular file; pass what a pipe gives as -")
_REASONS: Sequence[tuple[type[OSError], str]] = (
    (FileNotFoundError, "そのようなファイルやフォルダはありません"),
    (PermissionError, "読み書きする権限がありません"),
    (IsADirectoryError, "ファイルではなくフォルダです"),
)


def unreadable(error: OSError | ValueError) -> Said:
    """Say why a file could not be opened or written."""
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    if isinstance(error, OSError) and error.errno == errno.ELOOP:
        return Said("リンクが自分自身に戻っています", why)
    return Said(next((ja for kind, ja in _REASONS if isinstance(error, kind)), why), why)


def read_regular(path: Path) -> bytes:
    """Read a file. Raises OSError, and SaidError for a pipe or a device, which might never end."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise SaidError(NO_FILE)
    return path.read_bytes()

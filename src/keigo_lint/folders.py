"""What the folders of a file are called: its path as seen from the repository, wherever it is looked at from."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

_ROOTS = (".git", ".hg", ".svn", "keigo-lint.toml", "pyproject.toml")
_NEAREST = 3  # folders of a file outside of any repository


def seen_from_root(path: str | None) -> str | None:
    """Return a file's path below its repository, or else below the outermost folder with settings; its last folders where there is neither."""
    if path is None:
        return None
    place = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow symbolic links
    root = _root(place.parent)
    parts = place.parts[-1 - _NEAREST :] if root is None else place.relative_to(root).parts
    return "/".join(part for part in parts if part != place.anchor)


@lru_cache(maxsize=1024)
def _root(folder: Path) -> Path | None:
    repository = next((f for f in (folder, *folder.parents) if any((f / name).exists() for name in _ROOTS[:3])), None)
    if repository is not None:
        return repository
    return next((f for f in (*reversed(folder.parents), folder) if any((f / name).is_file() for name in _ROOTS[3:])), None)

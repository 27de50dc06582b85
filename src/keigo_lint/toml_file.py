"""One TOML file with the places of its keys, so that an error names the line it is about."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keigo_lint.language import Said, SaidError
from keigo_lint.opening import read_regular, unreadable

Key = str | int
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class SettingsError(SaidError):
    """Settings that cannot be used; the message names the file, the line and the key."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file; `table` is the path of the table that is read, in it."""

    path: Path
    text: str
    data: Mapping[str, Any]
    table: tuple[Key, ...] = ()

    def lines(self, keys: Sequence[Key]) -> tuple[int, int]:
        """Return the first and last line of the statement that sets a key (below `table`), counting from 1."""
        return lines_of(self.text, (*self.table, *keys))

    def line(self, keys: Sequence[Key], value: object = None) -> int:
        """Return the line of a key, or of a text in its value where that is a list over several lines."""
        first, last = self.lines(keys)
        if isinstance(value, str):
            rows = self.text.split("\n")
            return next((n for n in range(first, last + 1) if value in rows[n - 1]), first)
        return first

    def error(self, keys: Sequence[Key], said: Said, value: object = None) -> SettingsError:
        """Return an error about a key, or about a text in its value."""
        place = f"{shown(self.path)}:{self.line(keys, value)}"
        key = f"{written(keys)}: " if keys else ""
        return SettingsError(Said(f"{place}: {key}{said.ja}", f"{place}: {key}{said.en}"))


def read_toml(path: Path) -> TomlFile:
    """Read a file. Raises SettingsError for one that cannot be read as TOML."""
    try:
        text = read_regular(path).decode("utf-8-sig")
        return TomlFile(path, text, tomllib.loads(text))
    except OSError as error:
        why = unreadable(error)
        raise SettingsError(Said(f"{shown(path)}: {why.ja}", f"{shown(path)}: {why.en}")) from None
    except SaidError as error:
        raise SettingsError(Said(f"{shown(path)}: {error.said.ja}", f"{shown(path)}: {error.said.en}")) from None
    except UnicodeDecodeError as error:
        byte, line = error.object[error.start], error.object.count(b"\n", 0, error.start) + 1
        ja = f"{shown(path)}:{line}: {error.start + 1} バイト目の 0x{byte:02X} は UTF-8 として読めません。設定ファイルは UTF-8 で保存してください"
        en = f"{shown(path)}:{line}: byte {error.start + 1} (0x{byte:02X}) is not UTF-8; settings are to be saved as UTF-8"
        raise SettingsError(Said(ja, en)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _AT.search(str(error))
        what = _AT.sub("", str(error))
        row, column = (found[1], found[2]) if found and found[1] else (str(text.count("\n") + 1), None)
        at = Said(f"{column} 文字目：", f"column {column}: ") if column else Said("", "")
        said = Said(f"{shown(path)}:{row}: {at.ja}TOML として読めません（{what}）", f"{shown(path)}:{row}: {at.en}no TOML ({what})")
        raise SettingsError(said) from None


def lines_of(text: str, keys: Sequence[Key]) -> tuple[int, int]:
    """Return the lines of the statement that sets a key in a TOML text: the file is read up to each line, and that is where the key comes up."""
    rows = text.replace("\r\n", "\n").split("\n")
    parsed: dict[int, Mapping[str, Any] | None] = {0: {}}

    def upto(count: int) -> Mapping[str, Any] | None:
        if count not in parsed:
            try:
                parsed[count] = tomllib.loads("\n".join(rows[:count]) + "\n")
            except tomllib.TOMLDecodeError:
                parsed[count] = None
        return parsed[count]

    def whole(count: int) -> int:
        while count < len(rows) and upto(count) is None:
            count += 1
        return count

    low, high = 0, len(rows)
    while high - low > 1:
        middle = (low + high) // 2
        if _holds(upto(whole(middle)) or {}, keys):
            high = middle
        else:
            low = middle
    last = whole(high)
    first = next((n for n in range(last - 1, -1, -1) if upto(n) is not None), 0) + 1
    return min(first, len(rows)), min(last, len(rows))


def _holds(data: Any, keys: Sequence[Key]) -> bool:
    for key in keys:
        inside = key < len(data) if isinstance(key, int) and isinstance(data, list) else isinstance(data, Mapping) and key in data
        if not inside:
            return False
        data = data[key]
    return True


def written(keys: Sequence[Key]) -> str:
    """Return a key as people write it: `overrides[0].scene`."""
    out = ""
    for key in keys:
        if isinstance(key, int):
            out += f"[{key}]"
        else:
            out += ("." if out else "") + (key if re.fullmatch(r"[\w-]+", key) else f'"{key}"')
    return out


def shown(path: Path) -> str:
    """Return a path to show: as seen from here, if it is below."""
    try:
        return str(path.relative_to(os.getcwd()))  # noqa: PTH109
    except (ValueError, OSError):
        return str(path)

"""The values of a settings file, read strictly: each as its option takes it, or an error that names the file, the line and the key."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from keigo_lint.encoding import known_encoding
from keigo_lint.expressions import Bounded
from keigo_lint.globs import check_glob
from keigo_lint.language import Said, SaidError
from keigo_lint.model import SEVERITIES, Severity
from keigo_lint.options import BY_NAME, FIELDS, OPTIONS, Option
from keigo_lint.rulebook import as_pattern
from keigo_lint.toml_file import Key, SettingsError, TomlFile

T = TypeVar("T")
_TYPES = {
    str: Said("文字列", "a string"),
    bool: Said("真偽値（true か false）", "true or false"),
    list: Said("配列", "an array"),
    dict: Said("表", "a table"),
    int: Said("整数", "a whole number"),
    float: Said("数", "a number"),
}


def read_options(file: TomlFile, table: Mapping[str, Any], keys: tuple[Key, ...], *, top: bool) -> dict[str, Any]:
    """Read the options of a table. What is left over is an error."""
    known = [o.name for o in OPTIONS if top or o.per_file]
    read: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            if name in BY_NAME:
                raise file.error(
                    (*keys, name),
                    Said("[[overrides]] の中では使えません。外に書いてください", "cannot stand in [[overrides]]; it holds for all files"),
                )
            near = get_close_matches(name, [*known, *([] if top else ["files"])], 1, 0.5)
            meant = Said(f"。「{near[0]}」のことですか", f"; did you mean {near[0]!r}?") if near else Said("", "")
            raise file.error((*keys, name), Said(f"このような設定はありません{meant.ja}", f"there is no such option{meant.en}"))
        if name != "extend":
            read[name] = read_value(BY_NAME[name], value, (*keys, name), file)
    return read


def read_value(option: Option, value: Any, keys: tuple[Key, ...], file: TomlFile) -> Any:
    """Read one value as its option takes it."""
    match option.kind:
        case "text":
            typed(value, str, keys, file)
            return _text(option, value, keys, file)
        case "flag":
            return typed(value, bool, keys, file)
        case "texts" | "rules" | "globs" | "paths" | "expressions":
            return read_list(option, value, keys, file)
        case "path":
            return _path(typed(value, str, keys, file), keys, file)
        case "severities":
            typed(value, dict, keys, file)
            return {rule: _severity(level, (*keys, rule), file) for rule, level in value.items()}
        case "numbers":
            typed(value, dict, keys, file)
            for name, number in value.items():
                if isinstance(number, bool) or not isinstance(number, int | float):
                    raise file.error((*keys, name), must_be(float, number))
            return dict(value)
        case "fields":
            return _fields(typed(value, dict, keys, file), keys, file)
        case "words":
            typed(value, dict, keys, file)
            read = {name: read_list(option, words, (*keys, name), file) for name, words in value.items()}
            for name, words in read.items():
                for word in words:
                    checked(file, (*keys, name), partial(as_pattern, word), word)
            return read
        case "overrides" | "suppressions":
            typed(value, list, keys, file)
            for i, item in enumerate(value):
                typed(item, dict, (*keys, i), file)
            return tuple(value)


def _text(option: Option, value: str, keys: tuple[Key, ...], file: TomlFile) -> str:
    if option.choices and value not in option.choices:
        near = get_close_matches(value, option.choices, 1, 0.5)
        more = (
            Said(f"「{near[0]}」のことですか", f"did you mean {near[0]!r}?")
            if near
            else Said(f"{'、'.join(option.choices)} のどれかです", f"one of {', '.join(option.choices)}")
        )
        raise file.error(keys, Said(f"「{value}」は使えません。{more.ja}", f"{value!r} is not known; {more.en}"))
    if option.name == "encoding":
        return checked(file, keys, partial(known_encoding, value))
    return value


def read_list(option: Option, value: Any, keys: tuple[Key, ...], file: TomlFile) -> tuple[Any, ...]:
    """Read an array of texts."""
    typed(value, list, keys, file)
    read: list[Any] = []
    for item in value:
        typed(item, str, keys, file, within=True)
        if not item.strip():
            raise file.error(keys, Said("空の文字列があります", "has an empty string"))
        if option.kind == "globs":
            checked(file, keys, partial(check_glob, item), item)
        if option.kind == "expressions":
            try:
                Bounded(item)
            except re.error as error:
                raise file.error(
                    keys, Said(f"「{item}」は正規表現として読めません（{error}）", f"{item!r} is no regular expression ({error})"), item
                ) from None
        if option.kind == "paths":
            item = _path(item, keys, file)
            if not item.is_dir():
                raise file.error(keys, Said(f"「{item}」というフォルダーはありません", f"there is no folder {str(item)!r}"), item.name)
        read.append(item)
    return tuple(read)


def _path(value: str, keys: tuple[Key, ...], file: TomlFile) -> Path:
    if not value.strip() or "\0" in value:
        raise file.error(keys, Said(f"{value!r} はパスではありません", f"{value!r} is no path"))
    return Path(os.path.normpath(file.path.parent / value))


def _severity(level: Any, keys: tuple[Key, ...], file: TomlFile) -> Severity:
    typed(level, str, keys, file)
    for known in SEVERITIES:
        if level == known:
            return known
    near = get_close_matches(level, SEVERITIES, 1, 0.5)
    if near:
        more = Said(f"「{near[0]}」のことですか", f"did you mean {near[0]!r}?")
    else:
        more = Said(
            "error、warning、info のどれかです。確かめたくない規則は ignore に書いてください",
            "one of error, warning, info; a rule that is not to run belongs into 'ignore'",
        )
    raise file.error(keys, Said(f"「{level}」という重さはありません。{more.ja}", f"there is no severity {level!r}; {more.en}"))


def _fields(value: Mapping[str, Any], keys: tuple[Key, ...], file: TomlFile) -> dict[str, str]:
    for name, column in value.items():
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, 1, 0.5)
            more = (
                Said(f"「{near[0]}」のことですか", f"did you mean {near[0]!r}?")
                if near
                else Said(f"{'、'.join(FIELDS)} のどれかです", f"one of {', '.join(FIELDS)}")
            )
            raise file.error((*keys, name), Said(f"「{name}」という項目はありません。{more.ja}", f"there is no field {name!r}; {more.en}"))
        typed(column, str, (*keys, name), file)
    return dict(value)


def checked(file: TomlFile, keys: tuple[Key, ...], attempt: Callable[[], T], value: object = None) -> T:
    """Do something with a value of the settings, so that an error names its place."""
    try:
        return attempt()
    except SettingsError:
        raise
    except SaidError as error:
        raise file.error(keys, error.said, value) from None


def typed(value: Any, kind: type, keys: tuple[Key, ...], file: TomlFile, *, within: bool = False) -> Any:
    """Return a value that must be of a type."""
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise file.error(keys, must_be(kind, value, within=within))
    return value


def must_be(kind: type, value: object, *, within: bool = False) -> Said:
    """Say that a value is of the wrong type."""
    wanted = _TYPES[kind]
    got = next((said for known, said in reversed(_TYPES.items()) if type(value) is known), Said(f"{value}", f"{value}"))
    if within:
        return Said(f"中身は{wanted.ja}で書いてください（{got.ja}があります）", f"may hold {wanted.en} only, but has {got.en}")
    brackets = Said("。[ ] で囲んでください", "; put it in [ ]") if kind is list and isinstance(value, str) else Said("", "")
    return Said(f"{wanted.ja}で書いてください（{got.ja}になっています）{brackets.ja}", f"must be {wanted.en}, not {got.en}{brackets.en}")

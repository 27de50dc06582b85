"""What data files call the things that are known about a draft, and which of their values are drafts at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from keigo_lint.folders import seen_from_root
from keigo_lint.language import Said
from keigo_lint.model import Context
from keigo_lint.readers import ReaderOptions
from keigo_lint.rulebook import builtin_file

_JAPANESE = re.compile("[ぁ-ゖァ-ヺ一-鿿]")
_INDEX = re.compile(r"\[\d+\]")


class KnownError(Exception):
    """A value of a record is not what its field holds; `said` says so."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.said = Said(ja, en)


def is_message(text: str) -> bool:
    """Tell whether a value holds a Japanese sentence or several lines of Japanese, and no mere label."""
    lines = [line for line in text.splitlines() if _JAPANESE.search(line)]
    return len(lines) > 1 or any(_known("sentence").search(line.strip()) for line in lines)


def is_letter(text: str, key: str, path: str | None, options: ReaderOptions) -> bool:
    """Tell whether a value is meant for a customer, and is not the text of a button or an error message.

    It is where the settings name its key, where its key or its file is called so, where it has a sign that only letters have, and where it speaks
    politely in more than one sentence.
    """
    called = _INDEX.sub("", key).rpartition(".")[2].lower() in builtin_file("readers")["letter_keys"]
    if options.keys or called or _known("letter_path").search(seen_from_root(path) or "") or _known("letter").search(text):
        return True
    return bool(_known("polite").search(text)) and len(_known("stop").findall(text)) > 1


@lru_cache(maxsize=8)
def _known(key: str) -> re.Pattern[str]:
    return re.compile("|".join(builtin_file("readers")[key]), re.M)


def is_wanted(path: str, text: str, options: ReaderOptions) -> bool:
    """Tell whether the value at a key path (`macros[0].body`) is a draft: its key is named, or there are no names and it reads like a message."""
    if not options.keys:
        return is_message(text)
    bare = _INDEX.sub("", path)
    return any(fnmatchcase(path, key) or fnmatchcase(bare, key) or fnmatchcase(bare.rpartition(".")[2], key) for key in options.keys)


def fields(options: ReaderOptions) -> Mapping[str, tuple[str, ...]]:
    """Return for each thing that may be known the names of the fields that hold it; those of the settings stand instead of the usual ones."""
    named: dict[str, tuple[str, ...]] = {}
    for thing, name in options.fields:
        named[thing] = (*named.get(thing, ()), name)
    return {thing: named.get(thing, tuple(usual)) for thing, usual in builtin_file("readers")["fields"].items()}


def first(values: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the first of the names that has a value."""
    return next((name for name in names if values.get(name) is not None), None)


def parse_time(text: str) -> datetime:
    """Read a date and time of ISO 8601, also with slashes. Raises ValueError."""
    return datetime.fromisoformat(text.strip().replace("/", "-"))


def context_of(values: Mapping[str, Any], named: Mapping[str, tuple[str, ...]], *, text_only: bool = False) -> Context:
    """Return what a record knows about its draft; with `text_only` (CSV) numbers are written as text. Raises KnownError."""

    def string(thing: str) -> str | None:
        return string_of(values, named[thing])

    thread_key = first(values, named["thread"])
    thread = values[thread_key] if thread_key is not None else []
    if text_only:
        thread = [thread] if thread else []
    if not isinstance(thread, list) or not all(isinstance(m, str) for m in thread):
        raise KnownError(f"「{thread_key}」は文字列の配列でなければなりません", f"'{thread_key}' must be a list of strings")
    return Context(
        string("incoming"),
        _time(values, named["received_at"]),
        _time(values, named["sent_at"]),
        _price(values, first(values, named["price"]), text_only),
        string("customer"),
        string("fault"),
        string("channel"),
        tuple(thread),
    )


def string_of(values: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the text of the first of the fields that has a value. Raises KnownError for one that is no text."""
    key = first(values, names)
    if key is not None and not isinstance(values[key], str):
        raise KnownError(f"「{key}」は文字列でなければなりません", f"'{key}' must be a string")
    return None if key is None else values[key]


def _price(values: Mapping[str, Any], key: str | None, text_only: bool) -> int | None:
    price = values[key] if key is not None else None
    if text_only and isinstance(price, str):
        digits = re.sub(r"[¥￥,，円\s]", "", price)
        price = int(digits) if digits.isdecimal() else price if digits else None
    if price is not None and (isinstance(price, bool) or not isinstance(price, int)):
        raise KnownError(f"「{key}」は円の整数でなければなりません", f"'{key}' must be a whole number of yen")
    return price


def _time(values: Mapping[str, Any], names: Iterable[str]) -> datetime | None:
    text = string_of(values, names)
    try:
        return parse_time(text) if text else None
    except ValueError:
        key = first(values, names)
        raise KnownError(f"「{key}」の {text!r} は日時として読めません（例：2025-04-01T10:30）", f"'{key}': {text!r} is no ISO 8601 time") from None

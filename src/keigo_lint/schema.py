"""The JSON Schema of settings files, for editors: made from the table of options and the rulebook."""

from __future__ import annotations

from typing import Any

from keigo_lint.language import Language
from keigo_lint.model import SEVERITIES
from keigo_lint.options import FIELDS, OPTIONS, Option
from keigo_lint.rulefile import Rulebook
from keigo_lint.selecting import ALL, limits_of

_TEXT = {"type": "string", "pattern": r"\S"}
_NUMBER = {"type": "number"}
_TEXTS = {"type": "array", "items": _TEXT}


def settings_schema(rulebook: Rulebook, word_lists: frozenset[str], lang: Language = "ja") -> dict[str, Any]:
    """Return the schema; the names of rules, profiles, limits and word lists are those of the rulebook."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "keigo-lint",
        "type": "object",
        "additionalProperties": False,
        "properties": {option.name: _described(option, rulebook, word_lists, lang) for option in OPTIONS},
    }


def _described(option: Option, rulebook: Rulebook, word_lists: frozenset[str], lang: Language) -> dict[str, Any]:
    return {"description": option.said.to(lang), **_schema(option, rulebook, word_lists, lang)}


def _schema(option: Option, rulebook: Rulebook, word_lists: frozenset[str], lang: Language) -> dict[str, Any]:
    match option.kind:
        case "text" if option.choices:
            return {"enum": list(option.choices), "default": option.default}
        case "text" if option.name == "profile":
            return {"enum": sorted(rulebook.profiles), "default": option.default}
        case "text" | "path":
            return dict(_TEXT)
        case "flag":
            return {"type": "boolean"}
        case "texts" | "paths" | "globs":
            return dict(_TEXTS)
        case "expressions":
            return {"type": "array", "items": {**_TEXT, "format": "regex"}}
        case "rules":
            return {"type": "array", "items": _rule(rulebook)}
        case "severities":
            return {"type": "object", "propertyNames": _rule(rulebook), "additionalProperties": {"enum": list(SEVERITIES[::-1])}}
        case "numbers":
            return {"type": "object", "properties": dict.fromkeys(limits_of(rulebook), _NUMBER), "additionalProperties": False}
        case "fields":
            return {"type": "object", "properties": dict.fromkeys(FIELDS, _TEXT), "additionalProperties": False}
        case "words":
            return {"type": "object", "properties": dict.fromkeys(sorted(word_lists), _TEXTS), "additionalProperties": False}
        case "overrides":
            inner = {o.name: _described(o, rulebook, word_lists, lang) for o in OPTIONS if o.per_file}
            return _rows({"files": {**_TEXTS, "minItems": 1}, **inner}, ["files"])
        case "suppressions":
            row = {"files": {**_TEXTS, "minItems": 1}, "rule": _rule(rulebook), "text": _TEXT, "reason": _TEXT}
            return _rows(row, ["files", "rule", "reason"])


def _rows(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": required, "additionalProperties": False}}


def _rule(rulebook: Rulebook) -> dict[str, Any]:
    """Return what a rule may be called: a name, a group, a glob."""
    groups = sorted({name.partition("/")[0] for name in rulebook.rules})
    names = [*sorted(rulebook.rules), *(f"{group}/" for group in groups), *groups, ALL]
    return {"anyOf": [{"enum": names}, {"type": "string", "pattern": r"[*?\[]"}]}

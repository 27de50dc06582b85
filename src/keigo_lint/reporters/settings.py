"""What holds for a file and where that was said, and what a baseline took down."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from keigo_lint.config import Layer, Settings
from keigo_lint.language import Language, Said
from keigo_lint.options import OPTIONS, ROWS, TABLES, Option
from keigo_lint.plan import Plan
from keigo_lint.reporters import Options
from keigo_lint.reporters.markdown import escaped, table
from keigo_lint.reporters.terminal import clean, pad, style, width
from keigo_lint.toml_file import shown


def settings_page(plan: Plan, path: str | None, options: Options) -> str:
    """Return the page about a file, or about a folder where no file is given."""
    ja = options.lang == "ja"
    settings = plan.settings
    head = [style(("設定ファイル" if ja else "Settings"), options, bold=True)]
    if settings.path is None:
        head.append(
            "  ありません（すべて既定のまま）。keigo-lint init で作れます。"
            if ja
            else "  none: everything is as it comes; keigo-lint init makes a file."
        )
    for i, file in enumerate(settings.files):
        head.append(f"  {clean(shown(file))}" + (("（extend）" if ja else " (extend)") if i else ""))
    title = path if path is not None else "（どの glob にも当たらないファイル）" if ja else "(a file that no glob means)"
    parts = ["\n".join(head), "\n".join([style(clean(title), options, bold=True), *_rows(plan, path, options)])]
    if path is None:
        parts += _of_some_files(settings, options)
    return "\n\n".join(parts) + "\n"


def settings_data(plan: Plan, path: str | None) -> dict[str, Any]:
    """Return the same as data."""
    holding = plan.holding
    values = {
        option.name: {
            "value": _plain(holding.get(option.name, option.default or None)),
            "from": [layer.origin(option.name) for layer in holding.layers.get(option.name, ())],
        }
        for option in OPTIONS
        if option.kind not in ("overrides", "suppressions") and option.name != "extend"
    }
    return {
        "path": path,
        "settings": [shown(file) for file in plan.settings.files],
        "excluded": path is not None and plan.settings.excludes(path),
        "options": values,
        "rules": [rule.name for rule in plan.linter.rules],
    }


def options_page(lang: Language) -> str:
    """Return the page about all options of settings files."""
    ja = lang == "ja"
    rows = []
    for option in OPTIONS:
        default = f"`{option.default}`" if option.default else ""
        where = ("" if option.per_file else "すべてのファイル" if ja else "all files") if option.kind not in ROWS else ""
        rows.append((f"`{option.name}`", escaped(option.said.to(lang)), default, where))
    example = "\n\n".join(f"# {option.said.to(lang)}\n{option.in_file()}" for option in sorted(OPTIONS, key=lambda o: o.kind in (*TABLES, *ROWS)))
    blocks = [
        _MADE,
        "# 設定の一覧" if ja else "# All options",
        _OPTIONS.to(lang),
        table(("名前", "決めること", "既定", "書ける所") if ja else ("name", "what it settles", "default", "where"), rows),
        "## 書き方" if ja else "## How they are written",
        f"```toml\n{example}\n```",
    ]
    return "\n\n".join(blocks) + "\n"


_MADE = "<!-- Made from the table of options. Do not edit it here. -->"
_OPTIONS = Said(
    "`keigo-lint.toml`、または `pyproject.toml` の `[tool.keigo-lint]` に書きます。"
    "「すべてのファイル」とあるもののほかは、`[[overrides]]` の中で、一部のファイルだけに決められます。",
    "They stand in `keigo-lint.toml`, or in `[tool.keigo-lint]` of `pyproject.toml`. All but those for all files may stand in `[[overrides]]` too,"
    " for some files only.",
)


def _rows(plan: Plan, path: str | None, options: Options) -> list[str]:
    ja = options.lang == "ja"
    if path is not None and plan.settings.excludes(path):
        return ["  確かめません（exclude）" if ja else "  not checked (exclude)"]
    rows = []
    for option in OPTIONS:
        layers = plan.holding.layers.get(option.name, ())
        if option.kind in ("overrides", "suppressions") or (not layers and not option.default) or (option.name == "exclude" and path is not None):
            continue
        rows.append((option.name, _written(plan.holding.get(option.name, option.default)), _origins(option, layers, ja)))
    count = len(plan.linter.rules)
    rows.append(
        ("規則" if ja else "rules", f"{count} 件" if ja else str(count), "一覧は --output-format json" if ja else "listed by --output-format json")
    )
    names, values = max(width(row[0]) for row in rows), min(40, max(width(row[1]) for row in rows))
    return [f"  {pad(clean(n), names)}  {pad(clean(v), values)}  {style(clean(origin), options, dim=True)}" for n, v, origin in rows]


def _of_some_files(settings: Settings, options: Options) -> list[str]:
    """Return what some files have of their own."""
    parts = []
    for layer in settings.layers:
        if layer.files is not None:
            rows = [f"  {name} = {_written(value)}" for name, value in layer.options.items()]
            head = style(clean(" ".join(layer.files.patterns)), options, bold=True)
            parts.append("\n".join([f"{head}  {style(clean(layer.origin('files')), options, dim=True)}", *map(clean, rows)]))
    return parts


def _origins(option: Option, layers: Sequence[Layer], ja: bool) -> str:
    if not layers:
        return "既定" if ja else "as it comes"
    return ", ".join(layer.origin(option.name) for layer in layers)


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} = {_written(item)}" for key, item in value.items())
    if isinstance(value, tuple):
        return ", ".join(_written(item) for item in value) or "[]"
    if isinstance(value, Path):
        return shown(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool) else shown(value)

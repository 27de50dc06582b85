"""Settings: found, read strictly, merged for a file. The nearest `keigo-lint.toml`, or `pyproject.toml` with `[tool.keigo-lint]`, holds.

Files that are named (`rules-dirs`, `baseline`, `extend`) are seen from the file that names them; globs (`files`, `exclude`) from the folder of the
settings file that was found, also where an extended file has them. What is said later holds: an extended file, the file itself, each of its
overrides that means a file, the command line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from keigo_lint.globs import Globs, globs
from keigo_lint.language import Said
from keigo_lint.model import Span
from keigo_lint.option_values import checked, must_be, read_list, read_options, read_value, typed
from keigo_lint.options import BY_NAME
from keigo_lint.rulebook import load_rulebook, word_lists
from keigo_lint.rulefile import Rulebook
from keigo_lint.selecting import LIMIT, WORD_LIST, Selection, UnknownName, known_profile, limits_of, named, selected
from keigo_lint.suppress import Suppression
from keigo_lint.toml_file import Key, SettingsError, TomlFile, read_toml, shown

OWN, SHARED = "keigo-lint.toml", "pyproject.toml"
TABLE = ("tool", "keigo-lint")


@dataclass(frozen=True, slots=True)
class Layer:
    """Options that one table gives, for the files that `files` means (None: all). Without a file it is the command line."""

    options: Mapping[str, Any]
    file: TomlFile | None = None
    keys: tuple[Key, ...] = ()
    files: Globs | None = None

    def origin(self, option: str) -> str:
        """Say where an option was given."""
        if self.file is None:
            return ""
        return f"{shown(self.file.path)}:{self.file.line((*self.keys, option))}"


@dataclass(frozen=True, slots=True)
class Holding:
    """What holds for one file: the value of each option that was given, and the layers that gave it; and how the rules are selected."""

    values: Mapping[str, Any]
    layers: Mapping[str, tuple[Layer, ...]]
    selections: tuple[Selection, ...]

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of an option."""
        return self.values.get(name, default)


@dataclass(frozen=True, slots=True)
class Settings:
    """One settings file with all that it extends. `path` is None where there is none."""

    root: Path
    path: Path | None = None
    files: tuple[Path, ...] = ()
    layers: tuple[Layer, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    rows: tuple[tuple[TomlFile, tuple[Key, ...]], ...] = ()  # where each suppression stands
    _exclude: Globs | None = field(default=None, compare=False)

    def for_file(self, path: str | Path | None, command_line: Layer | None = None) -> Holding:
        """Return what holds for a file (None: for one that no glob means)."""
        layers = [layer for layer in self.layers if layer.files is None or (path is not None and layer.files.match(path))]
        return _merged(layers if command_line is None else [*layers, command_line])

    def excludes(self, path: str | Path, *, folder: bool = False) -> bool:
        """Tell whether a file or folder is not to be checked."""
        return self._exclude is not None and self._exclude.match(path, folder=folder)

    def rulebook(self, rules_dirs: Sequence[Path] = ()) -> Rulebook:
        """Return the rulebook with the settings' own rules and words. Raises SettingsError for a name in the settings that nothing has."""
        holding = self.for_file(None)
        words = holding.get("words", {})
        dirs = (*holding.get("rules-dirs", ()), *rules_dirs)
        if words:
            lists = word_lists(dirs)
            for layer in self.layers:
                for name in layer.options.get("words", ()):
                    if layer.file is not None and name not in lists:
                        raise layer.file.error(("words", name), UnknownName(WORD_LIST, name, lists).said)
        rulebook = load_rulebook(dirs, tuple(sorted(words.items())))
        for layer in self.layers:
            _check_names(layer, rulebook)
        for row, (file, keys) in zip(self.suppressions, self.rows, strict=True):
            for rule in row.rules:
                checked(file, (*keys, "rule"), partial(named, rule, rulebook), rule)
        return rulebook


def find_settings(folder: Path) -> Path | None:
    """Return the settings file that holds in a folder: the nearest one above its files."""
    for place in (folder, *folder.parents):
        if (place / OWN).is_file():
            return place / OWN
        if (place / SHARED).is_file() and _table(read_toml(place / SHARED)) is not None:
            return place / SHARED
    return None


def read_settings(path: Path) -> Settings:
    """Read a settings file and what it extends. Raises SettingsError with the file, the line and the key."""
    path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow symbolic links
    root = path.parent
    chain = list(_chain(path))
    layers: list[Layer] = []
    suppressions: list[Suppression] = []
    rows: list[tuple[TomlFile, tuple[Key, ...]]] = []
    for file, table in reversed(chain):
        options = read_options(file, table, (), top=True)
        overrides, row_tables = options.pop("overrides", ()), options.pop("suppressions", ())
        layers.append(Layer(options, file))
        for i, given in enumerate(overrides):
            keys: tuple[Key, ...] = ("overrides", i)
            inner = read_options(file, {k: v for k, v in given.items() if k != "files"}, keys, top=False)
            layers.append(Layer(inner, file, keys, _globs(file, keys, given, root)))
        for i, given in enumerate(row_tables):
            suppressions.append(_suppression(file, ("suppressions", i), given, root))
            rows.append((file, ("suppressions", i)))
    excluded = [pattern for layer in layers for pattern in layer.options.get("exclude", ())]
    return Settings(
        root,
        path,
        tuple(file.path for file, _ in chain),
        tuple(layers),
        tuple(suppressions),
        tuple(rows),
        globs(root, excluded) if excluded else None,
    )


def settings_for(path: str | Path) -> Settings:
    """Return the settings that hold for a file or folder, empty ones where there are none."""
    place = Path(os.path.abspath(path))  # noqa: PTH100
    folder = place if place.is_dir() else place.parent
    found = find_settings(folder)
    return Settings(folder) if found is None else read_settings(found)


def linter_arguments(holding: Holding, settings: Settings, rulebook: Rulebook, rules_dirs: Sequence[Path] = ()) -> dict[str, Any]:
    """Return what `Linter` takes, as it holds for a file; all but the baseline."""
    profile = known_profile(holding.get("profile", BY_NAME["profile"].default), rulebook)
    return {
        "profile": profile.name,
        "select": [rule.name for rule in selected(rulebook, profile, holding.selections)],
        "rules_dirs": (*holding.get("rules-dirs", ()), *rules_dirs),
        "severity": holding.get("severity", {}),
        "limits": holding.get("limits", {}),
        "allow": holding.get("allow", ()),
        "names": holding.get("names", ()),
        "words": holding.get("words", {}),
        "suppressions": settings.suppressions,
    }


def _merged(layers: Iterable[Layer]) -> Holding:
    values: dict[str, Any] = {}
    origins: dict[str, tuple[Layer, ...]] = {}
    selections: list[Selection] = []
    for layer in layers:
        for name, value in layer.options.items():
            option = BY_NAME[name]
            before = values.get(name)
            if isinstance(value, dict):
                value = (
                    {**(before or {}), **{k: _added((before or {}).get(k), v) for k, v in value.items()}}
                    if option.adds
                    else {**(before or {}), **value}
                )
            elif option.adds:
                value = _added(before, value)
            kept = isinstance(value, dict) or option.adds
            values[name] = value
            origins[name] = (*origins.get(name, ()), layer) if kept else (layer,)
        given = layer.options.get
        if any(name in layer.options for name in ("select", "extend-select", "ignore")):
            selections.append(Selection(given("select"), given("extend-select", ()), given("ignore", ())))
    return Holding(values, origins, tuple(selections))


def _added(before: tuple[Any, ...] | None, value: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((*(before or ()), *value)))


def _chain(path: Path) -> Iterator[tuple[TomlFile, Mapping[str, Any]]]:
    """Yield a settings file, what it extends, what that extends …; real paths tell whether a file comes back."""
    seen: list[str] = []
    names: list[str] = []
    while True:
        file = read_toml(path)
        table = _table(file)
        if path.name == SHARED:
            file = TomlFile(file.path, file.text, file.data, TABLE)
        if table is None:
            raise SettingsError(Said(f"{shown(path)}: [tool.keigo-lint] がありません", f"{shown(path)}: has no [tool.keigo-lint]"))
        seen.append(os.path.realpath(path))
        names.append(shown(path))
        yield file, table
        if "extend" not in table:
            return
        target = read_value(BY_NAME["extend"], table["extend"], ("extend",), file)
        assert isinstance(target, Path)
        if os.path.realpath(target) in seen:
            circle = " → ".join([*names, shown(target)])
            raise file.error(
                ("extend",), Said(f"設定ファイルが互いに extend しています（{circle}）", f"the settings extend each other in a circle ({circle})")
            )
        if not target.is_file():
            raise file.error(("extend",), Said(f"「{table['extend']}」というファイルはありません", f"there is no file {table['extend']!r}"))
        path = target


def _table(file: TomlFile) -> Mapping[str, Any] | None:
    """Return the table with the settings in a file, None if a pyproject.toml has none."""
    if file.path.name != SHARED:
        return file.data
    tool = file.data.get("tool")
    table = tool.get("keigo-lint") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise TomlFile(file.path, file.text, file.data).error(TABLE, must_be(dict, table))
    return table


def _globs(file: TomlFile, keys: tuple[Key, ...], table: Mapping[str, Any], root: Path) -> Globs:
    if "files" not in table:
        raise file.error(keys, Said("files（どのファイルの設定か）がありません", "'files' is missing: which files it is for"))
    patterns = read_list(BY_NAME["exclude"], table["files"], (*keys, "files"), file)
    if not patterns:
        raise file.error((*keys, "files"), Said("ファイルが一つもありません", "names no file"))
    return globs(root, patterns)


def _suppression(file: TomlFile, keys: tuple[Key, ...], table: Mapping[str, Any], root: Path) -> Suppression:
    texts: dict[str, str] = {}
    for name, value in table.items():
        if name == "files":
            continue
        if name not in ("rule", "text", "reason"):
            near = get_close_matches(name, ("files", "rule", "text", "reason"), 1, 0.5)
            meant = Said(f"。「{near[0]}」のことですか", f"; did you mean {near[0]!r}?") if near else Said("", "")
            raise file.error((*keys, name), Said(f"このような設定はありません{meant.ja}", f"there is no such option{meant.en}"))
        texts[name] = typed(value, str, (*keys, name), file)
        if not value.strip():
            raise file.error((*keys, name), Said("空の文字列です", "is empty"))
    for name in ("rule", "reason"):
        if name not in texts:
            what = Said("規則の名前", "the name of a rule") if name == "rule" else Said("報告しない理由", "why it is not reported")
            raise file.error(keys, Said(f"{name}（{what.ja}）がありません", f"{name!r} is missing: {what.en}"))
    first, last = file.lines((*keys, "rule"))
    rows = file.text.split("\n")
    start = sum(len(row) + 1 for row in rows[: first - 1])
    span = Span(start, start + len("\n".join(rows[first - 1 : last]).rstrip()))
    return Suppression((texts["rule"],), _globs(file, keys, table, root), texts.get("text"), texts["reason"], (str(file.path), span))


def _check_names(layer: Layer, rulebook: Rulebook) -> None:
    """See that everything that a layer names is there."""
    file = layer.file
    if file is None:
        return
    for option in ("select", "extend-select", "ignore", "severity"):
        for rule in layer.options.get(option, ()):
            keys = (*layer.keys, option, rule) if option == "severity" else (*layer.keys, option)
            checked(file, keys, partial(named, rule, rulebook), rule)
    if "profile" in layer.options:
        checked(file, (*layer.keys, "profile"), partial(known_profile, layer.options["profile"], rulebook))
    for name in layer.options.get("limits", ()):
        if name not in limits_of(rulebook):
            raise file.error((*layer.keys, "limits", name), UnknownName(LIMIT, name, limits_of(rulebook)).said)

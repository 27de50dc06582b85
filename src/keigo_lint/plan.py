"""How each file of a run is checked: its settings and the command line, made into a linter and reader options. Linters are shared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keigo_lint.baseline import Baseline, read_baseline
from keigo_lint.config import Holding, Layer, Settings, find_settings, linter_arguments, read_settings
from keigo_lint.language import Language, Said, SaidError
from keigo_lint.linter import Linter
from keigo_lint.model import Severity
from keigo_lint.options import BASELINE, BY_NAME
from keigo_lint.readers import ReaderOptions
from keigo_lint.rulefile import Rule
from keigo_lint.toml_file import shown


@dataclass(frozen=True, slots=True)
class Plan:
    """How one file is checked."""

    linter: Linter
    settings: Settings
    holding: Holding

    @property
    def scene(self) -> str:
        """Return the scene of drafts that do not say theirs."""
        return str(self._get("scene"))

    @property
    def encoding(self) -> str | None:
        """Return the encoding of the file, if it was told."""
        return self.holding.get("encoding")  # type: ignore[no-any-return]

    @property
    def fail_level(self) -> Severity:
        """Return the least severity that makes a run fail."""
        return self._get("fail-level")  # type: ignore[no-any-return]

    @property
    def reading(self) -> ReaderOptions:
        """Return how the file is read."""
        get = self.holding.get
        return ReaderOptions(get("keys", ()), tuple(get("fields", {}).items()), get("placeholders", ()), get("template"))

    def _get(self, name: str) -> Any:
        return self.holding.get(name, BY_NAME[name].default)


@dataclass(slots=True)
class Plans:
    """The plans of a run. `given` are options of the command line; `config` is a settings file for all files, `isolated` means that none holds."""

    given: Mapping[str, Any] = field(default_factory=dict)
    rules_dirs: tuple[Path, ...] = ()
    lang: Language = "ja"
    config: Path | None = None
    isolated: bool = False
    baseline: Path | None = None
    with_baseline: bool = True
    _settings: dict[Path | None, Settings] = field(default_factory=dict)
    _found: dict[Path, Path | None] = field(default_factory=dict)
    _linters: dict[object, Linter] = field(default_factory=dict)
    _baselines: dict[Path, Baseline] = field(default_factory=dict)
    _names: dict[Path | None, set[str]] = field(default_factory=dict)

    def of(self, path: str | Path | None) -> Plan:
        """Return the plan of a file; None is for what has no path. Raises SaidError for settings that cannot be used."""
        settings = self.settings(path)
        command_line = Layer(self.given)
        holding = settings.for_file(path, command_line)
        key = (settings.path, tuple(id(layer) for layers in holding.layers.values() for layer in layers if layer.file is not None))
        linter = self._linters.get(key)
        if linter is None:
            rulebook = settings.rulebook(self.rules_dirs)
            arguments = linter_arguments(holding, settings, rulebook, self.rules_dirs)
            linter = self._linters[key] = Linter(**arguments, lang=self.lang, baseline=self._baseline(holding))
        return Plan(linter, settings, holding)

    def settings(self, path: str | Path | None) -> Settings:
        """Return the settings that hold for a file."""
        place = Path(os.path.abspath(path or "."))  # noqa: PTH100 - resolve() would follow symbolic links
        folder = place if path is None or place.is_dir() else place.parent
        file = None if self.isolated else self.config or self._nearest(folder)
        if file not in self._settings:
            self._settings[file] = Settings(folder) if file is None else read_settings(file)
        return self._settings[file]

    def excluded(self, path: str | Path, folder: bool = False) -> bool:
        """Tell whether the settings exclude a file or folder, or whether it is a baseline."""
        settings = self.settings(Path(path).parent if folder else path)
        return settings.excludes(path, folder=folder) or (not folder and self._is_baseline(path, settings))

    def rules(self) -> Mapping[str, Rule]:
        """Return the rules of all linters so far."""
        return {name: rule for linter in self._linters.values() for name, rule in linter.rulebook.rules.items()}

    def used_settings(self) -> Iterable[Settings]:
        """Return the settings that were met so far."""
        return self._settings.values()

    def used_baselines(self) -> Iterable[Baseline]:
        """Return the baselines that were met so far."""
        return self._baselines.values()

    def baseline_path(self, path: str | Path | None = None) -> Path | None:
        """Return the baseline that the command line or the settings name."""
        return self.baseline or self.settings(path).for_file(None).get("baseline")

    def _is_baseline(self, path: str | Path, settings: Settings) -> bool:
        if settings.path not in self._names:
            named = (self.baseline, settings.for_file(None).get("baseline"))
            self._names[settings.path] = {os.path.abspath(name) for name in named if name is not None}  # noqa: PTH100
        return Path(path).name == BASELINE or os.path.abspath(path) in self._names[settings.path]  # noqa: PTH100

    def _baseline(self, holding: Holding) -> Baseline | None:
        path = self.baseline or holding.get("baseline")
        if path is None or not self.with_baseline:
            return None
        if path not in self._baselines:
            try:
                self._baselines[path] = read_baseline(path)
            except FileNotFoundError:
                name = shown(path)
                said = Said(
                    f"{name}: ベースラインがありません。keigo-lint baseline で作れます",
                    f"{name}: there is no such baseline; keigo-lint baseline makes it",
                )
                raise SaidError(said) from None
        return self._baselines[path]

    def _nearest(self, folder: Path) -> Path | None:
        if folder not in self._found:
            self._found[folder] = find_settings(folder)
        return self._found[folder]

"""Compiles `rules/` into the two data files that the wheel ships: what checking reads, and what pages about rules read."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileRules(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `keigo_lint/rulebook.json` and `pages.json` to the wheel; an editable install reads `rules/` itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the rules, unless the build is an editable one."""
        if version == "editable":
            return
        root = Path(self.root)
        # By path: importing the package would need its dependencies, which a build does not have.
        compiling = runpy.run_path(str(root / "src/keigo_lint/compiling.py"))
        sources = compiling["read_sources"](root / "rules")
        for name, text in (("rulebook", compiling["compile_sources"](sources)), ("pages", compiling["compile_pages"](sources))):
            compiled = Path(self.directory) / f"{name}.json"
            compiled.parent.mkdir(parents=True, exist_ok=True)
            compiled.write_text(text, encoding="utf-8")
            build_data["force_include"][str(compiled)] = f"keigo_lint/{name}.json"

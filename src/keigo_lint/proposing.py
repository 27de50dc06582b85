"""The settings file that `init` writes: every option with an example, and the scenes that the files' names and drafts speak for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from keigo_lint.files import find, load
from keigo_lint.language import Language, Said
from keigo_lint.linter import Linter
from keigo_lint.model import Draft, KeigoLintError
from keigo_lint.options import OPTIONS, ROWS, TABLES, Option
from keigo_lint.scenes import NOT_TOLD

MOST_FILES = 2_000  # looked at; more would only keep people waiting
_LONGEST = 20  # globs that a proposal lists for a scene
_HEAD = Said(
    "keigo-lint の設定。使うものだけ # を外してください。\n"
    "どのファイルに何が効いているかは keigo-lint config FILE、エディターの補完には keigo-lint config --schema。\n"
    "パスはこのファイルから見たもの、glob は .gitignore と同じ書き方です。",
    "Settings of keigo-lint. Take the # off what you need.\n"
    "keigo-lint config FILE shows what holds for a file and why; keigo-lint config --schema is for editors.\n"
    "Paths are seen from this file; globs are those of .gitignore.",
)
_BY_NAME = Said("ファイルやフォルダーの名前から分かった場面", "Scenes told by the names of files and folders")
_BY_DRAFT = Said("文面から推し量った場面。合っていれば # を外してください", "Scenes guessed from the drafts; take the # off where they are right")
_NOTHING = Said("場面の分かるファイルはありませんでした。例：", "No file told its scene. An example:")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was seen of a repository: the scene of each file whose name tells it, of others whose draft does, and how many files there are."""

    by_name: Mapping[str, str] = field(default_factory=dict)
    by_draft: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[str] = ()


def look(root: Path, linter: Linter) -> Proposal:
    """Look at the drafts below a folder. What cannot be read is passed over: a check will say so."""
    names, _ = find([str(root)])
    by_name: dict[str, str] = {}
    by_draft: dict[str, str] = {}
    files = [PurePosixPath(Path(name).relative_to(root)).as_posix() for name in names[:MOST_FILES]]
    for file in files:
        scene = linter.situation(Draft("", str(root / file)))[1].scene
        if scene != NOT_TOLD:
            by_name[file] = scene
        elif (scene := _of_drafts(root / file, file, linter)) != NOT_TOLD:
            by_draft[file] = scene
    return Proposal(by_name, by_draft, files)


def _of_drafts(path: Path, name: str, linter: Linter) -> str:
    """Return the scene of a file's drafts where they agree."""
    try:
        source = load(name, path.read_bytes())
        extracts, _ = source.reader(source.decoded.text, name, source.options)
        scenes = {linter.situation(extract.draft)[1].scene for extract in extracts[:10]}
    except (OSError, KeigoLintError):
        return NOT_TOLD
    return scenes.pop() if len(scenes) == 1 else NOT_TOLD


def globs_for(told: Mapping[str, str], files: Sequence[str]) -> dict[str, list[str]]:
    """Return globs for each scene: a folder whose files all have it is one glob, another file is named by itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for glob, scene in _globs("", sorted(files), told):
        found[scene].append(glob)
    return dict(sorted(found.items()))


def _globs(folder: str, files: Sequence[str], told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    scenes = {told.get(file) for file in files}
    if folder and len(scenes) == 1 and (scene := scenes.pop()) is not None:
        yield f"{_escaped(folder)}**", scene
        return
    inside: dict[str, list[str]] = defaultdict(list)
    for file in files:
        head, slash, _ = file[len(folder) :].partition("/")
        if slash:
            inside[f"{folder}{head}/"].append(file)
        elif file in told:
            yield ("" if folder else "/") + _escaped(file), told[file]
    for name, below in inside.items():
        yield from _globs(name, below, told)


def settings_text(proposal: Proposal, lang: Language) -> str:
    """Return the settings file."""
    parts = ["\n".join(f"# {line}" for line in _HEAD.to(lang).split("\n"))]
    parts += [_commented(option, lang) for option in OPTIONS if option.kind not in (*TABLES, *ROWS)]
    parts += [_commented(option, lang) for option in OPTIONS if option.kind in TABLES]
    overrides = next(option for option in OPTIONS if option.kind == "overrides")
    by_name, by_draft = globs_for(proposal.by_name, proposal.files), globs_for(proposal.by_draft, proposal.files)
    rule = "-" * 60
    parts.append(f"# {rule}\n# {overrides.said.to(lang)}")
    if by_name:
        seen = f"{len(proposal.by_name)}/{len(proposal.files)}"
        parts.append(f"# {_BY_NAME.to(lang)}（{seen}）" if lang == "ja" else f"# {_BY_NAME.to(lang)} ({seen})")
        parts += [_override(scene, globs) for scene, globs in by_name.items()]
    if by_draft:
        parts.append(f"# {_BY_DRAFT.to(lang)}")
        parts += [_hidden(_override(scene, globs)) for scene, globs in by_draft.items()]
    if not by_name and not by_draft:
        parts.append(f"# {_NOTHING.to(lang)}\n{_hidden(overrides.in_file())}")
    parts += [_commented(option, lang) for option in OPTIONS if option.kind == "suppressions"]
    return "\n\n".join(parts) + "\n"


def _override(scene: str, globs: Sequence[str]) -> str:
    rows = [f"  {_quoted(glob)}," for glob in globs[:_LONGEST]]
    if len(globs) > _LONGEST:
        rows.append(f"  # … {len(globs) - _LONGEST}")
    return "\n".join(["[[overrides]]", "files = [", *rows, "]", f'scene = "{scene}"'])


def _commented(option: Option, lang: Language) -> str:
    return f"# {option.said.to(lang)}\n{_hidden(option.in_file())}"


def _hidden(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.split("\n"))


def _escaped(path: str) -> str:
    return re.sub(r"([*?\[\]\\])", r"\\\1", path) if not path.startswith(("!", "#")) else "\\" + re.sub(r"([*?\[\]\\])", r"\\\1", path)


def _quoted(text: str) -> str:
    return f"'{text}'" if "\\" in text and "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

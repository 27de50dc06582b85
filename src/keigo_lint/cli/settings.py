"""Commands about settings: what holds for a file, a first settings file, and the baseline."""

from __future__ import annotations

import os
from pathlib import Path

import click

from keigo_lint.cli.options import color_option, config_options, lang_option, rules_dir_option
from keigo_lint.cli.talk import TROUBLE, complain, options_for, put, said_of
from keigo_lint.language import Language, Said, SaidError
from keigo_lint.model import KeigoLintError


@click.command("config")
@click.argument("file", required=False)
@config_options
@rules_dir_option
@click.option("--schema", is_flag=True, help="Print the JSON Schema of settings files instead, for editors.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to show it.")
@lang_option
@color_option
def show_config(
    file: str | None,
    config: Path | None,
    isolated: bool,
    rules_dirs: tuple[Path, ...],
    schema: bool,
    output_format: str,
    lang: Language,
    color: str,
) -> None:
    """Show what holds for a file, and where that was said; without a file, what the settings of this directory say."""
    from keigo_lint.plan import Plans
    from keigo_lint.reporters.data import dumps
    from keigo_lint.reporters.settings import settings_data, settings_page
    from keigo_lint.rulebook import word_lists
    from keigo_lint.schema import settings_schema

    plans = Plans({}, rules_dirs, lang, config, isolated, with_baseline=False)
    if schema:
        dirs = (*plans.settings(file).for_file(None).get("rules-dirs", ()), *rules_dirs)
        put(dumps(settings_schema(plans.settings(file).rulebook(rules_dirs), word_lists(dirs), lang), indent=2) + "\n", utf8=True)
        return
    plan = plans.of(file)
    if output_format == "json":
        put(dumps(settings_data(plan, file), indent=2) + "\n", utf8=True)
    else:
        put(settings_page(plan, file, options_for(lang, color)))


@click.command()
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@lang_option
def init(directory: Path, lang: Language) -> None:
    """Look at the drafts of a repository and write a keigo-lint.toml with proposals, everything in it explained."""
    from keigo_lint.config import OWN, find_settings
    from keigo_lint.linter import Linter
    from keigo_lint.proposing import look, settings_text

    if not directory.is_dir():
        raise SaidError(Said(f"{directory}: そのようなフォルダーはありません", f"{directory}: no such directory"))
    root = Path(os.path.abspath(directory))  # noqa: PTH100 - resolve() would follow symbolic links
    there = find_settings(root)
    if there is not None and there.parent == root:
        raise SaidError(
            Said(f"{directory / there.name}: 設定はもうあります。書き換えません", f"{directory / there.name}: is there already; nothing was written")
        )
    proposal = look(root, Linter(lang=lang))
    with (directory / OWN).open("x", encoding="utf-8") as file:
        file.write(settings_text(proposal, lang))
    told, guessed, seen = len(proposal.by_name), len(proposal.by_draft), len(proposal.files)
    if lang == "ja":
        put(f"{directory / OWN} を書きました（{seen} ファイルを見て、場面が名前から分かったもの {told}、文面から推し量ったもの {guessed}）。\n")
    else:
        put(f"Wrote {directory / OWN} (looked at {seen} files: scene told by the name of {told}, guessed from the draft of {guessed}).\n")


@click.command("baseline")
@click.argument("paths", nargs=-1)
@config_options
@rules_dir_option
@click.option("-o", "--output-file", type=click.Path(path_type=Path), help="The file to write; that of the settings, or keigo-lint-baseline.json.")
@lang_option
@click.pass_context
def write_baseline(
    ctx: click.Context,
    paths: tuple[str, ...],
    config: Path | None,
    isolated: bool,
    rules_dirs: tuple[Path, ...],
    output_file: Path | None,
    lang: Language,
) -> None:
    """Take down all findings of today, so that a check reports new ones only. Entries of files that are not among PATHS stay."""
    from keigo_lint.baseline import Baseline, Entry, dumps, entries_of, read_baseline
    from keigo_lint.files import Checker, Note, find, load
    from keigo_lint.opening import unreadable
    from keigo_lint.options import BASELINE
    from keigo_lint.plan import Plans

    plans = Plans({}, rules_dirs, lang, config, isolated, with_baseline=False)
    named = plans.baseline_path(None)
    target = output_file or named or plans.settings(None).root / BASELINE
    place = Path(os.path.abspath(target))  # noqa: PTH100
    before = read_baseline(place) if place.exists() else Baseline(place)
    names, notes = find(paths or ["."], plans.excluded)
    found: dict[str, tuple[Entry, ...]] = {key: entries for key, entries in before.files.items() if key not in before.gone()}
    taken = files = 0
    for name in names:
        plan = plans.of(name)
        try:
            result = Checker(plan.linter, plan.scene).check(load(name, Path(name).read_bytes(), plan.encoding, plan.reading))
        except (OSError, KeigoLintError) as error:
            said = unreadable(error) if isinstance(error, OSError) else said_of(error)
            notes.append(Note(name, said))
            continue
        notes.extend(result.notes)
        entries = [e for row in entries_of([d.report for d in result.drafts if d.checked]) for e in row]
        found.pop(before.key(name), None)
        if entries:
            found[before.key(name)] = tuple(entries)
            taken, files = taken + len(entries), files + 1
    for note in notes:
        complain(f"{note.path}{f':{note.line}' if note.line else ''}: {note.said.to(lang)}")
    put(dumps(Baseline(place, found)), place)
    seen = Path(os.path.relpath(place)).as_posix()
    said = Said(f"{seen} に {files} ファイルの {taken} 件を控えました。", f"{seen}: took down {taken} findings of {files} files.")
    put(said.to(lang) + "\n")
    if named is None or Path(os.path.abspath(named)) != place:  # noqa: PTH100
        ja = f'設定に baseline = "{seen}" と書くか、check に --baseline {seen} を付けてください。'
        put(Said(ja, f'Put baseline = "{seen}" into the settings, or give check --baseline {seen}.').to(lang) + "\n")
    if any(note.trouble for note in notes):
        ctx.exit(TROUBLE)

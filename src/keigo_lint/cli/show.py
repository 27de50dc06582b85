"""Commands that show what there is and what is seen: rules, profiles, a text taken apart; and the proof of rule files."""

from __future__ import annotations

from pathlib import Path

import click

from keigo_lint.cli.options import color_option, encoding_option, lang_option, rule_names, rules_dir_option, scene_option
from keigo_lint.cli.talk import FOUND, TROUBLE, complain, is_file, options_for, put, text_of
from keigo_lint.language import Language


@click.command("rule")
@click.argument("name", shell_complete=rule_names)
@rules_dir_option
@click.option("--output-format", type=click.Choice(["text", "markdown"]), default="text", show_default=True, help="How to show it.")
@lang_option
@color_option
def show_rule(name: str, rules_dirs: tuple[Path, ...], output_format: str, lang: Language, color: str) -> None:
    """Show one rule, as the page of the documentation does: what it finds, why, where that comes from, and examples."""
    from keigo_lint.reporters.rulepage import as_markdown, as_text, rule_page
    from keigo_lint.reporters.site import library
    from keigo_lint.selecting import RULE, UnknownName

    books = library(rules_dirs)
    if name not in books.rules:
        raise UnknownName(RULE, name, books.rules)
    page = rule_page(books.rules[name], books.words, books.articles, lang)
    put(as_markdown(page, lang) if output_format == "markdown" else as_text(page, options_for(lang, color)))


@click.command("rules")
@rules_dir_option
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How to show them.")
@lang_option
@color_option
def list_rules(rules_dirs: tuple[Path, ...], output_format: str, lang: Language, color: str) -> None:
    """List all rules: name, tier, severity and title."""
    from keigo_lint.reporters.pages import rules_data, rules_table
    from keigo_lint.rulebook import load_rulebook

    found = [r for _, r in sorted(load_rulebook(rules_dirs).rules.items())]
    if output_format == "json":
        from keigo_lint.reporters.data import dumps

        put(dumps(rules_data(found), indent=2) + "\n", utf8=True)
    else:
        put(rules_table(found, options_for(lang, color)))


@click.command("profiles")
@rules_dir_option
@lang_option
@color_option
def list_profiles(rules_dirs: tuple[Path, ...], lang: Language, color: str) -> None:
    """List the profiles."""
    from keigo_lint.reporters.pages import profiles_table
    from keigo_lint.rulebook import load_rulebook

    found = [p for _, p in sorted(load_rulebook(rules_dirs).profiles.items())]
    put(profiles_table(found, options_for(lang, color)))


@click.command("profile")
@click.argument("name")
@rules_dir_option
@lang_option
@color_option
def show_profile(name: str, rules_dirs: tuple[Path, ...], lang: Language, color: str) -> None:
    """Show one profile: whose advice it follows, what it turns on and off, its settings, and the rules that run under it."""
    from keigo_lint.linter import Linter
    from keigo_lint.reporters.pages import profile_page
    from keigo_lint.reporters.site import library

    linter = Linter(name, rules_dirs=rules_dirs)
    standard = Linter(rules_dirs=rules_dirs)
    put(profile_page(linter.profile, linter.rules, standard.rules, linter.settings, library(rules_dirs).articles, options_for(lang, color)))


@click.command()
@click.argument("text", metavar="TEXT|FILE")
@click.option("--tokens/--no-tokens", default=True, help="Also show the words and how they were analysed.")
@scene_option
@click.option("--incoming", type=click.Path(), metavar="FILE", help="The customer's message that the draft answers.")
@encoding_option("The encoding of the file; found out if not given.")
@rules_dir_option
@lang_option
@color_option
@click.pass_context
def inspect(
    ctx: click.Context,
    text: str,
    tokens: bool,
    scene: str | None,
    incoming: str | None,
    encoding: str | None,
    rules_dirs: tuple[Path, ...],
    lang: Language,
    color: str,
) -> None:
    """Show what is recognised in a text or a file (- for standard input): sentences, tokens, acts, the scene."""
    from dataclasses import replace

    from keigo_lint.linter import Linter
    from keigo_lint.model import Draft
    from keigo_lint.readers import Problem, reader_for
    from keigo_lint.reporters.pages import inspection

    drafts: list[Draft] = [Draft(text)]
    problems: list[Problem] = []
    if is_file(text):
        extracts, problems = reader_for(text)(text_of(text, encoding), text)
        drafts = [extract.draft for extract in extracts]
    for problem in problems:
        complain(f"{text}:{problem.line}: {problem.said.to(lang)}")
    linter = Linter(rules_dirs=rules_dirs, lang=lang)
    answered = text_of(incoming, None) if incoming else None
    pages = []
    for draft in drafts:
        context = replace(draft.context, incoming=draft.context.incoming or answered)
        situation, report = linter.situation(replace(draft, scene=scene or "auto" if draft.scene == "auto" else draft.scene, context=context))
        pages.append(inspection(situation, report, options_for(lang, color), tokens=tokens))
    put("\n".join(pages))
    ctx.exit(TROUBLE if problems else 0)


@click.command("test")
@click.argument("directories", nargs=-1, required=True, metavar="DIR...", type=click.Path(path_type=Path))
@click.option("--mutants/--no-mutants", default=True, help="Also drop each qualifier and see that some example fails.")
@lang_option
@click.pass_context
def test_rules(ctx: click.Context, directories: tuple[Path, ...], mutants: bool, lang: Language) -> None:
    """Prove rule files by their own examples."""
    from keigo_lint.harness import run_tests
    from keigo_lint.reporters.terminal import clean

    failures = run_tests(directories, mutants=mutants)
    rows = [clean(str(failure)) for failure in failures]
    if lang == "ja":
        rows.append(f"{len(failures)} 件が例で確かめられていません。" if failures else "すべて例のとおりです。")
    else:
        rows.append(f"{len(failures)} not proved by examples." if failures else "Everything is proved by examples.")
    put("\n".join(rows) + "\n")
    ctx.exit(FOUND if failures else 0)

"""The advice of the articles: every rule names where it comes from, and every line that a text can be held to has a rule."""

from __future__ import annotations

from dataclasses import replace

import pytest

from keigo_lint.articles import Articles, checked_by, read_articles
from keigo_lint.model import RuleFileError, Source
from keigo_lint.rulebook import load_rulebook, page_sources
from keigo_lint.rulefile import Rule, Rulebook


@pytest.fixture(scope="module")
def articles() -> Articles:
    return read_articles(page_sources())


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return load_rulebook()


def unknown(rule: Rule, articles: Articles) -> list[str]:
    return [f"rules/{rule.name}.toml: sources: {said}" for source in rule.sources if (said := articles.unknown(source))]


def test_every_rule_names_where_it_comes_from(articles: Articles, book: Rulebook) -> None:
    assert [f"rules/{rule.name}.toml: sources: is missing" for rule in book.rules.values() if not rule.sources] == []
    assert [said for rule in book.rules.values() for said in unknown(rule, articles)] == []


def test_every_profile_names_whose_advice_it_follows(articles: Articles, book: Rulebook) -> None:
    for profile in book.profiles.values():
        assert [said for source in profile.sources if (said := articles.unknown(source))] == [], f"rules/profiles/{profile.name}.toml"


def test_a_source_that_is_nowhere_is_told_with_what_there_is(articles: Articles, book: Rulebook) -> None:
    rule = replace(next(iter(book.rules.values())), name="a/b", sources=(Source("S001", "すぐ謝罪"), Source("S009", "x"), Source("敬語の指針", "Q1")))
    line, seed = unknown(rule, articles)
    assert line.startswith("rules/a/b.toml: sources: 'すぐ謝罪' is no line of S001 in rules/articles.toml, which has: ")
    assert "すぐに謝る" in line
    assert seed.startswith("rules/a/b.toml: sources: 'S009' is no article (S000, S001, ")


def test_every_line_that_can_be_checked_has_a_rule(articles: Articles, book: Rulebook) -> None:
    checked = checked_by(book.rules.values())
    assert {(line.seed, line.advice.ja) for line in articles.lines if line.checkable} - checked.keys() == set()


def test_a_profile_says_whose_advice_it_follows_and_changes_what_runs(articles: Articles, book: Rulebook) -> None:
    for profile in book.profiles.values():
        assert profile.sources, profile.name
        assert [said for source in profile.sources if (said := articles.unknown(source))] == [], profile.name
        assert profile.rationale and profile.rationale_en, profile.name
        # A rule that is turned on did not run before, and every name is one that there is.
        assert set(profile.off) <= book.rules.keys(), profile.name
        assert [name for name in profile.on if book.rules[name].tier in profile.tiers] == [], profile.name
        known = book.profiles["standard"].settings.keys()
        assert profile.settings.keys() <= known, profile.name


def test_every_strict_rule_runs_in_strict_or_in_a_profile_of_its_own(book: Rulebook) -> None:
    strict = book.profiles["strict"]
    elsewhere = {name for profile in book.profiles.values() for name in profile.on}
    assert "strict" in strict.tiers
    assert set(strict.off) <= elsewhere


def test_what_a_machine_must_not_follow_is_never_suggested(articles: Articles, book: Rulebook) -> None:
    refused = {(line.seed, line.advice.ja) for line in articles.lines if line.kind == "refused"}
    assert len(refused) == 2  # blaming a group of people, and looking the customer up
    # A rule that names such a line reports those who follow it, in every profile, as an error.
    for (seed, advice), names in checked_by(book.rules.values()).items():
        if (seed, advice) in refused:
            for rule in map(book.rules.__getitem__, names):
                assert (rule.tier, rule.severity, rule.check.kind, rule.fixes) == ("core", "error", "forbid", ())
                assert rule.suggest is None or rule.suggest.insert == "instead"  # something else is written for it
                assert not any(rule.name in profile.off for profile in book.profiles.values())


def test_lines_are_told_apart_and_belong_to_an_article(articles: Articles) -> None:
    keys = [(line.seed, line.advice.ja) for line in articles.lines]
    assert len(keys) == len(set(keys))
    assert {line.seed for line in articles.lines} == set(articles.articles) == {"S000", "S001", "S002", "S003", "S004"}
    assert all(bool(line.why.ja) is bool(line.why.en) is (line.kind != "checked") for line in articles.lines)


def test_a_disagreement_is_between_articles_and_settled_by_profiles(articles: Articles, book: Rulebook) -> None:
    for conflict in articles.conflicts:
        assert len({seed for seed, _ in conflict.says}) > 1, conflict.topic.en
        assert {seed for seed, _ in conflict.says} <= set(articles.articles)
        assert conflict.profiles, conflict.topic.en
        assert set(conflict.profiles) <= set(book.profiles)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"seed": "S000", "place": "1", "advice": "a"}, "articles.toml: line[0].advice_en: is missing"),
        ({"seed": "S000", "place": "1", "advice": "a", "advice_en": "a", "kind": "refuse"}, "did you mean 'refused'?"),
        ({"seed": "S000", "place": "1", "advice": "a", "advice_en": "a", "kind": "unseen"}, "articles.toml: line[0].why: is missing"),
        ({"seed": "S000", "place": "1", "advice": "a", "advice_en": "a", "whyy": ""}, "whyy: is not a key that is known here"),
    ],
)
def test_a_wrong_line_is_told_with_its_place(line: dict[str, str], said: str) -> None:
    with pytest.raises(RuleFileError, match=said.replace("[", r"\[").replace("?", r"\?")):
        read_articles({"articles": {"line": [line]}})


def test_every_shipped_rule_speaks_both_languages(book: Rulebook) -> None:
    for rule in book.rules.values():
        missing = [key for key in ("title", "title_en", "message", "message_en", "rationale", "rationale_en") if not getattr(rule, key)]
        assert missing == [], f"rules/{rule.name}.toml: {', '.join(missing)}: missing"

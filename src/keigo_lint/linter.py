"""The importable check: `Linter(…).check(text)` gives a complete, immutable `Report`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from keigo_lint.acts import recognise
from keigo_lint.acts.measures import measures
from keigo_lint.baseline import Baseline, compared, read_baseline
from keigo_lint.checks import Place, places
from keigo_lint.conditions import Situation, all_hold
from keigo_lint.config import linter_arguments, read_settings, settings_for
from keigo_lint.document import Document, Grammar
from keigo_lint.fixes import fixes_for
from keigo_lint.mending import MAX_ROUNDS, Choice, Refused, chosen, edited
from keigo_lint.model import Act, Context, Diagnostic, Draft, Report, Severity, Span, Value
from keigo_lint.placeholders import carried
from keigo_lint.rulebook import load_rulebook
from keigo_lint.rulefile import PLACEHOLDER, SCENES, Profile, Rule, Rulebook
from keigo_lint.scenes import guess_scene
from keigo_lint.selecting import SCENE, Selection, UnknownName, check_limits, known_profile, selected, severities
from keigo_lint.stretches import Stretches
from keigo_lint.suppress import Suppression, by_table, occurrences
from keigo_lint.tokenizer import Lexicon

Language = Literal["ja", "en"]


class Linter:
    """Checks drafts. Safe to share between threads: it holds only what was compiled from the rule files.

    >>> report = Linter(select=["apology/missing"]).check("お問い合わせの件、確認いたしました。", scene="complaint")
    >>> [d.rule for d in report.diagnostics]
    ['apology/missing']
    >>> report.scene, report.options, report.diagnostics[0].severity
    ('complaint', 0, 'error')
    >>> linter = Linter(profile="recommend-one", ignore=["keigo/"], lang="en")
    >>> report = linter.check("ご返金か交換にて、お届けから七日以内に対応いたします。", incoming="返金か交換をお願いします。", price=3000)
    >>> sorted({act.attributes["key"] for act in report.acts if act.kind == "remedy"})
    ['exchange', 'refund']
    """

    def __init__(
        self,
        profile: str = "standard",
        select: Sequence[str] | None = None,
        ignore: Sequence[str] = (),
        extend_select: Sequence[str] = (),
        rules_dirs: Sequence[str | Path] = (),
        lang: Language = "ja",
        *,
        severity: Mapping[str, Severity] | None = None,
        limits: Mapping[str, float] | None = None,
        allow: Sequence[str] = (),
        names: Sequence[str] = (),
        words: Mapping[str, Sequence[str]] | None = None,
        suppressions: Sequence[Suppression] = (),
        baseline: Baseline | None = None,
        scene: str = "auto",
    ) -> None:
        """Make a linter. `Linter.from_settings` makes one as the settings of a file say.

        `select` names rules or groups (`keigo/`, `keigo/*`) that run instead of the profile's; `extend_select` adds, `ignore` takes away.
        `severity` maps names and groups to "error", "warning" or "info"; `limits` are numbers that hold instead of the profile's.
        Nothing is reported inside of a text of `allow`; `names` (of products, staff, the shop) are read as one noun each, never judged and never
        edited; `words` adds words to the word lists of rules, by the name of the list.
        Findings that `suppressions` or the `baseline` know are left out for drafts that have a path.
        `scene` is that of drafts that do not say theirs.
        Raises KeigoLintError for a name that nothing has, and RuleFileError for a rule file that cannot be read.
        """
        extra = tuple(sorted((key, tuple(entries)) for key, entries in (words or {}).items()))
        rulebook = load_rulebook(tuple(Path(d) for d in rules_dirs), extra)
        shape = replace(rulebook.shape, syntaxes=rulebook.shape.syntaxes.with_names(filter(str.strip, names)))
        self.rulebook: Rulebook = replace(rulebook, shape=shape)
        self.profile: Profile = known_profile(profile, self.rulebook)
        self.lang: Language = lang
        check_limits(limits or {}, self.rulebook)
        self.settings: Mapping[str, Value] = {**self.rulebook.profiles["standard"].settings, **self.profile.settings, **(limits or {})}
        selection = Selection(None if select is None else tuple(select), tuple(extend_select), tuple(ignore))
        self.rules: tuple[Rule, ...] = selected(self.rulebook, self.profile, [selection])
        self.suppressions: tuple[Suppression, ...] = tuple(suppressions)
        self.baseline: Baseline | None = baseline
        self.scene: str = scene
        self._severity: Mapping[str, Severity] = severities(self.rulebook, severity or {})
        self._allow: tuple[str, ...] = (*allow, *names)
        self._grammar = Grammar(
            self.rulebook.shape,
            self.rulebook.clause_ends,
            self.rulebook.reported,
            self.rulebook.matcher,
            Lexicon(self.rulebook.corrections),
            PLACEHOLDER,
        )

    @classmethod
    def from_settings(cls, path: str | Path = ".", *, config: str | Path | None = None, lang: Language = "ja") -> Linter:
        """Make a linter as the settings of a file or folder say, its baseline included; `config` is a settings file that holds instead.

        Give the path of a draft to `check` too: suppressions and the baseline are about files. Raises SettingsError for settings that cannot be used.
        """
        settings = settings_for(path) if config is None else read_settings(Path(config))
        holding = settings.for_file(path)
        baseline = holding.get("baseline")
        arguments = linter_arguments(holding, settings, settings.rulebook())
        return cls(**arguments, lang=lang, scene=holding.get("scene", "auto"), baseline=None if baseline is None else read_baseline(baseline))

    def check(
        self,
        text: str,
        scene: str = "auto",
        *,
        incoming: str | None = None,
        received_at: datetime | None = None,
        sent_at: datetime | None = None,
        price: int | None = None,
        customer: str | None = None,
        fault: str | None = None,
        channel: str | None = None,
        thread: Sequence[str] = (),
        path: str | None = None,
        name: str | None = None,
    ) -> Report:
        """Check one draft; `scene` is "auto" or a scene of DESIGN.md. Raises KeigoLintError for an unknown scene or text that is not Unicode."""
        context = Context(incoming, received_at, sent_at, price, customer, fault, channel, tuple(thread))
        return self.check_draft(Draft(text, path, name, scene, context))

    def check_draft(self, draft: Draft) -> Report:
        """Check one `Draft`, and leave out what the suppressions and the baseline know."""
        reports, _ = by_table([self.judge(draft)], self.suppressions, self.rulebook)
        if self.baseline is not None:
            reports = compared(reports, self.baseline, ()).reports
        return reports[0]

    def judge(self, draft: Draft) -> Report:
        """Check one `Draft`, whatever the suppressions and the baseline know."""
        return self.judge_sentences(draft)[0]

    def judge_sentences(self, draft: Draft) -> tuple[Report, tuple[Span, ...]]:
        """As `judge`; with the report come the places of the draft's sentences."""
        situation, report = self.situation(draft)
        return self._report(situation, report), tuple([sentence.span for sentence in situation.document.sentences])

    def situation(self, draft: Draft) -> tuple[Situation, Report]:
        """Recognise what a draft is and does; the report holds everything but diagnostics."""
        if draft.scene == "auto" and self.scene != "auto":
            draft = replace(draft, scene=self.scene)
        if draft.scene != "auto" and draft.scene not in SCENES:
            raise UnknownName(SCENE, draft.scene, SCENES)
        situation = Situation(Document(draft, self._grammar), self.settings, measures=measures(draft.context, self.settings))
        if draft.context.incoming:
            situation.incoming = Document(Draft(draft.context.incoming), self._grammar)
        if draft.scene != "auto":
            situation.scene = draft.scene
        told = draft.template
        situation.template = self.rulebook.shape.syntaxes.is_template(draft.path, draft.text, situation.document.zones) if told is None else told
        recognise(self.rulebook, situation)
        guess, situation.topic = guess_scene(self.rulebook, situation)
        situation.scene = guess.scene
        situation.change("")
        document = situation.document
        acts = tuple(
            Act(kind, document.span(act.first, act.last), MappingProxyType(dict(act.attributes)))
            for kind in document.acts
            for act in document.acts[kind]
        )
        return situation, Report(
            draft, guess.scene, guess, tuple(sorted(acts, key=lambda a: (a.span, a.kind))), situation.options, (), MappingProxyType({})
        )

    def _report(self, situation: Situation, report: Report) -> Report:
        diagnostics: list[Diagnostic] = []
        not_checked: dict[str, str] = {}
        for rule in self.rules if situation.document.has_japanese else ():
            if (rule.scenes and situation.scene not in rule.scenes) or situation.topic in rule.topics_off:
                continue
            if not report.draft.letter and rule.name.partition("/")[0] in self.rulebook.letters_only:
                continue
            missing = next((needed[0] for needed in rule.inputs if not any(getattr(report.draft.context, n) for n in needed)), None)
            if missing is not None:
                not_checked[rule.name] = missing
                continue
            diagnostics.extend(self._diagnostic(rule, place, situation) for place in places(rule, situation))
        if diagnostics and self._allow:
            allowed = Stretches(span for text in self._allow for span in occurrences(report.draft.text, text))
            diagnostics = [d for d in diagnostics if not allowed.contain(d.span)]
        diagnostics.sort(key=lambda d: (d.span, d.rule))
        return replace(report, diagnostics=tuple(diagnostics), not_checked=MappingProxyType(not_checked))

    def _diagnostic(self, rule: Rule, place: Place, situation: Situation) -> Diagnostic:
        text = situation.document.draft.text
        values = {**place.values, "match": text[place.span.start : place.span.end].replace("\n", "")}
        message = (rule.message if self.lang == "ja" else rule.message_en).format_map(_Lenient(values))
        return Diagnostic(
            rule.name,
            self._severity.get(rule.name) or _severity(rule, situation, place),
            message,
            place.span,
            fixes_for(rule, place, situation, self.rulebook),
            rule.sources,
        )

    def fix(self, text: str, unsafe: bool = False, scene: str = "auto", **context: object) -> str:
        """Return the text with safe fixes applied (all of them with `unsafe`) until nothing more changes. Keywords as `check`.

        >>> Linter().fix("お荷物をご確認してください。")
        'お荷物をご確認ください。'
        >>> Linter().fix("お荷物をご確認してください。", unsafe=True)
        'お手数をおかけいたしますが、お荷物をご確認いただけますでしょうか。'
        """
        seen, refused, tried_on = {text}, Refused(), text
        for _ in range(MAX_ROUNDS):
            report = self.check(text, scene, **context)  # type: ignore[arg-type]
            fixed = edited(text, (edit for c in self.choices(report, unsafe, refused) for edit in c.fix.edits))
            if fixed == text != tried_on:  # what did not hold on an earlier text may hold on this one
                refused.clear()
                tried_on = text
                continue
            if fixed in seen:  # nothing more changes, or rules undo each other's fixes
                break
            seen.add(fixed)
            text = fixed
        return text

    def choices(self, report: Report, unsafe: bool, refused: Refused) -> list[Choice]:
        """Return the fixes of a report that may be applied together; each was tried on the draft, in its scene, and checked.

        What did not hold is added to `refused`, which is to be given again for the mended draft.
        """

        def check(text: str) -> Sequence[Diagnostic]:
            zones = carried(report.draft.zones, report.draft.text, text) if report.draft.zones else ()
            return self.judge(replace(report.draft, text=text, scene=report.scene, zones=zones)).diagnostics

        return chosen(report.draft.text, report.diagnostics, unsafe, refused, check)


class _Lenient(dict[str, Value]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _severity(rule: Rule, situation: Situation, place: Place) -> Severity:
    for other in rule.severity_for:
        if (not other.scenes or situation.scene in other.scenes) and all_hold(other.when, (), situation, place.tokens):
            return other.severity
    return rule.severity

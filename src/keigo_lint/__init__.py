"""keigo-lint: a message-tone linter for Japanese customer replies."""

__version__ = "0.1.0"  # read by modules below while this one is imported

from keigo_lint.api import Finding, check_file, check_files, findings, render, troubles
from keigo_lint.baseline import Baseline, read_baseline
from keigo_lint.linter import Linter
from keigo_lint.model import Act, Context, Diagnostic, Draft, Edit, Fix, KeigoLintError, Report, RuleFileError, Span
from keigo_lint.plan import Plans
from keigo_lint.suppress import Suppression
from keigo_lint.toml_file import SettingsError

__all__ = [
    "Act",
    "Baseline",
    "Context",
    "Diagnostic",
    "Draft",
    "Edit",
    "Finding",
    "Fix",
    "KeigoLintError",
    "Linter",
    "Plans",
    "Report",
    "RuleFileError",
    "SettingsError",
    "Span",
    "Suppression",
    "check_file",
    "check_files",
    "findings",
    "read_baseline",
    "render",
    "troubles",
]

"""keigo-lint: a message-tone linter for Japanese customer replies."""

__version__ = "0.1.0"  # read by modules below while this one is imported

from keigo_lint.api import Finding, check_file, check_files, findings, render, troubles
from keigo_lint.linter import Linter
from keigo_lint.model import Act, Context, Diagnostic, Draft, Edit, Fix, KeigoLintError, Report, RuleFileError, Span

__all__ = [
    "Act",
    "Context",
    "Diagnostic",
    "Draft",
    "Edit",
    "Finding",
    "Fix",
    "KeigoLintError",
    "Linter",
    "Report",
    "RuleFileError",
    "Span",
    "check_file",
    "check_files",
    "findings",
    "render",
    "troubles",
]

"""keigo-lint: a message-tone linter for Japanese customer replies."""

from keigo_lint.linter import Linter
from keigo_lint.model import Act, Context, Diagnostic, Draft, Edit, Fix, KeigoLintError, Report, RuleFileError, Span

__version__ = "0.1.0"
__all__ = ["Act", "Context", "Diagnostic", "Draft", "Edit", "Fix", "KeigoLintError", "Linter", "Report", "RuleFileError", "Span"]

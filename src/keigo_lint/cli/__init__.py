"""The command line: the only part that prints or exits.

Exit status: 0 nothing at or above the fail level, 1 findings, 2 something could not be checked. Results go to standard output, trouble to
standard error.
"""

from __future__ import annotations

import click

from keigo_lint import __version__
from keigo_lint.cli.check import check
from keigo_lint.cli.settings import init, show_config, write_baseline
from keigo_lint.cli.show import inspect, list_profiles, list_rules, show_profile, show_rule, test_rules
from keigo_lint.cli.talk import Group


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="keigo-lint")
def main() -> None:
    """A message-tone linter for Japanese customer replies."""


for _command in (check, init, show_config, write_baseline, show_rule, list_rules, list_profiles, show_profile, inspect, test_rules):
    main.add_command(_command)

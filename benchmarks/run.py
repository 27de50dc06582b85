"""Measure keigo-lint against the floor: `python benchmarks/run.py [--repeat 5] [--replies 1000] [--only NAME ...] [--large]`.

Everything runs as it is installed (a copy with the compiled rulebook), in processes of its own, variants interleaved; shown are medians of CPU
time (user and system), of the time on the clock, and of the largest memory. `net` leaves out what a start with one short draft costs.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(HERE.parent / "src" / "keigo_lint"))

from compiling import compile_sources, read_sources  # noqa: E402 - the package itself would be imported with all it needs
from inputs import Replies, files, jsonl, phrase_rules  # noqa: E402


@dataclass(frozen=True)
class Cost:
    """What a process cost: seconds of CPU, seconds on the clock, MB at its largest."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str], environment: dict[str, str]) -> Cost:
    """Run a process to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start, used.ru_maxrss / 1024)


def installed(folder: Path) -> Path:
    """Copy the package as a wheel holds it."""
    package = folder / "lib" / "site" / "keigo_lint"
    shutil.copytree(HERE.parent / "src" / "keigo_lint", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "rulebook.json").write_text(compile_sources(read_sources(HERE.parent / "rules")), "utf-8")
    compileall.compile_dir(package, quiet=2)
    return package


def inputs(folder: Path, count: int, large: bool) -> dict[str, Path]:
    """Write what is checked."""
    replies = Replies()
    replied = [replies.reply() for _ in range(count)]
    made = {
        "start": folder / "start.txt",
        "one reply": folder / "one.txt",
        "files": files(folder / "files", replied),
        "one JSONL": jsonl(folder / "replies.jsonl", replied),
        "templates": jsonl(folder / "templates.jsonl", [replies.template() for _ in range(count)]),
        "1 MB of text": folder / "text.txt",
        "1 MB in one line": folder / "line.txt",
        "a quarter of it": folder / "quarter.txt",
    }
    made["start"].write_text("承知いたしました。\n", "utf-8")
    made["one reply"].write_text(replied[0], "utf-8")
    made["1 MB of text"].write_text("\n".join(replies.reply() for _ in range(840)), "utf-8")
    line = replies.line(340_000)
    made["1 MB in one line"].write_text(line, "utf-8")
    made["a quarter of it"].write_text(line[:85_000], "utf-8")
    if large:
        made["20,000 in a JSONL"] = jsonl(folder / "twenty.jsonl", [replies.reply() for _ in range(20_000)])
    return made


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--replies", type=int, default=1_000, help="how many replies of 400 characters the files and the JSONL hold")
    parser.add_argument("--only", nargs="*", help="inputs to measure (all of them if not given; the start always is)")
    parser.add_argument("--large", action="store_true", help="measure 20,000 replies too")
    parser.add_argument("--rules", type=int, nargs="*", default=[0, 100, 1_000], help="how many synthetic rules are added")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        package = installed(folder)
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "KEIGO_LINT"))} | {"PYTHONPATH": str(package.parent)}
        check = [sys.executable, "-c", "from keigo_lint.cli import main; main()", "check", "--isolated", "--output-format", "json"]
        made = inputs(folder, options.replies, options.large)
        chosen = {k: v for k, v in made.items() if not options.only or k in options.only or k == "start"}
        commands: dict[tuple[str, str], list[str]] = {("start", "bare"): [sys.executable, "-c", "import fugashi, click; fugashi.Tagger()"]}
        for key, path in chosen.items():
            commands[key, "check"] = [*check, str(path)]
            commands[key, "floor"] = [sys.executable, str(HERE / "floor.py"), str(package / "mecab.rc"), str(path)]
        for count in options.rules if not options.only else ():
            rules = phrase_rules(folder / f"rules{count}", count)
            for key in ("start", "one JSONL"):
                commands[key, f"{count} rules"] = [*check, "--rules-dir", str(rules), "--extend-select", "ALL", str(made[key])]
        costs: dict[tuple[str, str], list[Cost]] = defaultdict(list)
        for _ in range(options.repeat):
            for which, command in commands.items():
                costs[which].append(run(command, environment))
        show(costs, list(chosen), options.rules if not options.only else [])


def show(costs: dict[tuple[str, str], list[Cost]], keys: Sequence[str], rules: Sequence[int]) -> None:
    """Print the table and the ratios."""

    def cpu(key: str, variant: str = "check") -> float:
        return median(c.cpu for c in costs[key, variant])

    def net(key: str, variant: str = "check") -> float:
        return cpu(key, variant) - cpu("start", variant)

    print(f"{'input':20} {'CPU s':>8} {'clock s':>8} {'MB':>6} {'floor s':>8} {'ratio':>6} {'net':>6}")
    for key in keys:
        there = costs[key, "check"]
        row = f"{key:20} {cpu(key):8.3f} {median(c.wall for c in there):8.3f} {median(c.memory for c in there):6.0f} {cpu(key, 'floor'):8.3f}"
        print(row, f"{cpu(key) / cpu(key, 'floor'):6.2f}", f"{net(key) / net(key, 'floor'):6.2f}" if net(key, "floor") > 0.02 else "")
    print(f"start: {cpu('start') / cpu('start', 'bare'):.2f} times the bare import-and-load ({cpu('start', 'bare'):.3f} s)")
    if {"files", "one JSONL"} <= set(keys):
        print(f"files: {cpu('files') / cpu('one JSONL'):.2f} times one JSONL of them")
    if {"1 MB in one line", "a quarter of it"} <= set(keys):
        print(f"four times the text in a line: {net('1 MB in one line') / net('a quarter of it'):.2f} times the cost")
    for count in rules[1:]:
        more = (net("one JSONL", f"{count} rules") / net("one JSONL", f"{rules[0]} rules") - 1) / (count - rules[0])
        start = (cpu("start", f"{count} rules") - cpu("start", f"{rules[0]} rules")) / (count - rules[0])
        print(f"{count} more phrase rules: {more:.3%} each, and {start * 1000:.2f} ms each at the start")


if __name__ == "__main__":
    main()

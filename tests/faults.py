"""Kills a run that mends files, again and again, at any moment: `python tests/faults.py --runs 500 --seed 1`.

After each kill every file is the old or the new one, whole, with its mode. Prints how many runs were killed, how many files were found old and new,
and how many hidden files were left behind.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from keigo_lint.cli import main as command

OLD = "山田様\n\nお荷物をご確認してください。\n早急に対応いたします。\n了解しました。\n" * 4
FILES, MODE = 12, 0o640


def run(folder: Path) -> None:
    """Mend the files of a folder, in this process."""
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    command(["check", ".", "--fix", "--unsafe-fixes", "--isolated"], standalone_mode=False)


def forked(work: Callable[[], None], seconds: float | None = None) -> bool:
    """Do something in a process of its own, which is killed after so many seconds; tell whether it was."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def fill(folder: Path) -> None:
    """Write the drafts that are to be mended."""
    for number in range(FILES):
        file = folder / f"{number}.txt"
        file.write_text(OLD, "utf-8")
        file.chmod(MODE)


def kills(runs: int, seed: int) -> Counter[str]:
    """Kill so many runs; return what was found. Raises AssertionError for a file that is neither old nor new."""
    rng, found = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill(folder)
        start = time.monotonic()
        forked(lambda: run(folder))  # what it takes, and what is new
        whole = time.monotonic() - start
        new = (folder / "0.txt").read_text("utf-8")
        assert new != OLD
        for _ in range(runs):
            fill(folder)
            found["killed" if forked(lambda: run(folder), rng.uniform(0, 1.1 * whole)) else "done before"] += 1
            for number in range(FILES):
                file = folder / f"{number}.txt"
                text = file.read_text("utf-8")
                assert text in (OLD, new), (number, text)
                assert file.stat().st_mode & 0o7777 == MODE
                found["new" if text == new else "old"] += 1
            for left in folder.glob(".*"):
                found["left behind"] += 1
                left.unlink()
    return found


def main() -> None:
    """Run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=500)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    warm()
    print(dict(kills(asked.runs, asked.seed)))


def warm() -> None:
    """Load the rules once, for all processes."""
    with tempfile.TemporaryDirectory() as name:
        Path(name, "a.txt").write_text(OLD, "utf-8")
        here = Path.cwd()
        out, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115, PTH123
        try:
            command(["check", name, "--isolated", "--exit-zero"], standalone_mode=False)
        finally:
            sys.stdout = out
            os.chdir(here)


if __name__ == "__main__":
    main()

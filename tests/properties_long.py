"""The properties of test_properties.py over as many inputs as there is time for: `python tests/properties_long.py --seconds 900 --seed 1`.

Prints how many inputs were tried, how many characters they had, and each input that did not hold, smallest first, as a Python literal.
"""

from __future__ import annotations

import argparse
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable

from holding import ATOMS, COMMON, ENDLESS, FILES, SHAPES, file_holds, fix_holds, text_holds
from keigo_lint.rulefile import SCENES

_KINDS = ("check",) * 60 + ("fix",) * 12 + ("file",) * 14 + ("file fixed",) * 7 + ("endless",)
Case = tuple[str, str, Callable[[str], object]]


def text_of(rng: random.Random, atoms: tuple[str, ...], most: int) -> str:
    """Make a text up."""
    return "".join(rng.choices(atoms, k=rng.randint(1, rng.choice((3, 8, most)))))


def case(rng: random.Random) -> Case:
    """Make an input up, and say what must hold for it."""
    kind = rng.choice(_KINDS)
    scene = rng.choice(("auto", *SCENES))
    if kind in ("check", "endless"):
        text = text_of(rng, COMMON, 20)
        if kind == "endless":
            text += rng.choice(ENDLESS) + text_of(rng, COMMON, 8)
        return kind, text, lambda text: text_holds(text, scene)
    if kind == "fix":
        unsafe = rng.random() < 0.7
        return f"{kind} unsafe={unsafe}", text_of(rng, COMMON, 14), lambda text: fix_holds(text, scene, unsafe=unsafe)
    suffix, shape = rng.choice(FILES)
    keys, fixed = rng.random() < 0.3, kind == "file fixed"
    text = text_of(rng, ATOMS, 14)
    written = SHAPES[shape](text)
    if rng.random() < 0.3:  # what is cut off or stands in the wrong place
        at = rng.randrange(len(written) + 1)
        written = written[:at] + (rng.choice(ATOMS) + written[at:] if rng.random() < 0.5 else "")
    return f"{kind} a{suffix} keys={keys}", written, lambda text: file_holds(f"a{suffix}", text, keys=keys, fix=fixed)


def holds(text: str, what: Callable[[str], object]) -> str | None:
    """Return what went wrong, shortly."""
    try:
        what(text)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = next((f for f in reversed(frames) if "/src/keigo_lint/" in f.filename), frames[-1])
        last = frames[-1]
        return f"{type(error).__name__} {where.filename.rpartition('/')[2]}:{where.lineno} {last.filename.rpartition('/')[2]}:{last.lineno}"
    return None


def smallest(text: str, what: Callable[[str], object], wrong: str) -> str:
    """Return a part of a text that goes wrong in the same way."""
    size = len(text) // 2
    tries = 0
    while size >= 1 and tries < 400:
        at = 0
        while at < len(text) and tries < 400:
            shorter = text[:at] + text[at + size :]
            tries += 1
            if shorter != text and holds(shorter, what) == wrong:
                text = shorter
            else:
                at += size
        size //= 2
    return text


def main() -> None:
    """Run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    rng = random.Random(asked.seed)
    inputs, characters, slowest = Counter[str](), 0, (0.0, "", "")
    wrongs: Counter[str] = Counter()
    end, told = time.monotonic() + asked.seconds, time.monotonic() + 60
    while time.monotonic() < end:
        kind, text, what = case(rng)
        start = time.perf_counter()
        wrong = holds(text, what)
        took = time.perf_counter() - start
        if took > slowest[0] and sum(inputs.values()) > 50:
            slowest = (took, kind, text)
        inputs[kind.split()[0]] += 1
        characters += len(text)
        if wrong is not None:
            wrongs[wrong] += 1
            if wrongs[wrong] == 1:
                print(f"{kind}: {wrong}\n    {smallest(text, what, wrong)!r}", flush=True)
        if time.monotonic() > told:
            told += 60
            print(f"… {sum(inputs.values()):,} inputs, {characters:,} characters, {wrongs.total()} did not hold", flush=True)
    print(
        f"seed {asked.seed}: {sum(inputs.values()):,} inputs {dict(inputs)}, {characters:,} characters; {wrongs.total()} did not hold {dict(wrongs)}"
    )
    print(f"slowest: {slowest[0]:.2f} s, {slowest[1]}: {slowest[2][:200]!r}")


if __name__ == "__main__":
    main()

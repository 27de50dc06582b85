"""How far a long run is, on standard error, for those who look at a terminal."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

import click

WAIT = 1.0  # seconds; a run that is over by then shows nothing
_ERASE = "\x1b[1A\x1b[2K"


class Progress:
    """A bar that appears when a run takes long, and is gone when it ends; none where nobody looks."""

    def __init__(self, total: int, label: str, stream: TextIO, wait: float = WAIT) -> None:
        self._total, self._label, self._stream, self._done = total, label, stream, 0
        self._show_at = time.monotonic() + wait
        self._wanted = total > 1 and stream.isatty()
        self._bar: click._termui_impl.ProgressBar[int] | None = None

    def __enter__(self) -> Progress:
        return self

    def advance(self) -> None:
        """Count one more."""
        self._done += 1
        if self._bar is not None:
            self._bar.update(1)
        elif self._wanted and time.monotonic() >= self._show_at:
            bar = click.progressbar(length=self._total, label=self._label, file=self._stream, show_pos=True, width=20)
            self._bar = bar
            bar.update(self._done)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.render_finish()
            self._stream.write(_ERASE)
            self._stream.flush()

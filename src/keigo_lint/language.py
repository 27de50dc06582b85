"""A sentence in the two languages that the command line speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from keigo_lint.model import KeigoLintError

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Said:
    """The same sentence in Japanese and in English."""

    ja: str
    en: str

    def to(self, lang: Language) -> str:
        """Return the sentence for readers of a language."""
        return self.ja if lang == "ja" else self.en


class SaidError(KeigoLintError):
    """An error whose sentence there is in both languages: `said`."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.en)
        self.said = said

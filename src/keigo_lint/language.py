"""A sentence in the two languages that the command line speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True, slots=True)
class Said:
    """The same sentence in Japanese and in English."""

    ja: str
    en: str

    def to(self, lang: Language) -> str:
        """Return the sentence for readers of a language."""
        return self.ja if lang == "ja" else self.en

"""The floor: the same drafts, tokenised with the same output format and nothing else. `python floor.py RC PATH`."""

import json
import sys
from pathlib import Path

import fugashi
import unidic_lite

tagger = fugashi.GenericTagger(f'-r "{sys.argv[1]}" -d "{unidic_lite.DICDIR}"')
path = Path(sys.argv[2])
for file in sorted(path.iterdir()) if path.is_dir() else [path]:
    data = file.read_text("utf-8")
    texts = [json.loads(line)["text"] for line in data.splitlines()] if file.suffix == ".jsonl" else [data]
    for text in texts:
        for line in text.split("\n"):
            for start in range(0, len(line), 4_000):  # a longer piece costs more than linear time and memory
                tagger.parse(line[start : start + 4_000])

"""The report of a training run in, the model card in the Hugging Face form out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from models.training.measure import LANGUAGES

HEADER = """\
---
license: cc-by-sa-4.0
library_name: sentence-transformers
pipeline_tag: sentence-similarity
language: [{languages}]
tags: [sentence-transformers, static-embeddings, multilingual, cross-lingual-retrieval, news]
---
# whosaid-multilingual

A static multilingual embedding model: {pieces:,} word pieces with {dimension} dimensions; a text's vector is the mean
of its pieces' vectors, normalised. It was made for Whosaid, to find the passages of a news archive that answer a
question in another language, on any laptop, with nothing to download. Words and sentences that mean
the same lie close together in all its languages.

```python
from sentence_transformers import SentenceTransformer

model = SentenceTransformer("models/whosaid-multilingual")
print(model.similarity(model.encode("war and peace"), model.encode("Krieg und Frieden")))
```

No prompts are needed, for questions or for passages. Put an article's headline in front of each of its passages.
"""

USE = """\
## How it is stored
int8 with one scale per row (the form of model2vec, which sentence-transformers unfolds to float32). Traditional Chinese
pieces have the vectors of their simplified forms. Punctuation is no part of the vocabulary.

## Limits
- The order of words plays no part: "dog bites man" and "man bites dog" are one vector. It finds, it does not judge.
- Meaning that depends on the sentence is averaged: "bank" lies between river and money.
- Names that no training text has are compared by their pieces only; Whosaid compares their sounds besides
  (`index/names.py`).
- Languages with few sentences are weaker (see the table); what is not in the list of languages is not supported.
- The sentences are from Tatoeba, health, Wikipedia and web prose; few are news. Biases of those texts and of the
  English teacher are in the vectors.

## How it was made
{made} `training.json` beside this card lists every source with its
licence, share and pairs per language, and `docs/decisions/0005-static-model.md` says why it is as it is. Symmetric
in-batch cross entropy over pairs of sentences, dictionary entries and names; English words replaced by dictionary
translations; made-up bags of names and words; questions with the passages that answer them. The
vectors that all-MiniLM-L6-v2 (Apache 2.0) gives to English words and sentences were a second
target while training; it is not needed afterwards.
"""


def text(report: Mapping[str, Any]) -> str:
    """The card: header with languages, figures by language, data with licences and attribution, limits, recipe."""
    header = HEADER.format(
        languages=", ".join(_languages(report["sources"])), pieces=report["pieces"], dimension=report["dimension"]
    )
    parts = [header, _flores(report["flores_p_at_1"])]
    if "news" in report:
        parts.append(_news(report["news"]))
    made = report.get("made", f"With `python -m models.training DATA OUT` (seed {report['seed']}).")
    parts += [USE.format(made=made), _data(report["sources"])]
    return "\n".join(parts)


def _languages(sources: Mapping[str, Any]) -> list[str]:
    codes = {code for source in sources.values() for pair in source["pairs"] for code in pair.split("-")}
    return sorted(f'"{code}"' if code == "no" else code for code in codes | {"en"} if len(code) == 2)


def _flores(scores: Mapping[str, float]) -> str:
    counted = [scores[language] for language in LANGUAGES if language in scores]
    if not counted:
        return "## Figures\nNot measured.\n"
    ordered = sorted(scores, key=lambda language: -scores[language])
    rows = "\n".join(f"| {language} | {scores[language]:.3f} |" for language in ordered)
    return (
        "## Figures\n\nFLORES-200 devtest, 1,012 sentences: share of sentences whose nearest English sentence is their "
        f"translation (P@1). Mean over {', '.join(LANGUAGES)}: **{np.mean(counted):.3f}**, worst {min(counted):.3f}."
        "\n\n"
        f"| language | P@1 |\n|---|---|\n{rows}\n"
    )


def _news(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows with the same keys, the first the system's name; keys `from xx` make a table of their own."""
    first = [c for c in rows[0] if not c.startswith("from ")]
    languages = [c for c in rows[0] if c.startswith("from ")]
    told = (
        "Development news archive: 298 articles, 30 questions in the language of the article and 108 in another one; "
        "share of questions with a right passage among the first ten, or a right article among the first five. "
        "All rows in one run of `python -m benchmarks.retrieval`. Tuned on it.\n\n"
    )
    if not languages:
        return told + _table(rows, first)
    by = "\nCross-lingual passage@10 by the language of the question (seven or more questions):\n\n"
    return told + _table(rows, first) + by + _table(rows, ["system", *languages])


def _table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    lines = [
        "| " + " | ".join(f"{row[c]:.3f}" if isinstance(row[c], float) else str(row[c]) for c in columns) + " |"
        for row in rows
    ]
    return "\n".join([f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}", *lines]) + "\n"


def _data(sources: Mapping[str, Any]) -> str:
    rows = "\n".join(
        f"| {name} | {source['licence']} | {sum(source['pairs'].values()):,} |" for name, source in sources.items()
    )
    return (
        "## Data\n\n| source | licence | pairs |\n|---|---|---|\n"
        f"{rows}\n\nTatoeba sentences by the contributors of tatoeba.org; Wiktionary and the open wordnets by their "
        "authors; Chinese characters unified with OpenCC's tables (Apache 2.0). Sources under share-alike licences "
        "make this card ask for the same: CC BY-SA 4.0.\n"
    )

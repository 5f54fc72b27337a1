"""Folder of labelled texts → how well attribution does on each, as a table.

Run `python benchmarks/attribution.py ../shared/data/dev/attribution`, or `… evaluation/demo/statements` for our own
labels (YAML, see docs/labelling.md), which measure more. A labelled text is a JSON line with `doc_id`, `lang`, `text`
and `spans`, each `{"quote": [s, e], "cue", "source": [s, e] or null, "type": direct, indirect or mixed, "nested"?}`.
Nested statements are left out of the main columns and have two of their own. A speaker is right if the mention that
names the speaker overlaps the labelled source, or if the labelled source is a mere pronoun.
"""

from __future__ import annotations

import json
import lzma
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from attribution import sentences, statements  # noqa: E402
from benchmarks.attribution_tables import HEADER, OWN_HEADER, Tally, own_row_of, row_of  # noqa: E402
from domain import Article, Reference, Span, Statement  # noqa: E402
from evaluation.gold import row as row_of_labels  # noqa: E402
from evaluation.gold.__main__ import laid_out  # noqa: E402

MATCH = 0.5  # intersection over union from which a content counts as found
COVERED = 0.3  # share of a sentence that a content must cover for the sentence to count as attributed


def read(path: Path) -> Iterator[dict[str, Any]]:
    """The labelled texts of one file."""
    if path.suffix == ".yaml":
        yield from map(row_of_labels, laid_out([path], ROOT / "articles"))
        return
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf8") as lines:
        yield from (json.loads(line) for line in lines)


def iou(a: Span, b: Span) -> float:
    """Intersection over union of two spans, 0 to 1."""
    both = max(0, min(a.end, b.end) - max(a.start, b.start))
    return both / (a.end - a.start + b.end - b.start - both)


def match(gold: Sequence[Span], found: Sequence[Statement]) -> dict[int, int]:
    """Gold number → predicted number, best pairs first, each used once."""
    pairs = sorted(
        ((iou(g, s.content), n, m) for n, g in enumerate(gold) for m, s in enumerate(found) if g.overlaps(s.content)),
        reverse=True,
    )
    matched: dict[int, int] = {}
    for value, n, m in pairs:
        if value >= MATCH and n not in matched and m not in matched.values():
            matched[n] = m
    return matched


def _spans(label: Mapping[str, Any]) -> list[Span]:
    parts = label.get("source_parts") or ([label["source"]] if label.get("source") else [])
    return [Span(*part) for part in parts]


def names_source(statement: Statement, label: Mapping[str, Any], text: str) -> bool:
    """Whether the predicted speaker is the labelled one."""
    mention = statement.chain[-1].mention
    sources = _spans(label)
    if mention is None or not sources:
        return False
    if any(mention.overlaps(s) for s in sources) or _is_relative_of(sources[0], mention, text):
        return True
    cue = statement.chain[-1].cue
    return statement.found == "pronoun" and cue is not None and _is_short(sources[0].of(text))


def _is_relative_of(source: Span, mention: Span, text: str) -> bool:
    """As in "the police, who said": the label stands on "who", the speaker is the name right before it."""
    word = source.of(text).lower()
    return word in RELATIVES and 0 <= source.start - mention.end <= 2


def names_chain(statement: Statement, label: Mapping[str, Any], text: str) -> bool:
    """Whether every speaker of the chain is right; sets that do not label chains have the innermost one only."""
    if "chain" not in label:
        return names_source(statement, label, text)
    if len(statement.chain) != len(label["chain"]):
        return False
    return all(
        link.mention is not None and any(link.mention.overlaps(Span(*place)) for place in places)
        for link, places in zip(statement.chain, label["chain"], strict=True)
    )


def _is_short(words: str) -> bool:
    return (len(words.split()) == 1 and not words[:1].isupper()) or words.lower() in PRONOUNS


RELATIVES = frozenset("who which that der die das qui yang который которая которые".split())
PRONOUNS = frozenset("he she it they er sie es i we ich wir the statement pernyataan tersebut".split()) | {
    "the statement",
    "pernyataan tersebut",
    "their information",
}


def score(path: Path) -> Tally:
    """All counts for one file."""
    tally = Tally()
    for row in read(path):
        text, language = row["text"], row["lang"]
        began = time.process_time()
        found = statements(Article(Reference(row["doc_id"], None, None, language), text))
        tally.seconds += time.process_time() - began
        tally.characters += len(text)
        reported = [s for s in found if s.form not in ("own_voice", "frame")]
        _spans_of(tally, row, text, [s for s in reported if not _is_account(s, reported)])
        _nested(tally, row, text, [s for s in reported if _is_account(s, reported)])
        _shown(tally, row, text, reported, sentences(text, language))
        if "own_voice" in row:
            _own(tally, row, [s for s in reported if not _is_account(s, reported)], sentences(text, language))
    return tally


def _is_account(statement: Statement, reported: Sequence[Statement]) -> bool:
    """Whether it stands within another statement; credit for the article as a whole nests nothing."""
    outer = [s for s in reported if s.chain == statement.chain[:-1]]
    return statement.nested and any(s.content.overlaps(statement.content) for s in outer)


def _is_nested(label: Mapping[str, Any]) -> bool:
    return bool(label.get("nested")) or label.get("nested_in") is not None


def _spans_of(tally: Tally, row: Mapping[str, Any], text: str, reported: Sequence[Statement]) -> None:
    labels = [s for s in row["spans"] if not _is_nested(s)]
    matched = match([Span(*s["quote"]) for s in labels], reported)
    tally.gold += len(labels)
    tally.predicted += len(reported)
    tally.found += len(matched)
    for n, label in enumerate(labels):
        direct = label["type"] == "direct"
        tally.direct += direct
        tally.direct_found += direct and n in matched
        if n in matched and "polarity" in label:
            said = reported[matched[n]]
            link = said.chain[-1]
            tally.form_right += said.form == label["type"]
            tally.stance_right += (link.stance, link.polarity) == (label["stance"], label["polarity"])
        if n in matched and label.get("source"):
            tally.with_source += 1
            right = names_source(reported[matched[n]], label, text)
            tally.right += right
            if not right:
                tally.misses.append(f"{text[slice(*label['source'])]} ≠ {reported[matched[n]].chain[-1].name}")


def _nested(tally: Tally, row: Mapping[str, Any], text: str, reported: Sequence[Statement]) -> None:
    labels = [s for s in row["spans"] if _is_nested(s)]
    matched = match([Span(*s["quote"]) for s in labels], reported)
    tally.nested += len(labels)
    tally.nested_found += len(matched)
    tally.nested_right += sum(names_chain(reported[m], labels[n], text) for n, m in matched.items())


def _shown(
    tally: Tally, row: Mapping[str, Any], text: str, reported: Sequence[Statement], parts: Sequence[Span]
) -> None:
    for statement in reported:
        if statement.shown and not statement.nested:
            near = [s for s in row["spans"] if Span(*s["quote"]).overlaps(statement.content) and s.get("source")]
            tally.shown += bool(near)
            tally.shown_right += any(names_source(statement, s, text) for s in near)
    outer = [s for s in reported if s.shown and not s.nested]
    for sentence in parts:
        gold = [s for s in row["spans"] if _covers(sentence, Span(*s["quote"])) and not _is_nested(s)]
        here = [s for s in outer if _covers(sentence, s.content)]
        tally.sentence_gold += bool(gold)
        tally.sentence_shown += bool(here)
        tally.sentence_right += any(names_source(s, g, text) for s in here for g in gold)


def _own(tally: Tally, row: Mapping[str, Any], reported: Sequence[Statement], parts: Sequence[Span]) -> None:
    """By sentence: is it the outlet's own voice? Sentences that hold only a cue are left out."""
    own_voice = [Span(*place) for place in row["own_voice"]]
    for sentence in parts:
        said = any(_covers(sentence, Span(*s["quote"])) for s in row["spans"])
        own = not said and any(_covers(sentence, place) for place in own_voice)
        if said or own:
            here = [s for s in reported if _covers(sentence, s.content)]
            tally.own_gold += own
            tally.own_said += not here
            tally.own_right += own and not here
            tally.own_named += own and any(s.shown for s in here)


def _covers(sentence: Span, content: Span) -> bool:
    both = max(0, min(sentence.end, content.end) - max(sentence.start, content.start))
    return both >= COVERED * (sentence.end - sentence.start)


def _sum(tallies: Sequence[Tally]) -> Tally:
    """All counts together."""
    whole = Tally()
    for tally in tallies:
        for name, value in vars(tally).items():
            setattr(whole, name, getattr(whole, name) + value)
    return whole


def main(folder: str, *names: str) -> None:
    """Print the table over the sets whose file name starts with one of `names` (default: all but the old fiction)."""
    own = any(Path(folder).glob("*.yaml"))
    wanted = names or (("",) if own else ("seeds", "polnear_dev", "dewikinews_dev", "pud"))
    paths = sorted(Path(folder).glob("*.yaml" if own else "*.jsonl*"))
    tallies: dict[str, Tally] = {}
    print(HEADER)
    for path in paths:
        if path.name.startswith(tuple(wanted)):
            name = path.name.split(".")[0]
            tallies[name] = score(path)
            print(row_of(name, tallies[name]), flush=True)
    if own:
        tallies["all"] = _sum(list(tallies.values()))
        print(row_of("all", tallies["all"]), OWN_HEADER, sep="\n\n")
        print("\n".join(own_row_of(name, tally) for name, tally in tallies.items()))
    mean = [200 * t.right / max(1, t.gold + t.predicted) for name, t in tallies.items() if name.startswith("pud")]
    if mean:
        print(f"\nPUD end-to-end F1: mean {sum(mean) / len(mean):.1f}, worst {min(mean):.1f}")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Labelled statements: every label has its place in its article, and nothing in an article is without a label."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from domain import Article, Reference, Span
from errors import BadInput
from evaluation.gold import Sheet, counted, located, problems, read, row
from evaluation.gold.__main__ import app, laid_out
from evaluation.gold.locating import places

HOUSE = Path(__file__).resolve().parent.parent
LABELS = sorted((HOUSE / "evaluation" / "demo" / "statements").glob("*.yaml"))
TEXT = "Bridge shut\n\nThe mayor said that it was old. “It broke,” she said. The river rose."
SOUND = """
a:
  names:
    mayor: [The mayor]
  statements:
  - content: it was old
    form: indirect
    chain:
    - {name: mayor, cue: said, stance: says}
  - content: “It broke,”
    form: direct
    found: pronoun
    chain:
    - {name: mayor, mention: she, cue: said, stance: says}
  own_voice:
  - Bridge shut
  - The river rose.
"""
FIRST = "    - {name: mayor, cue: said, stance: says}\n"


def sheet(tmp_path: Path, labels: str, text: str = TEXT) -> Sheet:
    file = tmp_path / "en.yaml"
    file.write_text(labels, encoding="utf-8")
    (labelled,) = read(file)
    return located(labelled, Article(Reference("a", None, None, "en"), text))


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_every_label_of_the_demo_has_its_place_and_nothing_is_without_label(path: Path) -> None:
    assert [line for s in laid_out([path], HOUSE / "articles") for line in problems(s)] == []


def test_every_dispatch_is_labelled_and_every_language_has_ten() -> None:
    labelled = [article.article for path in LABELS for article in read(path)]
    dispatches = [path for path in (HOUSE / "articles").glob("*/*") if path.is_file()]
    assert sorted(labelled) == sorted(path.stem for path in dispatches)
    counts = Counter(path.parent.name for path in dispatches)
    assert len(counts) == 10
    assert min(counts.values()) >= 10


def test_sound_labels_have_places_and_no_problem(tmp_path: Path) -> None:
    found = sheet(tmp_path, SOUND)
    assert problems(found) == []
    assert [s.content.of(TEXT) for s in found.statements] == ["it was old", "“It broke,”"]
    (link,) = found.statements[1].chain
    assert link.cue is not None
    assert link.cue.start > TEXT.index("broke")
    assert link.mention is not None
    assert link.mention.of(TEXT) == "she"


def test_a_name_stands_wherever_the_article_names_the_speaker_and_not_where_a_pronoun_does(tmp_path: Path) -> None:
    found = sheet(tmp_path, SOUND)
    assert {span.of(TEXT) for span in found.names_of(found.statements[1].chain[0])} == {"mayor", "The mayor"}


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("it was old", "it was new", "is not in the article"),
        ("cue: said", "cue: sighed", "is not in the article"),
        ("  - The river rose.\n", "", "nobody says 'The river rose.'"),
        ("- Bridge shut", "- it was old", "own_voice and somebody's statement"),
        ("content: it was old", "content: The @3", "is not in the article 3 times"),
        ("content: it was old", "content: a", "stands 2 times"),
        ("form: indirect", "form: direct", "holds no quotation"),
        (FIRST, FIRST + FIRST.replace("mayor, cue: said", "river"), "no statement of its outer speaker"),
        ("name: mayor, cue", "name: king, cue", "the name 'king' is not in the article"),
    ],
)  # fmt: skip
def test_a_label_that_cannot_be_right_is_told(tmp_path: Path, before: str, after: str, what: str) -> None:
    text = TEXT.replace("rose", "rose a bit and a bit") if after.endswith(" a") else TEXT
    told = problems(sheet(tmp_path, SOUND.replace(before, after, 1), text))
    assert any(what in line for line in told), told


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("form: indirect", "form: inverted", "form is 'inverted'; it must be one of direct"),
        ("stance: says", "stance: sings", "stance is 'sings'"),
        ("cue: said", "clue: said", "unknown field 'clue'"),
        ("    - {name: mayor, cue: said, stance: says}\n", "", "chain is empty"),
        ("content: it was old", "content: 7", "content must be words of the article"),
    ],
)
def test_a_label_of_the_wrong_shape_is_refused_with_its_place(
    tmp_path: Path, before: str, after: str, what: str
) -> None:
    with pytest.raises(BadInput, match=r"en.yaml: a: statement 1") as refused:
        sheet(tmp_path, SOUND.replace(before, after, 1))
    assert what in str(refused.value)


def test_the_second_place_is_named_by_its_number(tmp_path: Path) -> None:
    labels = SOUND.replace("- Bridge shut", "- shut @2").replace("- The river rose.", "- Bridge shut\n  - shut @3")
    found = sheet(tmp_path, labels, TEXT + " Then shut. Shut or shut.")
    starts = [span.start for span in found.own_voice]
    assert starts[0] == TEXT.index("rose.") + len("rose. Then ")
    assert starts[2] > starts[0]


def test_words_cut_out_of_other_words_count_only_where_nothing_else_does() -> None:
    assert places("it", "edit it") == [Span(5, 7)]
    assert places("قال", "وقال") == [Span(1, 4)]
    assert places("国防部", "国防部：俄国防部") == [Span(0, 3), Span(5, 8)]


def test_a_plain_space_in_a_label_stands_for_any_space_of_the_article() -> None:
    assert places("« non »", "dit «\u00a0non\u202f» hier") == [Span(4, 11)]


def test_a_row_has_every_place_of_every_speaker_of_the_chain(tmp_path: Path) -> None:
    made = row(sheet(tmp_path, SOUND))
    assert [span["type"] for span in made["spans"]] == ["indirect", "direct"]
    assert [TEXT[slice(*part)] for part in made["spans"][1]["chain"][0]] == ["mayor", "The mayor"]
    assert [TEXT[slice(*part)] for part in made["own_voice"]] == ["Bridge shut", "The river rose."]


def test_the_counts_have_a_line_per_language(tmp_path: Path) -> None:
    assert counted([sheet(tmp_path, SOUND)]).splitlines()[2] == "| en | 1 | 2 | 1 | 1 | 0 | 0 | 0 | 1 | 0 | 2 |"


def test_the_command_tells_each_mistake_and_ends_with_two(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.txt").write_text(TEXT, encoding="utf-8")
    file = tmp_path / "en.yaml"
    file.write_text(SOUND.replace("The river rose.", "The river fell."), encoding="utf-8")
    result = CliRunner().invoke(app, [str(file), "--articles", str(articles)])
    assert result.exit_code == 2
    assert "'The river fell.' is not in the article" in result.stdout
    file.write_text(SOUND.replace("a:", "b:", 1), encoding="utf-8")
    result = CliRunner().invoke(app, [str(file), "--articles", str(articles)])
    assert result.exit_code == 2
    assert "no article 'b'" in result.stderr

"""Test files: ours and other tools' read alike, and whatever is wrong comes as one sentence with its line."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from errors import BadInput
from evaluation.cases import inspect, load
from evaluation.writing import as_yaml


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


MALFORMED = [
    # name, content, line, words of the sentence
    ("empty.yaml", "", 1, "empty"),
    ("blank.jsonl", "  \n\n", 1, "empty"),
    ("nul.yaml", "cases:\n- question: a\0b\n", 2, "NUL"),
    ("latin1.csv", b"question\ncaf\xe9 o\xf9?\n", 2, "UTF-8"),
    ("binary.jsonl", b"\x89PNG\r\n\x1a\n\x00\x00", 1, "UTF-8"),
    ("tab.yaml", "cases:\n\t- question: Who?\n", 2, "broken YAML"),
    ("unclosed.yaml", 'cases:\n- question: "Who?\n', 2, "broken YAML"),
    ("brackets.yaml", "cases: [{question: Who?}\n", 1, "broken YAML"),
    ("alias.yaml", "cases:\n- &a {question: Who?}\n- *a\n", 2, "anchors"),
    ("bomb.yaml", "a: &a [x,x]\nb: &b [*a,*a]\ncases: []\n", 1, "anchors"),
    ("tag.yaml", "cases:\n- question: !!python/object/apply:os.system [ls]\n", 2, "tags"),
    ("double-key.yaml", "cases:\n- question: Who?\n  question: What?\n", 3, "twice"),
    ("two-documents.yaml", "cases:\n- question: Who?\n---\ncases: []\n", 3, "second document"),
    ("deep.yaml", "cases:\n- question: Who?\n  tags: " + "[" * 60 + "]" * 60 + "\n", 3, "nested deeper"),
    ("no-cases.yaml", "questions:\n- Who?\n", 1, "cases:"),
    ("cases-text.yaml", "cases: Who?\n", 1, "cases:"),
    ("case-text.yaml", "cases:\n- Who?\n", 1, "fields"),
    ("no-case.yaml", "cases: []\n", 1, "no case"),
    ("no-question.yaml", "cases:\n- id: a\n  lang: en\n", 2, "question"),
    ("typo.yaml", "cases:\n- question: Who?\n  speakr: Rabie\n", 3, "did you mean speaker"),
    ("header-typo.yaml", "peple: {a: [A]}\ncases:\n- question: Who?\n", 1, "did you mean people"),
    ("lang.yaml", "cases:\n- question: Who?\n  lang: English!\n", 3, "language code"),
    ("answerable.yaml", "cases:\n- question: Who?\n  answerable: perhaps\n", 3, "true or false"),
    ("grade.yaml", "cases:\n- question: Who?\n  relevant: [{article: a, grade: 9}]\n", 3, "grade"),
    ("label.yaml", "cases:\n- question: Who?\n  relevant: [{grade: 2}]\n", 3, "article, url"),
    ("label-part.yaml", "cases:\n- question: Who?\n  relevant: [{passage: 'a#3'}]\n", 3, "'passage'"),
    ("support.yaml", "cases:\n- question: Who?\n  support: [{article: a}]\n", 3, "text"),
    ("nugget.yaml", "cases:\n- question: Who?\n  nuggets: [{id: n1}]\n", 3, "any_of"),
    ("nugget-support.yaml", "cases:\n- question: Who?\n  nuggets: [{any_of: x, support: s9}]\n", 2, "'s9'"),
    ("stance.yaml", "cases:\n- question: Who?\n  attributions: [{speaker: A, stance: shouts}]\n", 3, "stance"),
    ("both.yaml", "cases:\n- question: Who?\n  speaker: A\n  attributions: [{speaker: B}]\n", 3, "beside"),
    ("contradiction.yaml", "cases:\n- question: Who?\n  answerable: false\n  articles: [a]\n", 2, "not answerable"),
    ("doubled-id.yaml", "cases:\n- {id: a, question: Who?}\n- {id: a, question: What?}\n", 3, "also on line 2"),
    ("status.yaml", "cases:\n- {question: Who?, status: done}\n", 2, "draft or reviewed"),
    ("thresholds.yaml", "cases:\n- question: Who?\n  thresholds: {article.R@10: high}\n", 3, "number"),
    ("aliases.yaml", "people: {rabie: []}\ncases:\n- question: Who?\n", 1, "no forms"),
    ("broken.jsonl", '{"question": "Who?"}\n{"question": \n', 2, "broken JSON"),
    ("list.jsonl", '["Who?"]\n', 1, "JSON object"),
    ("nan.jsonl", '{"question": "Who?", "thresholds": {"article.RR": NaN}}\n', 1, "NaN"),
    ("deep.jsonl", '{"question": ' + "[" * 100_000 + "\n", 1, "nested|broken JSON"),
    ("object.json", '{"question": "Who?"}', 1, "list of cases"),
    ("columns.csv", "question,lang\nWho, what?,en\n", 2, "columns"),
    ("twice.csv", "question,question\nWho?,What?\n", 1, "twice"),
    ("quote.csv", 'question\n"Who?\n', 2, "broken CSV"),
    ("notes.txt", "Who?\n", 0, "ends in one of"),
    ("topics.tsv", "1 Who?\n", 1, "qrels"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "line", "words"), MALFORMED, ids=[row[0] for row in MALFORMED])
def test_a_malformed_file_gives_one_sentence_with_file_line_and_what_to_do(tmp_path, name, content, line, words):
    path = write(tmp_path, name, content)
    with pytest.raises(BadInput) as caught:
        load(path)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{path}:{line}:" if line else f"{path}:")
    assert re.search(words, message)
    assert caught.value.exit_code == 2


def test_check_lists_every_problem_and_load_counts_them(tmp_path):
    path = write(tmp_path, "t.yaml", "cases:\n- lang: xxxx\n- question: Who?\n  tagz: a\n")
    _, problems = inspect(path)
    assert [p.line for p in problems] == [2, 2, 4]
    with pytest.raises(BadInput, match="2 more"):
        load(path)


OURS = """
people:
  guterres: [António Guterres, Гутерриш]
outlets:
  reuters: [Reuters, Рейтер]
thresholds: {article.R@10: 0.9}
cases:
- question: "Who said the corridor would stay open?"
  lang: no
  relevant: [{url: "https://example.org/a?utm_source=x", grade: 3}, b]
  support: [{id: s1, article: b, text: "will remain open"}]
  nuggets: [{id: n1, any_of: ["stays open"], support: s1}]
  attributions: [{claim: n1, speaker: guterres, outlets: [reuters, TASS], stance: says, must_not: putin}]
  must_mention: [[Odesa, Одеса], July]
  thresholds: {max_latency_ms: 3000}
"""


def test_our_format_resolves_aliases_and_keeps_no_as_norwegian(tmp_path):
    collection = load(write(tmp_path, "t.yaml", OURS))
    case = collection.cases[0]
    attribution = case.attributions[0]
    assert (case.language, case.id[:2], case.thresholds) == ("no", "q-", {"max_latency_ms": 3000.0})
    assert attribution.speaker == ("António Guterres", "Гутерриш")
    assert attribution.outlets == (("Reuters", "Рейтер"), ("TASS",))
    assert case.must_mention == (("Odesa", "Одеса"), ("July",))
    assert [label.key for label in case.articles] == ["https://example.org/a?utm_source=x", "b"]
    assert collection.thresholds == {"article.R@10": 0.9}


def test_only_the_question_is_required(tmp_path):
    [case] = load(write(tmp_path, "t.jsonl", '{"question": "Who?"}')).cases
    assert (case.answerable, case.relevant, case.status) == (True, (), "reviewed")


def test_a_csv_file_reads_like_ours(tmp_path):
    text = "id,question,lang,answerable,relevant_urls,must_mention,speaker,outlets,answer,tags\n"
    text += (
        '7,"Who, and when?",en,true,https://a.example/x|https://b.example/y,July|Odesa,Dillon,Wire|Post,Dillon.,t1|t2\n'
    )
    [case] = load(write(tmp_path, "t.csv", "\ufeff" + text)).cases
    assert (case.question, case.tags, case.references) == ("Who, and when?", ("t1", "t2"), ("Dillon.",))
    assert [label.url for label in case.relevant] == ["https://a.example/x", "https://b.example/y"]
    assert [o[0] for o in case.attributions[0].outlets] == ["Wire", "Post"]


def test_ragas_rows_are_read(tmp_path):
    row = {
        "user_input": "Who?",
        "reference": "Dillon.",
        "reference_contexts": ["Dillon said so."],
        "reference_context_ids": ["a1"],
        "response": "x",
    }
    [case] = load(write(tmp_path, "ragas.jsonl", json.dumps(row))).cases
    assert (case.question, case.references, case.relevant[0].article) == ("Who?", ("Dillon.",), "a1")
    assert case.support[0].text == "Dillon said so."


def test_ragchecker_results_are_read(tmp_path):
    body = {
        "results": [{"query_id": 3, "query": "Who?", "gt_answer": "Dillon.", "response": "", "retrieved_context": []}]
    }
    [case] = load(write(tmp_path, "checker.json", json.dumps(body))).cases
    assert (case.id, case.question, case.references) == ("3", "Who?", ("Dillon.",))


def test_promptfoo_assertions_become_words_to_mention(tmp_path):
    text = "question,__expected1,__expected2,__expected3\n"
    text += 'Who?,"icontains-any: Dillon, Диллон",not-contains: Putin,llm-rubric: nice\n'
    [case] = load(write(tmp_path, "foo.csv", text)).cases
    assert (case.must_mention, case.must_not_mention, case.references) == ((("Dillon", "Диллон"),), ("Putin",), ())


def test_trec_topics_and_relevance_are_read(tmp_path):
    write(tmp_path, "qrels.txt", "1 0 doc-a 2\n1 0 doc-b 0\n2 0 doc-c 1\n")
    cases = load(write(tmp_path, "topics.tsv", "1\tWho?\n2\tWhat?\n")).cases
    assert [(c.id, [label.article for label in c.articles]) for c in cases] == [("1", ["doc-a"]), ("2", ["doc-c"])]


def test_labels_by_line_become_texts(tmp_path):
    corpus = {"id": "a1", "lang": "fr", "title": "Le titre", "text": "Première.\nDeuxième."}
    write(tmp_path, "corpus.jsonl", json.dumps(corpus))
    row = {
        "id": "1",
        "type": "attribution",
        "lang": "en",
        "question": "Who?",
        "articles": ["a1"],
        "support": {"a1": [0, 2]},
        "speaker": ["Dillon"],
        "variants": ["Диллон"],
        "outlets": ["Wire"],
    }
    [case] = load(write(tmp_path, "questions.jsonl", json.dumps(row))).cases
    assert [(s.text, s.language) for s in case.support] == [("Le titre", "fr"), ("Deuxième.", "fr")]
    assert case.attributions[0].speaker == ("Dillon", "Диллон")


@pytest.mark.shared
def test_the_development_questions_and_follow_ups_are_read(shared):
    questions = load(shared / "data/dev/news/questions.jsonl").cases
    followups = load(shared / "data/dev/news/followups.jsonl").cases
    assert (len(questions), len(followups)) == (168, 12)
    assert all(case.history for case in followups)
    assert all(case.words for case in questions if case.answerable)


def test_what_is_written_reads_back(tmp_path):
    rows = [
        {
            "question": 'a: "b" # c\u2028d \\ {x',
            "tags": ["- x", "&y", "*z"],
            "must_mention": [["1,5", "no"], ["é" * 120]],
        }
    ]
    path = write(tmp_path, "t.yaml", as_yaml(rows, {"people": {"a b": ["x|y".replace("|", " ")]}}, "two\nlines"))
    collection = load(path)
    assert dict(collection.rows[0]) == rows[0]


SOUND = (
    ("t.yaml", OURS),
    ("t.csv", "id,question,answerable\n1,Who?,true\n"),
    ("t.jsonl", '{"question": "Who?", "tags": ["a"]}\n'),
)
MARKS = [b"[", b"{", b'"', b"&a ", b"*a", b"\n", b"\t", b": "]


@pytest.mark.parametrize(("name", "text"), SOUND)
@settings(max_examples=300, deadline=2000)
@given(data=st.data())
def test_a_mutated_file_reads_or_says_what_is_wrong(tmp_path_factory, name, text, data):
    raw = bytearray(text.encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4) | st.sampled_from(MARKS))
        raw = raw or bytearray(b"x")
    path = write(tmp_path_factory.mktemp("fuzz"), name, bytes(raw))
    try:
        load(path)
    except BadInput as error:
        assert str(error).startswith(str(path))  # noqa: PT017 - either outcome is right

import lzma
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from errors import BadInput
from models.training import card, export, measure, pools, recipe, resume, sounds, sources, stages, switching, vocabulary
from models.training.adam import RowAdam
from models.training.chinese import simplified, traditional
from models.training.sources import Pair


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """As the program itself: with more, small steps mostly wait for each other."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


PAIRS = [
    Pair("the war", "der Krieg", "en", "de", "wiktionary"),
    Pair("the peace", "der Frieden", "en", "de", "wiktionary"),
    Pair("the war", "la guerre", "en", "fr", "wiktionary"),
    Pair("the peace", "la paix", "en", "fr", "wiktionary"),
]


def cut(text: str) -> list[str]:
    tokenizer = vocabulary.splitter([("a", 0.0)])
    normal = tokenizer.normalizer.normalize_str(text)
    return [piece for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(normal)]


def grown(pairs: list[Pair], size: int = 60):
    counts = vocabulary.count_pretokens([side for pair in pairs for side in (pair.left, pair.right)])
    return vocabulary.grow({pretoken: 10.0 * count for pretoken, count in counts.items()}, size)


def write(path: Path, *lines: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(lzma.compress("\n".join(lines).encode()))


def test_every_pair_carries_its_source_and_languages(tmp_path: Path):
    write(tmp_path / "train/parallel/en-de.tsv.xz", "tico19\tGood day.\tGuten Tag.")
    assert list(sources.sentences(tmp_path)) == [Pair("Good day.", "Guten Tag.", "en", "de", "tico19")]


def test_a_source_without_a_licence_in_the_table_is_refused(tmp_path: Path):
    write(tmp_path / "train/parallel/en-de.tsv.xz", "found-somewhere\tGood day.\tGuten Tag.")
    with pytest.raises(BadInput, match="found-somewhere"):
        list(sources.sentences(tmp_path))


def test_a_question_keeps_the_part_of_its_passage_that_answers_it(tmp_path: Path):
    passage = "x" * 3000 + " The answer is 42. " + "y" * 3000
    write(
        tmp_path / "train/qa/faquad.pt.jsonl.xz",
        '{"q": "Why?", "passage": "' + passage + '", "answer": ["answer is 42"], "id": 1}',
    )
    (pair,) = sources.questions(tmp_path)
    assert "The answer is 42." in pair.right
    assert len(pair.right) == sources.WINDOW


@pytest.mark.parametrize(
    ("tokenised", "written"),
    [("Hello , world ( again ) .", "Hello, world (again)."), ("他 改编 了 剧本 。", "他改编了剧本。")],
)
def test_tokenised_text_is_written_as_people_write_it(tokenised: str, written: str):
    assert sources.detokenised(tokenised) == written


def test_punctuation_and_its_neighbours_do_not_change_a_word():
    assert cut("war") == cut('"War"') == cut("(WAR),")


def test_an_arabic_word_is_one_piece_with_and_without_article_points_and_tatweel():
    assert cut("المؤتمر") == cut("مؤتمر") == cut("الْمُؤتَمَر") == cut("مـؤتمر")


def test_vietnamese_words_may_reach_over_their_spaces():
    assert cut("Tổng thống nói") == ["▁tổng▁thống▁nói"]
    assert cut("Chính phủ") == ["▁chính▁phủ"]


def test_words_of_other_latin_languages_are_cut_at_spaces():
    assert cut("été à Paris") == ["▁été", "▁à", "▁paris"]


def test_numbers_are_the_same_in_every_script():
    assert cut("٢٠١٥") == cut("2015") == cut("२०१५") == ["▁", "2015"]


def test_frequent_words_become_whole_pieces():
    tokenizer = grown(PAIRS)
    assert tokenizer.encode("the war", add_special_tokens=False).tokens == ["▁the", "▁war"]


def test_a_language_with_little_text_gets_its_mass_in_the_vocabulary():
    from collections import Counter

    counts = {"en": Counter({"▁the": 1_000_000}), "sw": Counter({"▁serikali": 2})}
    together = vocabulary.balanced(counts, {"en": 1.0, "sw": 1.0})
    assert together["▁serikali"] == pytest.approx(together["▁the"])


def test_ragged_rows_come_back_one_after_another():
    ragged = pools.Ragged.of([[1, 2, 3], [4], [5, 6]])
    ids, lengths = ragged.take(np.array([2, 0]))
    assert (ids.tolist(), lengths.tolist()) == ([5, 6, 1, 2, 3], [2, 3])


def test_pairs_with_one_left_side_have_one_key_so_they_are_no_negatives():
    made = pools.pool(PAIRS, pools.cutter(grown(PAIRS)), {})
    left = [made.keys[row] for row in range(4)]
    assert len(set(left)) == 2


def test_a_batch_draws_only_from_one_group_per_example():
    made = pools.pool(PAIRS, pools.cutter(grown(PAIRS)), {})
    rows, example = made.draw(50, np.full(50, 3), np.random.default_rng(0))
    group = np.array([0, 0, 1, 1])[rows]
    assert all(len(set(group[example == i])) == 1 for i in range(50))


def test_words_are_replaced_by_their_translations_also_when_inflected():
    entries = [Pair("announce", "ankündigen", "en", "de", "wiktionary")]
    by_language = switching.dictionaries(entries)
    stem = switching._stemmer()
    texts = {switching.replaced("It was announced", by_language["de"], stem, random.Random(s)) for s in range(20)}
    assert texts == {"It was announced", "It was ankündigen"}


def test_a_surname_replaces_capitalised_words_only():
    entries = [Pair("baker", "بيكر", "en", "ar", "wikidata-names")]
    by_language = switching.dictionaries(entries)
    stem = switching._stemmer()
    lower = {switching.replaced("ask the baker", by_language["ar"], stem, random.Random(s)) for s in range(20)}
    upper = {switching.replaced("ask James Baker", by_language["ar"], stem, random.Random(s)) for s in range(20)}
    assert lower == {"ask the baker"}
    assert "ask James بيكر" in upper


def test_phrases_win_over_their_words():
    entries = [
        Pair("prime minister", "Premierminister", "en", "de", "wiktionary"),
        Pair("minister", "Pfarrer", "en", "de", "wiktionary"),
    ]
    by_language = switching.dictionaries(entries)
    stem = switching._stemmer()
    texts = {switching.replaced("prime minister", by_language["de"], stem, random.Random(s)) for s in range(20)}
    assert texts == {"prime minister", "Premierminister"}


STAGE = stages.Stage("all", 60, 0.05, 0.01, (stages.Share("words", 1.0, stages.ONE),), 0.0)


def trained(checkpoint: Path, *stage: stages.Stage) -> tuple[torch.Tensor, list[float]]:
    tokenizer = grown(PAIRS)
    made = {"words": pools.pool(PAIRS, pools.cutter(tokenizer), {})}
    rows = stages.start(tokenizer.get_vocab_size(), made["words"], 1)
    losses: list[float] = []
    stages.train(
        rows,
        made,
        stage,
        stages.NO_TEACHER,
        checkpoint,
        batch=16,
        seed=1,
        tell=lambda step, steps, loss: losses.append(loss),
    )
    return rows, losses


def test_training_brings_translations_together(tmp_path: Path):
    _, losses = trained(tmp_path / "checkpoint.pt", STAGE)
    assert losses[-1] < losses[0] / 2


def test_training_twice_with_one_seed_gives_the_same_vectors(tmp_path: Path):
    first, _ = trained(tmp_path / "a.pt", STAGE)
    second, _ = trained(tmp_path / "b.pt", STAGE)
    assert torch.equal(first, second)


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    whole, _ = trained(tmp_path / "whole.pt", STAGE)
    monkeypatch.setattr(stages, "SAVE_EVERY", 20)
    tokenizer = grown(PAIRS)
    made = {"words": pools.pool(PAIRS, pools.cutter(tokenizer), {})}

    def stop(step: int, steps: int, loss: float) -> None:
        if step == 30:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stages.train(
            stages.start(tokenizer.get_vocab_size(), made["words"], 1),
            made,
            (STAGE,),
            stages.NO_TEACHER,
            tmp_path / "cut.pt",
            batch=16,
            seed=1,
            tell=stop,
        )
    resumed, losses = trained(tmp_path / "cut.pt", STAGE)
    assert len(losses) == 40
    assert torch.allclose(whole, resumed)


def test_a_step_that_was_done_is_read_and_not_done_again(tmp_path: Path):
    work = resume.Work(tmp_path)
    made = pools.pool(PAIRS, pools.cutter(grown(PAIRS)), {})
    first = work.kept("words.npz", lambda: made, resume.write_pool, resume.read_pool)
    again = work.kept("words.npz", lambda: pytest.fail("made again"), resume.write_pool, resume.read_pool)
    assert (first.groups, again.groups) == (made.groups, made.groups)
    assert all(np.array_equal(getattr(again.left, name), getattr(made.left, name)) for name in ("ids", "starts"))
    assert np.array_equal(again.keys, made.keys)
    assert np.array_equal(again.chances, made.chances)


def test_the_teachers_vectors_come_back_with_their_keys(tmp_path: Path):
    teaching = stages.Teaching({7: 1, -9: 0}, torch.eye(2))
    resume.write_teaching(teaching, tmp_path / "teacher.pt")
    again = resume.read_teaching(tmp_path / "teacher.pt")
    assert again.rows == teaching.rows
    assert again.vectors is not None
    assert torch.equal(again.vectors, torch.eye(2))


def test_a_step_cut_off_while_it_was_written_is_done_again(tmp_path: Path):
    work = resume.Work(tmp_path)

    def cut_off(value: str, path: Path) -> None:
        path.write_text("hal")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work.kept("step.txt", lambda: "half", cut_off, Path.read_text)

    def write(value: str, path: Path) -> None:
        path.write_text(value)

    assert work.kept("step.txt", lambda: "whole", write, Path.read_text) == "whole"


def test_a_work_folder_of_another_run_is_refused_by_what_differs(tmp_path: Path):
    resume.Work(tmp_path).begin({"data": "/a", "seed": 1})
    resume.Work(tmp_path).begin({"data": "/a", "seed": 1})
    with pytest.raises(BadInput, match="seed 1 instead of 2"):
        resume.Work(tmp_path).begin({"data": "/a", "seed": 2})


def test_the_minutes_of_a_step_add_up_over_runs(tmp_path: Path):
    clock = tmp_path / resume.CLOCK
    clock.write_text('{"train": {"wall": 5.0, "processor": 4.0}}')
    with resume.Work(tmp_path).timed("train"):
        pass
    assert resume.Work(tmp_path).minutes()["train"]["wall"] >= 5.0


def test_a_folder_without_training_data_is_refused(tmp_path: Path):
    with pytest.raises(BadInput, match="holds no train/"):
        recipe.read(tmp_path)


def test_rows_are_updated_as_by_torch_sparse_adam():
    rows = torch.randn(20, 4, generator=torch.Generator().manual_seed(1))
    bag = torch.nn.EmbeddingBag.from_pretrained(rows.clone(), mode="sum", sparse=True, freeze=False)
    theirs, ours = torch.optim.SparseAdam(bag.parameters(), lr=0.1), RowAdam.of(rows)
    for step in range(5):
        ids, sizes = torch.tensor([1, 2, 2, 5 + step]), torch.tensor([3, 1])
        theirs.zero_grad()
        (bag(ids, torch.tensor([0, 3])) ** 2).sum().backward()
        theirs.step()
        sums = torch.stack([rows[ids[:3]].sum(0), rows[ids[3]]])
        ours.update(ids, sizes, 2 * sums, 0.1)
    assert torch.allclose(bag.weight, rows, atol=1e-5)


def test_equal_left_sides_do_not_count_against_each_other():
    vectors = torch.eye(4)[[0, 0, 0, 0]]
    alike = stages.Batch(torch.zeros(0), torch.zeros(0), torch.tensor([7, 7]), torch.tensor([-1, -1]))
    apart = stages.Batch(torch.zeros(0), torch.zeros(0), torch.tensor([7, 8]), torch.tensor([-1, -1]))
    assert float(stages.loss_of(vectors, alike, None, 0.0)) == pytest.approx(0.0, abs=1e-6)
    assert float(stages.loss_of(vectors, apart, None, 0.0)) == pytest.approx(np.log(2), abs=1e-6)


def test_int8_rows_with_a_scale_each_are_within_half_a_step():
    vectors = np.random.default_rng(0).normal(size=(50, 16)).astype(np.float32) * np.logspace(-3, 3, 50)[:, None]
    rows, scales = export.quantised(vectors.astype(np.float32))
    assert np.all(np.abs(rows * scales[:, None] - vectors) <= scales[:, None] * 0.5001)


def test_a_row_of_zeros_stays_zero():
    rows, scales = export.quantised(np.zeros((2, 4), np.float32))
    assert not rows.any()
    assert not scales.any()


def test_the_saved_folder_loads_as_sentence_transformers_and_gives_the_same_vectors(tmp_path: Path):
    from sentence_transformers import SentenceTransformer

    tokenizer = grown(PAIRS)
    vectors = np.random.default_rng(0).normal(size=(tokenizer.get_vocab_size(), 8)).astype(np.float32)
    export.save(tokenizer, vectors, "card", tmp_path / "model")
    loaded = SentenceTransformer(str(tmp_path / "model"), device="cpu")
    ids = tokenizer.encode("the war", add_special_tokens=False).ids
    expected = vectors[ids].mean(0) / np.linalg.norm(vectors[ids].mean(0))
    assert loaded.encode("the war") == pytest.approx(expected, abs=0.01)


def test_traditional_spellings_get_the_vectors_of_the_simplified():
    pairs = [Pair("France", "法国", "en", "zh", "cldr")] * 5
    tokenizer = grown(pairs, 20)
    vectors = np.arange(tokenizer.get_vocab_size() * 2, dtype=np.float32).reshape(-1, 2)
    both, more = export.with_traditional(tokenizer, vectors)
    simple, other = both.token_to_id("法国"), both.token_to_id("法國")
    assert traditional("法国") == "法國"
    assert np.array_equal(more[simple], more[other])


def test_chinese_is_trained_in_simplified_characters_and_japanese_left_alone():
    pairs = [Pair("France", "法國", "en", "zh", "cldr"), Pair("east", "東", "en", "ja", "cldr")]
    assert [pair.right for pair in simplified(pairs)] == ["法国", "東"]


def test_letters_learn_the_consonants_they_stand_for():
    names = [("PTN", "путин"), ("N", "анна"), ("TN", "тина"), ("PT", "питт"), ("NN", "нина")] * 30
    table = sounds.learned(names)
    assert sounds.by_class(table, table, 1) == {"N": "н", "P": "п", "T": "т"}


def test_precision_at_1_counts_sentences_whose_nearest_english_is_their_translation():
    vectors = {"a": [1, 0], "b": [0, 1], "A": [1, 0.1], "B": [1, 0.2]}
    aligned = {"en": ["a", "b"], "xx": ["A", "B"]}
    scores = measure.precision_at_1(aligned, lambda texts: np.array([vectors[t] for t in texts], np.float32))
    assert scores == {"xx": 0.5}


def test_the_card_names_every_source_with_its_licence():
    report = {
        "seed": 1,
        "pieces": 10,
        "dimension": 8,
        "flores_p_at_1": {"fr": 0.9},
        "sources": {"tico19": {"licence": "CC0 1.0", "share": 4.0, "pairs": {"fr": 2, "de": 1}}},
    }
    text = card.text(report)
    assert "| tico19 | CC0 1.0 | 3 |" in text
    assert text.startswith("---\nlicense:")
    assert "**0.900**" in text


def test_the_card_shows_question_languages_in_a_table_of_their_own():
    report = {
        "seed": 1,
        "pieces": 10,
        "dimension": 8,
        "flores_p_at_1": {"fr": 0.9},
        "news": [{"system": "BM25", "cross passage@10": 0.5, "from en": 0.25}],
        "sources": {"tico19": {"licence": "CC0 1.0", "share": 4.0, "pairs": {"fr": 2}}},
    }
    text = card.text(report)
    assert "| system | cross passage@10 |\n|---|---|\n| BM25 | 0.500 |" in text
    assert "| system | from en |\n|---|---|\n| BM25 | 0.250 |" in text

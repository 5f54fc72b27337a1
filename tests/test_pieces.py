"""Word pieces: whatever the text, the same as the tokenizer's own, and a memory that does not grow without end."""

import random
import re
import sys

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from index import pieces
from index.pieces import Pieces

TOKENIZER = Tokenizer.from_file("models/whosaid-multilingual/tokenizer.json")
SENTENCES = [
    "The Prime Minister's office said: “We won't comment” – not now (or ever).",
    "L’été à l’Élysée, c’est où ? — «Ça dépend», dit-il.",
    "Straße, GROẞ, daß, Übermaß; ÄÖÜ äöü ẞ",
    "Łódź, Çeşme, İstanbul, ISPARTA, ığdır, Đorđević, Reykjavík, Þór",
    "Владимир Путин заявил: «Нет!». Ещё Ёлка, їжак, Ўзбекистан, ѓавол",
    "وقالت وزارة الدفاع إن المؤتمر، بالقاهرة، للرئيس والأمم المتحدة؛ ٢٠١٥ سنة ۲۰۱۵ کشور می‌گوید",
    "وزیر اعظم نے کہا ہے کہ لڑائی، ٹھیک ہو گئی۔ بڑے ڈاکٹر؟ ۂ ۓ ۀ",
    "الْمُؤتَمَر مـؤتمر لا إله آمن شئ بئر مسؤول فتاة 5المئة covid19الوباء",
    "וְהַמֶּמְשָׁלָה אמרה: \"לא\" בתל־אביב",
    "国防部发言人7日表示，“不予置评”。外交部、７月７日",
    "岸田首相は「ミサイルを発射した」と述べた。ラーメン・らーめん、ヴァイオリン、ﾃﾚﾋﾞ、か\u3099",
    "대통령은 선거를 앞두고 말했다. 하 한 각\u11a8",
    "Chính phủ Việt Nam tuyên bố, tổng thống nói với Reuters hôm qua",
    "प्रधानमंत्री ने कहा, संसद में। ২০২০ সালে নির্বাচন ጠቅላይ ሚኒስትር รัฐบาลไทย",
    "cafe\u0301 A\u030angstro\u0308m o\u031b a\u0323\u0302 =\u0338 ½ ² Ⅷ ㎏ ﬁn ﷺ ﷼ Å",
    "100% $5.20 €3 £4 ¥500 ₹7 G7 F-16 COVID-19 1,000.50 3٪",
    "\u200bzero\u200dwidth\ufeff soft\u00adhyphen \u202eright-to-left\u202c 🙂👩‍👩‍👧 ▁mark ▁ <unk>",
    "\x00control\x1c\x85\u2028\u3000.",
    "https://example.org/a_b?c=d&e=%20f user@example.org",
    "", " ", "\n", "…", "x" * 500, "好" * 500, "é" * 61,
]  # fmt: skip
ALPHABETS = [
    "abcXYZ ',.-", "ÀßëĄďĐđơưạ a", "ёЁйЙ абв. ", "ابتةأإآكیىئ وال للبال 5",
    "ٹڈڑںھہےۂ،۔ لل", "中文人。，ー々〇 5", "かがゟーァア・",
    "가각ᄀ ᅡ", "שלוםְ '", "०१२5²½ⅷ", "\u0301\u0323\u0308a o", "İIıiŉſ", "\u200b\u200d\xad\ufeff a",
    "\x1c\x85\u3000\u2028\t a", "▁ <unk> a", "ﬁﷺ㍿Å Ω", "$€%5 a", "ไทย ລາວ", "বাংলা हिन्दी", "ልዕልት",
]  # fmt: skip


def differing(texts: list[str]) -> list[str]:
    cut = Pieces(TOKENIZER)
    both = zip(texts, cut.of(texts), cut.as_tokenized(texts), strict=True)
    return [text for text, ours, theirs in both if ours.tolist() != theirs.tolist()]


def test_the_bundled_tokenizer_is_one_whose_words_can_be_remembered():
    assert pieces.digest(TOKENIZER) in pieces.WORD_BY_WORD


def test_real_and_odd_sentences_give_what_the_tokenizer_gives():
    assert differing(SENTENCES) == []
    assert differing(SENTENCES[::-1]) == []


def test_a_remembered_word_gives_the_same_again():
    cut = Pieces(TOKENIZER)
    first, again = cut.of(SENTENCES), cut.of(SENTENCES)
    assert [ids.tolist() for ids in first] == [ids.tolist() for ids in again]


def test_random_strings_of_mixed_scripts_give_what_the_tokenizer_gives():
    rng = random.Random(5)
    texts = []
    for _ in range(6000):
        letters = "".join(rng.sample(ALPHABETS, rng.randint(1, 4)))
        texts.append("".join(rng.choices(letters, k=rng.randint(0, 40))))
    assert differing(texts) == []


def test_single_characters_give_what_the_tokenizer_gives_alone_and_inside_a_word():
    rng = random.Random(7)
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    common = [*every[:0x3100], *rng.sample(every, 4000)]
    assert differing(common) == []
    assert differing([f"a{c}b {c}ب 中{c}" for c in common]) == []


@pytest.mark.parametrize("known", [*pieces.LETTERS, *pieces.APART])
def test_plain_letters_are_only_put_into_lower_case(known: str):
    letters = [c for c in map(chr, range(0x10000)) if re.match(f"[{known}]", c)]
    changed = [c for c in letters if TOKENIZER.normalizer.normalize_str(f"a{c}b") != f"a{c.lower()}b"]
    assert letters
    assert changed == []


def test_what_parts_words_never_joins_with_its_neighbours():
    parting = [c for c in map(chr, range(0x10000)) if re.fullmatch(pieces.BETWEEN, c)]
    joined = [c for c in parting if TOKENIZER.normalizer.normalize_str(f"a{c}b") != "a b"]
    marked = [c for c in parting if TOKENIZER.normalizer.normalize_str(f"a{c}\u0301b") != "a \u0301b"]
    assert len(parting) > 40
    assert (joined, marked) == ([], [])


def test_the_memory_begins_anew_when_it_is_full(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pieces, "MOST", 50)
    monkeypatch.setattr(pieces, "TOGETHER", 1)
    cut = Pieces(TOKENIZER)
    for number in range(300):
        cut.of([f"word{number} and another{number}"])
        assert len(cut._known) < 60


def test_long_words_are_not_remembered():
    cut = Pieces(TOKENIZER)
    cut.of(["x" * 500])
    assert all(len(word) <= pieces.LONGEST for word in cut._known)


def test_another_tokenizer_is_left_to_itself():
    other = Tokenizer(models.WordLevel({"a": 1, "b": 2, "<unk>": 0}, unk_token="<unk>"))
    other.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    assert [ids.tolist() for ids in Pieces(other).of(["a b", "b, a"])] == [[1, 2], [0, 1]]

"""The four articles that the product began with, asked in five languages (needs ../shared/seeds)."""

import pytest

from answer import Answerer, problems
from domain import Query

QUESTIONS = {
    "en": "who claims the US refused strikes?",
    "fr": "qui affirme que les États-Unis ont refusé les frappes ?",
    "id": "siapa yang mengklaim AS menolak serangan udara?",
    "ru": "кто утверждает, что США отказались наносить удары?",
    "ar": "من يدّعي أن الولايات المتحدة رفضت شن ضربات؟",
}
MINISTRY = {"Russian Defense Ministry", "Kementerian Pertahanan Rusia", "ministère de la Défense russe"}
pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def seeds(tmp_path_factory, shared, embedder):
    from index import Archive
    from ingest import ingest

    folder = tmp_path_factory.mktemp("seeds") / "archive"
    with Archive.write(folder, embedder) as writer:
        ingest([shared / "seeds"], writer, embedder=embedder)
    archive = Archive.open(folder, embedder)
    yield archive
    archive.close()


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_same_speaker_and_the_same_four_articles_in_every_language(seeds, language):
    answer = Answerer(seeds).ask(Query(QUESTIONS[language]))
    assert answer.language == language
    assert answer.claims[0].speaker in MINISTRY
    assert {c.reference.id.split("_")[0] for c in answer.citations} == {"000", "001", "002", "003"}
    assert problems(answer, {c.reference.id: seeds.article(c.reference.id) for c in answer.citations}) == []


def test_three_outlets_quote_the_ministry_and_the_french_article_says_it_itself(seeds):
    answer = Answerer(seeds).ask(Query(QUESTIONS["en"]))
    cited = {c.marker: c for c in answer.citations}
    told = [cited[marker] for marker in answer.claims[0].citations]
    direct = {c.reference.id[:3] for c in told if c.statement and c.statement.form == "direct"}
    assert direct == {"000", "001", "003"}
    own = next(claim for claim in answer.claims if claim.form == "own_voice")
    assert (own.speaker, own.credited in MINISTRY) == (None, True)
    assert cited[own.citations[0]].quote.startswith("La partie américaine, cependant, a totalement refusé")


@pytest.mark.parametrize("language", QUESTIONS)
def test_voluntary_surrender_is_only_the_ministrys_account_of_what_the_us_said(seeds, language):
    answer = Answerer(seeds).ask(Query(QUESTIONS[language]))
    nested = [claim for claim in answer.claims if len(claim.chain) > 1]
    assert nested
    for claim in answer.claims:
        assert claim.speaker is None or claim.speaker in MINISTRY

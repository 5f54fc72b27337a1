"""Articles in, Prepared articles out: LlamaIndex's IngestionPipeline over our passage splitter and embedder.

The pipeline has no docstore and no vector store: what is new is decided by `ingest.run` and stored by the archive, so
neither a delta run nor a batch limit of a store can lose anything here. Heavy: import only when there is work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.schema import BaseNode, Document, NodeRelationship, TextNode, TransformComponent

from attribution import statements
from domain import Article, Passage, Prepared, Reference, Span, Statement, StoredFile
from ingest.passages import passages

CONTEXT = ("title", "outlet")
"""What the embedder is told of an article before each passage; not part of the passage or its offsets."""


class Embedder(Protocol):
    """What ingest needs of an embedder; index has it."""

    def as_llama(self) -> BaseEmbedding:
        """A LlamaIndex BaseEmbedding that gives normalised vectors."""


class PassageSplitter(TransformComponent):
    """Documents → one node per passage, with the passage's id and offsets and the article's title and outlet."""

    def __call__(self, nodes: Sequence[BaseNode], **_: object) -> list[BaseNode]:
        """The passages of all documents, in order."""
        return [_node(passage, document) for document in nodes for passage in passages(_article(document))]


def _said(articles: Sequence[Article]) -> list[tuple[Statement, ...]]:
    return [statements(article) for article in articles]


def prepare(
    read: Sequence[tuple[StoredFile, Article]],
    embedder: Embedder,
    said: Callable[[Sequence[Article]], list[tuple[Statement, ...]]] = _said,
) -> list[Prepared]:
    """Each article with its passages, their vectors and its statements, in the given order."""
    nodes = _pipeline(embedder.as_llama()).run(documents=[_document(article) for _, article in read])
    nodes_of: dict[str, list[BaseNode]] = {article.reference.id: [] for _, article in read}
    for node in nodes:
        nodes_of[str(node.ref_doc_id)].append(node)
    told = said([article for _, article in read])
    return [
        _prepared(file, article, nodes_of[article.reference.id], own)
        for (file, article), own in zip(read, told, strict=True)
    ]


def _pipeline(embedding: BaseEmbedding) -> IngestionPipeline:
    return IngestionPipeline(transformations=[PassageSplitter(), embedding], disable_cache=True)


def _document(article: Article) -> Document:
    reference = article.reference
    # Plain strings only: lists in metadata are refused by vector stores.
    metadata = {"title": reference.title or "", "outlet": reference.outlet or "", "language": reference.language}
    return Document(id_=reference.id, text=article.text, metadata=metadata)


def _article(document: BaseNode) -> Article:
    known = document.metadata
    reference = Reference(document.node_id, known["title"] or None, known["outlet"] or None, known["language"])
    return Article(reference, document.get_content())


def _node(passage: Passage, document: BaseNode) -> TextNode:
    context = {name: document.metadata[name] for name in CONTEXT if document.metadata[name]}
    if passage.text.startswith(context.get("title", "\0")):
        del context["title"]  # the headline is part of the first passage
    return TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.span.start,
        end_char_idx=passage.span.end,
        metadata=context,
        metadata_template="{value}",
        metadata_separator="\n",
        text_template="{metadata_str}\n\n{content}",
        relationships={NodeRelationship.SOURCE: document.as_related_node_info()},
    )


def _prepared(file: StoredFile, article: Article, nodes: Sequence[BaseNode], said: tuple[Statement, ...]) -> Prepared:
    cut = tuple(_passage(node, article) for node in nodes)
    vectors = np.asarray([node.get_embedding() for node in nodes], dtype=np.float32)
    return Prepared(file, article, cut, vectors, said)


def _passage(node: BaseNode, article: Article) -> Passage:
    assert isinstance(node, TextNode)
    span = Span(node.start_char_idx or 0, node.end_char_idx or 0)
    return Passage(node.node_id, article.reference.id, span, span.of(article.text))

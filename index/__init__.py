"""Prepared articles go in, passages that fit a question come out; the only folder that knows Chroma."""

from index.archive import Archive
from index.chroma_server import ChromaServer
from index.embedders import Embedder, load_embedder
from index.ledger import LedgerQuery
from index.names import asked_sounds, sounds
from index.placed import Placed

__all__ = [
    "Archive",
    "ChromaServer",
    "Embedder",
    "LedgerQuery",
    "Placed",
    "asked_sounds",
    "load_embedder",
    "sounds",
]

"""Prepared articles go in, passages that fit a question come out; the only folder that knows Chroma."""

from index.archive import Archive
from index.embedders import Embedder, load_embedder
from index.names import sounds

__all__ = ["Archive", "Embedder", "load_embedder", "sounds"]

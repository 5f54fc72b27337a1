"""Text goes in, vectors come out: any model that sentence-transformers loads, from a folder or from the hub.

torch and sentence_transformers are imported only here, and only when a model that needs them must embed something.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from errors import EmbedderUnavailable
from index.static_model import Floats, StaticModel, is_static, normalised

if TYPE_CHECKING:
    from llama_index.core.base.embeddings.base import BaseEmbedding

MODEL_FILES = (".safetensors", ".bin", ".json", ".txt", ".model", ".onnx")
"""Files that decide what a model computes: weights, tokenizer, configuration."""
PICKLED = {".bin", ".pt", ".pth", ".pkl", ".ckpt"}
"""Weights that are a program: whoever loads them runs it."""
REPORT = "training.json"
"""What our own training tells of itself; it decides nothing, and may be added to."""


class _Encoder(Protocol):
    @property
    def dimension(self) -> int: ...
    def queries(self, texts: Sequence[str], prompt: str) -> Floats: ...
    def documents(self, texts: Sequence[str], prompt: str) -> Floats: ...


class Embedder:
    """A model with its prompts. Nothing is loaded before the first text must be embedded."""

    def __init__(self, name: str, query_prompt: str = "", document_prompt: str = "") -> None:
        """`name` is a folder or a hub name; a prompt given here wins over the model's own."""
        self.name = name
        self.query_prompt = query_prompt
        self.document_prompt = document_prompt

    @cached_property
    def folder(self) -> Path:
        """Where the model lies. Raises EmbedderUnavailable."""
        path = Path(self.name).expanduser()
        if path.is_dir():
            return path
        if path.is_absolute() or self.name.startswith((".", "~")) or self.name.count("/") != 1:
            raise EmbedderUnavailable(
                f"{self.name}: no such model folder; set WHOSAID_INDEX__EMBEDDER to one that exists"
            )
        return _from_hub(self.name)

    @cached_property
    def revision(self) -> str:
        """sha256 over the names and bytes of weights, tokenizer and configuration."""
        digest = hashlib.sha256()
        files = [p for p in self.folder.rglob("*") if p.is_file() and p.suffix in MODEL_FILES and p.name != REPORT]
        if not files:
            raise EmbedderUnavailable(f"{self.folder}: holds no model that sentence-transformers could load")
        for path in sorted(files):
            digest.update(f"{path.relative_to(self.folder).as_posix()}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    @cached_property
    def identity(self) -> dict[str, str]:
        """What must be equal for two embedders to give the same vectors; known without loading the model."""
        return {
            "name": self.folder.name,
            "revision": self.revision,
            "query_prompt": self.query_prompt,
            "document_prompt": self.document_prompt,
        }

    @property
    def fingerprint(self) -> dict[str, str | int]:
        """Name, revision, dimension and prompts, as an archive records them."""
        return {**self.identity, "dimension": self.dimension}

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._encoder.dimension

    def embed_documents(self, texts: Sequence[str]) -> Floats:
        """One normalised row per text. Raises EmbedderUnavailable."""
        return self._encoder.documents(texts, self.document_prompt)

    def embed_queries(self, texts: Sequence[str]) -> Floats:
        """One normalised row per question. Raises EmbedderUnavailable."""
        return self._encoder.queries(texts, self.query_prompt)

    def __reduce__(self) -> tuple[type[Embedder], tuple[str, str, str]]:
        """Sent to another process it is a name and prompts: the model is loaded there, if it is needed."""
        path = Path(self.name).expanduser()
        return Embedder, (str(path.absolute()) if path.is_dir() else self.name, self.query_prompt, self.document_prompt)

    @property
    def static(self) -> StaticModel | None:
        """The model's word-piece vectors, if it has any: the second stage compares words by them."""
        return self._encoder.model if isinstance(self._encoder, _Static) else None

    def as_llama(self) -> BaseEmbedding:
        """The embedder as LlamaIndex wants it (its own Hugging Face class cannot load a StaticEmbedding)."""
        from index.llama_embedding import LlamaEmbedding

        return LlamaEmbedding(self)

    @cached_property
    def _encoder(self) -> _Encoder:
        try:
            return _Static(self.folder) if is_static(self.folder) else _Transformer(self.folder)
        except EmbedderUnavailable:
            raise
        except Exception as error:  # what a broken folder raises differs by library and version
            reason = " ".join(str(error).split())[:200]
            raise EmbedderUnavailable(f"{self.folder}: the model cannot be loaded ({reason}); fetch it anew") from error


def load_embedder(name: str, query_prompt: str = "", document_prompt: str = "") -> Embedder:
    """The embedder of that name; the model itself is loaded on first use."""
    return Embedder(name, query_prompt, document_prompt)


class _Static:
    def __init__(self, folder: Path) -> None:
        import json

        self.model = StaticModel(folder)
        config = folder / "config_sentence_transformers.json"
        self.prompts = json.loads(config.read_text("utf-8")).get("prompts", {}) if config.is_file() else {}

    @property
    def dimension(self) -> int:
        return self.model.dimension

    def queries(self, texts: Sequence[str], prompt: str) -> Floats:
        return self._embed(texts, prompt or self.prompts.get("query", ""))

    def documents(self, texts: Sequence[str], prompt: str) -> Floats:
        return self._embed(texts, prompt or self.prompts.get("document", ""))

    def _embed(self, texts: Sequence[str], prompt: str) -> Floats:
        return self.model.embed([prompt + text for text in texts] if prompt else texts)


class _Transformer:
    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")  # the folder is here: nothing need be asked of the hub
        _refuse_pickled(folder)
        from sentence_transformers import SentenceTransformer

        # float(): a model saved as float16 computes slowly, or not at all, on a processor.
        self.model: Any = SentenceTransformer(str(folder), local_files_only=True, trust_remote_code=False).float()

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension())

    def queries(self, texts: Sequence[str], prompt: str) -> Floats:
        return self._encode(self.model.encode_query, texts, prompt)

    def documents(self, texts: Sequence[str], prompt: str) -> Floats:
        return self._encode(self.model.encode_document, texts, prompt)

    def _encode(self, encode: Any, texts: Sequence[str], prompt: str) -> Floats:  # noqa: ANN401 (a bound method of theirs)
        if not len(texts):
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = encode(list(texts), prompt=prompt or None, show_progress_bar=False, convert_to_numpy=True)
        return normalised(np.asarray(vectors, dtype=np.float32))


def _refuse_pickled(folder: Path) -> None:
    """Raises EmbedderUnavailable for weights that only pickle can read; beside safetensors they are not read."""
    for path in folder.rglob("*"):
        if path.suffix in PICKLED and not any(path.parent.glob("*.safetensors")):
            raise EmbedderUnavailable(
                f"{path}: pickled weights can run code when they are loaded; choose a model with safetensors"
            )


def _from_hub(name: str) -> Path:
    """A hub model's folder in the local cache, fetched if it is not there: the name in the settings asks for it."""
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except Exception:  # not in the cache; the next call says whether it can be had
        pass
    try:
        return Path(
            snapshot_download(name, allow_patterns=[f"*{suffix}" for suffix in MODEL_FILES if suffix not in PICKLED])
        )
    except Exception as error:  # offline, unknown name, no permission: all mean that it cannot be had
        reason = " ".join(str(error).split())[:160]
        raise EmbedderUnavailable(f"{name}: neither a folder nor obtainable from the hub ({reason})") from None

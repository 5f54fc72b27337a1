# Whosaid: `make` lists the targets.
.DEFAULT_GOAL := help
.PHONY: help setup run test gate torture check fix licences sbom audit clean

PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
AUDIT  := build/audit
ARCHIVE ?= var/archive
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.txt constraints.txt | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt constraints.txt | cksum | cut -d' ' -f1)

help:            ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(DEV_STAMP)  ## .venv with everything that running, testing and checking need

run: $(RUN_STAMP)  ## ingest the demo archive (only what changed) and serve the chat on port 7860
	@$(BIN)/python -m ingest articles --archive $(ARCHIVE)
	@WHOSAID_ARCHIVE=$(ARCHIVE) $(BIN)/python app.py

test: $(DEV_STAMP)  ## all tests
	@$(BIN)/python -m pytest -q

gate: $(RUN_STAMP)  ## the demo questions, asked against the thresholds in evaluation/demo/questions.yaml
	@rm -rf build/gate
	@$(BIN)/python -m ingest articles --archive build/gate/archive
	@$(BIN)/python -m evaluation run evaluation/demo/questions.yaml --archive build/gate/archive --out build/gate/run

torture: $(DEV_STAMP)  ## every row of the table of threats tried: a line for each, and build/torture.md
	@$(BIN)/python -m pytest -q -m "torture or row" -n 2 --dist worksteal

check: $(DEV_STAMP)  ## style, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

fix: $(DEV_STAMP)  ## put right what ruff can put right
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

licences: $(RUN_STAMP)  ## every package that the product needs, with its licence; fails where one is not permissive
	@$(BIN)/python -m supply

sbom: $(RUN_STAMP) $(AUDIT)  ## build/sbom.json: all that is installed in .venv, in CycloneDX's form
	@$(AUDIT)/bin/cyclonedx-py environment $(BIN)/python --output-format JSON --output-file build/sbom.json
	@echo "build/sbom.json"

audit: $(AUDIT)  ## look all pinned versions up in PyPI's list of known holes (needs the network)
	@$(AUDIT)/bin/pip-audit --requirement constraints.txt --no-deps --disable-pip --ignore-vuln CVE-2026-45829

clean:           ## remove the environment, the demo archive and everything built
	rm -rf $(VENV) var build .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(AUDIT): | $(BIN)/python
	@mkdir -p build
	@$(BIN)/python -m venv $@ && $@/bin/python -m pip install --quiet --requirement requirements-audit.txt || (rm -rf $@; exit 1)

# Python 3.11 by that name, or a python3 that is one.
$(BIN)/python:
	@set -e; py=$$(command -v $(PYTHON) || command -v python3 || true); \
	if [ -z "$$py" ] || ! $$py -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))'; then \
	  echo "Whosaid needs Python 3.11; found: $${py:-none}. Install it, or run: make PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
	echo "Making $(VENV) (once)"; $$py -m venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	@echo "Installing requirements.txt (once; about 2 GB, some minutes)"
	@$(BIN)/python -m pip install --quiet --requirement requirements.txt
	@rm -f $(VENV)/.run-*; touch $@

$(DEV_STAMP): $(RUN_STAMP)
	@echo "Installing requirements-dev.txt (once)"
	@$(BIN)/python -m pip install --quiet --requirement requirements-dev.txt
	@rm -f $(VENV)/.dev-*; touch $@

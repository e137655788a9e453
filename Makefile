# Everything here works on a fresh machine with Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
N ?= 100000

.PHONY: demo test lint types tests bench docs clean

demo: $(VENV)/.ready  ## import, search, look up, edit, trash, restore and export, in a throw-away book
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh docs/demo.sh

test: lint types tests  ## lint, types and the whole suite

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready
	$(BIN)/mypy

tests: $(VENV)/.ready
	$(BIN)/pytest -n 2

bench: $(VENV)/.ready  ## each figure beside its floor; N contacts
	$(BIN)/python -m benchmarks --contacts $(N)

docs: $(VENV)/.ready  ## docs/commands.md, from the command tree
	$(BIN)/python -m docs.commands > docs/commands.md

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

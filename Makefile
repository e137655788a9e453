# Everything here works on a fresh machine with Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
N ?= 100000

.PHONY: demo test lint types tests faults bench scaling peers docs man package clean

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

faults: $(VENV)/.ready  ## the long set of kills, full disks, locks, damage and fuzzing; prints its figures
	rm -f .faults.jsonl
	CONTACTSCTL_FAULTS=long CONTACTSCTL_FAULT_FIGURES="$(CURDIR)/.faults.jsonl" \
		$(BIN)/pytest -n 2 --dist worksteal tests/faults tests/address_book/test_contacts.py
	$(BIN)/python -m tests.faults.figures .faults.jsonl

bench: $(VENV)/.ready  ## each figure beside its floor; N contacts
	$(BIN)/python -m benchmarks --contacts $(N)

scaling: $(VENV)/.ready  ## the charts of docs/images, from a thousand contacts to a million
	$(BIN)/python -m benchmarks.scaling

peers: $(VENV)/.ready  ## khard and abook with the same 10,000 cards
	$(BIN)/python -m benchmarks.peers

docs: man  ## docs/commands.md, the manual pages and the pictures, from the program as it is
	$(BIN)/python -m docs.commands > docs/commands.md
	$(BIN)/python -m docs.screenshots

man: $(VENV)/.ready  ## docs/man: contactsctl(1) and a page for each command
	$(BIN)/python -m docs.manual

package: man  ## wheel and sdist in dist/, checked, and installed into an empty environment
	rm -rf dist build
	$(PYTHON) -m venv build/tools
	build/tools/bin/python -m pip install --quiet --disable-pip-version-check build twine
	build/tools/bin/python -m build --outdir dist .
	build/tools/bin/twine check --strict dist/*
	$(PYTHON) -m venv build/try
	build/try/bin/python -m pip install --quiet --disable-pip-version-check dist/*.whl
	build/try/bin/contactsctl --version
	CONTACTSCTL_DB=build/try.db build/try/bin/contactsctl import tests/data/phone-2009.vcf
	build/try/bin/contactsctl-addr --db build/try.db bego
	ls -l dist build/try/share/man/man1/contactsctl.1

clean:
	rm -rf $(VENV) .faults.jsonl build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

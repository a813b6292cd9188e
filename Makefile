# Two commands are enough: `make run` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

EXTRAS = dask embeddings tensorflow
READING = tests/sales/analysis tests/sales/corpus

.PHONY: help run $(EXTRAS) test check format lock messages docs

help:
	@echo "make run    install, migrate, seed and serve on 127.0.0.1:8000"
	@echo "make dask   install Dask, for tables that one machine takes too long for"
	@echo "make embeddings   install what reads an embedding model in a file"
	@echo "make tensorflow   install the TensorFlow trainer, 1.3 GB on disk, which is not needed for the others"
	@echo "make test   install and test, on both columns of the embedded/production table"
	@echo "make check  lint, types, import rules, migrations, docs"

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Finnect needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)

# The command, for any working directory.
$(BIN)/finnect: Makefile | $(BIN)/python
	printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s/$(BIN)/python" -m finnect "$$@"\n' '$(CURDIR)' '$(CURDIR)' > $@
	chmod 755 $@

$(VENV)/.run: requirements/run.txt | $(BIN)/python
	@echo "Installing; this takes a minute, once."
	$(PIP) --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(BIN)/python
	@echo "Installing what the tests need; this takes two minutes, once."
	$(PIP) --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.run

$(EXTRAS:%=$(VENV)/.%): $(VENV)/.%: requirements/%.txt | $(BIN)/python
	@echo "Installing what $* needs, once."
	$(PIP) --require-hashes -r $<
	@touch $@

run: $(VENV)/.run $(BIN)/finnect
	@exec $(BIN)/finnect run

$(EXTRAS): %: $(VENV)/.%

# Both columns at once: each waits much for servers, jobs and pictures. Reading tables, which no column changes, follows the production
# column, which is done sooner; the report of both comes when all have ended.
test: $(VENV)/.dev $(VENV)/.tensorflow $(BIN)/finnect
	@trap 'trap - INT TERM; kill 0' INT TERM; \
	{ FINNECT_COLUMN=production $(BIN)/python -m pytest -m both; production=$$?; \
	  FINNECT_COLUMN=embedded $(BIN)/python -m pytest $(READING); exit $$((production | $$?)); } > $(VENV)/other.log 2>&1 & other=$$!; \
	FINNECT_COLUMN=embedded $(BIN)/python -m pytest $(READING:%=--ignore %); embedded=$$?; \
	wait $$other; others=$$?; \
	cat $(VENV)/other.log; \
	exit $$((embedded | others))

check: $(VENV)/.dev
	$(BIN)/ruff check finnect tests bench manage.py
	$(BIN)/ruff format --check finnect tests bench manage.py
	$(BIN)/mypy
	$(BIN)/lint-imports
	FINNECT_HOME=$$(mktemp -d) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest tests/architecture -q

format: $(VENV)/.dev
	$(BIN)/ruff check --fix finnect tests bench manage.py
	$(BIN)/ruff format finnect tests bench manage.py

messages: $(VENV)/.dev  ## bring the Korean catalogue up to date with the texts in the code
	$(BIN)/python -m finnect.locale.collect

lock:  ## needs uv; writes hashes and no index address
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/run.txt
	uv pip compile pyproject.toml --extra test --extra check --extra dask --extra embeddings -c requirements/run.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dev.txt
	uv pip compile pyproject.toml --extra dask -c requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/dask.txt
	uv pip compile pyproject.toml --extra embeddings -c requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/embeddings.txt
	uv pip compile pyproject.toml --extra tensorflow -c requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q -o requirements/tensorflow.txt

# The two commands of the README are `make` and `make test`; `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := all
.PHONY: all help build console validate report export notebooks test golden conformance fuzz crash mutation bench check fmt lint types lock dist clean

all: console build report export ## set up, build and judge the shipped graph, write report and exports

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(VENV)/core ## build and judge the shipped graph
	@$(BIN)/mediagraph build

validate: $(VENV)/core ## judge the project's files without building
	@$(BIN)/mediagraph validate

report: build ## write the report on partnership hubs
	@$(BIN)/mediagraph report -o build/report

export: build ## write the exports
	@$(BIN)/mediagraph export -o build/export

console: src/mediagraph/server/static/editor.js ## bundle the console's editor, where npm is there

notebooks: $(VENV)/dev build ## run the notebooks, write pages of them
	@$(BIN)/python notebooks/run.py build/notebooks

# Two halves side by side, since most machines have two cores; what the first half has to say comes at the end.
test: $(VENV)/dev console ## run all tests
	@mkdir -p build
	@$(BIN)/python -m pytest src tests/unit > build/tests-unit.log 2>&1 & unit=$$!; \
	$(BIN)/python -m pytest tests/data tests/integration; rest=$$?; \
	wait $$unit; unit=$$?; cat build/tests-unit.log; exit $$((unit + rest))

golden: $(VENV)/dev ## write the golden answers of the stored queries, and the table of engines, anew
	MEDIAGRAPH_GOLDEN=write $(BIN)/python -m pytest -q tests/integration/test_stored_queries.py -k golden
	MEDIAGRAPH_GOLDEN=write $(BIN)/python -m pytest -q tests/integration/test_engines.py -k table
	MEDIAGRAPH_GOLDEN=write $(BIN)/python -m pytest -q tests/unit/test_worlds.py

SUITES ?= ../shared/suites

conformance: $(VENV)/dev ## ask the W3C's suites below SUITES=DIR; a new failure and a new pass both stop it
	@$(BIN)/python -m conformance.run $(SUITES)

INPUTS ?= 10000
SEED ?= 1
fuzz: $(VENV)/dev ## feed every reader with INPUTS spoilt inputs, from SEED
	@$(BIN)/python -m fuzz.run all --inputs $(INPUTS) --seed $(SEED)

BENCH ?=
bench: $(VENV)/dev $(VENV)-bench/peers ## measure all side by side with its peers; options in BENCH="--sizes 10000 --write"
	@$(BIN)/python -m benchmarks.bench $(BENCH)

CRASHES ?= 300
crash: $(VENV)/dev ## kill builds, loads, publications and servers at CRASHES random moments, from SEED
	MEDIAGRAPH_CRASHES=$(CRASHES) MEDIAGRAPH_CRASH_SEED=$(SEED) $(BIN)/python -m pytest -q tests/integration/test_crash_random.py
	@cat build/crash.json

MUTANTS ?= 80
mutation: $(VENV)/dev ## put MUTANTS small faults into each part of a copy, from SEED; the tests must notice
	@$(BIN)/python -m mutation.run all --mutants $(MUTANTS) --seed $(SEED)

check: lint types ## lint, format and types

lint: $(VENV)/dev ## lint and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/dev ## strict types
	$(BIN)/mypy

fmt: $(VENV)/dev ## format code, mend what lint can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/dev ## renew the pinned versions from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml requirements/build.in --extra server $(LOCK) -o requirements/core.txt
	$(BIN)/uv pip compile pyproject.toml requirements/build.in --extra server --extra draft --group dev $(LOCK) -o requirements/dev.txt
	$(BIN)/uv pip compile requirements/bench.in --constraint requirements/dev.txt $(LOCK) -o requirements/bench.txt
	$(BIN)/uv pip compile requirements/berkeleydb.in $(LOCK) -o requirements/berkeleydb.txt

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade

dist: $(VENV)/dev ## make sdist and wheel
	$(BIN)/python -m hatchling build

clean: ## remove what was made
	rm -rf build dist $(VENV) $(VENV)-bench .mypy_cache .pytest_cache .ruff_cache

# Without npm, or without a network for it, the console has a plain text field, and all else is the same.
src/mediagraph/server/static/editor.js: frontend/package-lock.json frontend/editor.js frontend/build.mjs
	@{ command -v npm >/dev/null && cd frontend && npm ci --silent --ignore-scripts --fetch-retries=1 && node build.mjs; } \
	|| echo "npm cannot make the console's editor here; a plain text field takes its place"

# A stamp a set of packages: the core to run, dev on top of it to test.
$(VENV)/core: requirements/core.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("mediagraph needs Python 3.11 or newer; try make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/core.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/core
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	@touch $@

# The peers that the project itself does not need; where they cannot be installed, they are shown as such.
$(VENV)-bench/peers: requirements/bench.txt
	test -x $(VENV)-bench/bin/python || $(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --require-hashes -r requirements/bench.txt && touch $@ \
	|| echo "the peers cannot be installed here; the benchmarks go on without them"
	$(VENV)-bench/bin/python -m pip install --quiet --require-hashes -r requirements/berkeleydb.txt \
	|| echo "BerkeleyDB cannot be built here: it needs a compiler and libdb5.3-dev; the benchmarks go on without it"

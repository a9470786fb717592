# Everything from a fresh clone: `make demo`, `make test`, `make lint`, `make bench`. Needs Python 3.11+, Rust, make.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
CORE := Cargo.toml Cargo.lock core/Cargo.toml $(shell find core/src -type f)

.PHONY: help setup demo test lint format bench fuzz api-fuzz docs clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

.venv/.tools: pyproject.toml
	@command -v cargo >/dev/null || { echo "Backlit needs Rust: install it from https://rustup.rs (or your system's packages: rustc and cargo, 1.88 or newer), then run make again." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Backlit needs Python 3.11 or newer; name it with: make PYTHON=python3.12 …" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1" "maturin>=1.9,<2"
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

$(STAMP): .venv/.tools $(CORE)
	$(BIN)/maturin develop --release --quiet
	touch $@

setup: $(STAMP) ## a virtual environment in .venv with the release build of the core

demo: setup ## the sample web, its crawls and exports, the profile of one of its sites, and the app on it
	$(BIN)/python -m backlit.sample demo

test: setup ## the whole suite; gets chromium where it can, for the pages in a real browser
	cargo test --release --quiet --no-default-features
	tests/web/browser/install
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: setup ## ruff, mypy, rustfmt, clippy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy docs/screenshots.py
	cargo fmt --check
	cargo clippy --release --quiet --all-targets -- -D warnings

format: setup ## put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cargo fmt

docs: setup ## the screenshots of docs/screens, from the sample web; needs chromium
	tests/web/browser/install
	$(BIN)/python docs/screenshots.py

fuzz: ## the fuzzers, EACH seconds a target (120); needs a C++ compiler
	fuzz/run $(or $(EACH),120)

api-fuzz: setup ## schemathesis over the REST API, for MINUTES (10)
	BACKLIT_API_MINUTES=$(or $(MINUTES),10) $(BIN)/python -m pytest -q -s tests/web/api/test_fuzz.py

.venv/.bench: $(STAMP)
	$(BIN)/python -m pip install --quiet --group bench
	touch $@

bench: .venv/.bench ## the benchmarks against their peers; rewrites bench/RESULTS.md
	$(BIN)/python -m bench

clean: ## remove what was built
	rm -rf .venv target demo

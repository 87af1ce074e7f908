# `make` alone lists the targets. Every target sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help setup run test check bench lock format
PYTHON ?= python3
BIN := .venv/bin
export PTB_TIMEDELTA := 1

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t12

setup: .venv/ready .venv/words locales/answers/index.npz ## make .venv/ and all that is built from the files

.venv/ready: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Traits needs Python 3.11 or newer.")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

.venv/words: $(wildcard locales/messages/*/*.po) | .venv/ready
	$(BIN)/python -c 'from bot import language; language.build()'
	@touch $@

locales/answers/index.npz: $(wildcard locales/answers/*/*.txt locales/answers/_encoder/* bot/answers/*.py) | .venv/ready
	$(BIN)/python -c 'from bot.answers import index; index.build()'

run: setup ## start the bot (with TRAITS_TOKEN) or the playground (without)
	@if [ -n "$$TRAITS_TOKEN" ] || grep -qs '^TRAITS_TOKEN=.' .env; \
	then exec $(BIN)/python -m bot run; else exec $(BIN)/python -m bot playground; fi

test: setup ## all tests, on SQLite and PostgreSQL
	$(BIN)/python -m pytest

check: setup ## style, types, rooms, words and data
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot check --files

bench: setup ## the measurements, as a table
	$(BIN)/python -m tests.bench

format: setup ## let the formatter have its way
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: ## pin the newest allowed versions, with hashes (needs uv)
	uv pip compile pyproject.toml --group dev $(PINNED) --output-file requirements.txt
	uv pip compile tests/bench/tuning/requirements.in $(PINNED) --output-file tests/bench/tuning/requirements.txt

PINNED = --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet --upgrade

# make chat   talk with the bot in this terminal
# make test   formatting, linting, types, imports between rooms, all tests
# make run    answer on Telegram (needs TELEGRAM_BOT_TOKEN)
# make pins   choose the newest versions that pyproject.toml allows, and pin them by hash
#
# Each makes .venv and installs what it needs; again only when a list of requirements has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --upgrade \
	--generate-hashes --no-emit-index-url --no-emit-find-links --no-header

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help chat test run pins

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

chat: $(VENV)/.chat
	@$(BIN)/python -m bot chat

run: $(VENV)/.chat
	@exec $(BIN)/python -m bot run

test: $(VENV)/.test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "The bot needs Python 3.11 or newer; $(PYTHON) is older or missing. Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.chat: requirements.txt | $(BIN)/python
	@echo "Installing what the bot needs into $(VENV) ..." >&2
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.test: requirements.txt requirements-dev.txt | $(BIN)/python
	@echo "Installing what the tests need into $(VENV) ..." >&2
	@$(INSTALL) -r requirements-dev.txt
	@touch $(VENV)/.chat $@

pins: | $(BIN)/python
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt

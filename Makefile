# Aliénor: `make demo` plays an assembly and serves it; `make test` checks everything.
SHELL := /bin/bash
PYTHON := .venv/bin/python
PORT ?= 8000

.PHONY: setup demo test check format messages lock clean

setup: .venv/ready

.venv/ready: requirements/uv.txt requirements/dev.txt pyproject.toml
	@bash tools/setup.sh
	@touch $@

demo: setup
	@.venv/bin/alienor demo --port $(PORT)

test: setup
	@bash tools/test-needs.sh
	@bash tools/test.sh

check: setup
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@bash tools/apart.sh .venv/bin/mypy
	@.venv/bin/lint-imports --no-cache

format: setup
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

messages: setup
	@$(PYTHON) tools/messages.py

lock: setup
	@bash tools/lock.sh

clean:
	rm -rf .venv build dist

# `make` lists the commands. Settings: PYTHON, DEMO_PORT, API_PORT, ICONLENS_DATA, for example `make demo API_PORT=8001`.
.DEFAULT_GOAL := help
.PHONY: help demo test lint reliability bench screenshot lock clean

PYTHON := $(or $(shell command -v python3.11),$(shell command -v python3),python3)
export PYTHON
export DEMO_PORT ?= 4000
export API_PORT ?= 8000
# pip reads the first for what it installs; newer ones read the second for what they fetch to build the project itself.
export PIP_CONSTRAINT := constraints.txt
export PIP_BUILD_CONSTRAINT := constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed ## crawl, render and index the bundled library, then serve it; Ctrl-C stops all of it
	@.venv/bin/python data/demo/run.py

test: lint ## everything that CI checks: lint, types, import rules, tests
	.venv/bin/python -m pytest

lint: .venv/installed-dev ## ruff, mypy and the import rules alone
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

reliability: .venv/installed-dev ## the long tests (an hour or two): kills, hostile input, load; figures into docs/reliability.md
	.venv/bin/python -m pytest -m slow --figures docs/reliability.md

bench: .venv/installed-dev ## the measured figures, one program after another (minutes; on an otherwise idle machine)
	@for program in $(patsubst tests/benchmarks/%,%,$(basename $(wildcard tests/benchmarks/[a-z]*.py)) $(patsubst %/__main__.py,%,$(wildcard tests/benchmarks/*/__main__.py))); do \
		echo "== $$program"; .venv/bin/python -m tests.benchmarks.$$program || exit; \
	done

screenshot: .venv/installed-dev ## make the demonstration's query picture anew, with Chromium
	.venv/bin/python data/demo/screenshot.py

lock: ## resolve every dependency anew into constraints.txt
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	env -u PIP_CONSTRAINT -u PIP_BUILD_CONSTRAINT build/lock/bin/python -m pip install --quiet --dry-run --ignore-installed \
		--report build/lock/report.json '.[dev]'
	head -n 1 constraints.txt > build/lock/pins
	$(PYTHON) -c 'import json; entries = json.load(open("build/lock/report.json"))["install"]; \
		print(*sorted(("{name}=={version}".format(**entry["metadata"]) for entry in entries if "dir_info" not in entry["download_info"]), key=str.lower), sep="\n")' >> build/lock/pins
	mv build/lock/pins constraints.txt && rm -rf build

clean: ## remove the virtual environment and caches; the data folder stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

# Installed again only when what is to be installed has changed.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "iconlens needs Python 3.11 or newer: name one with `make PYTHON=/path/to/python3.11`.")'
	@./system.sh python3-venv libcairo2
	@echo "Installing into .venv (the first time takes a few minutes: TensorFlow is large)."
	@$(PYTHON) -m venv .venv
	@PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --editable .
	@touch $@

# libatomic1 is for Playwright, which drives Chromium; curl for the examples of the README; strace for the tests of reliability.
.venv/installed-dev: .venv/installed
	@./system.sh chromium libatomic1 curl strace
	@PYTHONWARNINGS=ignore .venv/bin/python -m pip install --quiet --editable '.[dev]'
	@touch $@

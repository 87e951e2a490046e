# leancat: everything a newcomer needs is `make site` and `make test`.
# The environment is made on first use from the pins in requirements.lock, and again when they change.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
CORES  := -n auto --dist worksteal

# Where it is set, each start compiles all modules anew, which doubles the time of the tests.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help site docs test quick check-code format lean referee bench golden torture growth screenshot history-chart clean

help: ## show what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "leancat needs Python 3.11 or newer; try: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	$(PYTHON) -I -m venv $(VENV)
	$(BIN)/python -I -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -I -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

site: $(READY) ## build the coverage page into _site
	$(BIN)/leancat build

docs: $(READY) ## build the documentation into build/docs
	$(BIN)/mkdocs build --quiet
	@echo build/docs/index.html

test: $(READY) ## run the tests, on every core
	$(BIN)/python -m pytest $(CORES)

quick: $(READY) ## run the fast ones: what needs no tool and little time
	$(BIN)/python -m pytest $(CORES) -m "not lean and not browser and not jekyll and not network and not docs and not slow"

check-code: $(READY) ## formatter, linter and type check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## format and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

golden: $(READY) ## write expected outputs and generated tables of the docs anew
	$(BIN)/python -m pytest --update-golden
	$(BIN)/python -m tests.trapping
	$(BIN)/python -m tests.registering

lean: $(READY) ## compile lean_sources with the real Lean and refresh the evidence
	$(BIN)/python -m tests.lean

torture: $(READY) ## break what leancat reads and what it runs on, for five minutes
	$(BIN)/python -m tests.torture --minutes 5

growth: $(READY) ## measure how every stage grows with its input
	$(BIN)/python -m tests.growth

referee: $(READY) ## print every claim, its words and its Lean statements side by side
	$(BIN)/python -m tests.referee


screenshot: $(READY) ## take the picture of the README anew
	$(BIN)/python -m tests.site.screenshot docs/screenshot.png

history-chart: $(READY) ## draw the README's chart of our own history anew
	$(BIN)/leancat history --every hour --claims hour --format svg --output docs/history.svg

bench: $(READY) ## measure, as ratios within one run
	$(BIN)/python -m tests.bench

clean: ## remove what was made
	rm -rf $(VENV) _site .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Two commands for a newcomer: `make run` and `make test`. See README.md.

PORT ?= 8000
# The first Python that runs and is new enough.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PLUGINS := forsakringskassan arbetsformedlingen kommun skatteverket
READY := $(VENV)/.ready

.PHONY: run test check bench torture screenshots texts clean chromium

run: $(READY)  ## set up and open the demo office
	@$(BIN)/serviceoffice demo --port $(PORT)

test: $(READY) chromium  ## set up and run every test
	$(BIN)/tox run -e lint,types,layers,core,arbetsformedlingen,forsakringskassan,kommun,skatteverket,all,docs

check: $(READY)  ## lint, types, layers and the fast tests, under two minutes
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/pytest -q -n 2 -m "not browser and not postgres" tests plugins --ignore=tests/races

bench: $(READY)  ## the benchmarks in their short forms
	for file in benchmarks/[a-z]*.py; do $(BIN)/python $$file || exit 1; done

torture: $(READY) chromium  ## races, kills and bad input in their long forms
	TORTURE=1 $(BIN)/pytest -n 2 tests/races tests/web/api

screenshots: $(READY) chromium  ## pictures of every face to docs/img
	$(BIN)/python tools/screenshots.py

texts: $(READY)  ## bring translations/*.po up to date with the sources
	$(BIN)/python -m serviceoffice.agencies.translations

clean:
	rm -rf $(VENV) .tox .cache build *.egg-info .mypy_cache .ruff_cache .pytest_cache

$(READY): setup.py setup.cfg pyproject.toml constraints.txt requirements-dev.txt $(PLUGINS:%=plugins/%/setup.cfg)
	@test -n "$(PYTHON)" || { echo "serviceoffice needs Python 3.11 or newer: install it (Debian: apt-get install python3 python3-venv)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv is missing: install it (Debian: apt-get install python3-venv)."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python -c constraints.txt -r requirements-dev.txt \
	  -e ".[postgresql]" $(PLUGINS:%=-e ./plugins/%)
	@touch $@

# The browser tests and the pictures need Chromium; nothing else does.
chromium:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && \
	    apt-get install -y -qq chromium fonts-noto-core; } || \
	  { echo "Chromium is missing: install it (Debian: sudo apt-get install chromium fonts-noto-core)."; exit 1; }

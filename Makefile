# First Lesson 安全第一课. What a newcomer types: make run, make test.
# Needs python3 >= 3.11 with venv, and make. Everything else is fetched, with hashes.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
BENCH_SECONDS ?= 20
BENCH_SCALE ?= city

BIN := .venv/bin
FLASK := $(BIN)/flask
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
LOCALES := zh_Hans_CN en
KEYWORDS := -k _ -k ngettext:1,2 -k lazy_gettext -k _l -k pgettext:1c,2
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))

export BENCH_SECONDS BENCH_SCALE
export PYTHONUTF8 := 1

.DEFAULT_GOAL := help
.PHONY: help run test lint gates messages content bench needs
.DELETE_ON_ERROR:

help:
	@echo "make run | test | lint | messages | content | bench   (PORT=8000 HOST=127.0.0.1 WORKERS=2 DATABASE_URL=...)"

# --- the virtual environment ---------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if v >= (3, 11) else "Python 3.11 or newer is needed, this is %d.%d. Try: make PYTHON=python3.12" % v)'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python lacks its venv module. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.run: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | .venv/.run
	$(PIP) -r requirements-dev.txt
	@touch $@

%.mo: %.po | .venv/.run
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# --- run -----------------------------------------------------------------------------------------

# Eight threads are meant (docs/decisions/0009): --log-level error keeps granian from warning of them at every start.
# The worker is a child of this shell, which becomes the server: it ends when its parent does, however that ends.
run: .venv/.run $(CATALOGUES)
	@set -e; \
	state=$$($(FLASK) database upgrade); echo "$$state"; \
	$(FLASK) content publish; \
	case "$${FIRST_LESSON_ENV:-demo}:$$state" in demo:*"empty: yes"*) $(FLASK) demo seed --scale small;; esac; \
	if [ "$${FIRST_LESSON_ENV:-demo}" = demo ]; then $(FLASK) logins; fi; \
	echo "http://$(HOST):$(PORT)"; \
	metrics="$${INSTANCE_DIR:-instance}/metrics"; rm -rf "$$metrics"; mkdir -p "$$metrics"; \
	$(FLASK) jobs work --beside $$$$ & \
	PROMETHEUS_MULTIPROC_DIR="$$metrics" exec $(BIN)/granian --interface wsgi --host $(HOST) --port $(PORT) --workers $(WORKERS) --blocking-threads 8 \
		--respawn-failed-workers --no-ws --log-level error wsgi:app

# --- checks --------------------------------------------------------------------------------------

needs: | .venv/.dev
	@sh tests/needs.sh $(BIN)/python

gates: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint app/web/templates --lint

lint: gates

test: .venv/.dev needs $(CATALOGUES) gates
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

# --- words and content ---------------------------------------------------------------------------

messages: .venv/.dev
	$(BIN)/pybabel --quiet extract -F pyproject.toml $(KEYWORDS) --add-comments=Translators: \
		--add-location=file --sort-by-file --project="First Lesson" --version= --copyright-holder="First Lesson" \
		-o translations/messages.pot .
	@set -e; for locale in $(LOCALES); do \
		if [ -f translations/$$locale/LC_MESSAGES/messages.po ]; then action=update; else action=init; fi; \
		if [ $$action = update ]; then options="--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date"; else options=; fi; \
		$(BIN)/pybabel --quiet $$action -i translations/messages.pot -d translations -l $$locale $$options; \
	done
	$(FLASK) messages derive
	$(BIN)/pybabel --quiet compile -d translations

content: .venv/.run
	$(FLASK) content check

bench: .venv/.run $(CATALOGUES)
	$(BIN)/python -m bench

# `make help` says what is here. A machine needs Python 3.11 and make; the rest is installed into .venv.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run migrate test check words bench drill drill-cluster tools clean

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PY := .venv/bin/python
# Tests and checks must not see the operator's database or settings.
ALONE := env -u DATABASE_URL -u PORT $(patsubst %,-u %,$(filter MIZAN_%,$(.VARIABLES)))
# pip's chatter becomes one numbered line a package; sh has no pipefail, so its result goes through a file.
INSTALL = { $(PY) -m pip install --disable-pip-version-check --no-input -r $(1); echo $$? > .venv/result; } \
	| awk '/^Collecting/ { printf "  %3d  %s\n", ++n, $$2; fflush() }' \
	&& result=$$(cat .venv/result) && rm -f .venv/result && exit $$result

help:  ## Start here | This list
	@awk -F ':.*## | \\| ' '/^[a-z-]+:.*## / \
		{ if ($$2 != group) { group = $$2; printf "\n%s\n", group } printf "  make %-13s %s\n", $$1, $$3 }' $(MAKEFILE_LIST)
	@echo

run: .venv/installed  ## Start here | Prepare everything, then serve a demo office on PORT (8501)
	@MIZAN_DEMO=$${MIZAN_DEMO:-1} $(PY) -m operations serve --prepare

test: .venv/workshop tools  ## Prove it | All tests: rules, both databases, pages, journeys in Chromium
	@$(ALONE) .venv/bin/pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

check: .venv/workshop  ## Prove it | Style, types, import contracts, architecture, migrations
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/pyright
	@.venv/bin/lint-imports
	@$(ALONE) .venv/bin/pytest -q tests/architecture
	@$(ALONE) $(PY) -m operations migrate --check

bench: .venv/workshop tools  ## Prove it | Figures: import, desk, pages of figures at a million cases, outlook (an hour)
	@$(ALONE) $(PY) -m operations bench $(ARGS)

drill: .venv/workshop tools  ## Prove it | Races, kills, stopped databases, full disks, backups: what is lost (half an hour)
	@$(ALONE) $(PY) -m operations drill $(ARGS)

drill-cluster: .venv/workshop tools  ## Prove it | Two desks, pooler, replica, store: a desk killed, both restarted, the primary killed (7 minutes)
	@$(ALONE) $(PY) -m operations drill-cluster $(ARGS)

migrate: .venv/installed  ## Look after it | Bring the database to the newest form
	@$(PY) -m operations migrate

words: .venv/workshop  ## Look after it | Sentences that still need Arabic
	@$(PY) -m ui.words

clean:  ## Look after it | Remove caches; data and .venv stay
	@rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 is needed: install python3.11 and run make again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $(PYTHON) is older."; exit 1; }
	@echo "Making .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "On Debian: apt-get install python3.11-venv"; exit 1; }

.venv/installed: requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing what Mizan needs (once; two or three minutes)"
	@$(call INSTALL,requirements.txt)
	@touch $@

.venv/workshop: requirements-dev.txt requirements.txt pyproject.toml | .venv/bin/python
	@echo "Installing the workshop (once)"
	@$(call INSTALL,requirements-dev.txt)
	@touch .venv/installed $@

tools:
	@sh .ci/tools

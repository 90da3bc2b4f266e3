# Everything from a bare machine: python3 (>= 3.11) with venv, make and git. `make help` lists the targets.
PYTHON ?= python3
JOBS ?= 2
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
# Made again when what they stand for is newer.
TOOLS := $(VENV)/.tools
SYNCED := $(VENV)/.synced
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard app/web/translations/*/LC_MESSAGES/*.po))
PYTEST := $(BIN)/python -m pytest -p tests.total_line -n $(JOBS) --dist loadfile

.DEFAULT_GOAL := help
.PHONY: help setup assets demo lint check test-fast test test-deps bench translations

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1|\2/' \
	  | while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

setup: $(SYNCED) assets $(CATALOGUES) ## from a bare machine to a ready .venv, front end included

demo: setup ## set up, seed and serve on http://127.0.0.1:8000 (PORT=…); prints the accounts
	@$(BIN)/nintei demo $(if $(PORT),--port $(PORT))

lint: setup ## lint, types, import directions, diagrams
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/nintei processes lint

check: lint test-fast ## lint, then the fast tests

test-fast: setup ## tests on SQLite, without browser, PostgreSQL and slow ones
	$(PYTEST) -m "not browser and not postgres and not slow"

test: setup ## every test; needs chromium, PostgreSQL, Redis, RabbitMQ (make test-deps)
	@$(BIN)/python -m tests.setup.needs
	@$(BIN)/python -m tests.setup.postgres $(PYTEST)

test-deps: ## install what `make test` needs, as root on Debian
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-noto-cjk postgresql \
	  redis-server rabbitmq-server

bench: setup ## measure; writes build/bench.json, fails where a figure misses its bar
	@mkdir -p build
	$(BIN)/python -m tests.bench --check

translations: $(SYNCED) ## collect the sentences of pages into the English catalogue, to be translated there
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml --project=Nintei --add-location=file --sort-by-file \
	  --width=110 --output=build/messages.pot app/web
	$(BIN)/pybabel --quiet update --input-file=build/messages.pot --output-dir=app/web/translations \
	  --init-missing --locale=en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=110
	$(BIN)/pybabel --quiet compile --directory=app/web/translations

$(TOOLS):
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 or later with its venv module is needed. On Debian, as root:' >&2; \
	  echo '  apt install python3 python3-venv make git' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# The lock file decides; the Node wheel comes only to a machine without npm for Node 20 or later.
$(SYNCED): $(TOOLS) pyproject.toml uv.lock
	@if [ "$$($(BIN)/python -P app/cli/assets.py --needs-wheel)" = yes ]; then \
	  $(BIN)/uv sync --frozen --quiet --group node || $(BIN)/uv sync --frozen --quiet; \
	else $(BIN)/uv sync --frozen --quiet; fi
	@touch $@

assets: $(SYNCED)
	@$(BIN)/python -P app/cli/assets.py

app/web/translations/%.mo: app/web/translations/%.po $(SYNCED)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

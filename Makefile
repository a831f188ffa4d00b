# The one door: make install, make demo, make test, make check, make bench.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
REQUIREMENTS := requirements/base.txt requirements/dev.txt
YEARS ?= 2020 2021 2022
OUT ?= build/demo
PORT ?= 8000
DESK_PORT ?= 8001
FOLLOW_PORT ?= 8002
MAIL_PORT ?= 8025
SAMPLE_AUTHORITY ?= E07000107

.PHONY: help install program look demo test check faults drifts bench map map-data lock format docs clean

help: ## List what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

install: $(VENV)/.installed look ## Build the environment in .venv and the look of the site

$(VENV)/.installed: $(REQUIREMENTS) pyproject.toml
	@echo "[1/3] Making the environment in $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Upheld needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say which to use: make PYTHON=python3.11 install")'
	@$(PYTHON) -m venv $(VENV)
	@echo "[2/3] Installing the locked packages (one to two minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/install.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes $(foreach file,$(REQUIREMENTS),-r $(file))
	@echo "[3/3] Installing upheld itself"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@touch $@
	@echo "Ready: $(BIN)/upheld --help"

# Quick where nothing changed. Node.js comes from a Python package where this machine has none.
look: $(VENV)/.installed ## Build the look of the site again where it changed
	@command -v npm >/dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/node.txt
	@$(BIN)/python scripts/build_look.py

TO ?= /opt/upheld

# The look and the wheel are built here; what runs is an environment of its own, which nobody needs this folder for.
program: install ## Put the program into TO (/opt/upheld), with nothing but what it needs to run
	@echo "[1/2] Building the wheel"
	@rm -rf build/wheel && $(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -w build/wheel .
	@echo "[2/2] Installing it with the locked packages into $(TO)"
	@$(PYTHON) -m venv --clear $(TO)
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(TO)/bin/python --require-hashes -r requirements/base.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(TO)/bin/python --no-deps build/wheel/*.whl
	@echo "Ready: $(TO)/bin/upheld --help"

demo: install ## Run the sample year; serve the site, the desk, the portal and following on localhost
	@echo "[1/3] Making the sample casework extract (made-up cases, three years)"
	@$(BIN)/python -m sample_data --out build/sample
	@echo "[2/3] Running the years ending 31 March $(YEARS), one after the other"
	@set -e; for year in $(YEARS); do \
	    echo "Year ending 31 March $$year"; \
	    $(BIN)/upheld review build/sample --year $$year --complete $(firstword $(YEARS))..$$year --out $(OUT); \
	done
	@echo "[3/3] Serving the public site, the desk and the portal beside it, and following by e-mail; stop all with Ctrl-C"
	@$(BIN)/upheld desk sample $(OUT) --authority $(SAMPLE_AUTHORITY)
	@export UPHELD_FOLLOW=http://localhost:$(FOLLOW_PORT) UPHELD_SITE=http://localhost:$(PORT); \
	    export UPHELD_SUBSCRIPTIONS_DATABASE=$(OUT)/subscriptions.sqlite3; \
	    echo "Mails to followers go nowhere but to $(OUT)/mails"; \
	    $(BIN)/upheld desk serve $(OUT) --insecure --port $(DESK_PORT) & desk=$$!; \
	    $(BIN)/upheld desk work $(OUT) & worker=$$!; \
	    $(BIN)/python -m aiosmtpd -n -l localhost:$(MAIL_PORT) -c aiosmtpd.handlers.Mailbox $(OUT)/mails & mails=$$!; \
	    $(BIN)/upheld follow serve $(OUT)/bundle --preview --port $(FOLLOW_PORT) & follow=$$!; \
	    UPHELD_MAIL=smtp://localhost:$(MAIL_PORT) UPHELD_MAIL_FROM="Made-up Ombudsman <news@ombudsman.example>" \
	        $(BIN)/upheld follow send $(OUT)/bundle --preview & send=$$!; \
	    beside="$$desk $$worker $$mails $$follow $$send"; \
	    trap 'kill -TERM $$beside 2>/dev/null; wait $$beside 2>/dev/null' EXIT; trap 'exit 130' INT TERM; \
	    $(BIN)/upheld serve $(OUT)/bundle --preview --port $(PORT)

$(VENV)/.engines: requirements/engines.txt $(VENV)/.installed
	@echo "Installing the engines that the tests count with (Spark is large: up to a minute)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/engines.txt
	@touch $@

# An object store for the tests to count from: a program of its own, with packages that need not fit with ours.
$(VENV)/.object-store: requirements/object-store.txt $(VENV)/.installed
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VENV)/object-store
	@$(BIN)/uv pip install --quiet --python $(VENV)/object-store/bin/python --require-hashes -r requirements/object-store.txt
	@touch $@

# Two processes more than there are cores: many tests wait for a browser, a mail or a moment.
test: install ## Run the checks and every test
	@$(MAKE) --no-print-directory --jobs 2 check $(VENV)/.engines $(VENV)/.object-store
	@$(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder --durations 40 -n $$($(BIN)/python -c "import os; print((os.cpu_count() or 1) + 2)")

check: install ## Format, lint, types, the import contract, generated docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/generate_docs.py --check

faults: install ## Make every fault many times, and write down what it came to (about ten minutes)
	@$(BIN)/python -m tests.faults

drifts: install ## Plant drifts in made-up histories, and write down what early warning finds
	@$(BIN)/python -m tests.drifts

docs: install ## Write the generated pages again
	@$(BIN)/python scripts/generate_docs.py

format: install ## Format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: install $(VENV)/.engines ## Measure us beside our peers and our limits
	@echo "Installing the peers"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/bench.txt
	@$(BIN)/python -m bench $(BENCH)

map: install map-data ## Draw the map of the English scheme again (about five minutes)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/map.txt
	@$(BIN)/python -m scripts.map

map-data: $(VENV)/.installed # The coast, and the postcodes of 2021 beside the newer ones
	@command -v npm >/dev/null || $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/node.txt
	@$(BIN)/python -m scripts.map.fetching
	@$(BIN)/uv pip install --quiet --target build/map/postcodes-2021 --no-deps --require-hashes -r requirements/map-data.txt

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

lock: ## Pin every dependency with its hashes again
	$(LOCK) requirements/install.in -o requirements/install.txt
	$(LOCK) requirements/build.in -o requirements/build.txt
	$(LOCK) requirements/base.in -o requirements/base.txt
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) requirements/engines.in -o requirements/engines.txt
	$(LOCK) requirements/object-store.in -o requirements/object-store.txt
	$(LOCK) requirements/bench.in -o requirements/bench.txt
	$(LOCK) requirements/node.in -o requirements/node.txt
	$(LOCK) requirements/map.in -o requirements/map.txt
	$(LOCK) --no-deps requirements/map-data.in -o requirements/map-data.txt

clean: ## Remove what was built
	rm -rf build dist node_modules src/upheld/publication/website/built $(VENV)

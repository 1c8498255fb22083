.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/.stamps
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-emit-index-url --no-annotate

.PHONY: help install serve demo test lint format bench evaluate conformance qgis lock clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(STAMPS)/run ## Make .venv with what the service needs, and fetch the map's browser files

serve: install ## Start the service; the first start loads the catalogue
	$(BIN)/skerry serve

demo: install ## Start it over the annotated sample reports, in a store of their own
	$(BIN)/skerry serve --demo

test: $(STAMPS)/dev ## Run all tests
	$(BIN)/pytest -n 2 --dist loadfile

lint: $(STAMPS)/dev ## Style, types, layers and the Dockerfile
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; fi

format: $(STAMPS)/dev ## Put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMPS)/dev ## Print the benchmarks' ratios
	$(BIN)/python -m tests.benchmarks

evaluate: $(STAMPS)/dev ## Measure the extractor; fails if it is below its floor
	$(BIN)/python -m tests.benchmarks.extraction_floor

conformance: $(STAMPS)/dev ## Check every declared class of the OGC standards on a running service
	$(BIN)/python -m tests.conformance

qgis: $(STAMPS)/dev ## Let QGIS, where it is installed, read and edit a running service
	$(BIN)/python -m tests.conformance.qgis

lock: | $(BIN)/uv ## Pin every dependency by version and hash, without addresses
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) --extra dev --extra postgres pyproject.toml -o requirements-dev.txt
	$(LOCK) --extra node pyproject.toml -o requirements-node.txt
	$(LOCK) --extra ftm pyproject.toml -o requirements-ftm.txt

clean: ## Remove what was built
	rm -rf $(VENV) app/web/vendor build dist

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: requirements.txt pyproject.toml app/web/vendor.json | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt
	$(BIN)/python -m app.web.vendor
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/dev: requirements-dev.txt $(STAMPS)/run
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(BIN)/uv: | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check uv

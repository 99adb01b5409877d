# Every target makes what it needs: a fresh clone needs Python 3.11 or later, pip and make, nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A process of tests for each core: of two they make use of even where there is one, as many wait for something.
CORES := $(shell $(PYTHON) -c 'import os; print(min(max(os.cpu_count() or 2, 2), 4))')
PYTEST := $(BIN)/pytest -n $(CORES) --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
# Where the environment forbids compiled files, each pytest and each of the tests' many children would compile anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: help demo test soak lint bench clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# One environment for everything, from pinned versions; made again when the list of packages changes.
$(VENV)/made: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Dateline needs Python 3.11 or later; name one: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,lint]'
	@touch $@

demo: $(VENV)/made  ## from here to an archive of the sample site, and what it can tell
	@$(BIN)/dateline demo

test: $(VENV)/made  ## all tests, with few trials of what is random or slow
	@$(PYTEST)

soak: $(VENV)/made  ## the same tests in full numbers; takes a while
	@DATELINE_SOAK=1 $(PYTEST)

lint: $(VENV)/made  ## style, spelling, types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/codespell
	@$(BIN)/validate-pyproject pyproject.toml >/dev/null
	@$(BIN)/mypy

bench: $(VENV)/made  ## how fast, how large, beside other libraries: the measurements
	@$(BIN)/python -m bench

clean:  ## remove the environment and what tools left behind; the data stays
	rm -rf $(VENV) .bench build *.egg-info .mypy_cache .pytest_cache .ruff_cache

# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: demo test check lint types bench clean

demo: $(VENV)/.installed
	@echo '$$ itip prove "I(X;Z) <= I(X;Y) given X -> Y -> Z"'
	@$(BIN)/itip prove "I(X;Z) <= I(X;Y) given X -> Y -> Z"
	@echo
	@echo '$$ itip prove "I(X;Y) <= I(X;Y|Z)"'
	@$(BIN)/itip prove "I(X;Y) <= I(X;Y|Z)" || test $$? -eq 1

test: $(VENV)/.installed-dev lint types
	$(BIN)/python -m pytest -q -rs -n 2 --dist loadgroup

check: test

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

bench: $(VENV)/.installed-dev
	$(BIN)/python benchmarks/prove.py
	$(BIN)/python benchmarks/scale.py
	$(BIN)/python benchmarks/check.py
	$(BIN)/python benchmarks/copies.py
	$(BIN)/python benchmarks/short.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

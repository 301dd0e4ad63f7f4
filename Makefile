# make book   sets everything up and builds the booklet into dist/
# make test   does the same and runs every check
# make bench  measures the press against its peers on the booklet, and on BOOKS="folder folder"
# make clean  removes what the two made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: book test bench clean

book: $(VENV)/.book
	$(BIN)/chapbook build manuscript -o dist

test: $(VENV)/.test node_modules/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n logical --dist loadfile

bench: $(VENV)/.book
	tools/virtual-environment $(PYTHON) $(VENV) '.[bench]'
	$(BIN)/python -m compileall -q src  # as those of the peers are, which were installed
	$(BIN)/python bench/peers.py $(BOOKS) --small manuscript

clean:
	rm -rf $(VENV) node_modules
	find dist -mindepth 1 ! -name README.md -delete

$(VENV)/.book: pyproject.toml constraints.txt tools/system-packages
	tools/system-packages book
	tools/virtual-environment $(PYTHON) $(VENV) .
	touch $@

$(VENV)/.test: $(VENV)/.book
	tools/system-packages test
	tools/virtual-environment $(PYTHON) $(VENV) '.[test]'
	touch $@

node_modules/.installed: package.json $(VENV)/.test
	PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-package-lock --ignore-scripts --no-audit --no-fund
	touch $@

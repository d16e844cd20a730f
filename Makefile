# Two commands: `make run` and `make test`. Everything they need they set up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PO := $(wildcard bot/words/*/*.po)
MO := bot/words/en/LC_MESSAGES/yuanba.mo

.PHONY: run test check bench demo words format constraints clean
run: $(READY) $(MO)
	$(BIN)/yuanba

demo: $(READY) $(MO)
	$(BIN)/yuanba demo

test: $(READY) $(MO)
	$(BIN)/pytest -q -n 2

check: $(READY) $(MO)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY) $(MO)
	$(BIN)/python -m tests.bench

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

words: $(MO)
$(MO): $(PO) bot/words/compile.py $(READY)
	$(BIN)/python bot/words/compile.py

# Every package comes by name and hash from constraints.txt; ours is then linked in without a download.
$(READY): constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

constraints:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-annotate --no-header --no-emit-index-url --output-file constraints.txt pyproject.toml

clean:
	rm -rf $(VENV)

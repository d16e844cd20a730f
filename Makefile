# Two commands: `make run` and `make test`. Everything they need they set up themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SOAK := .venv-soak
FUZZ := .fuzz
READY := $(VENV)/.ready
PO := $(wildcard bot/words/*/*.po)
MO := bot/words/en/LC_MESSAGES/yuanba.mo

.PHONY: run test check bench soak soak-counting soak-fuzz demo words format constraints clean
run: $(READY) $(MO)
	$(BIN)/yuanba

demo: $(READY) $(MO)
	$(BIN)/yuanba demo

test: $(READY) $(MO)
	$(BIN)/pytest -q -n 4 --dist worksteal

check: $(READY) $(MO)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.known_holes

bench: $(READY) $(MO)
	$(BIN)/python -m tests.bench

# Each of the four parts takes as long as one likes:
# `make soak-counting ARGS="--elections 100000"`, `make soak-hostile ARGS="--updates 1000000"`.
# Counts are compared with other people's libraries (800 MB, in an environment of their own).
soak: soak-counting soak-hostile soak-fuzz soak-faults
soak-counting: $(SOAK)/.ready
	$(SOAK)/bin/python -m tests.soak.counting $(ARGS)

# atheris has builds for few machines: where there is none, its part says so and is skipped.
soak-fuzz: $(READY) $(MO) $(FUZZ)/.ready
	PYTHONPATH=$(FUZZ) $(BIN)/python -m tests.soak.fuzz $(ARGS)

$(FUZZ)/.ready:
	mkdir -p $(FUZZ)
	-$(BIN)/python -m pip install --quiet --disable-pip-version-check --target $(FUZZ) atheris==3.0.0
	touch $@

soak-%: $(READY) $(MO)
	$(BIN)/python -m tests.soak.$* $(ARGS)

$(SOAK)/.ready: tests/soak/requirements.txt
	$(PYTHON) -m venv $(SOAK)
	$(SOAK)/bin/python -m pip install --quiet --disable-pip-version-check -r $<
	touch $@

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

# What everybody has, what the image runs with, and what it is built with: the same versions.
COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-annotate --no-header --no-emit-index-url
constraints:
	$(COMPILE) --extra dev --output-file constraints.txt pyproject.toml
	$(COMPILE) --constraint constraints.txt --output-file deploy/run.txt pyproject.toml
	printf 'hatchling\nbabel\n' | $(COMPILE) --constraint constraints.txt --output-file deploy/build.txt -

clean:
	rm -rf $(VENV) $(SOAK) $(FUZZ)

# `make demo`, `make serve` and `make test`. Each sets up what it needs in .venv by itself, locked by hash.
# POSIX sh and GNU make 3.81 (the one that macOS has).
SHARED = ../shared
PYTEST_FLAGS =
BIN = .venv/bin

DEMO_FOLDER = build/demo

unexport PYTHONDONTWRITEBYTECODE  # uv compiles nothing: without the cache each of hundreds of starts would, 2 s each

.PHONY: help demo serve test check format bench soak judge model lock clean

help:
	@echo "make demo    the first case, from a message to five answers; then a call"
	@echo "make serve   the pages in a browser, filled with three invented people (port 8000, or the next free one)"
	@echo "make test    every test that this machine can run, what touches the database on PostgreSQL too; says what was not run"
	@echo "make check   format, lint, types, layers, documents (under a minute)"
	@echo "make format  puts the code into the one format"
	@echo "make bench   speed, side by side with a peer"
	@echo "make soak    what takes too long for each change: kills, edits, power cuts, a six-hour call, whole tests (SOAK_MINUTES bounds it)"
	@echo "make judge   the judging cases of SHARED=$(SHARED), and labels when DATA=file is given"
	@echo "make model   trains the paraphrase head again"
	@echo "make lock    resolves pyproject.toml into requirements*.txt again"
	@echo "make clean   removes .venv and every cache"

demo: .venv/.run
	@$(BIN)/atesta demo
	@$(BIN)/atesta demo --case call

serve: .venv/.serve
	@mkdir -p $(DEMO_FOLDER)
	@ATESTA_WEB_FOLDER=$(DEMO_FOLDER) $(BIN)/atesta serve --demo

test: .venv/.dev
	@status=0; $(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_FLAGS) || status=1; \
	$(BIN)/python tools/with_postgres.py $(filter --all-must-run,$(PYTEST_FLAGS)) -- \
	  $(BIN)/python -m pytest -n 2 --dist worksteal $(PYTEST_FLAGS) -m "not any_database" tests/store tests/web tests/api || status=1; exit $$status

check: .venv/.dev
	@BIN=$(BIN) sh tools/check.sh

format: .venv/.dev
	@$(BIN)/ruff format src tests tools
	@$(BIN)/ruff check --fix src tests tools

bench: .venv/.bench
	@$(BIN)/python tools/bench.py

soak: .venv/.dev
	@$(BIN)/python tools/soak.py

judge: .venv/.run
	@$(BIN)/python tools/judge.py --shared "$(SHARED)" --data "$(DATA)"

model: .venv/.model
	@$(BIN)/python training/train.py

lock: .venv/.run
	@sh tools/lock.sh

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build src/*.egg-info
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/.run: requirements.txt requirements-build.txt pyproject.toml
	@sh tools/install.sh requirements.txt
	@touch $@

.venv/.serve: requirements-serve.txt requirements-build.txt pyproject.toml
	@sh tools/install.sh requirements-serve.txt
	@touch $@ .venv/.run

.venv/.dev: requirements-dev.txt requirements-build.txt pyproject.toml
	@sh tools/install.sh requirements-dev.txt
	@touch $@ .venv/.run .venv/.serve

.venv/.model: requirements-model.txt requirements-build.txt pyproject.toml
	@sh tools/install.sh requirements-model.txt
	@touch $@ .venv/.run

.venv/.bench: requirements-bench.txt requirements-build.txt pyproject.toml
	@sh tools/install.sh requirements-bench.txt
	@touch $@ .venv/.run

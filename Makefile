# Needs make, Python 3.11 or later, and the network once. Everything else it gets itself: uv (a copy
# of its own where there is none on PATH), and through uv what uv.lock names, into .venv.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench soak scenarios month

# Arguments for the command behind a target: make demo ARGS="--lamps 50 --seed 7"
ARGS ?=

UV := $(or $(shell command -v uv 2>/dev/null),.uv/bin/uv)
PYTHON ?= python3
# The Python that is here is used; uv is not to fetch another.
export UV_PYTHON_DOWNLOADS := never
# Compiled once at install, so that each command starts at once.
export UV_COMPILE_BYTECODE := 1

help: ## show this
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1	/p' Makefile | expand -t 14

demo: $(filter .uv/bin/uv,$(UV)) ## a simulated city for one night, in a minute; ARGS="--lamps 50 --seed 7"
	@$(UV) run --locked --no-dev lighting demo $(ARGS)

# In the gate every line counts; for a person the answer comes sooner without counting them.
COVERAGE := $(if $(filter true,$(CI)),--cov --cov-report=)

test: $(filter .uv/bin/uv,$(UV)) ## the tests; with CI=true also the floors of coverage; ARGS="-k night"
	$(UV) run --locked pytest -n auto $(COVERAGE) $(ARGS)
ifeq ($(CI)$(strip $(ARGS)),true)
	$(UV) run --locked coverage report --skip-covered --fail-under=95
	$(UV) run --locked coverage report --skip-covered --fail-under=100 --include='schedules/*'
	$(UV) run --locked coverage report --skip-covered --fail-under=100 --include='devices/wire/*'
endif

check: $(filter .uv/bin/uv,$(UV)) ## everything a change must pass: format, lint, types, import rules, tests
	$(UV) run --locked ruff format --check
	$(UV) run --locked ruff check
	$(UV) run --locked mypy
	$(UV) run --locked lint-imports
	$(MAKE) test

bench: $(filter .uv/bin/uv,$(UV)) ## what things cost, as ratios to a baseline
	$(UV) run --locked python -m benchmarks $(ARGS)

soak: $(filter .uv/bin/uv,$(UV)) ## kill everything, often, for a quarter of an hour; needs mosquitto and influxd
	$(UV) run --locked python -m tests.faults $(ARGS)
	$(UV) run --locked python -m tests.faults controller broker --link lean $(ARGS)
	$(UV) run --locked python -m tests.scenarios.kills $(ARGS)

scenarios: $(filter .uv/bin/uv,$(UV)) ## every scenario of scenarios/ but the month of a city, which takes its time; ARGS="--seed 7"
	@failed=0; for file in $(filter-out scenarios/city-month.toml,$(wildcard scenarios/*.toml)); do \
	  $(UV) run --locked --no-dev lighting simulate --quiet --scenario $$file $(ARGS) || failed=1; \
	done; exit $$failed

month: $(filter .uv/bin/uv,$(UV)) ## a month of 3,000 lamps: how much people are told; twenty minutes or more; ARGS="--seed 7"
	$(UV) run --locked --no-dev lighting simulate --scenario scenarios/city-month.toml $(ARGS)

.uv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"{sys.executable} is Python {sys.version.split()[0]}; 3.11 or later is needed (make PYTHON=python3.12 ...)")'
	@$(PYTHON) -m venv .uv || { echo "on Debian: apt-get install python3-venv" >&2; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check uv

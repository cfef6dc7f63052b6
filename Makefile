PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

.PHONY: run test lint bench screenshots lock clean

run: $(VENV)/.runtime
	@exec $(RUN) manage.py serve

test: $(VENV)/.dev
	@$(RUN) -m interviewprep.testing

lint: $(VENV)/.dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(VENV)/bin/mypy .
	@$(RUN) -m interviewprep.testing.lint

bench: $(VENV)/.dev
	@$(RUN) -m bench

screenshots: $(VENV)/.dev
	@$(RUN) manage.py screenshots --settings interviewprep.testing.settings $(ONLY)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.runtime

lock: $(VENV)/bin/python
	$(VENV)/bin/pip install --quiet uv
	$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements.in -o requirements.txt
	$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 requirements-dev.in -c requirements.txt -o requirements-dev.txt

clean:
	rm -rf $(VENV) var

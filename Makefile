# Everything runs in .venv, which the first command makes. PYTHON picks the interpreter (3.11 or newer).
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
KEYCLOAK_VERSION := 26.7.3
KEYCLOAK := .keycloak/keycloak-$(KEYCLOAK_VERSION)

.DEFAULT_GOAL := help
.PHONY: help demo test test-keycloak lint bench docs screenshots serve clean

help:  ## Show the targets.
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-for-work: $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test,lint,docs,postgres]'
	@touch $@

# The AWS CLI and aws-sso-util pin libraries of their own, so they get an environment of their own.
.venv-aws-clients/installed:
	$(PYTHON) -m venv .venv-aws-clients
	.venv-aws-clients/bin/pip install --quiet --disable-pip-version-check awscli aws-sso-util
	@touch $@

# Not a dependency of ours either: the tests speak with it over HTTP only.
.venv-scim-client/installed:
	$(PYTHON) -m venv .venv-scim-client
	.venv-scim-client/bin/pip install --quiet --disable-pip-version-check 'scim2-client[httpx2]>=0.13,<0.14'
	@touch $@

# Keycloak is a Maven artifact; it needs Java 17 or newer. It is built once for a database in memory.
$(KEYCLOAK)/built:
	mkdir -p .keycloak
	mvn --batch-mode --quiet dependency:copy -DoutputDirectory=$(CURDIR)/.keycloak \
	  -Dartifact=org.keycloak:keycloak-quarkus-dist:$(KEYCLOAK_VERSION):tar.gz
	tar -xzf .keycloak/keycloak-quarkus-dist-$(KEYCLOAK_VERSION).tar.gz -C .keycloak
	rm .keycloak/keycloak-quarkus-dist-$(KEYCLOAK_VERSION).tar.gz
	$(KEYCLOAK)/bin/kc.sh build --db=dev-mem --cache=local
	@touch $@

demo: $(VENV)/installed  ## Install, then reproduce every error of the guide and prove each fix.
	$(BIN)/idc scenario run

test: $(VENV)/installed-for-work  ## Install, then run the tests.
	$(BIN)/pytest --numprocesses 2 --dist loadfile

test-keycloak: $(VENV)/installed-for-work $(KEYCLOAK)/built  ## Get a Keycloak (needs Java and Maven), then run the tests with it.
	KEYCLOAK_HOME=$(CURDIR)/$(KEYCLOAK) $(BIN)/pytest tests/identity_providers/test_keycloak.py

lint: $(VENV)/installed-for-work  ## Format and lint check, types, import contracts.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/installed-for-work  ## Print benchmark tables.
	$(BIN)/python -m tests.benchmarks

docs: $(VENV)/installed-for-work  ## Build the documentation into site/.
	$(BIN)/mkdocs build --strict

screenshots: $(VENV)/installed-for-work  ## Take the pictures of the documentation anew; needs Chromium.
	$(BIN)/python -m tests.gallery

serve: $(VENV)/installed  ## Run the emulator on http://127.0.0.1:8250.
	$(BIN)/idc serve

clean:  ## Remove what the targets made.
	rm -rf $(VENV) .venv-aws-clients .venv-scim-client .keycloak build dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis

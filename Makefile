# What one does with this house. `make help` lists it.
#
# Each target installs what it needs: from Debian's packages where we are root on
# such a machine, or by cargo. What it can't install it names.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

LISTEN ?= 127.0.0.1:8080
FUZZ_SECONDS ?= 60
CRASHES ?= 100
FUZZ_TARGETS ?= delimited xes cells process conditions
TARGET := $(or $(CARGO_TARGET_DIR),target)

export PATH := $(HOME)/.cargo/bin:$(PATH)

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name what; do printf '  make %-14s %s\n' "$$name" "$$what"; done

# ── to use it ────────────────────────────────────────────────────────────────

.PHONY: web
web: ## The screens: web/dist
	@scripts/need node npm
	scripts/web

.PHONY: build
build: tools-build web ## The program, fast: target/release/throughline
	cargo build --release --locked -p throughline

.PHONY: demo
demo: build ## A company with six months of history, in a browser (Ctrl-C ends)
	$(TARGET)/release/throughline demo --listen $(LISTEN)

.PHONY: diagnosis
diagnosis: build ## Diagnose real sales data, and show the report in a browser (Ctrl-C ends)
	@mkdir -p $(TARGET)/demo
	$(TARGET)/release/throughline diagnose samples/maven/*.csv \
	    --html $(TARGET)/demo/diagnosis.html --json $(TARGET)/demo/diagnosis.json --serve $(LISTEN)

# ── to change it ─────────────────────────────────────────────────────────────

.PHONY: test
test: fmt names clippy purity deny doc test-web unit test-browser ## Everything that CI runs, the quick checks first

.PHONY: fmt
fmt: ## Is all code in the usual form?
	cargo fmt --all --check

.PHONY: names
names: ## Does a file in git name a path of somebody's machine?
	scripts/check-names

.PHONY: clippy
clippy: tools-build ## Lints, on tests and benches too
	# Bans on clocks and files are for the rooms, not for their tests: `make purity`.
	cargo clippy --workspace --all-targets --locked -- -D warnings -A clippy::disallowed_methods -A clippy::disallowed_types

.PHONY: purity
purity: tools-build ## Are rules and figures free of clocks, files, settings and chance?
	scripts/check-purity
	cargo test --workspace --locked --quiet --test it purity::

.PHONY: deny
deny: tools-deny ## Licences, bans and sources of the dependencies
	cargo deny --locked --log-level error check --hide-inclusion-graph bans licenses sources

.PHONY: advisories
advisories: tools-deny ## Known holes in dependencies (needs the network; not part of `make test`)
	cargo deny --locked check advisories

.PHONY: doc
doc: tools-build ## Does the documentation build, and do its links lead somewhere?
	RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --workspace --no-deps --locked --quiet

.PHONY: unit
unit: tools-build ## Unit and integration tests, and every fuzz seed once
	scripts/test-rust

.PHONY: test-web
test-web: ## The screens' types, lints and logic
	@scripts/need node npm
	scripts/web
	npm --prefix web run --silent check

.PHONY: test-browser
test-browser: tools-build ## Look at the report and use the screens in a real browser
	scripts/test-browser

.PHONY: pictures
pictures: tools-build ## Make the pictures of docs/images anew
	scripts/pictures

.PHONY: bench
bench: tools-build ## The figures of docs/PERFORMANCE.md, measured here
	scripts/bench

.PHONY: crash
crash: tools-build ## Kill the server under load CRASHES times (default 100) on each database, and nodes of three
	THROUGHLINE_CRASHES=$(CRASHES) scripts/with-postgres cargo test --locked -p throughline --test it -- --nocapture --test-threads 1 crash:: nodes::

.PHONY: fuzz
fuzz: tools-fuzz ## Throw nonsense at the readers, FUZZ_SECONDS each (default 60)
	scripts/fuzz $(FUZZ_SECONDS) $(FUZZ_TARGETS)

# ── what the targets above need ──────────────────────────────────────────────

.PHONY: tools-build tools-deny tools-fuzz
tools-build:
	@scripts/need cargo rustc cc
tools-deny: tools-build
	@scripts/need cargo-deny
tools-fuzz: tools-build
	@scripts/need c++ cargo-fuzz

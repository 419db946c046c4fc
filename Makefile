# The commands of this project; `make` lists them.

SOURCES := $(wildcard Sources Tests Benchmarks Package.swift)
LOG := .build/build.log
# NATIVE=1 uses the instructions of this processor; such a program may not run on another one.
NATIVE_FLAGS := $(if $(NATIVE),-Xcc -march=native --scratch-path .build/native)
BIN := .build$(if $(NATIVE),/native)/release

.PHONY: help setup build run report test bench format lint clean

help: ## list the commands
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1	\2/p' Makefile | expand -t 16

setup: ## install the Debian packages that are missing
	@scripts/setup

build: setup ## build the program for release (NATIVE=1: for this processor); the log is shown only on failure
	@mkdir -p .build
	@swift build -c release $(NATIVE_FLAGS) --product checks >$(LOG) 2>&1 || { cat $(LOG) >&2; exit 1; }

run: build ## build and run `checks all`; make run ARGS="q5" runs something else
	@$(BIN)/checks $(if $(ARGS),$(ARGS),all)

report: OUT ?= report
report: build ## tables and figures of the whole bank in report/; OUT=dir and ARGS="q5" change that
	@scripts/setup gnuplot-nox
	@$(BIN)/checks report $(ARGS) --out $(OUT)
	@scripts/typeset $(OUT)

test: setup ## run all tests
	swift test

bench: setup ## time the program, beside peers where they are installed (PYTHON=… names their Python; NATIVE=1)
	@cd Benchmarks && PYTHON=$(or $(PYTHON),python3) swift run -c release $(NATIVE_FLAGS) benchmarks $(ARGS)

format: ## lay out the sources
	swift format -i -r $(SOURCES)

lint: ## check the layout of the sources
	swift format lint -s -r $(SOURCES)

clean: ## remove everything that was built
	rm -rf .build

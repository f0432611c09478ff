# Two commands for a fresh machine: `make demo` opens the command center on the demo world, `make check` tests everything.
# What they need is prepared by build-aux/run.

run := build-aux/run

.PHONY: all demo check bench faults soak format screenshots install clean

all:
	$(run) --prepare

demo:
	$(run) build-aux/demo

check:
	build-aux/check

bench:
	CHEZU_BUILD_DIR=$(CURDIR)/build-bench CHEZU_MESON_OPTIONS=-Dbuildtype=release $(run) build-aux/bench

faults:
	$(run) build-aux/faults

# Ten minutes: does memory stay flat while vehicles and map move?
soak:
	$(run) build-aux/soak

format:
	$(run) --no-build build-aux/format

screenshots:
	$(run) build-aux/screenshots

install: all
	$(run) --no-build meson install -C build

clean:
	rm -rf build build-check build-asan build-fuzz build-bench

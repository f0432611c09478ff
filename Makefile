# Two commands for a fresh machine: `make demo` opens the command center on the demo world, `make check` tests everything.
# What they need is prepared by build-aux/run.

run := build-aux/run

.PHONY: all demo check bench format screenshots install clean

all:
	$(run) --prepare

demo:
	$(run) build-aux/demo

check:
	build-aux/check

bench:
	$(run) build-aux/bench

format:
	$(run) --no-build build-aux/format

screenshots:
	$(run) build-aux/screenshots

install: all
	$(run) --no-build meson install -C build

clean:
	rm -rf build build-asan build-fuzz

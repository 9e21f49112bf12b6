# Shortcuts; what they run is in .build and in the poms.
PREFIX = /usr/local

.PHONY: help build install uninstall runtime dist image images demo test fuzz mutation bench fmt clean

help:
	@echo 'make demo    build once, then replay two renumberings into a local Git repository;'
	@echo '             it says what is missing for that, and SETUP=1 installs it'
	@echo 'make build   build ./leasehold, without tests'
	@echo 'make install put it on the PATH: PREFIX, /usr/local; DESTDIR. make uninstall removes it'
	@echo 'make dist    the packages of a release, in target/dist: archive, .deb, SBOM, checksums'
	@echo 'make image   the function as a container image, with podman; make images: the watcher too'
	@echo 'make test    all tests, style and architecture checks'
	@echo 'make fuzz    look for input that breaks function or codecs, a minute a test (FUZZ_SECONDS)'
	@echo 'make mutation  break the code in small ways, to find what no test notices; half an hour'
	@echo 'make bench   measure: latency, memory, DHCPv6 and the function; as root, half an hour'
	@echo 'make fmt     format the sources'
	@echo 'make clean   remove what was built'

# Folders too: a deleted file changes only its folder.
sources := $(shell find pom.xml */pom.xml */src/main $(wildcard templates target-kinds kpt-package testdata/pcap testdata/fn/training) .build leasehold)

build: target/built

target/built: $(sources)
	@SETUP='$(SETUP)' .build/package '$(firstword $(MAKECMDGOALS))'
	@touch $@

# Its old name.
runtime: build

install: build
	@.build/install '$(DESTDIR)' '$(PREFIX)'

uninstall:
	@.build/install '$(DESTDIR)' '$(PREFIX)' remove

dist: build
	@.build/dist/build

image: build
	@.build/image

images: image
	@.build/dist/image

demo: build
	@./leasehold demo

test:
	@.build/test

fuzz:
	@.build/fuzz

mutation:
	@.build/mutation

bench: build
	@.build/bench

fmt:
	@.build/mvn -q -ntp spotless:apply

clean:
	rm -rf target */target

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Builds everything, in one make, into build/.  `make help` lists the targets.
#
# Each folder's module.mk appends to the variables below and may state rules of
# its own with the macros of sdk/make/rules.mk; nothing else is said there.
#
#   KERNEL_SRC    the kernel: build/sdk/share/denali/kernel.elf
#   ILWACO_SRC    the library OS: build/sdk/lib/libilwaco.a and crt0.o
#   RUNTIME_SRC   the C library's other half: build/sdk/lib/libilwaco.a
#   MATH_SRC      what is added to the libm.a of newlib: build/sdk/lib/libm.a
#   CHECKED_SRC, UBSAN_SRC   the checking heap: build/sdk/lib/libchecked.a; what
#                 -fsanitize=undefined calls: build/sdk/lib/libubsan.a
#   LWIP_PORT_SRC, LWIP_SRC  the network: build/sdk/lib/liblwip.a
#   EXT2_SRC, E2FS_SRC   files on disks: build/sdk/lib/libext2.a
#   EXAMPLES      names: build/examples/NAME/NAME of examples/NAME, NAME.dbg
#   TEST_PROGRAMS Criterion programs that `make test` runs, one after another
#   TEST_FILES    what else must be there before they run
#   BENCH_PROGRAMS, BENCH_FILES    the same for `make bench`
#   FUZZERS       names; `make fuzz` makes fuzz-NAME of each
#   KERNEL_CFLAGS, ILWACO_CFLAGS, RUNTIME_CFLAGS, MATH_CFLAGS, LWIP_PORT_CFLAGS,
#   LWIP_CFLAGS, EXT2_CFLAGS, E2FS_CFLAGS
#   HOST_CFLAGS   what each of these is compiled with
#
# Set-up needs no command of its own: what is built depends, order-only, on the
# Debian packages, on lwIP's source and on the cross compiler, which are made
# first where they are missing.  A change of flags, of a list of files or of the
# compiler rebuilds what it touches.

BUILD := build
SDK := $(BUILD)/sdk
FUZZ_SECONDS ?= 20
PREFIX ?= /usr/local
SETUP ?= yes

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif

HOSTCC := gcc
AWK := awk
TOOLCHAIN := $(shell sdk/scripts/toolchain path)
CROSS := $(TOOLCHAIN)/bin/i686-elf-
LWIP_DIR := $(shell sdk/scripts/sources path lwip)
E2FS_DIR := $(shell sdk/scripts/sources path e2fsprogs)
NEWLIB_DIR := $(shell sdk/scripts/sources path newlib)
CURL_DIR := $(shell sdk/scripts/library path)

WARNINGS := -Wall -Wextra -Wshadow -Wpointer-arith -Wcast-qual \
	-Wwrite-strings -Wsign-compare -Wmissing-prototypes -Wundef -Werror
# No path of this machine gets into what is built.  The assembler is told of the
# second kind only.
MAP_PATHS := -ffile-prefix-map=$(CURDIR)=denali \
	-ffile-prefix-map=$(LWIP_DIR)=lwip \
	-ffile-prefix-map=$(E2FS_DIR)=e2fs \
	-ffile-prefix-map=$(TOOLCHAIN)=toolchain \
	-fdebug-prefix-map=$(CURDIR)=denali
CONTRACT := -Idenali-kernel/include

HOST_CFLAGS := -std=c11 -O2 -g -D_GNU_SOURCE $(WARNINGS) $(CONTRACT) \
	-Isdk/include
KERNEL_CFLAGS := -std=c11 -m32 -march=i686 -O2 -g -ffreestanding \
	-mgeneral-regs-only -mpreferred-stack-boundary=2 \
	-fno-pic -fomit-frame-pointer -fno-stack-protector -fno-jump-tables \
	-fno-asynchronous-unwind-tables -ffunction-sections -fdata-sections \
	$(WARNINGS) -Wframe-larger-than=1536 $(MAP_PATHS) $(CONTRACT) \
	-Idenali-kernel
GUEST_CFLAGS := -march=i686 -Os -g -ffunction-sections -fdata-sections \
	-fno-asynchronous-unwind-tables -fomit-frame-pointer \
	-mno-tls-direct-seg-refs -mpreferred-stack-boundary=2 \
	-mstringop-strategy=libcall -D_GNU_SOURCE -D__denali__=1 \
	-mstack-protector-guard=tls -mstack-protector-guard-reg=gs \
	-mstack-protector-guard-offset=20 -Wframe-larger-than=1536 \
	-fPIE -ftls-model=local-exec -include sdk/toolchain/newlib/hidden.h \
	-falign-functions=1 -falign-jumps=1 -falign-loops=1 \
	$(MAP_PATHS) \
	-Iruntime/include -Iilwaco/include $(CONTRACT) -Isdk/include
PROTECTED := -fstack-protector-strong
ILWACO_CFLAGS := -std=c11 $(GUEST_CFLAGS) $(PROTECTED) $(WARNINGS)
RUNTIME_CFLAGS := -std=c11 $(GUEST_CFLAGS) $(PROTECTED) $(WARNINGS) \
	-iquote runtime
MATH_CFLAGS := $(RUNTIME_CFLAGS) -fno-builtin
LWIP_PORT_CFLAGS := -std=c11 $(GUEST_CFLAGS) $(PROTECTED) $(WARNINGS) \
	-Ilwip-port -Ilwip-port/include -Iruntime \
	-isystem $(LWIP_DIR)/src/include
LWIP_CFLAGS := -std=gnu11 $(GUEST_CFLAGS) $(PROTECTED) -w \
	-Ilwip-port -Ilwip-port/include -I$(LWIP_DIR)/src/include
EXT2_INCLUDES := -Iruntime/ext2/lib -I$(BUILD)/obj/e2fs/include
EXT2_CFLAGS := $(RUNTIME_CFLAGS) $(EXT2_INCLUDES) -isystem $(E2FS_DIR)/lib
E2FS_CFLAGS := -std=gnu11 $(GUEST_CFLAGS) $(PROTECTED) -w \
	$(EXT2_INCLUDES) -I$(E2FS_DIR)/lib -I$(E2FS_DIR)/lib/ext2fs

include sdk/make/rules.mk
include $(sort $(wildcard */module.mk */*/module.mk))
include sdk/make/setup.mk
include sdk/make/kernel.mk
include sdk/make/libraries.mk
include sdk/make/sdk.mk
include sdk/make/examples.mk
include sdk/make/ports.mk
include sdk/make/documents.mk
include sdk/make/dist.mk
include sdk/make/checks.mk
include sdk/make/stamps.mk

.PHONY: all
all: sdk examples $(CORPUS_FILES) supervisor

.PHONY: run
run: $(SDK_FILES) $(BUILD)/examples/http-hello/http-hello
	@echo 'http-hello: http://127.0.0.1:8080/ (Ctrl-C ends it)' >&2
	$(Q)exec $(SDK)/bin/denali run -p 8080:80 \
		$(BUILD)/examples/http-hello/http-hello

# The emulator waits for the debugger; ending either ends both.
.PHONY: debug run-gdb
run-gdb: debug
debug: $(SDK_FILES) $(BUILD)/examples/http-hello/http-hello
	$(Q)exec $(SDK)/bin/denali debug -p 8080:80 \
		$(BUILD)/examples/http-hello/http-hello

.PHONY: clean
clean:
	rm -rf $(BUILD) compile_commands.json

.PHONY: help
help:
	@echo 'make            build all: SDK, kernel, examples'
	@echo 'make run        serve http://127.0.0.1:8080/ from a VM'
	@echo 'make debug      the same, stopped at its start under gdb'
	@echo 'make test       all tests'
	@echo 'make bench      measurements beside their targets'
	@echo 'make fuzz       each fuzzer for FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make torture    attacks by 100 VMs at a time; its parts are'
	@echo '                torture-corpus, -random, -powerloss, -files,'
	@echo '                -weather, -gate'
	@echo 'make ports      upstream programs in build/ports; port-NAME: one'
	@echo 'make test-ports   tests of them, or of PORTS="NAME..." alone'
	@echo 'make lint       style and static analysis'
	@echo 'make docs       all documents for a browser in build/docs/html'
	@echo 'make dist       the SDK packed and signed, build/denali-*.tar.gz'
	@echo 'make install    the SDK to PREFIX=$(PREFIX), below DESTDIR'
	@echo 'make uninstall  takes it away again'
	@echo 'make compile_commands.json   for editors'
	@echo 'make clean      removes build/, not the cache of all clones'
	@echo 'make format     gives C the form that lint asks for'
	@echo
	@echo 'V=1 shows commands; SETUP=no checks no Debian packages.'

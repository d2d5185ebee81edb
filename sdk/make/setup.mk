# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Set-up: Debian packages, the cross compiler, sources of lwIP and e2fsprogs,
# libcurl for host programs, newlib's tests.
#
# `ready` is an order-only prerequisite of all that is compiled.  It looks at
# the packages each time, which takes some milliseconds and, where nothing is
# missing, no network.

PACKAGE_GROUPS := build
PACKAGE_GROUPS += $(if $(wildcard $(TOOLCHAIN)),,toolchain)
PACKAGE_GROUPS += $(if $(filter run run-gdb debug,$(MAKECMDGOALS)),run)
PACKAGE_GROUPS += $(if $(filter all supervisor dist install test bench,\
	$(or $(MAKECMDGOALS),all)),supervisor)
PACKAGE_GROUPS += $(if $(filter test,$(MAKECMDGOALS)),run test media ports docs)
PACKAGE_GROUPS += $(if $(filter ports port-% test-ports,$(MAKECMDGOALS)),\
	run test ports)
PACKAGE_GROUPS += $(if $(filter fuzz%,$(MAKECMDGOALS)),fuzz)
PACKAGE_GROUPS += $(if $(filter bench,$(MAKECMDGOALS)),run test bench)
PACKAGE_GROUPS += $(if $(filter lint,$(MAKECMDGOALS)),test lint)
PACKAGE_GROUPS += $(if $(filter dist test bench,$(MAKECMDGOALS)),dist)
PACKAGE_GROUPS += $(if $(filter docs dist install bench,$(MAKECMDGOALS)),docs)

.PHONY: packages
packages:
ifeq ($(SETUP),yes)
	@sdk/scripts/packages $(sort $(PACKAGE_GROUPS))
endif

$(TOOLCHAIN)/bin/i686-elf-gcc: | packages
	@sdk/scripts/toolchain build

$(LWIP_DIR)/src/Filelists.mk: | packages $(TOOLCHAIN)/bin/i686-elf-gcc
	@sdk/scripts/sources unpack lwip

$(E2FS_DIR)/NOTICE: | $(LWIP_DIR)/src/Filelists.mk
	@sdk/scripts/sources unpack e2fsprogs

$(CURL_DIR)/lib/libcurl.a: | $(E2FS_DIR)/NOTICE
	@sdk/scripts/library make

.PHONY: ready
ready: | packages $(TOOLCHAIN)/bin/i686-elf-gcc \
	$(LWIP_DIR)/src/Filelists.mk $(E2FS_DIR)/NOTICE \
	$(CURL_DIR)/lib/libcurl.a

# After the other, for both use the cache's lock and folder.
NEWLIB_CHECK := $(NEWLIB_DIR)/newlib/testsuite/include/check.h
$(NEWLIB_CHECK): | ready
	@sdk/scripts/sources unpack newlib

# The files of each come to be as one, and are not ours to delete.
$(LWIP_DIR)/%: | $(LWIP_DIR)/src/Filelists.mk ;
$(E2FS_DIR)/%: | $(E2FS_DIR)/NOTICE ;
$(NEWLIB_DIR)/%: | $(NEWLIB_CHECK) ;
.PRECIOUS: $(LWIP_DIR)/% $(E2FS_DIR)/% $(NEWLIB_DIR)/%

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Random virtual instructions: a guest, and a program that runs a hundred of
# them beside neighbours.  `make torture-random` has it execute ten million.
RANDOM_GUEST := $(BUILD)/tests/random/random

$(eval $(call guest_program,$(RANDOM_GUEST),\
	$(wildcard tests/random/guest/*.[cS]) \
	$(wildcard examples/http-hello/*.c),\
	-Itests -Dmain=http_hello_main -Wno-missing-prototypes \
	-Wno-return-type,\
	--files examples/http-hello/files,\
	$(wildcard examples/http-hello/files/*)))
TEST_FILES += $(RANDOM_GUEST)

$(eval $(call host_program,build/tests/random-tests,\
	tests/random/random.c $(TEST_HARNESS),$(TEST_CFLAGS),$(TEST_LIBS)))
TEST_PROGRAMS += build/tests/random-tests

RANDOM_EACH ?= 100000

.PHONY: torture-random
torture-random: $(SDK_FILES) $(RANDOM_GUEST) build/tests/random-tests
	$(Q)DENALI_RANDOM=$(RANDOM_EACH) build/tests/random-tests --verbose

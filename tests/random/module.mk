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
	-Wno-return-type -fno-pie,\
	-no-pie --files examples/http-hello/files,\
	$(wildcard examples/http-hello/files/*)))
TEST_FILES += $(RANDOM_GUEST)

# A supervisor, with that image in it.
RANDOM_SUPERVISOR := $(BUILD)/tests/random/supervisor/supervise
RANDOM_FILES := $(BUILD)/tests/random/files
$(RANDOM_FILES)/random: $(RANDOM_GUEST)
	@mkdir -p $(@D)
	$(Q)cp $< $@

$(eval $(call guest_program,$(RANDOM_SUPERVISOR),\
	tests/random/supervisor/supervise.c \
	$(addprefix tests/random/guest/,attack.c dice.c rings.c return.S),\
	-Itests -fno-pie,-no-pie --files $(RANDOM_FILES),\
	$(RANDOM_FILES)/random))
TEST_FILES += $(RANDOM_SUPERVISOR)

$(eval $(call host_program,build/tests/random-tests,\
	tests/random/random.c $(TEST_HARNESS),$(TEST_CFLAGS),$(TEST_LIBS)))
TEST_PROGRAMS += build/tests/random-tests

RANDOM_EACH ?= 100000

.PHONY: torture-random
torture-random: $(SDK_FILES) $(RANDOM_GUEST) $(RANDOM_SUPERVISOR) \
		build/tests/random-tests
	$(Q)DENALI_RANDOM=$(RANDOM_EACH) build/tests/random-tests --verbose

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Ports: each folder of examples/ports with a recipe (see sdk/scripts/port) is
# an upstream program, built as released into build/ports/NAME, and a test of
# it.  A port is built anew when its recipe, the files beside it, its source's
# pin, a port that it needs or the SDK has changed.

PORTS_THERE := $(patsubst examples/ports/%/recipe,%,\
	$(sort $(wildcard examples/ports/*/recipe)))
PORTS ?= $(PORTS_THERE)
PORTS_TESTED := $(filter $(PORTS_THERE),$(PORTS))
# Those that `make test` tries too.
PORTS_IN_TEST := $(filter zlib jansson lua sqlite,$(PORTS_THERE))
$(foreach name,$(filter-out $(PORTS_THERE),$(PORTS)),\
	$(error no port is called $(name); there are: $(PORTS_THERE)))

PORT_JOBS := $(patsubst -j%,%,$(filter -j%,$(MAKEFLAGS)))
PORT_HARNESS := $(TEST_HARNESS:%=$(BUILD)/obj/tests/boot-tests/%.o)
PORT_PINS := $(shell $(AWK) '/^[a-z]/ { print $$1 ":" $$5 }' sdk/sources.lock)
port_says = $(shell sed -n 's/^$(2)=//p' examples/ports/$(1)/recipe)
port_built = $(patsubst %,$(BUILD)/ports/%/built,$(1))

define port
$(eval $(call stamp,port-$(1),$(filter \
	$(call port_says,$(1),source):%,$(PORT_PINS))))
$(call port_built,$(1)): sdk/scripts/port \
		$(filter-out %/test.c %/README.md,\
			$(shell find examples/ports/$(1) -type f)) \
		$(call port_built,$(subst ",,$(call port_says,$(1),needs))) \
		$(call stamped,port-$(1)) $(BUILD)/stamps/sdk-linked \
		$(SDK_HEADERS:%=$(SDK)/include/%) \
		$(SHARED:%=$(SDK)/share/denali/%) | sdk packages
	$$(call say,PORT,$(1))
	$(Q)JOBS=$(PORT_JOBS) $(UNMADE) sdk/scripts/port $(BUILD) $(1)

.PHONY: port-$(1)
port-$(1): $(call port_built,$(1))

$(eval $(call host_program,$(BUILD)/tests/ports/$(1),\
	examples/ports/$(1)/test.c,$(TEST_CFLAGS),$(PORT_HARNESS) $(TEST_LIBS)))
$(BUILD)/tests/ports/$(1): $(PORT_HARNESS)
endef
$(foreach name,$(PORTS_THERE),$(eval $(call port,$(name))))

TEST_PROGRAMS += $(PORTS_IN_TEST:%=$(BUILD)/tests/ports/%)
TEST_FILES += $(call port_built,$(PORTS_IN_TEST))

.PHONY: ports
ports: $(call port_built,$(PORTS_TESTED))

.PHONY: test-ports
test-ports: $(SDK_FILES) $(call port_built,$(PORTS_TESTED)) \
		$(PORTS_TESTED:%=$(BUILD)/tests/ports/%) $(BUILD)/tests/totals
	@mkdir -p $(BUILD)/tests/reports
	@$(UNMADE) $(BUILD)/tests/totals $(BUILD)/tests/reports \
		$(PORTS_TESTED:%=$(BUILD)/tests/ports/%)

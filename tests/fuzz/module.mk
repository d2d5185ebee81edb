# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Fuzzers of the kernel's pure parts.  `make fuzz-NAME` first replays what is
# known (seeds, and inputs that once failed), then searches for FUZZ_SECONDS.
#
# An input that fails is left in build/fuzz/.  To keep it for good:
#   od -An -v -tx1 build/fuzz/NAME-crash-... \
#	> tests/fuzz/NAME-WHAT-IT-SHOWS.hex

FUZZERS += image bootplan

FUZZ_SECONDS ?= 60
FUZZ_CC ?= clang-14
FUZZ_OUT := build/fuzz
FUZZ_CFLAGS := -std=c11 -Wall -Wextra -Werror -O1 -g \
	-fno-sanitize-recover=all -iquote denali-kernel -iquote tests/kernel \
	-Idenali-kernel/include

FUZZ_SRC_image := tests/fuzz/image.c tests/kernel/image_rules.c \
	denali-kernel/image.c denali-kernel/imagetext.c \
	denali-kernel/finding.c denali-kernel/format.c denali-kernel/name.c
FUZZ_SRC_bootplan := tests/fuzz/bootplan.c tests/kernel/plan_rules.c \
	denali-kernel/bootplan.c \
	denali-kernel/finding.c denali-kernel/format.c denali-kernel/name.c
FUZZ_SRC_seeds := tests/fuzz/seeds.c tests/kernel/image_file.c \
	tests/kernel/image_faults.c tests/kernel/plan_file.c \
	tests/kernel/plan_faults.c
FUZZ_HEADERS := $(wildcard denali-kernel/*.h denali-kernel/include/denali/*.h \
	tests/kernel/*.h)

$(FUZZ_OUT)/seeds: $(FUZZ_SRC_seeds) $(FUZZ_HEADERS)
	@mkdir -p $(@D)
	$(HOSTCC) $(HOST_CFLAGS) $(FUZZ_CFLAGS) -o $@ $(FUZZ_SRC_seeds)

define fuzzer_rules
$(FUZZ_OUT)/$(1): $(FUZZ_SRC_$(1)) $(FUZZ_HEADERS)
	@mkdir -p $$(@D)
	$$(FUZZ_CC) $$(FUZZ_CFLAGS) -fsanitize=fuzzer,address,undefined -o $$@ \
		$$(FUZZ_SRC_$(1))

.PHONY: fuzz-$(1)
fuzz-$(1): $(FUZZ_OUT)/$(1) $(FUZZ_OUT)/seeds
	tests/fuzz/run $(FUZZ_OUT) $(1) $$(FUZZ_SECONDS)
endef
$(foreach fuzzer,$(FUZZERS),$(eval $(call fuzzer_rules,$(fuzzer))))

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Fuzzers of the kernel's pure parts, compiled with clang, which brings
# libFuzzer.  `make fuzz-NAME` runs one for FUZZ_SECONDS.  It starts from
# build/fuzz/NAME.seeds: the good input, every spoiled one, and inputs that once
# failed, which are kept as text:
#
#   od -An -v -tx1 build/fuzz/NAME.crash-... \
#	> tests/fuzz/NAME-WHAT-IT-SHOWS.hex

FUZZERS += bootplan image
FUZZ_SECONDS ?= 60
FUZZ_CC := clang-14
FUZZ_OUT := $(BUILD)/fuzz
FUZZ_CFLAGS := -O1 -fno-sanitize-recover=all -iquote denali-kernel \
	-iquote tests/kernel

FUZZ_SRC_bootplan := tests/fuzz/bootplan.c tests/kernel/plan_rules.c \
	denali-kernel/bootplan.c denali-kernel/name.c denali-kernel/netconfig.c
FUZZ_SRC_image := tests/fuzz/image.c tests/kernel/image_rules.c \
	denali-kernel/image.c denali-kernel/name.c denali-kernel/netconfig.c
FUZZ_HEADERS := $(wildcard denali-kernel/*.h denali-kernel/include/denali/*.h \
	tests/kernel/*.h)

$(eval $(call host_program,$(FUZZ_OUT)/seeds,tests/fuzz/seeds.c \
	tests/kernel/image_file.c tests/kernel/image_faults.c \
	tests/kernel/plan_file.c tests/kernel/plan_faults.c,$(FUZZ_CFLAGS),))

define fuzzer
$(FUZZ_OUT)/$(1): $(FUZZ_SRC_$(1)) $(FUZZ_HEADERS) $(FUZZ_OUT)/$(1).seeds \
		| ready
	$$(call say,FUZZCC,$$@)
	$$(Q)$$(FUZZ_CC) $$(HOST_CFLAGS) $$(FUZZ_CFLAGS) \
		-fsanitize=fuzzer,address,undefined -o $$@ $(FUZZ_SRC_$(1))

.PHONY: fuzz-$(1)
fuzz-$(1): $(FUZZ_OUT)/$(1)
	$$(call say,FUZZ,$$<)
	$$(Q)tests/fuzz/run $$< $$(FUZZ_SECONDS)

$(FUZZ_OUT)/$(1).seeds: $(FUZZ_OUT)/seeds $(wildcard tests/fuzz/$(1)-*.hex)
	$$(call say,SEEDS,$$@)
	$$(Q)rm -rf $$@ && mkdir $$@ && $$< $(1) $$@ $$(filter %.hex,$$^)
endef
$(foreach name,bootplan image,$(eval $(call fuzzer,$(name))))

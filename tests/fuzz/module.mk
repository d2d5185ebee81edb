# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Fuzzers of the kernel's parts, compiled with clang, which brings libFuzzer.
# `make fuzz-NAME` runs one for FUZZ_SECONDS.  It starts from
# build/fuzz/NAME.seeds: what a program of seeds has written there, and inputs
# that once failed, which are kept as text:
#
#   od -An -v -tx1 build/fuzz/NAME.crash-... \
#	> tests/fuzz/NAME-WHAT-IT-SHOWS.hex
#
# `make test` has a program for each that tries the seeds, and some thousand
# inputs that are nearly those (replay.c).
#
#   $(eval $(call fuzzer,NAME,SOURCES,CFLAGS,SEEDS,LIBS))
#       SEEDS: the program, called with a folder and NAME; none if empty

FUZZ_CC := clang-14
FUZZ_OUT := $(BUILD)/fuzz
FUZZ_SANITIZE := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_HEADERS := $(wildcard denali-kernel/*.h denali-kernel/include/denali/*.h \
	tests/*/*.h)

# A C++ source is the object that host programs have of it.
fuzz_sources = $(filter-out %.cc,$(1)) \
	$(patsubst %,$(BUILD)/obj/host/%.o,$(filter %.cc,$(1)))

define fuzzer
FUZZERS += $(1)
FUZZ_HEX_$(1) := $$(wildcard tests/fuzz/$(1)-*.hex)
$(FUZZ_OUT)/$(1): $(call fuzz_sources,$(2)) $(FUZZ_HEADERS) \
		$(FUZZ_OUT)/$(1).seeds | ready
	$$(call say,FUZZCC,$$@)
	$$(Q)$$(FUZZ_CC) $$(HOST_CFLAGS) $(3) -fsanitize=fuzzer -o $$@ \
		$(call fuzz_sources,$(2)) $(5) $(call host_libraries,$(2))

.PHONY: fuzz-$(1)
fuzz-$(1): $(FUZZ_OUT)/$(1)
	$$(call say,FUZZ,$$<)
	$$(Q)tests/fuzz/run $$< $$(FUZZ_SECONDS)

$(FUZZ_OUT)/$(1).seeds: $(4) $$(FUZZ_HEX_$(1))
	$$(call say,SEEDS,$$@)
	$$(Q)rm -rf $$@ && mkdir -p $$@
	$$(Q)$(if $(4),$(4) $$@ $(1))
	$$(Q)for seed in $$(FUZZ_HEX_$(1)); do tr a-f A-F <$$$$seed | \
		basenc -di --base16 >$$@/$$$$(basename $$$$seed .hex); done

$(call host_program,$(BUILD)/tests/fuzz_$(1),tests/fuzz/replay.c $(2),\
	$(3) -DSEEDS=\"$(FUZZ_OUT)/$(1).seeds\",-lcriterion $(5))
TEST_PROGRAMS += $(BUILD)/tests/fuzz_$(1)
TEST_FILES += $(FUZZ_OUT)/$(1).seeds
endef

FUZZ_KERNEL := $(FUZZ_SANITIZE) -iquote denali-kernel -iquote tests/kernel

$(eval $(call host_program,$(FUZZ_OUT)/seeds,tests/fuzz/seeds.c \
	tests/kernel/image_file.c tests/kernel/image_faults.c \
	tests/kernel/plan_file.c tests/kernel/plan_faults.c,$(FUZZ_KERNEL),))

$(eval $(call fuzzer,bootplan,tests/fuzz/bootplan.c \
	tests/kernel/plan_rules.c $(addprefix denali-kernel/,bootplan.c \
	name.c netconfig.c),\
	$(FUZZ_KERNEL),$(FUZZ_OUT)/seeds))
$(eval $(call fuzzer,image,tests/fuzz/image.c tests/kernel/image_rules.c \
	$(addprefix denali-kernel/,image.c name.c netconfig.c),\
	$(FUZZ_KERNEL),$(FUZZ_OUT)/seeds))

# The kernel's window lies where the address sanitizer has its own memory.
$(eval $(call fuzzer,boot,tests/fuzz/boot.c denali-kernel/bootinfo.c,\
	-O1 -fsanitize=undefined -fno-sanitize-recover=all \
	-iquote denali-kernel -iquote tests/kernel,$(FUZZ_OUT)/seeds))

$(eval $(call host_program,$(BUILD)/fuzz/disktable_seeds,\
	tests/disktable/seeds.c,$(DISKTABLE_TEST_CFLAGS),))
$(eval $(call fuzzer,disktable,tests/disktable/fuzz.c $(DISKTABLE_SRC),\
	-O1 $(DISKTABLE_SANITIZED),$(BUILD)/fuzz/disktable_seeds))

$(eval $(call host_program,$(FUZZ_OUT)/manifest_seeds,\
	tests/fuzz/manifest_seeds.c,-iquote tests/denali,))
$(eval $(call fuzzer,manifest,tests/fuzz/manifest.c \
	$(filter-out sdk/common/minisign.c,$(wildcard sdk/common/*.c)) \
	$(wildcard sdk/common/*.cc),\
	$(FUZZ_SANITIZE) -iquote sdk/common,$(FUZZ_OUT)/manifest_seeds,\
	-l:libjansson.a))

$(eval $(call fuzzer,crash,tests/fuzz/crash.c $(addprefix sdk/denali/,core.c \
	token.c buffer.c error.c) sdk/common/memory.c,\
	$(FUZZ_SANITIZE) -iquote sdk/denali \
	-iquote sdk/common -lz,))

FUZZ_SIGNING := $(addprefix sdk/common/,memory.c minisign.c parse.c \
	publication.c) $(addprefix sdk/denali/,buffer.c error.c) \
	$(addprefix sdk/denali/hosting/,ociartifact.c ocireference.c \
	secretkey.c)
FUZZ_SIGNING_CFLAGS := $(FUZZ_SANITIZE) -iquote sdk/denali \
	-iquote sdk/denali/hosting -iquote sdk/common
$(eval $(call host_program,$(FUZZ_OUT)/signing_seeds,\
	tests/fuzz/signing_seeds.c $(FUZZ_SIGNING),$(FUZZ_SIGNING_CFLAGS),\
	-ljansson -lsodium))
$(eval $(call fuzzer,signing,tests/fuzz/signing.c $(FUZZ_SIGNING),\
	$(FUZZ_SIGNING_CFLAGS),$(FUZZ_OUT)/signing_seeds,-ljansson -lsodium))

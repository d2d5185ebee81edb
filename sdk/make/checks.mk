# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Targets that examine what is built or the source.

# Criterion's programs, one after another; their totals come last.
.PHONY: test
test: $(SDK_FILES) examples $(TEST_PROGRAMS) $(TEST_FILES) $(BUILD)/tests/totals
	@mkdir -p $(BUILD)/tests/reports
	@$(UNMADE) $(BUILD)/tests/totals $(BUILD)/tests/reports \
		$(sort $(TEST_PROGRAMS))

.PHONY: bench
bench: $(SDK_FILES) examples $(BENCH_PROGRAMS) $(BENCH_FILES)
	@set -e; for program in $(BENCH_PROGRAMS); do $(UNMADE) $$program; done

.PHONY: fuzz
fuzz: $(FUZZERS:%=fuzz-%)

# All attacks, from many at a time.
TORTURE_SECONDS ?= 20
TORTURE_ATTACKERS ?= 100
.PHONY: torture torture-corpus torture-gate
torture: torture-corpus torture-random torture-powerloss torture-files \
		torture-weather torture-gate
torture-corpus: $(SDK_FILES) $(CORPUS_FILES)
	$(Q)$(UNMADE) $(SDK)/bin/denali torture \
		--seconds $(TORTURE_SECONDS) --attackers $(TORTURE_ATTACKERS)
# The neighbour gate: two hours, on a machine that has nothing else to do.
torture-gate: $(SDK_FILES) $(BENCH_OUT)/bench $(CORPUS_FILES)
	@BENCH=neighbour $(UNMADE) $(BENCH_OUT)/bench

# clang-tidy looks at each file as its own part of the system compiles it; the
# rest is for the whole tree.
tidied = $(patsubst %,$(BUILD)/lint/$(1)/%.ok,$(filter %.c,$(2)))
TIDIED := $(call tidied,kernel,$(KERNEL_SRC)) \
	$(call tidied,ilwaco,$(ILWACO_SRC)) \
	$(call tidied,runtime,$(RUNTIME_SRC) $(CHECKED_SRC) $(UBSAN_SRC)) \
	$(call tidied,lwip-port,$(LWIP_PORT_SRC)) \
	$(call tidied,sdk/bin/denali-cc,$(CC_SRC)) \
	$(call tidied,sdk/bin/denali,$(DENALI_SRC)) \
	$(call tidied,$(STANDIN:$(BUILD)/%=%),\
		$(filter sdk/supervisor/%,$(STANDIN_SUPERVISOR))) \
	$(call tidied,tests/supervisor_engine,sdk/supervisor/probe.c)

.PHONY: lint lint-tree
lint: lint-tree $(TIDIED)
lint-tree: | packages
	@sdk/scripts/lint

.PHONY: format
format:
	@git ls-files -co --exclude-standard -- '*.[ch]' | \
		xargs clang-format -i --style=file

compile_commands.json: $(call stamped,compile-commands) | ready
	$(call say,JSON,$@)
	$(Q)$(MAKE) -Bn V=1 all $(TEST_PROGRAMS) 2>/dev/null | \
		sdk/scripts/compile-commands >$@
$(eval $(call stamp,compile-commands,$(KERNEL_SRC) $(ILWACO_SRC) \
	$(RUNTIME_SRC) $(LWIP_PORT_SRC) $(CC_SRC) $(TEST_PROGRAMS)))

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of the denali command.  Its parts are linked into denali-parts, with
# sanitizers; denali-runs starts the command itself, with a double for QEMU.

DENALI_PARTS := $(filter-out %/main.c,$(DENALI_SRC))
DENALI_TEST_HARNESS := $(addprefix tests/harness/,bytes.c denali.c process.c)

$(eval $(call host_program,$(BUILD)/tests/denali-parts,\
	$(addprefix tests/denali/,console.c core.c image.c image_file.c \
		inspect.c manifest.c minisign.c net.c options.c parse.c plan.c \
		port.c publication.c secretkey.c service.c spans.c token.c \
		toml.c trace.c traffic.c) \
	$(DENALI_PARTS) $(DENALI_TEST_HARNESS),\
	-Itests $(DENALI_CFLAGS) -O1 \
	-fsanitize=address -fsanitize=undefined -fno-sanitize-recover=all,\
	-lcriterion $(DENALI_LIBS)))
$(eval $(call host_program,$(BUILD)/tests/denali-runs,\
	$(addprefix tests/denali/,account.c budgets.c command.c crash.c \
		disks.c doctor.c fault.c image_file.c \
		lastlines.c postmortem.c run.c size.c swap.c terminal.c \
		testverb.c together.c trial.c trouble.c) \
	$(DENALI_TEST_HARNESS),-Itests,-lcriterion -ljansson -lutil))
$(eval $(call host_program,$(BUILD)/tests/denali-fake-qemu,\
	tests/denali/fake-qemu.c tests/denali/fake-records.c,,))

TEST_PROGRAMS += $(BUILD)/tests/denali-parts $(BUILD)/tests/denali-runs
TEST_FILES += $(BUILD)/tests/denali-fake-qemu

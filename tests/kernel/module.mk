# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of the kernel's pure parts.  The kernel's files are compiled unchanged
# for the build host, with sanitizers, and linked with the test of their name.
#
# To add a test: name it in KERNEL_TESTS and give it its files.

KERNEL_TESTS := bootplan format image string

KERNEL_TEST_bootplan := \
	tests/kernel/bootplan.c tests/kernel/plan_file.c \
	tests/kernel/plan_faults.c tests/kernel/plan_rules.c \
	denali-kernel/bootplan.c denali-kernel/name.c \
	denali-kernel/netconfig.c sdk/denali/finding.c
KERNEL_TEST_format := tests/kernel/format.c denali-kernel/format.c
KERNEL_TEST_image := \
	tests/kernel/image.c tests/kernel/image_file.c \
	tests/kernel/image_faults.c tests/kernel/image_rules.c \
	denali-kernel/image.c denali-kernel/name.c \
	denali-kernel/netconfig.c sdk/denali/finding.c
KERNEL_TEST_string := tests/kernel/string.c denali-kernel/string.c

# The kernel's folder is for quoted includes only: it has a string.h too.
KERNEL_TEST_CFLAGS := -O1 -fsanitize=address,undefined \
	-fno-sanitize-recover=all -iquote denali-kernel -iquote tests/kernel \
	-iquote .

# Under other names, so that the C library's own stay in use; and without the
# compiler's knowledge of what they do, by which it might call itself.
$(BUILD)/obj/tests/kernel_string/denali-kernel/string.c.o: HOST_CFLAGS += \
	-ffreestanding -fno-tree-loop-distribute-patterns \
	$(foreach f,memcpy memmove memset memcmp strnlen,-D$(f)=kernel_$(f))

kernel_test = $(call host_program,$(BUILD)/tests/kernel_$(1),\
	$(KERNEL_TEST_$(1)),$(KERNEL_TEST_CFLAGS),-lcriterion)
TEST_PROGRAMS += $(KERNEL_TESTS:%=$(BUILD)/tests/kernel_%)
$(foreach test,$(KERNEL_TESTS),$(eval $(call kernel_test,$(test))))

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
	denali-kernel/bootplan.c denali-kernel/finding.c \
	denali-kernel/format.c denali-kernel/name.c
KERNEL_TEST_format := tests/kernel/format.c denali-kernel/format.c
KERNEL_TEST_image := \
	tests/kernel/image.c tests/kernel/image_file.c \
	tests/kernel/image_faults.c tests/kernel/image_rules.c \
	denali-kernel/image.c denali-kernel/imagetext.c \
	denali-kernel/finding.c denali-kernel/format.c denali-kernel/name.c
KERNEL_TEST_string := tests/kernel/string.c denali-kernel/string.c

KERNEL_TEST_OUT := build/tests/kernel
KERNEL_TEST_CFLAGS := -O1 -g -fsanitize=address,undefined \
	-fno-sanitize-recover=all -iquote denali-kernel -iquote tests/kernel \
	-Idenali-kernel/include
kernel_test_objects = $(KERNEL_TEST_$(1):%.c=$(KERNEL_TEST_OUT)/%.o)

# Under other names, so that the C library's own stay in use; and without the
# compiler's knowledge of what they do, by which it might call itself.
$(KERNEL_TEST_OUT)/denali-kernel/string.o: KERNEL_TEST_CFLAGS += \
	-ffreestanding -fno-tree-loop-distribute-patterns \
	$(foreach f,memcpy memmove memset memcmp strnlen,-D$(f)=kernel_$(f))

$(KERNEL_TEST_OUT)/%.o: %.c
	@mkdir -p $(@D)
	$(HOSTCC) $(HOST_CFLAGS) $(KERNEL_TEST_CFLAGS) -MMD -MP -c -o $@ $<

define kernel_test_rules
TEST_PROGRAMS += build/tests/kernel_$(1)
build/tests/kernel_$(1): $(call kernel_test_objects,$(1))
	$$(HOSTCC) $$(KERNEL_TEST_CFLAGS) -o $$@ $$^ -lcriterion
-include $(patsubst %.o,%.d,$(call kernel_test_objects,$(1)))
endef
$(foreach test,$(KERNEL_TESTS),$(eval $(call kernel_test_rules,$(test))))

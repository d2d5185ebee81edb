# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The disks of VMs: their files unchanged, on a stand-in for what lies around
# them (rig.c), with sanitizers; rings that change while they are read, and a
# fuzzer.

DISK_TEST_CFLAGS := $(FUZZ_SANITIZE) -include tests/kernel-disk/frame.h \
	-iquote denali-kernel -iquote tests/kernel-disk
DISK_TEST_RIG := tests/kernel-disk/rig.c \
	$(addprefix denali-kernel/,disk.c diskframes.c diskring.c \
		limit.c options.c)

TEST_PROGRAMS += $(BUILD)/tests/kernel_disk
$(eval $(call host_program,$(BUILD)/tests/kernel_disk,\
	tests/kernel-disk/hostile.c tests/kernel-net/watch.c $(DISK_TEST_RIG),\
	$(DISK_TEST_CFLAGS),-lcriterion))

$(eval $(call host_program,$(BUILD)/fuzz/disk_seeds,\
	tests/kernel-disk/seeds.c,$(DISK_TEST_CFLAGS),))
$(eval $(call fuzzer,disk,tests/kernel-disk/fuzz.c $(DISK_TEST_RIG),\
	$(DISK_TEST_CFLAGS),$(BUILD)/fuzz/disk_seeds))

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of VMs' disks: their files unchanged, with those of limits and of what
# disks have in common, on the stand-in machine of tests/kernel-core and a
# device of their own (rig.h).

TEST_PROGRAMS += $(BUILD)/tests/kernel_vmdisk
$(eval $(call host_program,$(BUILD)/tests/kernel_vmdisk,\
	$(sort $(wildcard tests/kernel-vmdisk/*.c)) \
	tests/kernel-core/machine.c tests/kernel-net/watch.c \
	$(addprefix denali-kernel/,block.c disk.c diskframes.c diskring.c \
		frame.c limit.c options.c pool.c),\
	-include tests/kernel-core/machine.h -iquote tests/kernel-core \
	-iquote tests/kernel-vmdisk -iquote tests/kernel-net \
	-iquote denali-kernel -O1 -g \
	-fsanitize=undefined -fno-sanitize-recover=all,\
	-lcriterion -fsanitize=undefined))

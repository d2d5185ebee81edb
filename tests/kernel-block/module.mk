# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of the disks' drivers: their files unchanged, virtio's on the stand-in
# for a virtio device of tests/kernel-net made into a disk (disk.c), with
# sanitizers.

TEST_PROGRAMS += $(BUILD)/tests/kernel_block
$(eval $(call host_program,$(BUILD)/tests/kernel_block,\
	$(addprefix tests/kernel-block/,block.c disk.c random.c rig.c \
		startup.c) \
	tests/kernel-net/device.c \
	$(addprefix denali-kernel/,block.c virtio_blk.c virtqueue.c),\
	-O1 -fsanitize=address -fsanitize=undefined \
	-fno-sanitize-recover=all -iquote denali-kernel \
	-iquote tests/kernel-block -iquote tests/kernel-net,\
	-lcriterion -lpthread))

TEST_PROGRAMS += $(BUILD)/tests/kernel_ahci
$(eval $(call host_program,$(BUILD)/tests/kernel_ahci,\
	tests/kernel-block/ahci.c denali-kernel/block.c denali-kernel/ahci.c,\
	-O1 -fsanitize=address -fsanitize=undefined \
	-fno-sanitize-recover=all -iquote denali-kernel,\
	-lcriterion -lpthread))

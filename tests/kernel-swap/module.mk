# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of memory, swap and admission together: their files unchanged, on the
# stand-in machine of tests/kernel-core, with a disk and a scheduler of their
# own (rig.h).

TEST_PROGRAMS += $(BUILD)/tests/kernel_swap
$(eval $(call host_program,$(BUILD)/tests/kernel_swap,\
	$(sort $(wildcard tests/kernel-swap/*.c)) \
	$(addprefix tests/kernel-core/,machine.c nommu.c) \
	$(addprefix denali-kernel/,table.c space.c pager.c swap.c residence.c \
		gate.c frame.c pool.c),\
	-include tests/kernel-core/machine.h -iquote tests/kernel-core \
	-iquote tests/kernel-swap -iquote denali-kernel -O1 -g \
	-fsanitize=undefined -fno-sanitize-recover=all,\
	-lcriterion -fsanitize=undefined))

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of the kernel's memory, time and event code on a stand-in machine.

CORE_TEST_CFLAGS := -include tests/kernel-core/machine.h \
	-iquote tests/kernel-core -iquote denali-kernel -O1 -g \
	-fsanitize=undefined -fno-sanitize-recover=all

core_test = $(eval $(call host_program,$(BUILD)/tests/kernel_$(1),\
	tests/kernel-core/$(1).c tests/kernel-core/machine.c \
	denali-kernel/$(1).c $(2),$(CORE_TEST_CFLAGS),-lcriterion \
	-fsanitize=undefined))$(eval TEST_PROGRAMS += \
	$(BUILD)/tests/kernel_$(1))

$(call core_test,frame)
$(call core_test,timer)
$(call core_test,clock)
$(call core_test,limit)
$(call core_test,event)
$(call core_test,runqueue)
$(call core_test,port)
$(call core_test,vmtable,denali-kernel/frame.c)
$(call core_test,space,$(addprefix denali-kernel/,frame.c pool.c table.c) \
	tests/kernel-core/noswap.c tests/kernel-core/nommu.c)
$(call core_test,mmu,$(addprefix denali-kernel/,event.c frame.c guest.c \
	options.c pool.c space.c table.c) \
	$(addprefix tests/kernel-core/,mmu_rig.c mmu_stop.c \
	noswap.c))

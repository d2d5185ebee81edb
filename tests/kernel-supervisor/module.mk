# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Supervisor instructions under a fuzzer: their files unchanged, with the
# checkers of images and plans, on a stand-in for what they act upon (rig.c).

SUPERVISOR_TEST_CFLAGS := $(FUZZ_SANITIZE) \
	-include tests/kernel-supervisor/frame.h -iquote denali-kernel \
	-iquote tests/kernel-supervisor -iquote tests/kernel

$(eval $(call host_program,$(BUILD)/fuzz/supervisor_seeds,\
	tests/kernel-supervisor/seeds.c,$(SUPERVISOR_TEST_CFLAGS),))
$(eval $(call fuzzer,supervisor,\
	$(addprefix tests/kernel-supervisor/,fuzz.c rig.c) \
	tests/kernel/image_file.c tests/kernel/image_rules.c \
	$(addprefix denali-kernel/,supervisor.c supervisor_images.c \
	supervisor_vms.c loader.c image.c bootplan.c netconfig.c name.c \
	options.c ownplan.c port.c flows.c forward.c \
	forwardset.c guard.c headers.c rewrite.c),\
	$(SUPERVISOR_TEST_CFLAGS),$(BUILD)/fuzz/supervisor_seeds))

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What file systems on disks keep when the power goes.  `make torture-files` has
# it go more often, and for SQLite and Redis too.
POWERCUT := $(BUILD)/tests/powercut
POWERCUT_SRC := tests/powercut/judge.c tests/powercut/powercut.c \
	tests/harness/recording.c $(TEST_HARNESS)

$(eval $(call guest_program,$(POWERCUT)/storm,\
	tests/powercut/guest/storm.c tests/powercut/model.c \
	tests/powercut/tree.c,,--mount disk0:/data))

# The file system's own code, on this machine.
$(eval $(call host_program,$(BUILD)/tests/ext2-mount,\
	tests/powercut/mount.c tests/ext2/rig.c tests/ext2/machine.c \
	tests/harness/recording.c $(EXT2_SRC),\
	$(EXT2_TEST_CFLAGS),$(EXT2_TEST_OBJ)))
$(BUILD)/tests/ext2-mount: $(EXT2_TEST_OBJ)
$(patsubst %,$(BUILD)/obj/tests/ext2-mount/%.o,$(EXT2_SRC)): $(E2FS_MADE)

$(eval $(call host_program,build/tests/powercut-tests,\
	$(addprefix tests/powercut/,model.c storm.c tree.c) $(POWERCUT_SRC),\
	$(TEST_CFLAGS),$(TEST_LIBS)))
TEST_PROGRAMS += build/tests/powercut-tests
TEST_FILES += $(POWERCUT)/storm $(BUILD)/tests/ext2-mount

$(eval $(call host_program,build/tests/powercut-ports,\
	$(addprefix tests/powercut/,redis.c sqlite.c) $(POWERCUT_SRC),\
	$(TEST_CFLAGS),$(TEST_LIBS)))

.PHONY: torture-files
torture-files: $(SDK_FILES) $(POWERCUT)/storm $(BUILD)/tests/ext2-mount \
		build/tests/powercut-tests build/tests/powercut-ports \
		port-redis port-sqlite
	$(Q)DENALI_CHANGES=200 DENALI_CUTS=1000 DENALI_KILLS=20 \
		build/tests/powercut-tests --verbose
	$(Q)DENALI_CHANGES=200 DENALI_CUTS=1000 DENALI_KILLS=20 \
		build/tests/powercut-ports --verbose

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The file system on a disk: its files unchanged, with libext2fs, on a disk in
# memory, with sanitizers; e2fsprogs makes the disks and judges them.

EXT2_TEST_CFLAGS := -iquote runtime -iquote tests/ext2 -iquote tests/harness \
	-Iilwaco/include $(EXT2_INCLUDES) -isystem $(E2FS_DIR)/lib \
	-O1 -fsanitize=address,undefined -fno-sanitize-recover=all

EXT2_TEST_OBJ := $(patsubst $(E2FS_DIR)/%,$(BUILD)/obj/tests/ext2/e2fs/%.o,\
	$(E2FS_SRC))
$(BUILD)/obj/tests/ext2/e2fs/%.c.o: $(E2FS_DIR)/%.c $(E2FS_MADE) | ready
	$(call say,HOSTCC,e2fs/$*.c)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -std=gnu11 -g -O1 -w -fsanitize=address \
		$(EXT2_INCLUDES) -I$(E2FS_DIR)/lib -I$(E2FS_DIR)/lib/ext2fs \
		-c -o $@ $<

$(eval $(call host_program,$(BUILD)/tests/ext2-tests,\
	$(filter-out %/fuzz.c,$(wildcard tests/ext2/*.c)) \
	tests/harness/recording.c $(EXT2_SRC),\
	$(EXT2_TEST_CFLAGS),$(EXT2_TEST_OBJ) -lcriterion))
$(BUILD)/tests/ext2-tests: $(EXT2_TEST_OBJ)
$(patsubst %,$(BUILD)/obj/tests/ext2-tests/%.o,$(EXT2_SRC)): $(E2FS_MADE)
TEST_PROGRAMS += $(BUILD)/tests/ext2-tests

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Files on a disk: what of e2fsprogs knows the format, and what is ours.
EXT2_SRC += $(wildcard runtime/ext2/*.c)
E2FS_PARTS := alloc alloc_sb alloc_stats badblocks bitmaps bitops blkmap64_ba \
	blkmap64_rb blknum bmap check_desc closefs crc16 crc32c csum dirblock \
	extent fallocate freefs gen_bitmap gen_bitmap64 get_num_dirs hashmap \
	i_block ind_block inline inode io_manager openfs punch rbtree \
	rw_bitmaps
E2FS_SRC += $(patsubst %,$(E2FS_DIR)/lib/ext2fs/%.c,$(E2FS_PARTS))

# What its own build makes: the numbers of its errors, and a table.
E2FS_INCLUDE := $(BUILD)/obj/e2fs/include
E2FS_MADE := $(E2FS_INCLUDE)/ext2fs/ext2_err.h $(E2FS_INCLUDE)/crc32c_table.h

$(E2FS_INCLUDE)/ext2fs/ext2_err.h: | ready
	$(call say,MAKE,$@)
	@mkdir -p $(@D)
	$(Q)$(AWK) -f $(E2FS_DIR)/lib/et/et_h.awk outfile=$@.new \
		outfn=ext2_err.h $(E2FS_DIR)/lib/ext2fs/ext2_err.et.in
	@mv $@.new $@

$(BUILD)/obj/e2fs/gen_crc32ctable: $(E2FS_DIR)/lib/ext2fs/gen_crc32ctable.c \
		| ready
	$(call say,HOSTCC,e2fs/gen_crc32ctable.c)
	@mkdir -p $(@D)
	$(Q)$(HOSTCC) -w -o $@ $<

$(E2FS_INCLUDE)/crc32c_table.h: $(BUILD)/obj/e2fs/gen_crc32ctable
	$(call say,MAKE,$@)
	@mkdir -p $(@D)
	$(Q)$< >$@.new
	@mv $@.new $@

$(call objects,ext2,$(EXT2_SRC)): $(E2FS_MADE)

# Sums of every block of metadata; every byte of files.
$(call objects,e2fs,$(E2FS_DIR)/lib/ext2fs/crc32c.c): E2FS_CFLAGS += -O2

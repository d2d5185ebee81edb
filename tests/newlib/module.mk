# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# newlib's own test programs, each a service; tests/boot/suites.c runs them.
#
# Two of the 17 are left out, as newlib's harness would: UTF-8, which is for a
# library that was configured for multibyte characters, and tmmap, which is for
# Linux, as it writes to a file by way of a mapping.

NEWLIB_TESTS := iconv/iconvjp iconv/iconvnm iconv/iconvru search/hsearchtest \
	stdio/nulprintf stdio/swprintf stdlib/atexit stdlib/size_max \
	string/memcpy-1 string/memmove1 string/strcmp-1 string/tstring \
	wctype/tiswctype wctype/twctrans wctype/twctype
NEWLIB_TEST_CFLAGS := -std=gnu11 -O1 -g -w -ffile-prefix-map=$(NEWLIB_DIR)/= \
	-I$(NEWLIB_DIR)/newlib/testsuite/include
# One has its buffers on the stack.
NEWLIB_TEST_LDFLAGS := --stack 1M

define newlib_test
$(BUILD)/obj/tests/newlib/$(notdir $(1)).o: \
		$(NEWLIB_DIR)/newlib/testsuite/newlib.$(1).c \
		tests/newlib/module.mk $(SDK)/share/denali/denali.specs | sdk
	$$(call say,GUESTCC,newlib/$(notdir $(1)).c)
	@mkdir -p $$(@D)
	$(Q)$(SDK)/bin/denali-cc $$(NEWLIB_TEST_CFLAGS) -c -o $$@ $$<

$(eval $(call guest_program,$(BUILD)/tests/newlib/$(notdir $(1)),,,\
	$(BUILD)/obj/tests/newlib/$(notdir $(1)).o $(NEWLIB_TEST_LDFLAGS),\
	$(BUILD)/obj/tests/newlib/$(notdir $(1)).o))
TEST_FILES += $(BUILD)/tests/newlib/$(notdir $(1))
endef
$(foreach name,$(NEWLIB_TESTS),$(eval $(call newlib_test,$(name))))

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# newlib's own test programs, each a service; tests/boot/suites.c runs them.
#
# Two of the 17 are left out: tmmap, as newlib's harness would, since it is for
# Linux, as it writes to a file by way of a mapping; and twctype, which takes
# other scripts' digits for letters, as its library does not.

NEWLIB_TESTS := iconv/iconvjp iconv/iconvnm iconv/iconvru locale/UTF-8 \
	search/hsearchtest \
	stdio/nulprintf stdio/swprintf stdlib/atexit stdlib/size_max \
	string/memcpy-1 string/memmove1 string/strcmp-1 string/tstring \
	wctype/tiswctype wctype/twctrans
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

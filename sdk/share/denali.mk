# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# denali.mk: what the Makefile of a service includes
#
#	include $(shell denali-cc --print-makefile)
#
# after it has said
#
#   NAME       what the service is called: build/NAME is its image, and
#              build/NAME.dbg holds the symbols
#   SOURCES    its sources, in C, C++ or assembly
#
# and, where wanted,
#
#   CFLAGS     options of the compiler (-Os -Wall -Wextra); -g comes with all
#   LDFLAGS    options of the link, such as --stack 128K
#   LDLIBS     libraries, such as -lz
#   FILES      folders to bundle, as DIR or DIR:MOUNT, besides denali.toml's
#   MANIFEST   the manifest, if it is not denali.toml
#   BUDGET     how large the image may be, if it is not budget.toml
#   ARGS       the program's arguments, for `make run` and `make debug`
#   RUNFLAGS   options of `denali run` and `denali debug`
#   TESTFLAGS, SIZEFLAGS   options of `denali test` and `denali size`
#   PUBLISHFLAGS, LOGSFLAGS   and of `denali publish` and `denali logs`
#
# All of them can be given to make as well: make run ARGS='-v 80'.
#
#   make           builds the image, and fails if it is over its budget
#   make run       runs it in a VM, its ports open on this machine
#   make test      runs the tests in test.toml
#   make debug     runs it under gdb, halted at its start
#   make size      shows what takes how much of the image
#   make inspect   shows what the image says of itself
#   make publish   builds it, and publishes it to a host
#   make logs      shows what it prints there, and goes on
#   make clean     removes what was built
#
# All that is built is in build/.  What an object or the image depends on makes
# it anew: sources and headers, options, the manifest, bundled files, the SDK.
# V=1 shows the commands.

DENALI_SDK := $(shell denali-cc --print-sdk)

ifeq ($(strip $(NAME)),)
$(error NAME is not set; write `NAME := web`, say, before the include)
endif
ifeq ($(strip $(SOURCES)),)
$(error SOURCES is not set; write `SOURCES := main.c`, say, before the include)
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:

BUILD ?= build
MANIFEST ?= $(wildcard denali.toml)
BUDGET ?= $(wildcard budget.toml)
CFLAGS ?= -Os -Wall -Wextra

# denali_quote TEXT: one word of the shell.
denali_quote = '$(subst ','\'',$(1))'
DENALI_BIN := $(call denali_quote,$(DENALI_SDK)/bin/)
DENALI_IMAGE := $(BUILD)/$(NAME)
# A name that no service has.
DENALI_WORK := $(BUILD)/.work

# C++ needs its own driver, which knows its library.
DENALI_CPLUSPLUS := $(filter %.cc %.cpp %.cxx,$(SOURCES))
DENALI_LINKER := $(DENALI_BIN)denali-$(if $(DENALI_CPLUSPLUS),c++,cc)
DENALI_COMPILE := -g $(CPPFLAGS) $(CFLAGS)
DENALI_LINK := -g $(CFLAGS) $(LDFLAGS) \
	$(MANIFEST:%=--manifest %) $(FILES:%=--files %)

ifeq ($(V),1)
DENALI_SAY := @:
DENALI_QUIET :=
else
DENALI_SAY := @printf '  %-8s%s\n'
DENALI_QUIET := @
endif

# Sources outside the folder have their objects in it too.
denali_object = $(DENALI_WORK)/$(subst ../,up/,$(1)).o
DENALI_OBJECTS := $(foreach source,$(SOURCES),$(call denali_object,$(source)))

.PHONY: all run test debug size inspect publish logs clean
all: $(DENALI_IMAGE) $(BUDGET:%=$(DENALI_WORK)/budget)

# denali_rule SOURCE
denali_compiler = $(if $(filter $(1),$(DENALI_CPLUSPLUS)),c++,cc)
define denali_rule
$(call denali_object,$(1)): $(1) $(DENALI_WORK)/compile
	$$(DENALI_SAY) CC $$<
	@mkdir -p $$(@D)
	$$(DENALI_QUIET)$$(DENALI_BIN)denali-$(denali_compiler) \
		$$(DENALI_COMPILE) -MD -MP -MF $$@.d -c -o $$@ $$<
endef
$(foreach source,$(SOURCES),$(eval $(call denali_rule,$(source))))

$(DENALI_IMAGE): $(DENALI_OBJECTS) $(MANIFEST) $(DENALI_WORK)/link
	$(DENALI_SAY) LINK $@
	$(DENALI_QUIET)$(DENALI_LINKER) $(DENALI_LINK) -o $@ \
		$(DENALI_OBJECTS) $(LDLIBS)

# An image over its budget is there all the same, for those who look why.
$(DENALI_WORK)/budget: $(DENALI_IMAGE) $(BUDGET)
	@$(DENALI_BIN)denali size --budget $(BUDGET) -o quiet $<
	@touch $@

# Two files that change when something does that has no date to go by: options,
# the list of sources, which SDK it is, which files there are to bundle.
# Dates of the SDK are no help, since an older one may take its place.
DENALI_FOLDERS = $(foreach folder,$(FILES),$(firstword $(subst :, ,$(folder))))
ifneq ($(MANIFEST),)
DENALI_FOLDERS += $(shell sed -n 's/^[ 	]*from *= *"\([^"]*\)".*/\1/p' \
	$(MANIFEST))
endif

$(DENALI_WORK)/compile: export DENALI_TEXT = $(DENALI_COMPILE)
$(DENALI_WORK)/link: export DENALI_TEXT = $(DENALI_LINK) $(LDLIBS) $(SOURCES)
$(DENALI_WORK)/link: DENALI_LIST = $(DENALI_FOLDERS:%=find -L % -printf \
	'%p %s %T@\n' | LC_ALL=C sort;)
$(DENALI_WORK)/compile $(DENALI_WORK)/link: denali_always
	@mkdir -p $(@D)
	@{ printf '%s\n' "$$DENALI_TEXT"; \
	cd $(call denali_quote,$(DENALI_SDK)) && \
		ls -lL --time-style=+%s bin/denali-cc lib/*.[ao] share/denali; \
	cd $(call denali_quote,$(CURDIR)) && $(DENALI_LIST) : ; } >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi
.PHONY: denali_always

run: $(DENALI_IMAGE)
	@$(DENALI_BIN)denali run -P $(RUNFLAGS) $(DENALI_IMAGE) $(ARGS)

test: all
	@$(DENALI_BIN)denali test $(TESTFLAGS) . $(DENALI_IMAGE)

debug: $(DENALI_IMAGE)
	@$(DENALI_BIN)denali debug -P $(RUNFLAGS) $(DENALI_IMAGE) $(ARGS)

size: $(DENALI_IMAGE)
	@$(DENALI_BIN)denali size $(BUDGET:%=--budget %) $(SIZEFLAGS) \
		$(DENALI_IMAGE)

inspect: $(DENALI_IMAGE)
	@$(DENALI_BIN)denali inspect $(DENALI_IMAGE)

publish: all
	@$(DENALI_BIN)denali publish $(PUBLISHFLAGS) $(DENALI_IMAGE) $(ARGS)

logs:
	@$(DENALI_BIN)denali logs -f $(LOGSFLAGS) $(NAME)

clean:
	rm -rf $(BUILD)

-include $(DENALI_OBJECTS:%=%.d)

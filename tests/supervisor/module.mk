# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The supervisor on the build host: its files unchanged, over a machine that is
# a stand-in (machine.h).

# What takes the place of the kernel, with its checkers, and of the library OS.
STANDIN_MACHINE := $(filter-out %/machinetest.c %/machinefiles.c,\
	$(wildcard tests/supervisor/machine*.c)) \
	$(addprefix denali-kernel/,bootplan.c image.c name.c netconfig.c) \
	$(addprefix ilwaco/supervisor/,crc64.c disktable.c load.c plan.c \
	tablefile.c tableslot.c tablespace.c tabletext.c tableusers.c text.c)
# The supervisor's files, but for those that a stand-in has of its own.
STANDIN_SUPERVISOR := \
	$(filter-out %/own.c %/probe.c,$(SUPERVISOR_SRC)) \
	tests/supervisor/own.c tests/supervisor/probe.c
STANDIN_IMAGE := tests/supervisor/standinimage.c
# Folders of which others have headers of the same names come with their names.
STANDIN_CFLAGS := -iquote . -iquote tests/supervisor -iquote denali-kernel \
	-iquote ilwaco/supervisor -Iilwaco/include -pthread
STANDIN_SANITIZED := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all

$(eval $(call host_program,$(BUILD)/tests/supervisor_machine,\
	tests/supervisor/machinetest.c $(STANDIN_MACHINE) $(STANDIN_IMAGE),\
	$(STANDIN_CFLAGS) $(STANDIN_SANITIZED),-lcriterion))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_machine

# Modules of it, by themselves.
SUPERVISOR_MODULES := $(addprefix sdk/supervisor/,crc32c.c exposition.c \
	lines.c logdb.c logrows.c meter.c mkext4.c mkext4files.c store.c)
$(eval $(call host_program,$(BUILD)/tests/supervisor_modules,\
	$(wildcard tests/supervisor/parts/*.c) $(SUPERVISOR_MODULES),\
	-iquote tests/supervisor/parts $(SUPERVISOR_CFLAGS) $(STANDIN_CFLAGS) \
	$(STANDIN_SANITIZED),-lcriterion -lsqlite3))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_modules

# The whole of it, as a program.
STANDIN := $(BUILD)/tests/supervisor/standin
$(eval $(call host_program,$(STANDIN),\
	tests/supervisor/standin.c tests/supervisor/machinefiles.c \
	$(STANDIN_MACHINE) $(STANDIN_SUPERVISOR),\
	$(SUPERVISOR_CFLAGS) $(STANDIN_CFLAGS),\
	$(SUPERVISOR_HOST_LIBS) -Xlinker --wrap=write))
TEST_FILES += $(STANDIN)

$(eval $(call host_program,$(BUILD)/tests/supervisor_config,\
	tests/supervisor/config.c sdk/supervisor/config.c \
	$(addprefix sdk/common/,address.c parse.c portlist.c),\
	-iquote sdk -iquote sdk/common $(STANDIN_SANITIZED),-lcriterion))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_config

# Tests that ask it.
STANDIN_CLIENT := $(addprefix tests/supervisor/,client.c standinprocess.c) \
	$(addprefix tests/harness/,net.c process.c bytes.c)
STANDIN_CLIENT_LIBS := -lcriterion -ljansson -lmbedtls -lmbedx509 -lmbedcrypto

STANDIN_AUTHOR := tests/supervisor/author.c $(STANDIN_IMAGE) \
	$(addprefix sdk/common/,minisign.c publication.c parse.c)

$(eval $(call host_program,$(BUILD)/tests/supervisor_api,\
	$(addprefix tests/supervisor/,apitest.c apimatrix.c apihostile.c \
	apischema.c apishare.c uploadtest.c) \
	$(STANDIN_AUTHOR) $(STANDIN_CLIENT),\
	-iquote tests -iquote sdk/common $(STANDIN_CFLAGS),\
	$(STANDIN_CLIENT_LIBS) -lsodium))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_api

# Its parts, in a program with them.
$(eval $(call host_program,$(BUILD)/tests/supervisor_parts,\
	$(addprefix tests/supervisor/,admittedtest.c agreement.c billtest.c \
	foundation.c listtest.c rates.c schematest.c) \
	$(STANDIN_MACHINE) $(STANDIN_SUPERVISOR),\
	$(SUPERVISOR_CFLAGS) $(STANDIN_CFLAGS) $(STANDIN_SANITIZED),\
	-lcriterion $(SUPERVISOR_HOST_LIBS)))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_parts

# The API under a fuzzer.
$(eval $(call host_program,$(BUILD)/fuzz/api_seeds,\
	tests/supervisor/apiseeds.c,,-ljansson))
$(BUILD)/fuzz/api.seeds: sdk/supervisor/openapi.json
$(eval $(call fuzzer,api,\
	tests/supervisor/apifuzz.c $(STANDIN_MACHINE) \
	$(STANDIN_SUPERVISOR),\
	$(FUZZ_SANITIZE) $(SUPERVISOR_CFLAGS) $(STANDIN_CFLAGS),\
	$(BUILD)/fuzz/api_seeds,$(SUPERVISOR_HOST_LIBS)))

# The clock.
$(eval $(call host_program,$(BUILD)/tests/supervisor_ntp,\
	tests/supervisor/ntp.c sdk/supervisor/ntp.c sdk/supervisor/ntppacket.c,\
	-iquote . $(STANDIN_SANITIZED),-lcriterion))
$(eval $(call host_program,$(BUILD)/tests/supervisor_ntpclient,\
	tests/supervisor/ntpclient.c \
	$(addprefix sdk/supervisor/,ntp.c ntpclient.c ntppacket.c),\
	-iquote sdk/common $(STANDIN_CFLAGS) $(STANDIN_SANITIZED),\
	-lcriterion -lsodium -lpthread))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_ntp \
	$(BUILD)/tests/supervisor_ntpclient

# Tests of services, which somebody publishes.
$(eval $(call host_program,$(BUILD)/tests/supervisor_services,\
	$(addprefix tests/supervisor/,admissiontest.c lifetest.c \
	servicetest.c) \
	$(STANDIN_AUTHOR) $(STANDIN_CLIENT),\
	-iquote tests -iquote sdk/common $(STANDIN_CFLAGS),\
	$(STANDIN_CLIENT_LIBS) -lsodium))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_services

# What services leave behind, and what they are billed.
$(eval $(call host_program,$(BUILD)/tests/supervisor_records,\
	$(addprefix tests/supervisor/,consoletest.c disktest.c secrettest.c \
	usagetest.c) $(STANDIN_AUTHOR) $(STANDIN_CLIENT),\
	-iquote tests -iquote sdk/common $(STANDIN_CFLAGS),\
	$(STANDIN_CLIENT_LIBS) -lsodium))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_records

# Sockets and deadlines of its engine.
$(eval $(call host_program,$(BUILD)/tests/supervisor_engine,\
	$(addprefix tests/supervisor/,probetest.c turnstest.c) \
	$(STANDIN_MACHINE) \
	$(addprefix sdk/supervisor/,clock.c host.c probe.c timers.c turns.c),\
	-iquote sdk/common $(STANDIN_CFLAGS) $(STANDIN_SANITIZED),\
	-lcriterion))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_engine

# Notes of images.
$(eval $(call host_program,$(BUILD)/tests/supervisor_imagefile,\
	tests/supervisor/imagefiletest.c sdk/supervisor/imagefile.c \
	$(STANDIN_IMAGE) $(addprefix sdk/common/,imagepath.c manifest.c \
	manifestkeys.c manifestnote.c manifestparts.c memory.c parse.c rule.c \
	schema.c suggest.c toml.c),\
	-iquote sdk/common $(STANDIN_CFLAGS) $(STANDIN_SANITIZED),\
	-lcriterion -ljansson))
TEST_PROGRAMS += $(BUILD)/tests/supervisor_imagefile

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of those parts of the library OS and the runtime that are logic alone:
# their files unchanged, on a stand-in for the VM, with sanitizers.

ILWACO_TEST_CFLAGS := -include tests/ilwaco/machine.h -iquote tests/ilwaco \
	-iquote ilwaco -iquote runtime -Iilwaco/include -D__denali__ -O1 \
	-fsanitize=address,undefined -fno-sanitize-recover=all \
	-Wno-pointer-to-int-cast -Wno-int-to-pointer-cast

# ilwaco_test NAME SOURCES [CFLAGS]
ilwaco_test = $(eval $(call host_program,$(BUILD)/tests/ilwaco_$(1),\
	tests/ilwaco/$(1).c tests/ilwaco/machine.c $(2),\
	$(ILWACO_TEST_CFLAGS) $(3),-lcriterion -lm))$(eval \
	TEST_PROGRAMS += $(BUILD)/tests/ilwaco_$(1))

$(call ilwaco_test,deadline,ilwaco/deadline.c)
$(call ilwaco_test,heap,$(addprefix ilwaco/,heap.c blocks.c quick.c \
	deadline.c))
$(call ilwaco_test,chacha,ilwaco/chacha.c ilwaco/random.c)
$(call ilwaco_test,console,ilwaco/console.c)
$(call ilwaco_test,nic,ilwaco/nic.c)
$(call ilwaco_test,descriptors,runtime/descriptors.c runtime/file.c)
$(call ilwaco_test,polling,runtime/polling.c runtime/filewait.c \
	runtime/wakeup.c runtime/file.c)
$(call ilwaco_test,tree,$(addprefix runtime/,tree.c treedir.c vfswalk.c))
$(call ilwaco_test,tmpfs,$(addprefix runtime/,tmpfs.c tmpdata.c \
	tmpdirectory.c tmpmount.c))
$(call ilwaco_test,integer,runtime/integer.c)
$(call ilwaco_test,fnmatch,runtime/fnmatch.c,-Dfnmatch=vm_fnmatch)
$(call ilwaco_test,format,$(addprefix runtime/,format.c formatspec.c \
	formatinteger.c formatfloat.c decimal.c))
$(call ilwaco_test,string,$(addprefix runtime/string/,memcpy.c memmove.c \
	memset.c memcmp.c strspn.c strcspn.c strpbrk.c),\
	-fno-tree-loop-distribute-patterns \
	$(foreach name,memcpy memmove memset memcmp strspn strcspn strpbrk,\
	-D$(name)=vm_$(name)))

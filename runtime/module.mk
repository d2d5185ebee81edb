# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# newlib's system interface, and the POSIX calls that newlib lacks.
RUNTIME_SRC += $(wildcard runtime/*.c) $(wildcard runtime/*.S)

# What newlib has too, but slower: byte by byte, or by string instructions.
STRING_SRC := $(wildcard runtime/string/*.c)
RUNTIME_SRC += $(STRING_SRC)
$(call objects,runtime,$(STRING_SRC)): RUNTIME_CFLAGS += -O2 -fno-builtin \
	-fno-tree-loop-distribute-patterns

# Every byte of a message passes through here.
$(call objects,runtime,runtime/cursor.c): RUNTIME_CFLAGS += -O2

# What every program with files has, of which opening them is all that counts.
$(call objects,runtime,$(addprefix runtime/,_exit.c access.c close.c device.c \
	dup.c exit.c fcntl.c fstat.c open.c stat.c tree.c vfsfile.c \
	vfswalk.c)): RUNTIME_CFLAGS += -Oz

# Mathematics of long double, which newlib's libm lacks and gets from here.
MATH_SRC += $(wildcard runtime/math/*.c)

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# newlib's system interface, and the POSIX calls that newlib lacks.
RUNTIME_SRC += $(wildcard runtime/*.c) $(wildcard runtime/*.S)

# Every byte of a message passes through here.
$(call objects,runtime,runtime/cursor.c): RUNTIME_CFLAGS += -O2

# Mathematics of long double, which newlib's libm lacks and gets from here.
MATH_SRC += $(wildcard runtime/math/*.c)

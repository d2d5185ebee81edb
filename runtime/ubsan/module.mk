# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What code compiled with -fsanitize=undefined calls.
UBSAN_SRC += $(wildcard runtime/ubsan/*.c)

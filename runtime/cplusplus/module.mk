# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What code of C++ calls without asking: libstdc++.a, which g++ links by itself.
# There is no more of C++'s library than this and the headers beside it.
CPLUSPLUS_SRC += $(wildcard runtime/cplusplus/*.c)

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The library OS.  start.S becomes crt0.o, all else libilwaco.a.
ILWACO_SRC += $(wildcard ilwaco/*.c) $(wildcard ilwaco/*.S)

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# newlib's system interface, and the POSIX calls that newlib lacks.
RUNTIME_SRC += $(wildcard runtime/*.c)

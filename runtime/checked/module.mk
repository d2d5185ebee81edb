# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The checking heap, which `denali-cc --check-heap` links before the runtime.
CHECKED_SRC += $(wildcard runtime/checked/*.c)

# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# What only the supervisor's VM wants of the library OS; linked into services
# that use it, like all of it.
ILWACO_SRC += $(wildcard ilwaco/supervisor/*.c)

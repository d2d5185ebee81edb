# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
EXAMPLES += bulk
EXAMPLE_SHARED_bulk := sdk/common/sha256.c

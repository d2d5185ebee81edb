# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
EXAMPLES += bulk

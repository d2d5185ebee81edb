-- SPDX-FileCopyrightText: The Denali authors
-- SPDX-License-Identifier: MIT
print(_VERSION .. " says hello" .. (arg[1] and ", " .. arg[1] or ""))

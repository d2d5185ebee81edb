-- SPDX-FileCopyrightText: The Denali authors
-- SPDX-License-Identifier: MIT
--
-- The io library, on a file in /tmp, and on what cannot be written to.
local path = os.tmpname()
assert(path:match("^/tmp/"))
local file = assert(io.open(path, "w+"))
assert(file:setvbuf("full", 4096))
for i = 1, 1000 do
	assert(file:write(i, " line ", i / 2, "\n"))
end
assert(file:seek("cur") > 10000)
assert(file:seek("set", 0) == 0)
assert(file:read("n") == 1 and file:read("l") == " line 0.5")
assert(file:read("L") == "2 line 1\n")
assert(file:seek("end", -4) and file:read("a") == "500\n")
assert(file:seek("set", 0) == 0 and file:write("one"))
assert(file:close() and tostring(file) == "file (closed)")

local count = 0
for line in io.lines(path) do
	count = count + 1
	assert(count > 1 or line == "oneine 0.5")
end
assert(count == 1000)

file = assert(io.open(path, "a"))
file:write("the end")
file:close()
file = assert(io.open(path, "rb"))
assert(file:seek("end") > 0 and not file:read(1) and file:read(0) == nil)
file:close()

assert(os.rename(path, path .. ".new"))
local missing, why, code = io.open(path)
assert(not missing and code == 2 and why == path .. ": No such file or directory")
assert(os.remove(path .. ".new") and not os.remove(path .. ".new"))

-- Bundled files can be read, not written to.
assert(io.open("/hello.lua"):read("l"):match("SPDX"))
assert(not io.open("/hello.lua", "w"))

-- Files without a name go with the program.
file = io.tmpfile()
file:write("kept"):seek("set")
assert(file:read("a") == "kept")
io.stderr:write("all is well\n")

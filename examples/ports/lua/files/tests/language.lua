-- SPDX-FileCopyrightText: The Denali authors
-- SPDX-License-Identifier: MIT
--
-- What scripts do most, a little of each: where the C library is asked for
-- something, its answer is what differs between machines.

-- Numbers, and how they are written and read.
assert(7 // 2 == 3 and -7 // 2 == -4 and 7 % -3 == -2 and 2 ^ 0.5 > 1.414)
assert(math.maxinteger + 1 == math.mininteger and 1 << 63 == math.mininteger)
assert(string.format("%.14g %5.2f %x %q", 1 / 3, 2.5, 255, "a\nb") ==
	'0.33333333333333  2.50 ff "a\\\nb"')
assert(tonumber("0x1p4") == 16 and tonumber("1e1") == 10)
assert(tostring(1e15) == "1e+15" and tostring(-0.0) == "-0.0")
assert(tostring(1 / 0) == "inf" and tostring(math.pi) == "3.1415926535898")
assert(string.format("%a", 1.5) == "0x1.8p+0", string.format("%a", 1.5))
assert(math.floor(-2.5) == -3 and math.fmod(7, 3) == 1 and math.ult(1, -1))
for _ = 1, 1000 do
	local x = math.random(10)
	assert(x >= 1 and x <= 10)
end

-- Strings.
assert(("key = value"):match("^(%w+)%s*=%s*(%w+)$") == "key")
assert(("hello"):gsub("l+", string.upper) == "heLLo")
assert(string.pack("<i4z", 258, "x"):byte(2) == 1)
assert(utf8.char(228, 8364, 0x1F600):len() == 9 and utf8.len("äé") == 2)
assert(("x"):rep(100000):len() == 100000 and "a" < "b" and "Z" < "a")

-- Tables, closures, coroutines, what is wrong.
local list = {}
for i = 1, 10000 do
	list[i] = (i * 7919) % 10007
end
table.sort(list)
for i = 2, #list do
	assert(list[i - 1] <= list[i])
end
assert(table.concat({ 1, 2, 3 }, "-") == "1-2-3" and select("#", 1, nil) == 2)
local squares = coroutine.wrap(function()
	for i = 1, 3 do
		coroutine.yield(i * i)
	end
end)
assert(squares() + squares() + squares() == 14)
local well, why = pcall(error, { code = 7 })
assert(not well and why.code == 7)
local closed = false
do
	local guard <close> = setmetatable({}, {
		__close = function() closed = true end
	})
end
assert(closed)

-- What goes too deep is an error of the script's, not the VM's end.
local function deep(n) return n == 0 and 0 or 1 + deep(n - 1) end
assert(deep(10000) == 10000 and not pcall(deep, 10000000))
assert(not load(("("):rep(1000) .. "1" .. (")"):rep(1000)))
assert(not pcall(string.match, ("a"):rep(300000), (".-"):rep(300000) .. "b"))
local nested = "x"
for _ = 1, 300 do
	nested = setmetatable({}, { __index = nested })
end
assert(not pcall(function() return setmetatable({}, {
	__tostring = function(t) return tostring(t) end }) .. "" end))
local function through_c(n) return pcall(through_c, n) end
through_c(1)
assert(string.gsub("a", "a", function()
	return (string.gsub("b", "b", "c"))
end) == "c")

-- Memory comes back.
for _ = 1, 50 do
	local block = {}
	for i = 1, 1000 do
		block[i] = ("%d"):format(i):rep(100)
	end
end
collectgarbage()
assert(collectgarbage("count") < 2000)

-- The machine.
assert(os.time({ year = 2000, month = 1, day = 1, hour = 12 }) == 946728000)
assert(os.date("!%Y-%m-%d %H:%M:%S", 86400) == "1970-01-02 00:00:00")
assert(os.time() > 1600000000 and os.clock() >= 0)
assert(os.getenv("COLOUR") == "green" and not os.getenv("ABSENT"))
assert(not os.execute() and not io.popen("ls"))
assert(require("shapes").area(3, 4) == 12 and not pcall(require, "absent"))
assert(os.setlocale() == "C")
print("all is well")

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Manifests with one fault each, and the line that tells it, for manifest.c.
 */
#ifndef TESTS_DENALI_MANIFEST_FAULTS_H
#define TESTS_DENALI_MANIFEST_FAULTS_H

/* After a line `schema = 1`, if text has no schema of its own. */
static const struct {
	const char *text, *message;
} faults[] = {
	{ "name = 1\n", "2: name: must be a string, as in name = \"web\"" },
	{ "# nothing, and no schema\n",
	  " schema: missing; begin the file with schema = 1" },
	{ "schema = 2\n",
	  "1: schema: 2 is newer than what this SDK knows, 1; use a n"
	  "ewer SDK" },
	{ "schema = 0\n", "1: schema: there is no 0; write schema = 1" },
	{ "schema = \"1\"\n",
	  "1: schema: must be an integer, as in schema = 1" },
	{ "x = \n",
	  "2: not TOML, at column 5: Error while parsing key-value pa"
	  "ir: expected value, saw '\\n'; a line is KEY = VALUE, with texts "
	  "in quotation marks" },
	{ "a = 1\na = 2\n",
	  "3: not TOML, at column 5: Error while parsing key-value pa"
	  "ir: cannot redefine existing integer 'a'; a line is KEY = VALUE, "
	  "with texts in quotation marks" },
	{ "nam = \"x\"\n", "2: nam: unknown key; did you mean name?" },
	{ "colour = \"x\"\n",
	  "2: colour: unknown key; take it out, or see which there ar"
	  "e in docs/manifest.md" },
	{ "weight = 5\n", "2: weight: unknown key; it belongs under [cpu]" },
	{ "[cpu]\nname = \"x\"\n",
	  "3: [cpu] name: unknown key; it belongs before the first [t"
	  "able]" },
	{ "[netwrk]\n", "2: netwrk: unknown key; did you mean network?" },
	{ "[cpu\n",
	  "2: not TOML, at column 5: Error while parsing table header"
	  ": expected ']', saw '\\n'; a line is KEY = VALUE, with texts in "
	  "quotation marks" },
	{ "cpu = 5\n", "2: cpu: must be a table, as in [cpu]" },
	{ "name = \"\"\n", "2: name: must not be empty" },
	{ "name = \"a\\nb\"\n", "2: name: must not hold control characters" },
	{ "name = \"12345678901234567890123456789012\"\n",
	  "2: name: longer than 31 bytes: \"1234567890123456789012345"
	  "6789012\"; shorten it" },
	{ "memory = 16\n",
	  "2: memory: must be a string, as in memory = \"16M\"" },
	{ "memory = \"16X\"\n",
	  "2: memory: \"16X\" is not a size; write \"16M\", say" },
	{ "memory = \"100K\"\n",
	  "2: memory: \"100K\" is not from 256K to 3145724K" },
	{ "memory = \"4G\"\n",
	  "2: memory: \"4G\" is not from 256K to 3145724K" },
	{ "memory = \"16M\\u0000\"\n",
	  "2: memory: must not hold control characters" },
	{ "frames = \"1K\"\n", "2: frames: \"1K\" is not from 4K to 3145724K" },
	{ "stack = \"-1\"\n",
	  "2: stack: \"-1\" is not a size; write \"16M\", say" },
	{ "private = \"yes\"\n",
	  "2: private: must be true or false, as in private = true" },
	{ "arguments = \"x\"\n",
	  "2: arguments: must be an array, as in arguments = [\"-v\"]" },
	{ "arguments = [1]\n",
	  "2: arguments: holds an integer; each element must be a str"
	  "ing" },
	{ "arguments = [\"a\\u0000\"]\n", "2: arguments: must not hold a NUL" },
	{ "[cpu]\nweight = 0\n", "3: [cpu] weight: must be from 1 to 10000" },
	{ "[cpu]\nweight = 10001\n",
	  "3: [cpu] weight: must be from 1 to 10000" },
	{ "[cpu]\nweight = \"many\"\n",
	  "3: [cpu] weight: must be an integer, as in weight = 100" },
	{ "[cpu]\ncap = \"0%\"\n",
	  "3: [cpu] cap: \"0%\" is not from \"0.1%\" to \"100%\"; wri"
	  "te \"50%\", say" },
	{ "[cpu]\ncap = \"50\"\n",
	  "3: [cpu] cap: \"50\" is not from \"0.1%\" to \"100%\"; wri"
	  "te \"50%\", say" },
	{ "[cpu]\ncap = \"100.1%\"\n",
	  "3: [cpu] cap: \"100.1%\" is not from \"0.1%\" to \"100%\";"
	  " write \"50%\", say" },
	{ "[cpu]\ncap = 50\n",
	  "3: [cpu] cap: must be a string, as in cap = \"50%\"" },
	{ "[network]\ninbund = [\"80\"]\n",
	  "3: [network] inbund: unknown key; did you mean inbound?" },
	{ "[network]\ninbound = \"80\"\n",
	  "3: [network] inbound: must be an array, as in inbound = ["
	  "\"80/tcp\"]" },
	{ "[network]\ninbound = [80]\n",
	  "3: [network] inbound: holds an integer; each element must "
	  "be a string" },
	{ "[network]\ninbound = [\"0\"]\n",
	  "3: [network] inbound: \"0\": ports are numbers from 1 to 6"
	  "5535; write \"80/tcp\", \"10.0.0.0/8:53/udp\" or \"any\", "
	  "say" },
	{ "[network]\ninbound = [\"80/sctp\"]\n",
	  "3: [network] inbound: \"80/sctp\": the protocol is tcp or "
	  "udp; write \"80/tcp\", \"10.0.0.0/8:53/udp\" or \"any\", s"
	  "ay" },
	{ "[network]\ninbound = [\"90-80\"]\n",
	  "3: [network] inbound: \"90-80\": the first port is above t"
	  "he last; write \"80/tcp\", \"10.0.0.0/8:53/udp\" or \"any"
	  "\", say" },
	{ "[network]\noutbound = [\"nowhere:80\"]\n",
	  "3: [network] outbound: \"nowhere:80\": what is before the "
	  "last colon is no IPv4 or IPv6 address; write \"80/tcp\", "
	  "\"10.0.0.0/8:53/udp\" or \"any\", say" },
	{ "[network]\noutbound = [\"10.0.0.0/33:80\"]\n",
	  "3: [network] outbound: \"10.0.0.0/33:80\": a prefix of IPv"
	  "4 has 0 to 32 bits; write \"80/tcp\", \"10.0.0.0/8:53/udp"
	  "\" or \"any\", say" },
	{ "[network]\ninbound = [\"1\",\"2\",\"3\",\"4\",\"5\",\"6\","
	  "\"7\",\"8\",\"9\",\"10\",\"11\",\n\"12\",\"13\",\"14\",\"1"
	  "5\",\"16\",\n\"17\"]\n",
	  "5: [network] inbound: \"17\": a policy has at most 16 rule"
	  "s; write \"80/tcp\", \"10.0.0.0/8:53/udp\" or \"any\", say" },
	{ "[network]\nbandwidth = \"10M\"\n",
	  "3: [network] bandwidth: must be a table, as in bandwidth ="
	  " { in = \"10M\" }" },
	{ "[network]\nbandwidth = { up = \"10M\" }\n",
	  "3: [network] bandwidth up: unknown key; take it out, or se"
	  "e which there are in docs/manifest.md" },
	{ "[network]\nbandwidth = { in = \"0\" }\n",
	  "3: [network] bandwidth in: \"0\" is not from 1 to 10000000"
	  "00 bytes a second; write \"10M\", say" },
	{ "[network]\nbandwidth = { out = \"1G\" }\n",
	  "3: [network] bandwidth out: \"1G\" is not from 1 to 100000"
	  "0000 bytes a second; write \"10M\", say" },
	{ "[environment]\nPATH = 1\n",
	  "3: [environment] PATH: must be a string, as in PATH = \"1"
	  "\"" },
	{ "[environment]\n\"A=B\" = \"x\"\n",
	  "3: [environment] A=B: a variable's name must be without =,"
	  " and not empty" },
	{ "[environment]\n\"\" = \"x\"\n",
	  "3: [environment] : a variable's name must be without =, an"
	  "d not empty" },
	{ "[environment]\nA = \"\\u0000\"\n",
	  "3: [environment] A: must not hold a NUL" },
	{ "[disk]\nname = \"data\"\n",
	  "2: disk: must be an array, as in [[disk]]" },
	{ "[[disk]]\nsize = \"64M\"\n",
	  "2: disk: has no name; add name = \"data\", say" },
	{ "[[disk]]\nname = \"data\"\n",
	  "2: disk: has no size; add size = \"64M\", say" },
	{ "[[disk]]\nname = \"da/ta\"\nsize = \"64M\"\n",
	  "3: [[disk]] name: \"da/ta\" must be of letters, digits, - "
	  "and _" },
	{ "[[disk]]\nname = \"data\"\nsize = \"5000\"\n",
	  "4: [[disk]] size: \"5000\" is not a multiple of 4K" },
	{ "[[disk]]\nname = \"data\"\nsize = \"1K\"\n",
	  "4: [[disk]] size: \"1K\" is not from 4K to 1024G" },
	{ "[[disk]]\nname = \"data\"\nsize = \"big\"\n",
	  "4: [[disk]] size: \"big\" is not a size; write \"64M\", sa"
	  "y" },
	{ "[[disk]]\nname = \"data\"\nsize = \"64M\"\nmount = \"data"
	  "\"\n",
	  "5: [[disk]] mount: \"data\" must be an absolute path, and "
	  "not /" },
	{ "[[disk]]\nname = \"data\"\nsize = \"64M\"\nmount = \"/a/.."
	  "/b\"\n",
	  "5: [[disk]] mount: \"/a/../b\" must be without //, . and ."
	  "." },
	{ "[[disk]]\nname = \"data\"\nsize = \"64M\"\n[[disk]]\nname "
	  "= \"data\"\nsize = \"1M\"\n",
	  "5: disk: a second disk of the name \"data\"" },
	{ "[[disk]]\nname = \"a\"\nsize = \"1M\"\nmount = \"/d\"\n[[d"
	  "isk]]\nname = \"b\"\nsize = \"1M\"\nmount = \"/d\"\n",
	  "6: disk: a second disk mounted on /d" },
	{ "[[disk]]\nname = \"d0\"\nsize = \"1M\"\n[[disk]]\nname = "
	  "\"d1\"\nsize = \"1M\"\n[[disk]]\nname = \"d2\"\nsize = \"1"
	  "M\"\n[[disk]]\nname = \"d3\"\nsize = \"1M\"\n[[disk]]\nnam"
	  "e = \"d4\"\nsize = \"1M\"\n[[disk]]\nname = \"d5\"\nsize ="
	  " \"1M\"\n[[disk]]\nname = \"d6\"\nsize = \"1M\"\n[[disk]]"
	  "\nname = \"d7\"\nsize = \"1M\"\n[[disk]]\nname = \"d8\"\ns"
	  "ize = \"1M\"\n",
	  "26: disk: a VM has at most 8 disks" },
	{ "[[files]]\nat = \"/x\"\n",
	  "2: files: has no from; add from = \"site\", say" },
	{ "[[files]]\nfrom = \"\"\n", "3: [[files]] from: must not be empty" },
	{ "[[files]]\nfrom = \"x\"\nat = \"x\"\n",
	  "4: [[files]] at: \"x\" must be an absolute path, and not /" },
	{ "[service]\nrestart = \"sometimes\"\n",
	  "3: [service] restart: \"sometimes\" is unknown; write one of "
	  "never, on-failure, always" },
	{ "[service]\ngrace = \"90\"\n",
	  "3: [service] grace: \"90\" is not a time from 1ms to 24h; "
	  "write \"10s\", say" },
	{ "[service]\ngrace = \"25h\"\n",
	  "3: [service] grace: \"25h\" is not a time from 1ms to 24h;"
	  " write \"10s\", say" },
	{ "[service]\nconsole = \"1K\"\n",
	  "3: [service] console: \"1K\" is not from 4K to 1G" },
	{ "[health]\n",
	  "2: [health]: says no check; add tcp = true or http = \"/health\"" },
	{ "[health]\ntcp = true\n",
	  "2: [health]: has no port, and inbound has not just one; "
	  "add port = 80, say" },
	{ "[health]\nhttp = \"health\"\nport = 80\n",
	  "3: [health] http: \"health\" must begin with / and be without "
	  "spaces" },
	{ "[health]\ntcp = true\nport = 0\n",
	  "4: [health] port: must be from 1 to 65535" },
	{ "[health]\ntcp = true\nport = 80\nfailures = 0\n",
	  "5: [health] failures: must be from 1 to 1000" },
	{ "[health]\ntcp = true\nport = 80\ninterval = \"1s\"\ntimeou"
	  "t = \"2s\"\n",
	  "2: [health]: timeout must not be longer than interval" },
};

#endif

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command line of `denali run`: what is read from it, and the one line for
 * each way of getting it wrong.
 */
#include <criterion/criterion.h>
#include <criterion/redirect.h>
#include <string.h>

#include "error.h"
#include "options.h"

#define WORDS_MAX 32

/* A command line of words separated by single spaces. */
struct line {
	char text[256];
	char *words[WORDS_MAX + 1];
	int count;
};

static int read_line(struct line *line, const char *text,
		     struct run_options *options)
{
	*line = (struct line){ .count = 0 };
	snprintf(line->text, sizeof line->text, "run %s", text);
	for (char *word = strtok(line->text, " "); word != NULL;
	     word = strtok(NULL, " "))
		line->words[line->count++] = word;
	return options_read(line->count, line->words, options);
}

Test(options, defaults)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line, "hello", &options) == 0);
	cr_expect_str_eq(options.parts[0].image, "hello");
	cr_expect(options.parts[0].argument_count == 0 && options.count == 1);
	cr_expect(options.parts[0].memory == 0 &&
		  options.host_memory == 256 << 20);
	cr_expect(options.net == NET_USER && options.output == OUTPUT_TABLE);
	cr_expect(options.parts[0].forward_count == 0 &&
		  options.parts[0].environment_count == 0);
	cr_expect(!options.stats && !options.icount && !options.log);
	cr_expect(options.gdb == 0 && options.timeout == 0);
	cr_expect_null(options.pcap);
	cr_expect_null(options.result);
	options_free(&options);
}

Test(options, disks)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line, "-v a -v b:ro -vc:d -v:ro i", &options) ==
		  0);
	cr_assert(options.parts[0].disk_count == 4);
	cr_expect_str_eq(options.parts[0].disks[0].path, "a");
	cr_expect_str_eq(options.parts[0].disks[1].path, "b");
	cr_expect_str_eq(options.parts[0].disks[2].path, "c:d");
	cr_expect_str_eq(options.parts[0].disks[3].path, ":ro");
	cr_expect(!options.parts[0].disks[0].read_only &&
		  options.parts[0].disks[1].read_only);
	cr_expect(!options.parts[0].disks[2].read_only &&
		  !options.parts[0].disks[3].read_only);
	options_free(&options);
}

Test(options, values)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line,
			    "-m 4097K --host-mem 1G -n 3 --cpus 1 "
			    "--timeout 1.5 --result r --pcap p -o json i",
			    &options) == 0);
	cr_expect(options.parts[0].memory == 4100 << 10);
	cr_expect(options.host_memory == 1 << 30);
	cr_expect(options.count == 3 && options.timeout == 1500);
	cr_expect_str_eq(options.result, "r");
	cr_expect_str_eq(options.pcap, "p");
	cr_expect(options.output == OUTPUT_JSON);
	options_free(&options);
}

Test(options, flags)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line,
			    "--stats --icount --log --gdb -o quiet "
			    "--net none i",
			    &options) == 0);
	cr_expect(options.stats && options.icount && options.log);
	cr_expect(options.gdb == 1234 && options.output == OUTPUT_QUIET);
	cr_expect(options.net == NET_NONE);
	options_free(&options);
	cr_assert(read_line(&line, "--gdb=77 --net tap=t0 i", &options) == 0);
	cr_expect(options.gdb == 77 && options.net == NET_TAP);
	cr_expect_str_eq(options.tap, "t0");
	options_free(&options);
}

/* Sizes are rounded up: to pages, and to MiB. */
Test(options, rounding)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line, "-m 300001 --host-mem 9000000 i",
			    &options) == 0);
	cr_expect(options.parts[0].memory == 303104);
	cr_expect(options.host_memory == 9 << 20);
	options_free(&options);
}

Test(options, repeated)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line,
			    "-p 80:8080 -p 53:5353/udp -p 1:2/tcp "
			    "-p 4:10.0.2.16:5/udp "
			    "-e A=b -e C= --addr 10.0.2.20/24 "
			    "--addr fd00::5/64 i",
			    &options) == 0);
	cr_assert(options.parts[0].forward_count == 4);
	cr_expect(options.parts[0].forwards[0].host == 80 &&
		  options.parts[0].forwards[0].guest == 8080 &&
		  !options.parts[0].forwards[0].udp);
	cr_expect(options.parts[0].forwards[1].host == 53 &&
		  options.parts[0].forwards[1].udp);
	cr_expect(options.parts[0].forwards[2].guest == 2 &&
		  !options.parts[0].forwards[2].udp);
	cr_expect_str_eq(options.parts[0].forwards[2].address, "");
	cr_expect_str_eq(options.parts[0].forwards[3].address, "10.0.2.16");
	cr_expect(options.parts[0].forwards[3].host == 4 &&
		  options.parts[0].forwards[3].udp &&
		  options.parts[0].forwards[3].guest == 5);
	cr_assert(options.parts[0].environment_count == 2);
	cr_expect_str_eq(options.parts[0].environment[0], "A=b");
	cr_expect_str_eq(options.parts[0].environment[1], "C=");
	cr_expect(options.ipv4.prefix == 24 && options.ipv6.prefix == 64);
	options_free(&options);
}

/* What follows the image is the guest's, whatever it looks like. */
Test(options, arguments)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line, "-n 2 -- hello -n 5 --stats --nonsense -- x",
			    &options) == 0);
	cr_expect_str_eq(options.parts[0].image, "hello");
	cr_expect(options.count == 2 && !options.stats);
	cr_assert(options.parts[0].argument_count == 6);
	cr_expect_str_eq(options.parts[0].arguments[0], "-n");
	cr_expect_str_eq(options.parts[0].arguments[5], "x");
	options_free(&options);
}

Test(options, shares)
{
	struct run_options options;
	struct line line;

	cr_assert(
		read_line(
			&line,
			"-n 256 --weight 1,10000,7 --cap 0.1,12.5,100 "
			"--frames 5000 --mmu --swap 64M --swap-rate 1000000 i",
			&options) == 0);
	cr_assert(options.parts[0].weights.count == 3 &&
		  options.parts[0].caps.count == 3);
	cr_expect(options.parts[0].weights.values[0] == 1 &&
		  options.parts[0].weights.values[1] == 10000 &&
		  options.parts[0].weights.values[2] == 7);
	cr_expect(options.parts[0].caps.values[0] == 1 &&
		  options.parts[0].caps.values[1] == 125 &&
		  options.parts[0].caps.values[2] == 1000);
	cr_expect(options.parts[0].frame_limit == 2 && options.parts[0].mmu);
	cr_expect(options.parts[0].swap_rate == 1000000);
	cr_expect_str_eq(options.swap, "64M");
	options_free(&options);
	/* One value makes one group of any number. */
	cr_expect(read_line(&line, "-n 65536 --weight 5 i", &options) == 0);
	options_free(&options);
}

Test(options, boot)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line,
			    "--boot quantum=10,immediate --boot "
			    "scattered,tick=100,swap-block=256K i",
			    &options) == 0);
	cr_expect(options.boot_flags ==
		  (DENALI_PLAN_IMMEDIATE | DENALI_PLAN_SCATTERED));
	cr_expect(options.quantum == 10 && options.tick == 100 &&
		  options.swap_block == 64);
	options_free(&options);
}

/* Each image has its own; what is the host's stands before the first. */
Test(options, parts)
{
	struct run_options options;
	struct line line;

	cr_assert(read_line(&line,
			    "--stats -m 1M -e A=1 web x -n 2 --and -n 3 -m 2M "
			    "--name s_1-A -p 80:8080 -v d:ro --weight 1,2 site "
			    "--and-not --and "
			    "--mmu web",
			    &options) == 0);
	cr_assert(options.part_count == 3 && options.count == 5);
	cr_expect(options.stats);
	cr_expect_str_eq(options.parts[0].image, "web");
	cr_expect(options.parts[0].argument_count == 3 &&
		  options.parts[0].environment_count == 1 &&
		  options.parts[0].memory == 1 << 20 &&
		  options.parts[0].first == 0 && options.parts[0].count == 1);
	cr_expect_str_eq(options.parts[1].image, "site");
	cr_expect_str_eq(options.parts[1].name, "s_1-A");
	cr_expect_null(options.parts[0].name);
	cr_expect_str_eq(options.parts[1].arguments[0], "--and-not");
	cr_expect(options.parts[1].argument_count == 1 &&
		  options.parts[1].environment_count == 0 &&
		  options.parts[1].memory == 2 << 20 &&
		  options.parts[1].forward_count == 1 &&
		  options.parts[1].disk_count == 1 &&
		  options.parts[1].weights.count == 2 &&
		  options.parts[1].first == 1 && options.parts[1].count == 3);
	cr_expect(options.parts[2].mmu && options.parts[2].first == 4 &&
		  options.parts[2].memory == 0 &&
		  options.parts[2].argument_count == 0);
	options_free(&options);
}

Test(options, help)
{
	struct run_options options;
	struct line line;

	cr_expect(read_line(&line, "--help", &options) == 0 && options.help);
	options_free(&options);
	cr_expect(read_line(&line, "-h", &options) == 0 && options.help);
	options_free(&options);
	cr_expect(read_line(&line, "i --and -h", &options) == 0 &&
		  options.help);
	options_free(&options);
}

static const struct {
	const char *line, *error;
} mistakes[] = {
	{ "", "run: no image given; see `denali help run`" },
	{ "--tiemout 3 i",
	  "run: unknown option --tiemout; did you mean --timeout?" },
	{ "--adr=1.2.3.4/8 i",
	  "run: unknown option --adr=1.2.3.4/8; did you mean --addr?" },
	{ "--colour i", "run: unknown option --colour; see `denali help run`" },
	{ "-q i", "run: unknown option -q; see `denali help run`" },
	{ "-n", "run: option -n needs a value; see `denali help run`" },
	{ "--net", "run: option --net needs a value; see `denali help run`" },
	{ "--log=1 i", "run: option --log=1: takes no value" },
	{ "-m 1X i", "-m 1X: not a size; write 16M, say" },
	{ "-m 128K i", "-m 128K: too little; a VM needs at least 256K" },
	{ "-m 3G i", "-m 3G: too much; a VM cannot have more than 3071M" },
	{ "--host-mem x i", "--host-mem x: not a size; write 256M, say" },
	{ "--host-mem 1M i", "--host-mem 1M: too little for the kernel; give "
			     "it 8M or more" },
	{ "--host-mem 65G i", "--host-mem 65G: a 32-bit machine cannot have "
			      "more than 64G" },
	{ "-n 0 i",
	  "-n 0: not a number of instances; write one from 1 to 65536" },
	{ "-n 65537 i",
	  "-n 65537: not a number of instances; write one from 1 to 65536" },
	{ "--cpus x i", "--cpus x: not a number of processors" },
	{ "--cpus 2 i", "--cpus 2: this kernel uses 1 processor; leave the "
			"option out" },
	{ "--machine PC i", "--machine PC: not pc or q35" },
	{ "--nic rtl8139 i", "--nic rtl8139: not virtio or e1000" },
	{ "--disk-bus ide i", "--disk-bus ide: not virtio or ahci" },
	{ "-e AB i", "-e AB: not NAME=VALUE; write -e DEBUG=1, say" },
	{ "-e =B i", "-e =B: not NAME=VALUE; write -e DEBUG=1, say" },
	{ "-p 80 i", "-p 80: not HOST:GUEST or HOST:GUEST/udp, as in 8080:80" },
	{ "-p 7777/udp i", "-p 7777/udp: not HOST:GUEST or HOST:GUEST/udp, as "
			   "in 7777:7777/udp" },
	{ "-p 65536 i",
	  "-p 65536: not HOST:GUEST or HOST:GUEST/udp, as in 8080:80" },
	{ "-p 80:80/sctp i", "-p 80:80/sctp: not HOST:GUEST or HOST:GUEST/udp, "
			     "as in 8080:80" },
	{ "-p 80:80/udpx i", "-p 80:80/udpx: not HOST:GUEST or HOST:GUEST/udp, "
			     "as in 8080:80" },
	{ "-p 80:80x i", "-p 80:80x: not HOST:GUEST or HOST:GUEST/udp, as in "
			 "8080:80" },
	{ "-p :80 i", "-p :80: not HOST:GUEST or HOST:GUEST/udp, as in "
		      "8080:80" },
	{ "-p 80:10.0.2:80 i", "-p 80:10.0.2:80: 10.0.2 is not an IPv4 "
			       "address" },
	{ "-p 80:10.0.2.16: i", "-p 80:10.0.2.16:: not HOST:GUEST or "
				"HOST:GUEST/udp, as in 8080:80" },
	{ "-p 65536:80 i",
	  "-p 65536:80: ports are numbers from 1 to 65535; write 8080:80, "
	  "say" },
	{ "-p 80:0 i",
	  "-p 80:0: ports are numbers from 1 to 65535; write 8080:80, say" },
	{ "-n 3 -p 65534:80 i", "-p 65534:80: instance 2 would have port "
				"65536; begin lower" },
	{ "-n 2001 -p 1:1 i", "-p: 1 ports for each of 2001 instances are more "
			      "than 2000 in all; use --net tap" },
	{ "--net none -p 1:1 i",
	  "-p: forwards ports of user networking only; with --net tap the "
	  "instances have addresses of their own" },
	{ "--net bridge i", "--net bridge: not user, none or tap=INTERFACE" },
	{ "--net tap= i", "--net tap=: not user, none or tap=INTERFACE" },
	{ "--addr 10.0.0.1 i", "--addr 10.0.0.1: not ADDRESS/PREFIX, as in "
			       "192.168.7.10/24 or fd00::10/64" },
	{ "--addr 10.0.0.1/8 --addr 10.0.0.2/8 i",
	  "--addr 10.0.0.2/8: a second IPv4 address; give one of each kind" },
	{ "--net none --addr 10.0.0.1/8 i", "--addr: there is no network to "
					    "have it in with --net none" },
	{ "--net none --pcap f i",
	  "--pcap: there is nothing to capture with --net none" },
	{ "--pcap 1:f i",
	  "--pcap 1:f: there is no instance 1; the first is 0" },
	{ "--allow-in 0 i",
	  "--allow-in 0: ports are numbers from 1 to 65535; write 80, 53/udp, "
	  "10.0.0.0/8:1024-2047, any or none, say" },
	{ "--allow-out 80/ip i",
	  "--allow-out 80/ip: the protocol is tcp or udp; write 80, 53/udp, "
	  "10.0.0.0/8:1024-2047, any or none, say" },
	{ "--limit tx=0 i",
	  "--limit tx=0: not limits a second, 1 to 1000000000 each, of tx and "
	  "rx (bytes), txf and rxf (frames), disk (bytes) and ops (requests), "
	  "as in tx=1M,rxf=500" },
	{ "--faults loss=1000 i",
	  "--faults loss=1000: not frames of 1000, 0 to 999 each, that are "
	  "lost or come late, as in loss=20,late=50" },
	{ "--faults early=1 i",
	  "--faults early=1: not frames of 1000, 0 to 999 each, that are "
	  "lost or come late, as in loss=20,late=50" },
	{ "--faults loss i",
	  "--faults loss: not frames of 1000, 0 to 999 each, that are "
	  "lost or come late, as in loss=20,late=50" },
	{ "--gdb=x i", "--gdb=x: not a TCP port" },
	{ "--stats=all i",
	  "--stats=all: not --stats, or --stats=result for the "
	  "file of --result alone" },
	{ "--timeout 0 i", "--timeout 0: not a number of seconds above 0" },
	{ "-o xml i", "-o xml: not table, json or quiet" },
	{ "--weight 0 i", "--weight 0: not weights from 1 to 10000, at most "
			  "256 of them, as in 100 or 1,2,4" },
	{ "--weight 1,,2 i", "--weight 1,,2: not weights from 1 to 10000, at "
			     "most 256 of them, as in 100 or 1,2,4" },
	{ "--weight 1, i", "--weight 1,: not weights from 1 to 10000, at most "
			   "256 of them, as in 100 or 1,2,4" },
	{ "--weight 1,2 i", "--weight: 2 values for 1 instance; say how many "
			    "instances with -n" },
	{ "--weight 1,2 -n 257 i",
	  "--weight: 257 instances with values in turn are 257 groups, and the "
	  "kernel takes 256; give fewer instances or one value" },
	{ "--cap 5,6,7 -n 300 i",
	  "--cap: 300 instances with values in turn are 300 groups, and the "
	  "kernel takes 256; give fewer instances or one value" },
	{ "--cap 0 i", "--cap 0: not percentages from 0.1 to 100, at most 256 "
		       "of them, as in 10 or 12.5,50" },
	{ "--cap 100.1 i", "--cap 100.1: not percentages from 0.1 to 100, at "
			   "most 256 of them, as in 10 or 12.5,50" },
	{ "--cap 1,2,3 -n 2 i", "--cap: 3 values for 2 instances; say how many "
				"instances with -n" },
	{ "--frames 0 i", "--frames 0: not a size up to 3071M; write 4M, say" },
	{ "--frames 4G i",
	  "--frames 4G: not a size up to 3071M; write 4M, say" },
	{ "--swap 1M --swap-rate 0 i", "--swap-rate 0: not a number of pages a "
				       "second, 1 to 1000000" },
	{ "--swap-rate 5 i",
	  "--swap-rate: there is no swap disk; give --swap too" },
	{ "--boot quantim=3 i",
	  "--boot quantim: unknown; did you mean quantum?" },
	{ "--boot x i", "--boot x: unknown; see `denali help run`" },
	{ "--boot immediate, i", "--boot : unknown; see `denali help run`" },
	{ "--boot tick i", "--boot tick: needs a value, as in tick=NUMBER" },
	{ "--boot immediate=1 i",
	  "--boot immediate=1: immediate takes no value" },
	{ "--boot quantum=9 i", "--boot quantum=9: not a number of "
				"microseconds, 10 to 1000000" },
	{ "--boot tick=1000001 i", "--boot tick=1000001: not a number of "
				   "microseconds, 100 to 1000000" },
	{ "--boot swap-block=4097 i",
	  "--boot swap-block=4097: not a multiple of 4K" },
	{ "--boot swap-block=0 i", "--boot swap-block=0: not 4K to 256K" },
	{ "--boot swap-block=260K i",
	  "--boot swap-block=260K: not 4K to 256K" },
	{ "--boot aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa i",
	  "--boot aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: not KEY "
	  "or KEY=VALUE with commas between; see `denali help run`" },
	{ "-v1 -v2 -v3 -v4 -v5 -v6 -v7 -v8 -v9 i",
	  "-v 9: a VM has at most 8 disks; give fewer" },
	{ "--name a.b i", "--name a.b: not a name of at most 31 letters, "
			  "digits, - and _" },
	{ "--name= i",
	  "--name : not a name of at most 31 letters, digits, - and _" },
	{ "--name=12345678901234567890123456789012 i",
	  "--name 12345678901234567890123456789012: not a name of at most 31 "
	  "letters, digits, - and _" },
	{ "--and i", "run: no image given; see `denali help run`" },
	{ "i --and", "run: no image given after --and; see `denali help "
		     "run`" },
	{ "i --and -n", "run: option -n needs a value; see `denali help run`" },
	{ "i --and --net none j",
	  "run: option --net is about the whole host; give it before the "
	  "first image" },
	{ "i --and -o json j",
	  "run: option -o is about the whole host; give it before the first "
	  "image" },
	{ "i --and --pcap=0:f j",
	  "run: option --pcap is about the whole host; give it before the "
	  "first image" },
	{ "-n 65536 i --and j",
	  "-n: 65537 instances in all, and the kernel takes 65536; give "
	  "fewer" },
	{ "-n 200 --weight 1,2 i --and -n 57 --cap 1,2 j",
	  "--and: 257 instances with values in turn are 257 groups, and the "
	  "kernel takes 256; give fewer instances or one value" },
	{ "--supervisor i --and --supervisor j",
	  "--supervisor: a host has one; give it to one image" },
	{ "-n 1500 -p 1:1 i --and -n 501 -p 2000:1 j",
	  "-p: all instances together have 2001 ports forwarded, and 2000 is "
	  "the most; use --net tap" },
	{ "-n 2 i --and -n 3 -p 65534:80 j",
	  "-p 65534:80: instance 4 would have port 65536; begin lower" },
	{ "-v1 -v2 -v3 -v4 -v5 -v6 -v7 -v8 i --and -v1 -v2 -v3 -v4 -v5 -v6 -v7 "
	  "-v8 j --and -v1 k",
	  "-v: the images have 17 disks in all, and the machine has room for "
	  "16; give fewer" },
	{ "--swap 1M -v1 -v2 -v3 -v4 -v5 -v6 -v7 -v8 i --and -v1 -v2 -v3 -v4 "
	  "-v5 -v6 -v7 -v8 j",
	  "-v: the images have 16 disks in all, and the machine has room for "
	  "15 beside --swap; give fewer" },
	{ "-n2 -va:ro -vb i",
	  "-v b: 2 instances cannot write to one disk; share it read-only "
	  "with -v b:ro" },
};

Test(options, mistakes, .init = cr_redirect_stderr)
{
	for (size_t i = 0; i < sizeof mistakes / sizeof mistakes[0]; i++) {
		struct run_options options;
		struct line line;

		cr_expect(read_line(&line, mistakes[i].line, &options) ==
				  STATUS_ERROR,
			  "%s", mistakes[i].line);
		cr_expect_str_eq(error_last(), mistakes[i].error);
		options_free(&options);
	}
}

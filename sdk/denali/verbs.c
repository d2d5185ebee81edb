/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "verbs.h"

#include <string.h>

#include "error.h"
#include "help.h"
#include "media.h"
#include "run.h"
#include "suggest.h"
#include "torture.h"

static const char run_help[] =
	"usage: denali run [options] IMAGE [ARGUMENT...]\n"
	"\n"
	"Boots the Denali kernel in QEMU with the image in it, passes it the\n"
	"arguments, and runs until it ends.  Standard output carries what the\n"
	"program prints, and nothing else; what the kernel and this command\n"
	"say goes to standard error.\n"
	"\n"
	"  -m SIZE             memory of the VM (as the image says, else 16M)\n"
	"  -n COUNT            so many instances; their lines begin with [i]\n"
	"  -e NAME=VALUE       set a variable of the environment (repeatable)\n"
	"  -p HOST:GUEST[/udp] forward port HOST of 127.0.0.1 (repeatable);\n"
	"                      instance i has HOST+i; HOST:ADDRESS:GUEST is\n"
	"                      for one address\n"
	"  --net user          a network inside QEMU (the default)\n"
	"  --net tap=INTERFACE a TAP interface of this machine\n"
	"  --net none          no network\n"
	"  --addr ADDR/PREFIX  address of the first instance; others follow\n"
	"                      (one IPv4, one IPv6; a TAP without any: DHCP)\n"
	"  --host-mem SIZE     memory of the host machine (256M)\n"
	"  --cpus N            its processors; this kernel uses 1\n"
	"  --machine pc|q35    the kind of machine (pc)\n"
	"  --nic virtio|e1000, --disk-bus virtio|ahci  its devices (virtio)\n"
	"  --weight N[,N...]   share of the processor when VMs compete;\n"
	"                      several go to the instances in turn\n"
	"  --cap PERCENT[,...] the most of the processor that a VM gets\n"
	"  --frames SIZE       memory a VM may really use (as the image says)\n"
	"  --limit KEY=N[,...] what a VM may move in a second: tx and rx\n"
	"                      (bytes), txf and rxf (frames), disk (bytes),\n"
	"                      ops (requests)\n"
	"  --faults loss=N,late=N  of 1000 frames, lose N each way, and\n"
	"                      deliver N after the next one, for tests\n"
	"  --allow-in RULE, --allow-out RULE  VMs get, and reach, no more\n"
	"                      than such rules say (repeatable): any, none,\n"
	"                      or "
	"[ADDRESS[/BITS]:]PORT[-PORT][/tcp|/udp]\n"
	"  --swap SIZE|FILE    a swap disk, in a temporary file or this one\n"
	"  --swap-rate PAGES   page faults may move so many a second (16384)\n"
	"  --mmu               VMs have the virtual MMU\n"
	"  --supervisor        the VM is the host's supervisor\n"
	"  --vms COUNT         VMs there may be with a supervisor (1024)\n"
	"  --boot KEY[=VALUE][,...]  for comparison: quantum=US, tick=US,\n"
	"                      swap-block=SIZE, immediate, scattered;\n"
	"                      fixed: images at no random place\n"
	"  --timeout SECONDS   end the run after so long, with status 124\n"
	"  --result FILE       write each instance's status and cause (JSON)\n"
	"  --stats             show what each instance has used\n"
	"  -o FORM             reports as a table (for people), as json (last\n"
	"                      line of standard error), or quiet (none)\n"
	"  --log               show all of the kernel's log\n"
	"  --pcap FILE         capture the frames on the wire\n"
	"  --pcap N:FILE       and those of instance N (repeatable)\n"
	"  --gdb[=PORT]        wait for gdb on 127.0.0.1, port 1234\n"
	"  --icount            an instruction a nanosecond: repeatable counts\n"
	"  -v FILE[:ro]        a file or block device as a disk (repeatable;\n"
	"                      instances can share it with :ro)\n"
	"  -h, --help          this page\n"
	"\n"
	"Sizes take K, M or G.  Exit status: the program's (with several\n"
	"instances the highest); 124 after the timeout, 125 for wrong usage\n"
	"or a host's error, 126 for an instance killed for a fault, 130 when\n"
	"interrupted.\n"
	"\n"
	"  denali run -p 8080:80 build/examples/http-hello/http-hello\n";

static const char image_help[] =
	"usage: denali image -o FILE [options] IMAGE [ARGUMENT...]\n"
	"\n"
	"Writes a medium that a PC boots the Denali kernel from, with the\n"
	"image in it: as a CD, a disk or a memory stick.  Needs GRUB.\n"
	"\n"
	"  -o FILE             the medium\n"
	"  --addr ADDR/PREFIX  address of the first instance; others follow,\n"
	"                      the gateway is the prefix's first (DHCP)\n"
	"  -v NUMBER[:ro]      a disk of the machine that boots, 1 for its\n"
	"                      first, as a disk of the VM (repeatable)\n"
	"  --swap NUMBER       one that has been a swap disk of `denali run`\n"
	"  -m, -n, -e, --net none, --weight, --cap, --frames, --mmu, --boot,\n"
	"  --supervisor, and limits and policies of the network as for\n"
	"  `denali run`\n"
	"  -h, --help          this page\n";

static const char torture_help[] =
	"usage: denali torture [options]\n"
	"\n"
	"Boots hosts on which hostile virtual machines attack the kernel and\n"
	"each other in every way known, a family of attacks after another.\n"
	"Beside them one quiet machine serves pages, and looks at its memory\n"
	"before each.  Prints a line for each family:\n"
	"\n"
	"  attacks, attackers  ways to attack, and machines that did\n"
	"  contained           of these, how many ended as they must\n"
	"  answered, lost      requests to the quiet machine\n"
	"  slowest             the longest that an answer took\n"
	"  memory              the quiet machine's: as it left it, or not\n"
	"  ledger              whether time and memory are all accounted for\n"
	"\n"
	"  --family NAME       this family only\n"
	"  --seconds N         how long each host is attacked (5)\n"
	"  --attackers N       machines that attack at a time (32)\n"
	"  --host-mem SIZE     memory of the host machine (256M)\n"
	"  --list              list the attacks, and do nothing\n"
	"  -o FORM             a table, or json\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if the host held, 1 if not, 125 for wrong usage or a\n"
	"host's error.\n";

static const char help_help[] =
	"usage: denali help [VERB]\n"
	"\n"
	"Shows what a verb does, or which verbs there are.\n";

static int help_main(int argc, char *argv[])
{
	return help_print(argc > 1 ? argv[1] : NULL);
}

static const struct verb verbs[] = {
	{ "run", "run an image in a VM", run_help, run_main },
	{ "image", "write a medium that a PC boots from", image_help,
	  media_main },
	{ "torture", "attack a host, and tell how it holds", torture_help,
	  torture_main },
	{ "help", "show how to use the command, or a verb", help_help,
	  help_main },
};
#define VERB_COUNT (sizeof verbs / sizeof verbs[0])

const struct verb *verb_at(size_t i)
{
	return i < VERB_COUNT ? &verbs[i] : NULL;
}

const struct verb *verb_find(const char *name)
{
	const char *names[VERB_COUNT], *near;

	for (size_t i = 0; i < VERB_COUNT; i++) {
		names[i] = verbs[i].name;
		if (strcmp(name, names[i]) == 0)
			return &verbs[i];
	}
	near = suggest(name, names, VERB_COUNT);
	if (near != NULL)
		error("unknown command %s; did you mean %s?", name, near);
	else
		error("unknown command %s; see `denali --help`", name);
	return NULL;
}

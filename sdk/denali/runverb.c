/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali run` for people who ask.
 */
#include "verbs.h"

#include "run.h"

static const char help[] =
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
	"  denali run hello you\n"
	"  denali run -p 8080:80 -m 32M --timeout 60 web\n";

const struct verb verb_run = {
	.group = VERB_RUN,
	.name = "run",
	.summary = "run an image in a VM",
	.help = help,
	.main = run_main,
};

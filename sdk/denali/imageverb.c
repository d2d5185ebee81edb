/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali image` for people who ask.
 */
#include "verbs.h"

#include "media.h"

static const char help[] =
	"usage: denali image -o FILE [options] IMAGE [ARGUMENT...]\n"
	"                    [--and [options] IMAGE [ARGUMENT...]]...\n"
	"\n"
	"Writes a medium that a PC boots the Denali kernel from, with the\n"
	"images in it: as a CD, a disk or a memory stick.  Needs GRUB.\n"
	"\n"
	"  -o FILE             the medium\n"
	"  --addr ADDR/PREFIX  address of the first instance; others follow,\n"
	"                      the gateway is the prefix's first (DHCP)\n"
	"  -v NUMBER[:ro]      a disk of the machine that boots, 1 for its\n"
	"                      first, as a disk of the VM (repeatable)\n"
	"  --swap NUMBER       one that has been a swap disk of `denali run`\n"
	"  --net none, -m, -n, -e, --name, --weight, --cap, --frames, --mmu,\n"
	"  --boot, --routed, --supervisor, and limits and policies of the\n"
	"  network, as for `denali run`\n"
	"  -h, --help          this page\n"
	"\n"
	"  denali image -o host.iso web\n"
	"  denali image -o host.iso -n 50 --addr 192.0.2.10/24 web\n";

const struct verb verb_image = {
	.group = VERB_BUILD,
	.name = "image",
	.summary = "write a medium that a PC boots from",
	.help = help,
	.main = media_main,
};

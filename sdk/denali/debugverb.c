/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali debug` for people who ask.
 */
#include "verbs.h"

#include "debug.h"

static const char help[] =
	"usage: denali debug [options] IMAGE [ARGUMENT...] [-- GDB-OPTION...]\n"
	"       denali debug --post-mortem FILE [IMAGE] [-- GDB-OPTION...]\n"
	"\n"
	"Starts the image as `denali run` does, with its options, halted, and\n"
	"gdb on it, which has the names of the kernel and of the service:\n"
	"`break FUNCTION` and `continue` begin.  Ctrl-C stops the machine,\n"
	"quitting gdb ends it.  Or has gdb open a post-mortem file, which\n"
	"`denali run` writes when a service crashes.\n"
	"\n"
	"  --post-mortem FILE  the file to open\n"
	"  --debug DIR|FILE    look for the .dbg file here first (repeatable)\n"
	"  -h, --help          this page\n"
	"\n"
	"In gdb, denali-help lists commands that show the service's threads,\n"
	"and the kernel's VMs, run queue, page tables and rings.\n"
	"What follows -- is passed to gdb.  GDB in the environment names the\n"
	"gdb to use.\n"
	"\n"
	"  denali debug -p 8080:80 build/web\n"
	"  denali debug --post-mortem web-5e1f0c4d-0.core -- -batch\n";

const struct verb verb_debug = {
	.group = VERB_EXAMINE,
	.name = "debug",
	.summary = "debug an image, or a crash, with gdb",
	.help = help,
	.main = debug_main,
};

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali doctor` for people who ask.
 */
#include "verbs.h"

#include "doctor.h"

static const char help[] =
	"usage: denali doctor [-o FORM]\n"
	"\n"
	"Looks whether this machine and this SDK have what services need to\n"
	"be built, run and debugged.  A line each: ok, warn for what some\n"
	"uses need, or fail for what `denali run` cannot do without; with\n"
	"the mend.\n"
	"\n"
	"  -o FORM             a table, json, or quiet: nothing, the exit\n"
	"                      status alone\n"
	"  -h, --help          this page\n"
	"\n"
	"Exit status: 0 if images can be run, 1 if something failed, 125 for\n"
	"wrong usage.\n"
	"\n"
	"  denali doctor\n"
	"  denali doctor -o json\n";

const struct verb verb_doctor = {
	.group = VERB_MAINTAIN,
	.name = "doctor",
	.summary = "look whether all is there that Denali needs",
	.help = help,
	.main = doctor_main,
};

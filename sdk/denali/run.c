/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * All that can be wrong is looked for before QEMU is started; then the session
 * runs; then what is known is told.
 */
#include "remedy.h"
#include "run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "account.h"
#include "capture.h"
#include "disks.h"
#include "ending.h"
#include "error.h"
#include "help.h"
#include "net.h"
#include "parse.h"
#include "plan.h"
#include "ports.h"
#include "publish.h"
#include "result.h"
#include "sdk.h"
#include "service.h"
#include "session.h"
#include "swap.h"

#define MIB 0x100000u

/* What a run needs, in the order in which it is had. */
struct needs {
	struct run_options options;
	struct parts parts;
	struct net net;
	struct captures captures;
	char *kernel, *program; /* paths of the kernel and of QEMU */
	int plan, swap;         /* descriptors */
	int disks[DISKS_MAX];
};

/* Memory with a descriptor that QEMU can read as a file. */
static int make_plan(struct needs *needs)
{
	struct buffer plan = { 0 };
	int status = plan_write(&needs->options, &needs->parts,
				&needs->net.first, &plan);

	if (status == 0) {
		needs->plan = memfd_create("plan", MFD_CLOEXEC);
		if (needs->plan < 0 ||
		    write(needs->plan, plan.data, plan.length) !=
			    (ssize_t)plan.length)
			status = error("cannot hold the boot plan in memory: "
				       "%s",
				       strerror(errno));
	}
	buffer_free(&plan);
	return status;
}

static int check_capture(const struct run_options *options)
{
	int fd;

	if (options->pcap == NULL)
		return 0;
	fd = open(options->pcap, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return error("--pcap %s: cannot write it: %s; %s",
			     options->pcap, strerror(errno), remedy(errno));
	close(fd);
	return 0;
}

/* The kernel with what it needs to begin with, and the images, must fit. */
static int check_host_memory(const struct needs *needs)
{
	uint64_t given = needs->options.host_memory;
	uint64_t needed = HOST_MEMORY_MIN / 2 + parts_size(&needs->parts);
	char text[SIZE_TEXT_MAX], least[SIZE_TEXT_MAX];

	needed = (needed + MIB - 1) / MIB * MIB;
	if (given >= needed)
		return 0;
	return error("too little memory: a host of %s cannot hold %s%s; give "
		     "it --host-mem %s or more",
		     size_text(given, text), needs->options.parts->image,
		     needs->options.part_count > 1 ? " and the others" : "",
		     size_text(needed, least));
}

static char *find_kernel(const struct run_options *options)
{
	return options->hosted != NULL ?
		       allocate_text("%s", options->hosted->kernel) :
		       kernel_find();
}

static int prepare(struct needs *needs)
{
	const struct run_options *options = &needs->options;
	int status = parts_open(&needs->parts, options);

	if (status == 0)
		status = check_host_memory(needs);
	if (status == 0)
		status = service_apply(&needs->options, &needs->parts);
	if (status == 0)
		status = (needs->kernel = find_kernel(options)) == NULL ?
				 STATUS_ERROR :
				 0;
	if (status == 0 && (needs->program = qemu_find()) == NULL)
		status = STATUS_ERROR;
	if (status == 0)
		status = net_open(&needs->net, options);
	if (status == 0 && options->gdb != 0)
		status = ports_check_one("--gdb", options->gdb);
	if (status == 0)
		status = make_plan(needs);
	if (status == 0)
		status = check_capture(options);
	if (status == 0)
		status = disks_open(options, needs->disks);
	if (status == 0)
		status = captures_open(&needs->captures, options);
	if (status == 0)
		status = swap_open(options->swap, &needs->swap);
	return status;
}

static void release(struct needs *needs)
{
	free(needs->kernel);
	free(needs->program);
	net_close(&needs->net);
	captures_close(&needs->captures);
	parts_close(&needs->parts);
	if (needs->plan >= 0)
		close(needs->plan);
	if (needs->swap >= 0)
		close(needs->swap);
	for (unsigned i = 0; i < DISKS_MAX; i++)
		if (needs->disks[i] >= 0)
			close(needs->disks[i]);
	options_free(&needs->options);
}

/* Adds a signal, unless it is ignored: so nohup asks for SIGHUP, and a shell
 * for SIGINT where it starts a program in the background, and so it stays from
 * the program's first moment to its last. */
static void add_unless_ignored(sigset_t *set, int number)
{
	struct sigaction now;

	sigaction(number, NULL, &now);
	if (now.sa_handler != SIG_IGN)
		sigaddset(set, number);
}

/* A descriptor that tells of the signals that end a run. */
static int catch_signals(const struct hosted *hosted)
{
	sigset_t set;

	sigemptyset(&set);
	add_unless_ignored(&set, SIGINT);
	add_unless_ignored(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGCONT);
	if (hosted != NULL)
		sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void announce_debugger(const struct needs *needs)
{
	const struct run_options *options = &needs->options;

	for (uint32_t i = 0; options->gdb != 0 && i < options->part_count; i++)
		note("waiting for gdb: denali-gdb, then `add-symbol-file %s "
		     "-o 0x%x` and `target remote 127.0.0.1:%u`",
		     options->parts[i].image, needs->parts.all[i].image.base,
		     options->gdb);
}

static void carry_out(struct needs *needs, struct run *run)
{
	struct machine machine = {
		.options = &needs->options,
		.net = &needs->net,
		.kernel = needs->kernel,
		.plan = needs->plan,
		.parts = &needs->parts,
		.disks = needs->disks,
		.swap = needs->swap,
	};
	struct session session = {
		.options = &needs->options,
		.parts = &needs->parts,
		.run = run,
		.port = { .vm_count = run->count },
		.log = { .show_all = needs->options.log },
		.captures = &needs->captures,
		.input_open = needs->options.hosted == NULL,
		.signals = catch_signals(needs->options.hosted),
	};

	console_open(&session.console, STDOUT_FILENO, run->count);
	run->outcome = OUTCOME_ERROR;
	if (qemu_start(&session.qemu, needs->program, &machine) == 0) {
		announce_debugger(needs);
		publish_announce(&needs->options, &needs->parts);
		session_carry(&session);
		ending_explain(&session);
	}
	qemu_kill(&session.qemu);
	qemu_close(&session.qemu);
	close(session.signals);
	console_close(&session.console);
	log_free(&session.log);
	port_free(&session.port);
	if (captures_close(&needs->captures) != 0)
		run->outcome = OUTCOME_ERROR;
	buffer_free(&session.machine_errors);
}

/* Everything that is told after the end.  Returns the exit status. */
static int tell(const struct run_options *options, const struct run *run)
{
	json_t *document = NULL;
	int status = run_status(run);

	if (options->result != NULL || options->output == OUTPUT_JSON)
		document = result_make(run);
	if (options->output == OUTPUT_JSON)
		result_print(document);
	else if (options->stats && !options->stats_untold &&
		 options->output == OUTPUT_TABLE)
		account_print(run);
	if (options->result != NULL &&
	    result_write(options->result, document) != 0)
		status = STATUS_ERROR;
	json_decref(document);
	return status;
}

static int run_images(struct needs *needs, struct run *run)
{
	const struct run_options *options = &needs->options;

	if (options->result != NULL && result_check(options->result) != 0)
		return STATUS_ERROR;
	if (prepare(needs) == 0) {
		run_open(run, &needs->parts, options->count);
		carry_out(needs, run);
	}
	return tell(options, run);
}

int run_main(int argc, char *argv[])
{
	return run_hosted(argc, argv, NULL);
}

int run_hosted(int argc, char *argv[], struct hosted *hosted)
{
	struct needs needs = { .net.tap = -1, .plan = -1, .swap = -1 };
	struct run run = { .outcome = OUTCOME_ERROR };
	int status = options_read(argc, argv, &needs.options);

	needs.options.hosted = hosted;
	memset(needs.disks, 0xff, sizeof needs.disks); /* none */
	if (status == 0 && needs.options.help)
		status = help_print("run");
	else if (status == 0)
		status = run_images(&needs, &run);
	run_close(&run);
	release(&needs);
	return status;
}

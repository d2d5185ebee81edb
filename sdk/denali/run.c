/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * All that can be wrong is looked for before QEMU is started; then the session
 * runs; then what is known is told.
 */
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
#include "result.h"
#include "sdk.h"
#include "session.h"
#include "swap.h"

#define MIB 0x100000u

/* What a run needs, in the order in which it is had. */
struct parts {
	struct run_options options;
	struct image image;
	struct net net;
	struct captures captures;
	char *kernel, *program; /* paths of the kernel and of QEMU */
	int plan, swap;         /* descriptors */
	int disks[DENALI_DISKS];
};

/* Memory with a descriptor that QEMU can read as a file. */
static int make_plan(struct parts *parts)
{
	struct buffer plan = { 0 };
	int status = plan_write(&parts->options, &parts->image,
				&parts->net.first, &plan);

	if (status == 0) {
		parts->plan = memfd_create("plan", MFD_CLOEXEC);
		if (parts->plan < 0 ||
		    write(parts->plan, plan.data, plan.length) !=
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
		return error("--pcap %s: cannot write it: %s", options->pcap,
			     strerror(errno));
	close(fd);
	return 0;
}

/* The kernel with what it needs to begin with, and the image, must fit. */
static int check_host_memory(const struct parts *parts)
{
	uint64_t given = parts->options.host_memory;
	uint64_t needed = HOST_MEMORY_MIN / 2 + parts->image.size;
	char text[SIZE_TEXT_MAX], least[SIZE_TEXT_MAX];

	needed = (needed + MIB - 1) / MIB * MIB;
	if (given >= needed)
		return 0;
	return error("too little memory: a host of %s cannot hold %s; give it "
		     "--host-mem %s or more",
		     size_text(given, text), parts->options.image,
		     size_text(needed, least));
}

static int prepare(struct parts *parts)
{
	const struct run_options *options = &parts->options;
	int status = image_open(&parts->image, options->image, options->memory);

	if (status == 0)
		status = check_host_memory(parts);
	if (status == 0)
		status = (parts->kernel = kernel_find()) == NULL ?
				 STATUS_ERROR :
				 0;
	if (status == 0 && (parts->program = qemu_find()) == NULL)
		status = STATUS_ERROR;
	if (status == 0)
		status = net_open(&parts->net, options);
	if (status == 0 && options->gdb != 0)
		status = ports_check_one("--gdb", options->gdb);
	if (status == 0)
		status = make_plan(parts);
	if (status == 0)
		status = check_capture(options);
	if (status == 0)
		status = disks_open(options, parts->disks);
	if (status == 0)
		status = captures_open(&parts->captures, options);
	if (status == 0)
		status = swap_open(options->swap, &parts->swap);
	return status;
}

static void release(struct parts *parts)
{
	free(parts->kernel);
	free(parts->program);
	net_close(&parts->net);
	captures_close(&parts->captures);
	image_close(&parts->image);
	if (parts->plan >= 0)
		close(parts->plan);
	if (parts->swap >= 0)
		close(parts->swap);
	for (unsigned i = 0; i < DENALI_DISKS; i++)
		if (parts->disks[i] >= 0)
			close(parts->disks[i]);
	options_free(&parts->options);
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
static int catch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	add_unless_ignored(&set, SIGINT);
	add_unless_ignored(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGCONT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void announce_debugger(const struct parts *parts)
{
	const struct run_options *options = &parts->options;

	if (options->gdb != 0)
		note("waiting for gdb: denali-gdb, then `add-symbol-file %s "
		     "-o 0x%x` and `target remote 127.0.0.1:%u`",
		     options->image, parts->image.base, options->gdb);
}

static void carry_out(struct parts *parts, struct run *run)
{
	struct machine machine = {
		.options = &parts->options,
		.net = &parts->net,
		.kernel = parts->kernel,
		.plan = parts->plan,
		.image = parts->image.fd,
		.disks = parts->disks,
		.swap = parts->swap,
	};
	struct session session = {
		.options = &parts->options,
		.image = &parts->image,
		.run = run,
		.port = { .vm_count = run->count },
		.log = { .show_all = parts->options.log },
		.captures = &parts->captures,
		.input_open = true,
		.signals = catch_signals(),
	};

	console_open(&session.console, STDOUT_FILENO, run->count);
	run->outcome = OUTCOME_ERROR;
	if (qemu_start(&session.qemu, parts->program, &machine) == 0) {
		announce_debugger(parts);
		session_carry(&session);
		ending_explain(&session);
	}
	qemu_kill(&session.qemu);
	qemu_close(&session.qemu);
	close(session.signals);
	console_close(&session.console);
	log_free(&session.log);
	port_free(&session.port);
	if (captures_close(&parts->captures) != 0)
		run->outcome = OUTCOME_ERROR;
	buffer_free(&session.machine_errors);
}

/* Everything that is told after the end.  Returns the exit status. */
static int tell(const struct run_options *options, const struct run *run,
		const struct image *image)
{
	json_t *document = NULL;
	int status = run_status(run);

	if (options->result != NULL || options->output == OUTPUT_JSON)
		document = result_make(run, image);
	if (options->output == OUTPUT_JSON)
		result_print(document);
	else if (options->stats && options->output == OUTPUT_TABLE)
		account_print(run);
	if (options->result != NULL &&
	    result_write(options->result, document) != 0)
		status = STATUS_ERROR;
	json_decref(document);
	return status;
}

static int run_image(struct parts *parts, struct run *run)
{
	const struct run_options *options = &parts->options;

	if (options->result != NULL && result_check(options->result) != 0)
		return STATUS_ERROR;
	if (prepare(parts) == 0) {
		run_open(run, parts->image.name, options->count);
		carry_out(parts, run);
	}
	return tell(options, run, &parts->image);
}

int run_main(int argc, char *argv[])
{
	struct parts parts = {
		.image.fd = -1, .net.tap = -1, .plan = -1, .swap = -1
	};
	struct run run = { .outcome = OUTCOME_ERROR };
	int status = options_read(argc, argv, &parts.options);

	memset(parts.disks, 0xff, sizeof parts.disks); /* none */
	if (status == 0 && parts.options.help)
		status = help_print("run");
	else if (status == 0)
		status = run_image(&parts, &run);
	run_close(&run);
	release(&parts);
	return status;
}

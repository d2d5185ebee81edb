/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "ending.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "advice.h"
#include "error.h"
#include "parse.h"

/* QEMU's words when it cannot forward a port. */
#define FORWARD_REFUSED "Could not set up host forwarding rule"

static void fail_memory(const struct session *session)
{
	const struct run_options *options = session->options;
	char size[SIZE_TEXT_MAX];

	error("too little memory: a host of %s cannot hold %u instance%s of "
	      "%s%s (%s); give it more with --host-mem",
	      size_text(options->host_memory, size), options->count,
	      options->count > 1 ? "s" : "", options->parts->image,
	      options->part_count > 1 ? " and others" : "",
	      session->kernel_error[0] != '\0' ? session->kernel_error :
						 "the kernel ran out");
}

/* The kernel has said that, and why, it ends. */
static void explain_end(struct session *session)
{
	if (session->end.reason == DENALI_END_DONE) {
		session->run->outcome = OUTCOME_ENDED;
		return;
	}
	session->run->outcome = OUTCOME_ERROR;
	if (session->end.reason == DENALI_END_NO_MEMORY) {
		fail_memory(session);
	} else {
		error("%s: the kernel refuses to run it: %s",
		      session->refused != NULL ?
			      session->refused->options->image :
			      session->options->parts->image,
		      session->kernel_error[0] != '\0' ? session->kernel_error :
							 "no reason given");
		advise("run", session->kernel_error, 1);
	}
}

/* The first line that QEMU said, without its own name before it. */
static const char *machine_complaint(struct session *session)
{
	char *text, *colon;

	buffer_append(&session->machine_errors, "", 1);
	text = (char *)session->machine_errors.data;
	text[strcspn(text, "\n")] = '\0';
	colon = strstr(text, ": ");
	return strncmp(text, "qemu", 4) == 0 && colon != NULL ? colon + 2 :
								text;
}

static void fail_kernel(struct session *session)
{
	log_show(&session->log);
	error("the kernel stopped before the instances had ended; `denali run "
	      "--log` shows all that it says");
}

static void fail_machine(const char *complaint)
{
	error("QEMU failed: %s", complaint);
	advise("run", complaint, 1);
}

/* QEMU is gone, and the kernel had not said that it would end. */
static void explain_loss(struct session *session)
{
	const char *complaint = machine_complaint(session);
	int status = session->qemu.status;

	session->run->outcome = OUTCOME_ERROR;
	if (strstr(complaint, FORWARD_REFUSED) != NULL)
		error("-p: a port became busy before QEMU had it (%s); try "
		      "again or choose another port",
		      complaint);
	else if (complaint[0] != '\0')
		fail_machine(complaint);
	else if (WIFSIGNALED(status))
		error("QEMU was killed by signal %d (%s) before the instances "
		      "had ended",
		      WTERMSIG(status), strsignal(WTERMSIG(status)));
	else
		fail_kernel(session);
}

static void explain_output(struct session *session)
{
	if (session->output_error == EPIPE) {
		/* Nobody wants to read on: as if by the signal. */
		session->run->outcome = OUTCOME_INTERRUPTED;
		session->run->signal = SIGPIPE;
		return;
	}
	session->run->outcome = OUTCOME_ERROR;
	error("cannot write to standard output: %s",
	      strerror(session->output_error));
}

void ending_explain(struct session *session)
{
	if (session->output_error != 0) {
		explain_output(session);
	} else if (session->stopping) {
		return;
	} else if (session->port.problem[0] != '\0') {
		session->run->outcome = OUTCOME_ERROR;
		log_show(&session->log);
		error("the kernel's messages make no sense: %s",
		      session->port.problem);
	} else if (session->ended) {
		explain_end(session);
	} else {
		explain_loss(session);
	}
}

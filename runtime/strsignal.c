/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Signals in words.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
	[SIGHUP] = "Hangup",
	[SIGINT] = "Interrupt",
	[SIGQUIT] = "Quit",
	[SIGILL] = "Illegal instruction",
	[SIGTRAP] = "Trace trap",
	[SIGABRT] = "Aborted",
	[SIGEMT] = "Emulation trap",
	[SIGFPE] = "Arithmetic exception",
	[SIGKILL] = "Killed",
	[SIGBUS] = "Bus error",
	[SIGSEGV] = "Segmentation fault",
	[SIGSYS] = "Bad system call",
	[SIGPIPE] = "Broken pipe",
	[SIGALRM] = "Alarm clock",
	[SIGTERM] = "Terminated",
	[SIGURG] = "Urgent I/O condition",
	[SIGSTOP] = "Stopped",
	[SIGTSTP] = "Stopped from the terminal",
	[SIGCONT] = "Continued",
	[SIGCHLD] = "Child has changed",
	[SIGTTIN] = "Stopped by input",
	[SIGTTOU] = "Stopped by output",
	[SIGIO] = "I/O possible",
	[SIGXCPU] = "Processor time limit exceeded",
	[SIGXFSZ] = "File size limit exceeded",
	[SIGVTALRM] = "Virtual timer expired",
	[SIGPROF] = "Profiling timer expired",
	[SIGWINCH] = "Window has changed",
	[SIGLOST] = "Resource lost",
	[SIGUSR1] = "User signal 1",
	[SIGUSR2] = "User signal 2",
};

char *strsignal(int signal)
{
	static __thread char text[32];

	if (signal > 0 && signal < SIGRTMIN)
		return (char *)(uintptr_t)names[signal];
	if (signal >= SIGRTMIN && signal <= SIGRTMAX)
		snprintf(text, sizeof text, "Real-time signal %d",
			 signal - SIGRTMIN);
	else
		snprintf(text, sizeof text, "Unknown signal %d", signal);
	return text;
}

void psignal(int signal, const char *text)
{
	if (text != NULL && *text != 0)
		fprintf(stderr, "%s: %s\n", text, strsignal(signal));
	else
		fprintf(stderr, "%s\n", strsignal(signal));
}

void psiginfo(const siginfo_t *info, const char *text)
{
	psignal(info->si_signo, text);
}

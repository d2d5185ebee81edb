/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "watch.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#define PAGE 4096
#define FLAG_TRAP 0x100
#define ERROR_WRITE 0x2

static struct {
	uint8_t *page;
	watch_hook *hook;
	uint32_t offset;
	bool write;
} watch;

static void on_fault(int signal, siginfo_t *info, void *context)
{
	ucontext_t *user = context;
	uint8_t *at = info->si_addr;

	(void)signal;
	if (!watch.page || at < watch.page || at >= watch.page + PAGE)
		abort();
	watch.offset = (uint32_t)(at - watch.page);
	watch.write = user->uc_mcontext.gregs[REG_ERR] & ERROR_WRITE;
	mprotect(watch.page, PAGE, PROT_READ | PROT_WRITE);
	user->uc_mcontext.gregs[REG_EFL] |= FLAG_TRAP;
}

static void on_step(int signal, siginfo_t *info, void *context)
{
	ucontext_t *user = context;

	(void)signal;
	(void)info;
	user->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)FLAG_TRAP;
	if (!watch.page)
		return;
	watch.hook(watch.offset, watch.write);
	mprotect(watch.page, PAGE, PROT_NONE);
}

static void handle(int signal, void (*handler)(int, siginfo_t *, void *))
{
	struct sigaction action = { .sa_sigaction = handler,
				    .sa_flags = SA_SIGINFO };

	sigaction(signal, &action, NULL);
}

void watch_begin(void *page, watch_hook *hook)
{
	watch.page = page;
	watch.hook = hook;
	handle(SIGSEGV, on_fault);
	handle(SIGTRAP, on_step);
	mprotect(page, PAGE, PROT_NONE);
}

void watch_end(void)
{
	mprotect(watch.page, PAGE, PROT_READ | PROT_WRITE);
	watch.page = NULL;
}

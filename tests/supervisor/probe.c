/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Probes of the stand-in machine's VMs, which have no sockets: a table knows.
 * One that would hear nothing is answered at once.
 */
#include "sdk/supervisor/probe.h"

#include "machine.h"
#include "sdk/supervisor/host.h"

static void ask(struct timer *timer)
{
	struct probe *probe = timer_owner(timer, struct probe, timer);
	void (*done)(struct probe *, bool) = probe->done;
	unsigned status = 0;
	bool good = machine_probe(probe->ipv4, probe->port, &status);

	if (probe->path != NULL)
		good = good && status >= 200 && status < 400;
	probe->done = NULL;
	done(probe, good);
}

void probe_begin(struct probe *probe, uint32_t ipv4, uint16_t port,
		 const char *path, int64_t milliseconds,
		 void (*done)(struct probe *probe, bool good))
{
	(void)milliseconds;
	probe->ipv4 = ipv4;
	probe->port = port;
	probe->path = path;
	probe->done = done;
	timer_set(&probe->timer, clock_monotonic(), ask);
}

void probe_cancel(struct probe *probe)
{
	timer_clear(&probe->timer);
	probe->done = NULL;
}

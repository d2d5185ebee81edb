/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "supervisor.h"

#include <stdio.h>

#include <sodium.h>

#include "config.h"
#include "disks.h"
#include "engine.h"
#include "first.h"
#include "host.h"
#include "logdb.h"
#include "logs.h"
#include "messages.h"
#include "ntpclient.h"
#include "ntppacket.h"
#include "server.h"
#include "store.h"
#include "usage.h"

static const char *open_state(void)
{
	char path[HOST_PATH];
	const char *wrong;

	if (sodium_init() < 0)
		return "there are no random numbers";
	wrong = host_state_open(host_path(path, "%s", "denali.db"));
	if (wrong == NULL)
		wrong = first_take();
	return wrong;
}

/* Without what is said here the host runs all the same. */
static void open_beside(void)
{
	const char *wrong = logs_open();

	if (wrong != NULL)
		host_log("logs: %s; nothing is kept", wrong);
	usage_start();
	wrong = disks_open();
	if (wrong != NULL)
		host_log("disks: %s", wrong);
}

const char *supervisor_start(void)
{
	const char *wrong;

	host_enter();
	wrong = open_state();
	if (wrong == NULL)
		open_beside();
	host_leave();
	if (wrong == NULL && !engine_start())
		wrong = "there is no memory for the engine";
	if (wrong == NULL && !messages_start())
		wrong = "there is no memory for messages";
	if (wrong == NULL)
		wrong = server_start(config.api_port);
	if (wrong == NULL && config.ntp_count > 0 &&
	    !ntpclient_start(config.ntp, config.ntp_count, NTP_PORT))
		wrong = "there is no memory for time servers";
	if (wrong != NULL)
		return wrong;
	puts("ready");
	fflush(stdout);
	return NULL;
}

void supervisor_end(void)
{
	server_stop();
	host_enter();
	usage_write();
	logdb_close();
	store_close(&host_state);
	host_leave();
}

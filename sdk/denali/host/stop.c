/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host stop` and `status`: of a host that somebody else runs.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "error.h"
#include "folder.h"
#include "hostverbs.h"
#include "system.h"

#define STATUS_NOT_SO 1
#define PATIENCE_MS 120000 /* services may take their time */

static int stop(struct folder *folder)
{
	pid_t pid = folder_runner(folder);

	if (pid == 0) {
		error("%s: the host does not run", folder->path);
		return STATUS_NOT_SO;
	}
	if (kill(pid, SIGTERM) != 0 && errno != ESRCH)
		return error("%s: cannot stop process %d, which runs the host: "
			     "%s",
			     folder->path, (int)pid, strerror(errno));
	if (!folder_await_end(folder, PATIENCE_MS))
		return error("%s: the host has been told to stop and still "
			     "runs after %d s; `kill -TERM %d` ends it at once",
			     folder->path, PATIENCE_MS / 1000, (int)pid);
	return 0;
}

int host_stop(int argc, char *argv[])
{
	return host_with_folder(argc, argv, stop);
}

static int print(struct folder *folder)
{
	char current[SYSTEM_VERSION_MAX], previous[SYSTEM_VERSION_MAX];
	pid_t pid = folder_runner(folder);

	system_version(folder, "current", current);
	system_version(folder, "previous", previous);
	printf("name:     %s\n", folder->file.name);
	if (pid != 0)
		printf("state:    running, process %d\n", (int)pid);
	else
		printf("state:    stopped\n");
	printf("api:      https://%s:%u/\n", folder->file.public,
	       folder->file.api_port);
	printf("ports:    %s\n", folder->file.ports);
	printf("system:   %s%s%s\n", current,
	       previous[0] != '\0' ? ", previous " : "", previous);
	return pid != 0 ? 0 : STATUS_NOT_SO;
}

int host_status(int argc, char *argv[])
{
	return host_with_folder(argc, argv, print);
}

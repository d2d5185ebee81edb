/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host upgrade` and `rollback`.  A host that runs is started again with
 * the other system; its services come back by themselves.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "error.h"
#include "folder.h"
#include "hostverbs.h"
#include "system.h"

/* What it boots has changed: have it boot. */
static int start_again(const struct folder *folder)
{
	char name[SYSTEM_NAME_MAX];
	pid_t pid = folder_runner(folder);

	system_name(folder, "current", name);
	if (pid == 0) {
		note("%s: boots version %s from its next start on",
		     folder->path, name);
		return 0;
	}
	if (kill(pid, SIGUSR1) != 0)
		return error("%s: boots version %s from its next start on, but "
			     "process %d, which runs it, cannot be told: %s",
			     folder->path, name, (int)pid, strerror(errno));
	note("%s: starts again, with version %s", folder->path, name);
	return 0;
}

static int upgrade(struct folder *folder)
{
	bool changed;
	int status = system_install(folder, &changed);

	if (status != 0)
		return status;
	if (!changed) {
		note("%s: boots what this SDK has already", folder->path);
		return 0;
	}
	return start_again(folder);
}

static int go_back(struct folder *folder)
{
	int status = system_go_back(folder);

	return status != 0 ? status : start_again(folder);
}

int host_upgrade(int argc, char *argv[])
{
	return host_with_folder(argc, argv, upgrade);
}

int host_rollback(int argc, char *argv[])
{
	return host_with_folder(argc, argv, go_back);
}

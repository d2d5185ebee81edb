/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host stop` and `status`: of a host that somebody else runs.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosting/certificate.h"
#include "error.h"
#include "folder.h"
#include "hostverbs.h"
#include "hosting/http.h"
#include "system.h"

#define STATUS_NOT_SO 1
#define PATIENCE_MS 120000 /* services may take their time */
#define CERTIFICATE_MAX 8192

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

/* What users of the host compare, or give to `denali remote add`. */
static void print_fingerprint(const struct folder *folder)
{
	char fingerprint[HTTP_FINGERPRINT_MAX], pem[CERTIFICATE_MAX] = "";
	char *path = folder_path(folder, "certificate.pem");
	FILE *file = fopen(path, "re");

	if (file != NULL && fread(pem, 1, sizeof pem - 1, file) > 0 &&
	    fingerprint_of(pem, fingerprint))
		printf("sha256:   %s\n", fingerprint);
	if (file != NULL)
		fclose(file);
	free(path);
}

static int print(struct folder *folder)
{
	char current[SYSTEM_NAME_MAX], previous[SYSTEM_NAME_MAX];
	pid_t pid = folder_runner(folder);

	system_name(folder, "current", current);
	system_name(folder, "previous", previous);
	printf("name:     %s\n", folder->file.name);
	if (pid != 0)
		printf("state:    running, process %d\n", (int)pid);
	else
		printf("state:    stopped\n");
	printf("api:      https://%s:%u/\n", folder->file.public,
	       folder->file.api_port);
	printf("ports:    %s\n", folder->file.ports);
	print_fingerprint(folder);
	printf("system:   %s%s%s\n", current,
	       previous[0] != '\0' ? ", previous " : "", previous);
	return pid != 0 ? 0 : STATUS_NOT_SO;
}

int host_status(int argc, char *argv[])
{
	return host_with_folder(argc, argv, print);
}

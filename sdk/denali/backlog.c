/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "backlog.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static void widen_if_listening(int fd)
{
	int listening = 0, domain = AF_UNSPEC;
	socklen_t length = sizeof listening;

	if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) ||
	    !listening)
		return;
	length = sizeof domain;
	if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 &&
	    domain == AF_INET)
		listen(fd, SOMAXCONN);
}

static void widen_all(int child, DIR *descriptors)
{
	const struct dirent *entry;

	while ((entry = readdir(descriptors))) {
		int theirs = atoi(entry->d_name);
		int ours = (int)syscall(SYS_pidfd_getfd, child, theirs, 0);

		if (ours < 0)
			continue;
		widen_if_listening(ours);
		close(ours);
	}
}

void backlog_widen(pid_t child)
{
	char path[32];
	int handle = (int)syscall(SYS_pidfd_open, child, 0);
	DIR *descriptors;

	if (handle < 0)
		return;
	snprintf(path, sizeof path, "/proc/%d/fd", (int)child);
	descriptors = opendir(path);
	if (descriptors) {
		widen_all(handle, descriptors);
		closedir(descriptors);
	}
	close(handle);
}

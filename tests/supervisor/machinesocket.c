/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The control socket of the stand-in machine, and what a crash leaves.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "machine.h"
#include "machinecontrol.h"
#include "machineinside.h"

static FILE *open_saved(const char *name, const char *mode)
{
	char path[300];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", machine.folder, name);
	file = fopen(path, mode);
	if (*mode == 'r')
		unlink(path);
	return file;
}

void machine_save(void)
{
	FILE *file = open_saved("vms", "w");

	for (int i = 0; file != NULL && i < VMS; i++)
		if (machine.vm[i] != NULL && machine.vm[i]->used)
			fwrite(machine.vm[i], sizeof(struct vm), 1, file);
	if (file != NULL)
		fclose(file);
	file = open_saved("kernel-images", "w");
	if (file != NULL) {
		images_save(file);
		fclose(file);
	}
	_exit(99);
}

void machine_restore(void)
{
	FILE *file = open_saved("vms", "r");
	struct vm vm;

	while (file != NULL && fread(&vm, sizeof vm, 1, file) == 1) {
		uint32_t place = vm.status.vm & 0xffff;

		if (place >= VMS || machine.vm[place] != NULL)
			continue;
		machine.vm[place] = malloc(sizeof vm);
		*machine.vm[place] = vm;
		if (vm.started > machine.made)
			machine.made = vm.started;
	}
	if (file != NULL)
		fclose(file);
	file = open_saved("kernel-images", "r");
	if (file != NULL) {
		images_restore(file);
		fclose(file);
	}
}

static void *serve(void *argument)
{
	char *answer = malloc(MACHINE_ANSWER), line[4096];
	int client = (int)(intptr_t)argument;
	FILE *from = fdopen(client, "r"), *to = fdopen(dup(client), "w");

	while (fgets(line, sizeof line, from) != NULL) {
		machine_control(line, answer);
		fprintf(to, "%s\n", answer);
		fflush(to);
	}
	fclose(from);
	fclose(to);
	free(answer);
	return NULL;
}

static void *listen_for_ever(void *argument)
{
	int listener = (int)(intptr_t)argument;

	for (;;) {
		int client = accept(listener, NULL, NULL);
		pthread_t thread;

		if (client >= 0 &&
		    pthread_create(&thread, NULL, serve,
				   (void *)(intptr_t)client) == 0)
			pthread_detach(thread);
	}
	return NULL;
}

bool machine_listen(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	pthread_t thread;

	snprintf(address.sun_path, sizeof address.sun_path, "%s/control",
		 machine.folder);
	unlink(address.sun_path);
	return listener >= 0 &&
	       bind(listener, (struct sockaddr *)&address, sizeof address) ==
		       0 &&
	       listen(listener, 16) == 0 &&
	       pthread_create(&thread, NULL, listen_for_ever,
			      (void *)(intptr_t)listener) == 0 &&
	       pthread_detach(thread) == 0;
}

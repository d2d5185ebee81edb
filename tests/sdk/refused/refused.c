/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Calls that cannot work in a VM: each fails as documented.  Linking this
 * warns of each.
 */
#include <dlfcn.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/check.h"

static char name[] = "true";
static char *const words[] = { name, NULL };

static void check_processes(void)
{
	FAILS(fork(), ENOSYS);
	FAILS(_Fork(), ENOSYS);
	FAILS(vfork(), ENOSYS);
	FAILS(daemon(0, 0), ENOSYS);
	EQUAL(system(NULL), 0);
	FAILS(system("true"), ENOSYS);
	CHECK(popen("true", "r") == NULL && errno == ENOSYS);
	CHECK(popen("true", "x") == NULL && errno == EINVAL);
	FAILS(pclose(stdin), ECHILD);
}

static void check_programs(void)
{
	FAILS(execl("/bin/true", name, NULL), ENOSYS);
	FAILS(execle("/bin/true", name, NULL, environ), ENOSYS);
	FAILS(execlp(name, name, NULL), ENOSYS);
	FAILS(execv("/bin/true", words), ENOSYS);
	FAILS(execve("/bin/true", words, environ), ENOSYS);
	FAILS(execvp(name, words), ENOSYS);
	FAILS(execvpe(name, words, environ), ENOSYS);
	FAILS(fexecve(0, words, environ), ENOSYS);
}

static void check_spawn(void)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	pid_t process, group = 0;
	short flags = 0;

	EQUAL(posix_spawn_file_actions_init(&actions), 0);
	EQUAL(posix_spawn_file_actions_addclose(&actions, 3), 0);
	EQUAL(posix_spawn_file_actions_addclose(&actions, -1), EBADF);
	EQUAL(posix_spawn_file_actions_adddup2(&actions, 1, -1), EBADF);
	EQUAL(posix_spawn_file_actions_addopen(&actions, -1, "/", 0, 0), EBADF);
	EQUAL(posix_spawnattr_init(&attributes), 0);
	EQUAL(posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP), 0);
	EQUAL(posix_spawnattr_setflags(&attributes, 0x4000), EINVAL);
	EQUAL(posix_spawnattr_getflags(&attributes, &flags), 0);
	EQUAL(flags, POSIX_SPAWN_SETPGROUP);
	EQUAL(posix_spawnattr_setpgroup(&attributes, 7), 0);
	EQUAL(posix_spawnattr_getpgroup(&attributes, &group), 0);
	EQUAL(group, 7);
	EQUAL(posix_spawn(&process, "/bin/true", &actions, &attributes, words,
			  environ),
	      ENOSYS);
	EQUAL(posix_spawnp(&process, name, NULL, NULL, words, environ), ENOSYS);
	EQUAL(posix_spawnattr_destroy(&attributes), 0);
	EQUAL(posix_spawn_file_actions_destroy(&actions), 0);
}

static void check_shared_objects(void)
{
	const char *why;
	Dl_info about;

	CHECK(dlerror() == NULL);
	CHECK(dlopen("libm.so", RTLD_NOW) == NULL);
	why = dlerror();
	CHECK(why != NULL && strstr(why, "dlopen") != NULL);
	CHECK(dlerror() == NULL);
	CHECK(dlsym(RTLD_DEFAULT, "main") == NULL);
	CHECK(dlerror() != NULL);
	CHECK(dlclose(NULL) != 0);
	CHECK(dlerror() != NULL);
	EQUAL(dladdr("text", &about), 0);
}

int main(void)
{
	check_processes();
	check_programs();
	check_spawn();
	check_shared_objects();
	return check_end();
}

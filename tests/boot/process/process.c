/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Who and where the program is: identity, limits, names, the log.
 */
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <pthread.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "guest/check.h"

static void check_identity(void)
{
	gid_t groups[1] = { 0 };

	CHECK(getpid() > 1);
	EQUAL(getppid(), 1);
	CHECK(getuid() == 0 && geteuid() == 0 && getgid() == 0 &&
	      getegid() == 0);
	EQUAL(setuid(0), 0);
	FAILS(setuid(1), EPERM);
	FAILS(seteuid(1), EPERM);
	FAILS(setgid(1), EPERM);
	FAILS(setegid(1), EPERM);
	EQUAL(setreuid((uid_t)-1, 0), 0);
	FAILS(setreuid((uid_t)-1, 1), EPERM);
	FAILS(setregid(1, (gid_t)-1), EPERM);
	EQUAL(getgroups(0, NULL), 0);
	EQUAL(getgroups(1, groups), 0);
	FAILS(getgroups(-1, groups), EINVAL);
	EQUAL(setgroups(1, groups), 0);
	groups[0] = 5;
	FAILS(setgroups(1, groups), EPERM);
	EQUAL(initgroups("root", 0), 0);
}

static void check_session(void)
{
	EQUAL(getpgrp(), getpid());
	EQUAL(getpgid(0), getpid());
	FAILS(getpgid(1), ESRCH);
	EQUAL(getsid(0), getpid());
	FAILS(getsid(1), ESRCH);
	FAILS(setsid(), EPERM);
	FAILS(setpgid(0, 0), EPERM);
	FAILS(setpgid(0, -1), EINVAL);
	FAILS(setpgid(1, 0), ESRCH);
	FAILS(tcgetpgrp(0), ENOTTY);
	FAILS(tcgetpgrp(99), EBADF);
	FAILS(tcsetpgrp(0, getpid()), ENOTTY);
	CHECK(ttyname(1) == NULL && errno == ENOTTY);
	EQUAL(ttyname_r(1, NULL, 0), ENOTTY);
	EQUAL(ttyname_r(99, NULL, 0), EBADF);
	CHECK(strcmp(ctermid(NULL), "/dev/tty") == 0);
}

static void check_children(void)
{
	siginfo_t info;
	int status;

	FAILS(wait(&status), ECHILD);
	FAILS(waitpid(-1, &status, WNOHANG), ECHILD);
	FAILS(waitpid(-1, &status, 0x4000), EINVAL);
	FAILS(waitid(P_ALL, 0, &info, WEXITED), ECHILD);
	FAILS(waitid(P_ALL, 0, &info, 0), EINVAL);
	FAILS(waitid((idtype_t)9, 0, &info, WEXITED), EINVAL);
	FAILS(wait3(&status, 0, NULL), ECHILD);
	FAILS(wait4(-1, &status, 0, NULL), ECHILD);
	CHECK(WIFEXITED(0x300) && WEXITSTATUS(0x300) == 3);
	CHECK(WIFSIGNALED(9) && WTERMSIG(9) == 9 && !WIFSIGNALED(0x137f));
	CHECK(WIFSTOPPED(0x137f) && WIFCONTINUED(0xffff) &&
	      !WIFSIGNALED(0xffff));
}

static void check_users(void)
{
	char buffer[128], small[4];
	struct passwd user, *found;
	struct group group, *found_group;

	CHECK(strcmp(getpwuid(0)->pw_name, "root") == 0);
	CHECK(strcmp(getpwnam("root")->pw_dir, "/") == 0);
	CHECK(getpwnam("nobody") == NULL && errno == 0);
	EQUAL(getpwnam_r("root", &user, buffer, sizeof buffer, &found), 0);
	CHECK(found == &user && user.pw_uid == 0 && user.pw_gid == 0);
	EQUAL(getpwuid_r(0, &user, small, sizeof small, &found), ERANGE);
	CHECK(found == NULL);
	EQUAL(getpwuid_r(7, &user, buffer, sizeof buffer, &found), 0);
	CHECK(found == NULL);
	CHECK(getpwent() != NULL && getpwent() == NULL);
	setpwent();
	CHECK(getpwent() != NULL);
	endpwent();
	CHECK(strcmp(getgrgid(0)->gr_name, "root") == 0);
	CHECK(strcmp(getgrnam("root")->gr_mem[0], "root") == 0);
	CHECK(getgrgid(9) == NULL);
	EQUAL(getgrgid_r(0, &group, buffer + 1, sizeof buffer - 1,
			 &found_group),
	      0);
	CHECK(found_group == &group && strcmp(group.gr_name, "root") == 0);
	EQUAL(getgrnam_r("root", &group, small, sizeof small, &found_group),
	      ERANGE);
	CHECK(getgrent() != NULL && getgrent() == NULL);
	CHECK(strcmp(getlogin(), "root") == 0);
	EQUAL(getlogin_r(buffer, 5), 0);
	EQUAL(getlogin_r(buffer, 4), ERANGE);
}

static void check_names(void)
{
	char name[HOST_NAME_MAX + 1];
	char longer[HOST_NAME_MAX + 2];
	struct utsname system;

	EQUAL(gethostname(name, sizeof name), 0);
	CHECK(strcmp(name, "vm0") == 0);
	FAILS(gethostname(name, 3), ENAMETOOLONG);
	EQUAL(sethostname("somewhere", 4), 0);
	EQUAL(gethostname(name, 5), 0);
	CHECK(strcmp(name, "some") == 0);
	memset(longer, 'x', sizeof longer);
	FAILS(sethostname(longer, HOST_NAME_MAX + 1), EINVAL);
	FAILS(sethostname(longer, 0), EINVAL);
	EQUAL(sethostname(longer, HOST_NAME_MAX), 0);
	EQUAL(uname(&system), 0);
	EQUAL(strlen(system.nodename), HOST_NAME_MAX);
	CHECK(strcmp(system.sysname, "Denali") == 0);
	CHECK(strcmp(system.machine, "i686") == 0);
}

static void check_sysconf(void)
{
	EQUAL(sysconf(_SC_PAGESIZE), 4096);
	EQUAL(sysconf(_SC_NPROCESSORS_ONLN), 1);
	EQUAL(sysconf(_SC_CLK_TCK), 100);
	EQUAL(sysconf(_SC_COLL_WEIGHTS_MAX), COLL_WEIGHTS_MAX);
	EQUAL(sysconf(_SC_VERSION), _POSIX_VERSION);
	EQUAL(sysconf(_SC_THREADS), _POSIX_THREADS);
	EQUAL(sysconf(_SC_IOV_MAX), IOV_MAX);
	EQUAL(sysconf(_SC_HOST_NAME_MAX), HOST_NAME_MAX);
	EQUAL(sysconf(_SC_PHYS_PAGES), 4096);
	CHECK(sysconf(_SC_AVPHYS_PAGES) > 2048 &&
	      sysconf(_SC_AVPHYS_PAGES) < 4096);
	CHECK(sysconf(_SC_TRACE) == -1 && errno == 0);
	CHECK(sysconf(_SC_TIMER_MAX) == -1 && errno == 0);
	FAILS(sysconf(-1), EINVAL);
	FAILS(sysconf(_SC_POSIX_26_VERSION + 1), EINVAL);
	for (int name = 0; name <= _SC_POSIX_26_VERSION; name++)
		CHECK(sysconf(name) >= -1 && errno == 0);
}

static void check_pathconf(void)
{
	char path[16];

	EQUAL(pathconf("/dev/null", _PC_PATH_MAX), PATH_MAX);
	EQUAL(fpathconf(1, _PC_PIPE_BUF), PIPE_BUF);
	FAILS(pathconf("/none", _PC_PATH_MAX), ENOENT);
	FAILS(fpathconf(99, _PC_PIPE_BUF), EBADF);
	FAILS(fpathconf(1, 77), EINVAL);
	CHECK(fpathconf(1, _PC_ASYNC_IO) == -1 && errno == 0);
	EQUAL(confstr(_CS_PATH, NULL, 0), 14);
	EQUAL(confstr(_CS_PATH, path, sizeof path), 14);
	CHECK(strcmp(path, "/bin:/usr/bin") == 0);
	EQUAL(confstr(_CS_PATH, path, 5), 14);
	CHECK(strcmp(path, "/bin") == 0);
	CHECK(confstr(99, path, sizeof path) == 0 && errno == EINVAL);
	CHECK(confstr(_CS_POSIX_V7_LP64_OFF64_LIBS, path, 1) == 0 &&
	      errno == 0);
}

static void check_limits(void)
{
	struct rlimit limit, lower = { 10, 20 };
	int pipes[2];

	EQUAL(getrlimit(RLIMIT_STACK, &limit), 0);
	EQUAL(limit.rlim_cur, 65536);
	EQUAL(getrlimit(RLIMIT_AS, &limit), 0);
	EQUAL(limit.rlim_max, 16 << 20);
	EQUAL(getrlimit(RLIMIT_CPU, &limit), 0);
	CHECK(limit.rlim_cur == RLIM_INFINITY);
	FAILS(getrlimit(RLIM_NLIMITS, &limit), EINVAL);
	FAILS(setrlimit(-1, &limit), EINVAL);
	FAILS(setrlimit(RLIMIT_CORE, &lower), EPERM);
	FAILS(setrlimit(RLIMIT_AS, &lower), EINVAL);
	EQUAL(setrlimit(RLIMIT_NOFILE, &lower), 0);
	EQUAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
	CHECK(limit.rlim_cur == 10 && limit.rlim_max == 20);
	EQUAL(sysconf(_SC_OPEN_MAX), 10);
	EQUAL(getdtablesize(), 10);
	EQUAL(dup2(1, 9), 9);
	EQUAL(close(9), 0);
	FAILS(dup2(1, 10), EBADF);
	FAILS(fcntl(1, F_DUPFD, 10), EINVAL);
	for (int fd = 3; fd < 9; fd++)
		EQUAL(dup(1), fd);
	FAILS(pipe(pipes), EMFILE);
	EQUAL(dup(1), 9);
	FAILS(dup(1), EMFILE);
	FAILS(open("/tmp/new", O_RDWR | O_CREAT, 0600), EMFILE);
	FAILS(access("/tmp/new", F_OK), ENOENT);
	for (int fd = 3; fd < 10; fd++)
		EQUAL(close(fd), 0);
	lower.rlim_cur = 21;
	FAILS(setrlimit(RLIMIT_NOFILE, &lower), EINVAL);
	lower.rlim_max = 21;
	FAILS(setrlimit(RLIMIT_NOFILE, &lower), EPERM);
}

static void check_priority(void)
{
	EQUAL(getpriority(PRIO_PROCESS, 0), 0);
	EQUAL(setpriority(PRIO_PROCESS, (id_t)getpid(), 5), 0);
	EQUAL(nice(-6), -1);
	EQUAL(getpriority(PRIO_USER, 0), -1);
	EQUAL(nice(INT_MIN), -20);
	EQUAL(nice(INT_MAX), 19);
	FAILS(getpriority(PRIO_PROCESS, 1), ESRCH);
	FAILS(setpriority(PRIO_PGRP, 1, 0), ESRCH);
	FAILS(getpriority(9, 0), EINVAL);
}

static void check_usage(void)
{
	struct rusage usage;

	EQUAL(getrusage(RUSAGE_SELF, &usage), 0);
	CHECK(usage.ru_utime.tv_sec > 0 || usage.ru_utime.tv_usec > 0);
	CHECK(usage.ru_maxrss > 0);
	EQUAL(getrusage(RUSAGE_CHILDREN, &usage), 0);
	CHECK(usage.ru_utime.tv_sec == 0 && usage.ru_utime.tv_usec == 0);
	FAILS(getrusage(5, &usage), EINVAL);
}

static void check_randomness(void)
{
	unsigned char a[257] = { 0 }, b[257] = { 0 };

	EQUAL(getentropy(a, 256), 0);
	EQUAL(getentropy(b, 256), 0);
	CHECK(memcmp(a, b, 256) != 0);
	FAILS(getentropy(a, 257), EIO);
	EQUAL(getrandom(a, 257, 0), 257);
	EQUAL(getrandom(a, 3, GRND_NONBLOCK | GRND_RANDOM), 3);
	EQUAL(getrandom(a, 0, 0), 0);
	FAILS(getrandom(a, 1, 0x80), EINVAL);
}

static void *change_environment(void *name)
{
	char value[16];

	for (int i = 0; i < 2000; i++) {
		snprintf(value, sizeof value, "%d", i);
		CHECK(setenv(name, value, 1) == 0);
		CHECK(getenv(name) != NULL);
		if (i % 7 == 0)
			CHECK(unsetenv(name) == 0);
	}
	return NULL;
}

static void check_environment(void)
{
	static char names[4][2] = { "A", "B", "C", "D" };
	static char whole[] = "WHOLE=1";
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		EQUAL(pthread_create(&threads[i], NULL, change_environment,
				     names[i]),
		      0);
	for (int i = 0; i < 4; i++)
		EQUAL(pthread_join(threads[i], NULL), 0);
	for (int i = 0; i < 4; i++)
		CHECK(getenv(names[i]) != NULL &&
		      strcmp(getenv(names[i]), "1999") == 0);
	EQUAL(putenv(whole), 0);
	CHECK(strcmp(getenv("WHOLE"), "1") == 0);
	FAILS(setenv("A=B", "x", 1), EINVAL);
	FAILS(setenv("", "x", 1), EINVAL);
	FAILS(unsetenv("A=B"), EINVAL);
}

static void check_log(void)
{
	fflush(stdout);
	syslog(LOG_ERR, "plain %d", 1);
	openlog("ident", LOG_PID, LOG_DAEMON);
	EQUAL(setlogmask(LOG_UPTO(LOG_WARNING)), 0xff);
	syslog(LOG_INFO, "masked");
	errno = ENOENT;
	syslog(LOG_USER | LOG_WARNING, "%m: 100%% %s\n", "done");
	CHECK(setlogmask(0) == LOG_UPTO(LOG_WARNING));
	closelog();
	syslog(LOG_ALERT, "%0*d", 3000, 7);
}

int main(void)
{
	EQUAL(umask(077), 022);
	EQUAL(umask(01022), 077);
	EQUAL(umask(022), 022);
	check_identity();
	check_session();
	check_children();
	check_users();
	check_names();
	check_sysconf();
	check_pathconf();
	check_limits();
	check_priority();
	check_usage();
	check_randomness();
	check_environment();
	check_log();
	return check_end();
}

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The host is a `denali run` of its own.  One thread reads what it prints, to
 * learn which attackers have ended; the other asks the neighbour.
 */
#include "siege.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "besieged.h"
#include "buffer.h"
#include "error.h"
#include "ports.h"
#include "watcher.h"

#define START_MS 120000 /* until the neighbour's first answer */
#define GRACE_MS 60000  /* for attackers to come to their ends */
#define PAUSE_US 5000   /* between requests */
#define WORDS_MAX 256

struct host {
	const struct siege *siege;
	pid_t pid;
	uint16_t port;
	char result[64];
	struct watcher watcher;
};

void verdict_problem(struct verdict *verdict, const char *format, ...)
{
	va_list values;

	if (verdict->problem[0] != '\0')
		return;
	va_start(values, format);
	vsnprintf(verdict->problem, sizeof verdict->problem, format, values);
	va_end(values);
}

const struct attack *siege_attack(const struct siege *siege, uint32_t vm)
{
	return &siege->image->attacks[siege->first + (vm - 1) % siege->attacks];
}

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool is(const struct attack *attack, const char *cause)
{
	return strcmp(attack->cause, cause) == 0;
}

/* As the images take it: over and over, for as long as it takes, or once. */
static char *attack_word(const struct attack *attack)
{
	const char *how = attack->churn                             ? "*" :
			  is(attack, "exit") && attack->status == 0 ? "+" :
			  is(attack, "stopped")                     ? "" :
								      "@";

	return allocate_text("%s%s", how, attack->name);
}

/* Does its end show in what the host prints? */
static bool end_shows(const struct attack *attack)
{
	if (is(attack, "exit"))
		return attack->status == 0;
	return !is(attack, "stopped") && !is(attack, "any");
}

static bool *make_awaited(const struct siege *siege)
{
	bool *awaited = allocate(siege->attackers + 1, sizeof *awaited);

	for (uint32_t vm = 1; vm <= siege->attackers; vm++)
		awaited[vm] = end_shows(siege_attack(siege, vm));
	return awaited;
}

static char *option_word(const char *option)
{
	const char *at = strchr(option, '@');
	char *path = corpus_path(at != NULL ? at + 1 : "");
	char *word = at != NULL ? allocate_text("%.*s%s", (int)(at - option),
						option, path) :
				  allocate_text("%s", option);

	free(path);
	return word;
}

/* The command line, its words allocated. */
static void make_words(const struct host *host, char *words[WORDS_MAX])
{
	const struct siege *siege = host->siege;
	uint32_t n = 0;

	words[n++] = allocate_text("denali");
	words[n++] = allocate_text("run");
	words[n++] = allocate_text("--stats");
	words[n++] = allocate_text("--result=%s", host->result);
	words[n++] = allocate_text("-n%u", siege->attackers + 1);
	words[n++] = allocate_text("-p%u:80", host->port);
	if (siege->host_memory != NULL)
		words[n++] = allocate_text("--host-mem=%s", siege->host_memory);
	for (uint32_t i = 0; i < siege->image->option_count; i++)
		words[n++] = option_word(siege->image->options[i]);
	words[n++] = corpus_path(siege->image->name);
	words[n++] = allocate_text("torture");
	words[n++] = allocate_text("%u", siege->milliseconds);
	for (uint32_t i = 0; i < siege->attacks; i++)
		words[n++] = attack_word(siege_attack(siege, i + 1));
	words[n] = NULL;
}

/* In the child: nothing of ours is left open, and it dies with us. */
static void become_host(char *words[], const int out[2], const int err[2])
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(err[1], STDERR_FILENO);
	execv("/proc/self/exe", words);
	_exit(STATUS_ERROR);
}

static bool start(struct host *host)
{
	char *words[WORDS_MAX];
	int out[2], err[2];

	if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0)
		return false;
	make_words(host, words);
	host->pid = fork();
	if (host->pid == 0)
		become_host(words, out, err);
	for (uint32_t i = 0; words[i] != NULL; i++)
		free(words[i]);
	close(out[1]);
	close(err[1]);
	watcher_start(&host->watcher, out[0], err[0], make_awaited(host->siege),
		      host->siege->attackers + 1);
	return host->pid > 0;
}

static bool come_up(struct host *host)
{
	int64_t deadline = now_ms() + START_MS;
	double took;

	while (now_ms() < deadline && !watcher_over(&host->watcher)) {
		if (besieged_ask(host->port, &took) == BESIEGED_INTACT)
			return true;
		usleep(PAUSE_US);
	}
	return false;
}

static void ask(struct host *host, struct verdict *verdict)
{
	double took;
	enum besieged answer = besieged_ask(host->port, &took);

	if (answer == BESIEGED_SILENT) {
		verdict->lost++;
		verdict_problem(verdict, "%s: a request was not answered",
				host->siege->image->name);
		return;
	}
	verdict->answered++;
	if (took > verdict->slowest)
		verdict->slowest = took;
	if (answer == BESIEGED_BROKEN) {
		verdict->intact = false;
		verdict_problem(verdict, "%s: the neighbour's memory changed",
				host->siege->image->name);
	}
}

/* For as long as the attackers attack, and until all have ended who do. */
static void hold_out(struct host *host, struct verdict *verdict)
{
	int64_t end = now_ms() + host->siege->milliseconds;

	while (!watcher_over(&host->watcher) && verdict->lost == 0 &&
	       (now_ms() < end || (watcher_left(&host->watcher) > 0 &&
				   now_ms() < end + GRACE_MS))) {
		ask(host, verdict);
		usleep(PAUSE_US);
	}
}

static void finish(struct host *host, struct verdict *verdict)
{
	json_t *result;
	int status;

	if (watcher_over(&host->watcher))
		verdict_problem(verdict, "%s: the host ended: %s",
				host->siege->image->name,
				watcher_last(&host->watcher));
	kill(host->pid, SIGINT);
	while (waitpid(host->pid, &status, 0) < 0)
		;
	watcher_end(&host->watcher);
	/* A post-mortem has what the attacker printed last, NULs included. */
	result = json_load_file(host->result, JSON_ALLOW_NUL, NULL);
	siege_judge(host->siege, result, verdict);
	json_decref(result);
	unlink(host->result);
}

void siege_run(const struct siege *siege, struct verdict *verdict)
{
	struct host host = { .siege = siege };
	const char *folder = getenv("TMPDIR");
	int fd;

	verdict->attacks += siege->attacks;
	verdict->attackers += siege->attackers;
	snprintf(host.result, sizeof host.result, "%s/denali-XXXXXX",
		 folder != NULL && strlen(folder) < 40 ? folder : "/tmp");
	fd = mkostemp(host.result, O_CLOEXEC);
	host.port = ports_find_any(siege->attackers + 1, false);
	if (fd < 0 || host.port == 0 || !start(&host)) {
		verdict->came_up = false;
		verdict_problem(verdict, "there can be no host: %m");
		return;
	}
	close(fd);
	if (come_up(&host)) {
		hold_out(&host, verdict);
	} else {
		verdict->came_up = false;
		verdict_problem(verdict, "%s: the neighbour does not come up",
				siege->image->name);
	}
	finish(&host, verdict);
}

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The neighbour gate: how a quiet VM serves beside a hundred that attack,
 * compared with how it does beside a hundred that use their fair share (kinds
 * of tests/hostile/fair.c) of what the attackers want:
 *
 *   network   each sends full frames to the wire, as many as its limit allows
 *   console   each prints lines
 *   hunger    each works on memory that fits into its share of the host
 *   others    each computes
 *
 * The image, its options and the client are the same in both; the client asks
 * again as soon as it has an answer, over a connection each.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "harness/denali.h"
#include "harness/net.h"
#include "table.h"

#define CORPUS "build/sdk/share/denali/torture/"
#define OTHERS 100
#define UP_MS 180000
#define MEASURED_MS 20000
#define ATTACK_MS "30000"
#define REQUEST_MS 30000
#define END_MS 60000
#define ANSWERS_MAX 20000
#define CASES_MAX 48
#define BOUND 1.5

struct image {
	char name[32], family[32];
	char options[4][48];
	char words[CASES_MAX][40]; /* the attacks, as the image takes them */
	unsigned option_count, word_count;
};

struct service {
	double late; /* 99th percentile, in ms */
	double rate; /* answers a second */
	unsigned lost;
	bool up;
};

/* As `denali torture` does. */
static void add_case(struct image *image, const char *line)
{
	char name[32], cause[32];
	int status = 0;

	if (image->word_count == CASES_MAX ||
	    sscanf(line, "case %31s %31s %d", name, cause, &status) < 2)
		return;
	snprintf(image->words[image->word_count++], sizeof image->words[0],
		 "%s%s",
		 strcmp(cause, "stopped") == 0             ? "" :
		 strcmp(cause, "exit") == 0 && status == 0 ? "+" :
							     "@",
		 name);
}

static void add_option(struct image *image, const char *word)
{
	const char *at = strchr(word, '@');
	char *to = image->options[image->option_count++];

	if (at == NULL)
		snprintf(to, sizeof image->options[0], "%s", word);
	else
		snprintf(to, sizeof image->options[0], "%.*s" CORPUS "%s",
			 (int)(at - word), word, at + 1);
}

static const char *fair_kind(const struct image *image)
{
	static const char *const kinds[][2] = { { "network", "send" },
						{ "console", "print" },
						{ "hunger", "remember" } };

	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (strcmp(image->family, kinds[i][0]) == 0)
			return kinds[i][1];
	return "compute";
}

static void make_command(struct command *command, const struct image *image,
			 uint16_t port, bool attack)
{
	command_denali(command);
	command_add(command, "-n%d", OTHERS + 1);
	command_add(command, "-p%u:80", port);
	for (unsigned i = 0; i < image->option_count; i++)
		command_add(command, "%s", image->options[i]);
	command_add(command, CORPUS "%s", image->name);
	command_add(command, attack ? "torture" : "fair");
	command_add(command, ATTACK_MS);
	if (!attack)
		command_add(command, "%s", fair_kind(image));
	for (unsigned i = 0; attack && i < image->word_count; i++)
		command_add(command, "%s", image->words[i]);
}

static int by_time(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

static bool ask(uint16_t port, struct bytes *page)
{
	return http_get(LOOPBACK, port, "/", page, REQUEST_MS) &&
	       bytes_match(page, "^intact$");
}

static void measure(struct process *process, uint16_t port,
		    struct service *service)
{
	static double took[ANSWERS_MAX];
	double begun = now_ms();
	struct bytes page = { 0 };
	int count = 0;

	while (now_ms() - begun < MEASURED_MS && count < ANSWERS_MAX &&
	       !process->ended) {
		double asked = now_ms();

		if (ask(port, &page))
			took[count++] = now_ms() - asked;
		else
			service->lost++;
		process_read_for(process, 0);
	}
	service->rate = count * 1000 / (now_ms() - begun);
	qsort(took, (size_t)count, sizeof *took, by_time);
	if (count > 0)
		service->late = took[(count * 99 + 99) / 100 - 1];
	bytes_free(&page);
}

static bool come_up(struct process *process, uint16_t port)
{
	double deadline = now_ms() + UP_MS;
	struct bytes page = { 0 };
	bool up = false;

	while (!up && !process->ended && now_ms() < deadline) {
		up = ask(port, &page);
		process_read_for(process, 5);
	}
	bytes_free(&page);
	return up;
}

static struct service serve(const struct image *image, bool attack)
{
	struct service service = { 0 };
	uint16_t port = free_ports(OTHERS + 1);
	struct process process;
	struct command command;

	make_command(&command, image, port, attack);
	command_start(&command, &process);
	command_free(&command);
	service.up = come_up(&process, port);
	if (service.up)
		measure(&process, port, &service);
	kill(process.pid, SIGINT);
	process_wait(&process, END_MS);
	process_finish(&process);
	return service;
}

/* Five pairs in turns; of each the ratios, and all lost requests. */
static void gate(const struct image *image)
{
	char names[3][64];
	struct target late = { names[0], "", AT_MOST, BOUND };
	struct target rate = { names[1], "", AT_LEAST, 1 / BOUND };
	struct target lost = { names[2], "", AT_MOST, 0 };
	double later[PAIRS], slower[PAIRS], fair_late[PAIRS], fair_rate[PAIRS];
	unsigned count = 0;

	snprintf(names[0], sizeof names[0], "%s: latency (99 %%) among 100",
		 image->name);
	snprintf(names[1], sizeof names[1], "%s: throughput", image->name);
	snprintf(names[2], sizeof names[2], "%s: lost requests", image->name);
	for (int i = 0; i < PAIRS; i++) {
		struct service fair = serve(image, false);
		struct service attacked = serve(image, true);

		if (!fair.up || !attacked.up) {
			table_failed(&late, "it does not come up among %s",
				     fair.up ? "attackers" : "fair ones");
			return;
		}
		fair_late[i] = fair.late;
		fair_rate[i] = fair.rate;
		later[i] = attacked.late / fair.late;
		slower[i] = attacked.rate / fair.rate;
		count += fair.lost + attacked.lost;
	}
	table_row(&late, median(later, PAIRS), "%.1f ms among fair ones (%s)",
		  median(fair_late, PAIRS), fair_kind(image));
	table_row(&rate, median(slower, PAIRS), "%.1f a second among fair ones",
		  median(fair_rate, PAIRS));
	table_row(&lost, count, "of %d runs", 2 * PAIRS);
}

/* NEIGHBOUR=NAME picks images by the beginning of their names. */
static void gate_if_wanted(const struct image *image)
{
	const char *wanted = getenv("NEIGHBOUR");

	if (image->word_count > 0 &&
	    (wanted == NULL ||
	     strncmp(image->name, wanted, strlen(wanted)) == 0))
		gate(image);
}

void bench_neighbour(void)
{
	const struct target all = { "neighbour gate", "", INFORMATION, 0 };
	FILE *index = fopen(CORPUS "index", "r");
	struct image image = { 0 };
	char line[256], word[48];

	if (index == NULL) {
		table_failed(&all, "there is no corpus");
		return;
	}
	while (fgets(line, sizeof line, index) != NULL) {
		if (sscanf(line, "image %31s", word) == 1) {
			gate_if_wanted(&image);
			image = (struct image){ 0 };
			memcpy(image.name, word, sizeof image.name);
		}
		sscanf(line, "family %31s", image.family);
		if ((sscanf(line, "option %31s", word) == 1 ||
		     sscanf(line, "torture %31s", word) == 1) &&
		    image.option_count < 4)
			add_option(&image, word);
		add_case(&image, line);
	}
	gate_if_wanted(&image);
	fclose(index);
}

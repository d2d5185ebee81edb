/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "torture.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "corpus.h"
#include "error.h"
#include "help.h"
#include "optionread.h"
#include "options.h"
#include "parse.h"
#include "siege.h"

#define SECONDS_DEFAULT 5
#define SECONDS_MAX 86400
#define ATTACKERS_DEFAULT 32
#define ATTACKERS_MAX 1000
#define STATUS_FELL 1

struct torture_options {
	const char *family; /* null: all */
	const char *host_memory;
	uint64_t seconds, attackers;
	enum output_kind output;
	bool list, help;
};

static const struct option names[] = {
	{ "family", required_argument, NULL, 'f' },
	{ "seconds", required_argument, NULL, 's' },
	{ "attackers", required_argument, NULL, 'a' },
	{ "host-mem", required_argument, NULL, 'm' },
	{ "list", no_argument, NULL, 'l' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static int set_option(void *context, int option)
{
	struct torture_options *options = context;
	uint64_t bytes;

	switch (option) {
	case 'f':
		options->family = optarg;
		return 0;
	case 's':
		return parse_number(optarg, 1, SECONDS_MAX, &options->seconds) ?
			       0 :
			       error("--seconds %s: not a number of seconds",
				     optarg);
	case 'a':
		return parse_number(optarg, 1, ATTACKERS_MAX,
				    &options->attackers) ?
			       0 :
			       error("--attackers %s: not a number, 1 to %u",
				     optarg, ATTACKERS_MAX);
	case 'm':
		options->host_memory = optarg;
		return parse_size(optarg, &bytes) ?
			       0 :
			       error("--host-mem %s: not a size; write 256M, "
				     "say",
				     optarg);
	case 'o':
		return option_output(&options->output, optarg);
	default: /* 'l' and 'h' */
		options->list |= option == 'l';
		options->help |= option == 'h';
		return 0;
	}
}

static int read_options(int argc, char *argv[], struct torture_options *options)
{
	int status;

	*options = (struct torture_options){ .seconds = SECONDS_DEFAULT,
					     .attackers = ATTACKERS_DEFAULT };
	status = option_read("torture", argc, argv, ":o:h", names, set_option,
			     options);
	if (status == 0 && optind < argc)
		status = error("torture: %s: there are no arguments; see "
			       "`denali help torture`",
			       argv[optind]);
	return status;
}

/* All attacks of an image, as many at a time as there are attackers. */
static void besiege(const struct hostile_image *image,
		    const struct torture_options *options,
		    struct verdict *verdict)
{
	bool churn = image->attack_count > 0 && image->attacks[0].churn;
	uint32_t most = churn ? 1 : (uint32_t)options->attackers;

	for (uint32_t first = 0; first < image->attack_count; first += most) {
		uint32_t left = image->attack_count - first;
		struct siege siege = {
			.image = image,
			.first = first,
			.attacks = left < most ? left : most,
			.attackers = churn ? 0 : most,
			.milliseconds = (uint32_t)options->seconds * 1000,
			.host_memory = options->host_memory,
		};

		siege_run(&siege, verdict);
	}
}

static void print_head(void)
{
	printf("%-13s %7s %9s %9s %8s %5s %8s  %-7s %-7s  %s\n", "family",
	       "attacks", "attackers", "contained", "answered", "lost",
	       "slowest", "memory", "ledger", "verdict");
}

static void print_row(const char *family, const struct verdict *verdict)
{
	printf("%-13s %7" PRIu32 " %9" PRIu32 " %9" PRIu32 " %8" PRIu32
	       " %5" PRIu32 " %5.0f ms  %-7s %-7s  %s\n",
	       family, verdict->attacks, verdict->attackers, verdict->contained,
	       verdict->answered, verdict->lost, verdict->slowest,
	       verdict->intact ? "intact" : "BROKEN",
	       verdict->adds_up ? "adds up" : "WRONG",
	       verdict_held(verdict) ? "held" : "FELL");
	if (verdict->problem[0] != '\0')
		printf("  %s\n", verdict->problem);
	fflush(stdout);
}

static json_t *make_object(const char *family, const struct verdict *verdict)
{
	return json_pack(
		"{s:s, s:b, s:I, s:I, s:I, s:I, s:I, s:f, s:b, s:b, s:s}",
		"family", family, "held", verdict_held(verdict), "attacks",
		(json_int_t)verdict->attacks, "attackers",
		(json_int_t)verdict->attackers, "contained",
		(json_int_t)verdict->contained, "answered",
		(json_int_t)verdict->answered, "lost",
		(json_int_t)verdict->lost, "slowest_ms", verdict->slowest,
		"memory_intact", verdict->intact, "ledger_adds_up",
		verdict->adds_up, "problem", verdict->problem);
}

static bool wanted(const struct torture_options *options,
		   const struct hostile_image *image)
{
	return options->family == NULL ||
	       strcmp(options->family, image->family) == 0;
}

/* One family, from image number i on; returns the next family's first. */
static uint32_t judge_family(const struct corpus *corpus, uint32_t i,
			     const struct torture_options *options,
			     json_t *families)
{
	const char *family = corpus->images[i].family;
	struct verdict verdict = VERDICT_NONE;

	for (;
	     i < corpus->count && strcmp(corpus->images[i].family, family) == 0;
	     i++)
		besiege(&corpus->images[i], options, &verdict);
	if (options->output == OUTPUT_TABLE)
		print_row(family, &verdict);
	json_array_append_new(families, make_object(family, &verdict));
	return i;
}

static bool all_held(const json_t *families)
{
	const json_t *family;
	size_t i;

	json_array_foreach (families, i, family)
		if (!json_is_true(json_object_get(family, "held")))
			return false;
	return true;
}

static int torture(const struct corpus *corpus,
		   const struct torture_options *options)
{
	json_t *families = json_array(), *document;
	uint32_t i = 0;
	bool held;

	if (options->output == OUTPUT_TABLE)
		print_head();
	while (i < corpus->count)
		if (wanted(options, &corpus->images[i]))
			i = judge_family(corpus, i, options, families);
		else
			i++;
	held = all_held(families);
	document = json_pack("{s:b, s:o}", "held", held, "families", families);
	if (options->output == OUTPUT_JSON) {
		json_dumpf(document, stdout, JSON_INDENT(2));
		putchar('\n');
	} else {
		puts(held ? "The host held." : "The host did not hold.");
	}
	json_decref(document);
	return held ? 0 : STATUS_FELL;
}

static int list(const struct corpus *corpus,
		const struct torture_options *options)
{
	for (uint32_t i = 0; i < corpus->count; i++) {
		const struct hostile_image *image = &corpus->images[i];

		for (uint32_t j = 0;
		     wanted(options, image) && j < image->attack_count; j++)
			printf("%-13s %s/%s\n", image->family, image->name,
			       image->attacks[j].name);
	}
	return 0;
}

static int check_family(const struct corpus *corpus,
			const struct torture_options *options)
{
	for (uint32_t i = 0; i < corpus->count; i++)
		if (wanted(options, &corpus->images[i]))
			return 0;
	return error("--family %s: there is no such family; see `denali "
		     "torture --list`",
		     options->family != NULL ? options->family : "");
}

int torture_main(int argc, char *argv[])
{
	struct torture_options options;
	struct corpus corpus = { 0 };
	int status = read_options(argc, argv, &options);

	if (status == 0 && options.help)
		return help_print("torture");
	if (status == 0)
		status = corpus_read(&corpus);
	if (status == 0)
		status = check_family(&corpus, &options);
	if (status == 0)
		status = options.list ? list(&corpus, &options) :
					torture(&corpus, &options);
	corpus_free(&corpus);
	return status;
}

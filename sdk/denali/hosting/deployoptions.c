/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "deployoptions.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "memory.h"
#include "optionread.h"
#include "parse.h"
#include "variable.h"

#define COUNT_MAX 1000
#define TAG_MAX 64

static void set(struct deploy_options *options, const char *name, json_t *value)
{
	if (json_object_set_new(options->settings, name, value) != 0)
		out_of_memory();
}

/* ---- one function for each option that is more than a word ---- */

static int bad_port(const char *value)
{
	return error("-p %s: not GUEST or HOST:GUEST, with /udp or without, as "
		     "in 80:80",
		     value);
}

/* [HOST:]GUEST[/tcp|/udp] */
static int set_port(struct deploy_options *options, const char *value)
{
	json_t *ports = json_object_get(options->settings, "ports"), *port;
	char first[8] = "", second[8] = "", protocol[8] = "tcp";
	uint64_t host = 0, guest;
	int end = 0;

	sscanf(value, "%7[0-9]%n:%7[0-9]%n", first, &end, second, &end);
	if (end == 0 || (value[end] != '\0' && value[end] != '/'))
		return bad_port(value);
	if (value[end] == '/')
		snprintf(protocol, sizeof protocol, "%s", value + end + 1);
	if ((strcmp(protocol, "tcp") != 0 && strcmp(protocol, "udp") != 0) ||
	    !parse_number(second[0] != '\0' ? second : first, 1, UINT16_MAX,
			  &guest) ||
	    (second[0] != '\0' && !parse_number(first, 1, UINT16_MAX, &host)))
		return bad_port(value);
	port = json_pack("{s:I, s:s}", "guest", (json_int_t)guest, "protocol",
			 protocol);
	if (host != 0)
		json_object_set_new(port, "host",
				    json_integer((json_int_t)host));
	if (ports == NULL) {
		ports = json_array();
		set(options, "ports", ports);
	}
	json_array_append_new(ports, port);
	return 0;
}

static int set_variable(struct deploy_options *options, const char *value)
{
	json_t *all = json_object_get(options->settings, "environment");
	size_t length = strcspn(value, "=");
	json_t *text;
	char *name;

	if (value[length] == '\0' || !variable_name_good(value, length))
		return error("-e %s: not NAME=VALUE; write -e DEBUG=1, say",
			     value);
	text = json_string(value + length + 1);
	if (text == NULL)
		return error("-e %.*s: its value is not UTF-8", (int)length,
			     value);
	if (all == NULL) {
		all = json_object();
		set(options, "environment", all);
	}
	name = allocate_text("%.*s", (int)length, value);
	json_object_set_new(all, name, text);
	free(name);
	return 0;
}

static int set_count(struct deploy_options *options, const char *value)
{
	uint64_t count;

	if (!parse_number(value, 1, COUNT_MAX, &count))
		return error("--count %s: not a number from 1 to %d", value,
			     COUNT_MAX);
	set(options, "count", json_integer((json_int_t)count));
	return 0;
}

static int set_memory(struct deploy_options *options, const char *value)
{
	uint64_t bytes;

	if (!parse_size(value, &bytes) || bytes == 0 || bytes > UINT32_MAX)
		return error("-m %s: not a size; write 16M, say", value);
	set(options, "memory", json_integer((json_int_t)bytes));
	return 0;
}

static int set_grace(struct deploy_options *options, const char *value)
{
	int64_t milliseconds;

	if (!parse_seconds(value, &milliseconds))
		return error("--grace %s: not seconds above 0", value);
	set(options, "grace", json_real((double)milliseconds / 1000));
	return 0;
}

static int set_word(struct deploy_options *options, const char *option,
		    const char *setting, const char *value,
		    const char *const words[], size_t count, const char *list)
{
	int i = option_choose(option, value, words, count, list);

	if (i < 0)
		return STATUS_ERROR;
	set(options, setting, json_string(words[i]));
	return 0;
}

static int set_tag(struct deploy_options *options, const char *value)
{
	size_t length = strlen(value);
	bool good = length > 0 && length <= TAG_MAX && value[0] != '.' &&
		    value[0] != '-';

	for (size_t i = 0; i < length; i++)
		good = good && (isalnum((unsigned char)value[i]) ||
				strchr("_.-", value[i]) != NULL);
	if (!good)
		return error("--tag %s: not of up to 64 letters, digits and "
			     "_ . -, the first no point or hyphen",
			     value);
	options->tag = value;
	return 0;
}

static int set_timeout(struct deploy_options *options, const char *value)
{
	if (!parse_seconds(value, &options->silence_ms))
		return error("--timeout %s: not seconds above 0", value);
	return 0;
}

/* ---- all of them ---- */

enum {
	ADDRESS = 256,
	DRY_RUN,
	GRACE,
	KEY,
	NAME,
	NO_WAIT,
	PLAIN,
	REMOTE,
	RESTART,
	TAG,
	TENANT,
	TIMEOUT,
	TLS,
	WAIT
};

static const struct option long_options[] = {
	{ "address", required_argument, NULL, ADDRESS },
	{ "count", required_argument, NULL, 'n' },
	{ "dry-run", no_argument, NULL, DRY_RUN },
	{ "grace", required_argument, NULL, GRACE },
	{ "help", no_argument, NULL, 'h' },
	{ "key", required_argument, NULL, KEY },
	{ "name", required_argument, NULL, NAME },
	{ "no-wait", no_argument, NULL, NO_WAIT },
	{ "plain-http", no_argument, NULL, PLAIN },
	{ "remote", required_argument, NULL, REMOTE },
	{ "restart", required_argument, NULL, RESTART },
	{ "tag", required_argument, NULL, TAG },
	{ "tenant", required_argument, NULL, TENANT },
	{ "timeout", required_argument, NULL, TIMEOUT },
	{ "tls", no_argument, NULL, TLS },
	{ "wait", no_argument, NULL, WAIT },
	{ 0 },
};

/* Those with a check of their own. */
static int set_checked(struct deploy_options *options, int option)
{
	static const char *const addresses[] = { "own", "host" };
	static const char *const restarts[] = { "never", "on-failure",
						"always" };

	switch (option) {
	case 'p':
		return set_port(options, optarg);
	case 'e':
		return set_variable(options, optarg);
	case 'n':
		return set_count(options, optarg);
	case 'm':
		return set_memory(options, optarg);
	case 'o':
		return option_output(&options->output, optarg);
	case ADDRESS:
		return set_word(options, "--address", "address", optarg,
				addresses, 2, "own or host");
	case RESTART:
		return set_word(options, "--restart", "restart", optarg,
				restarts, 3, "never, on-failure or always");
	case GRACE:
		return set_grace(options, optarg);
	case TAG:
		return set_tag(options, optarg);
	default:
		return set_timeout(options, optarg);
	}
}

static int set_option(void *context, int option)
{
	struct deploy_options *options = context;

	switch (option) {
	case 'h':
		options->help = true;
		return 0;
	case DRY_RUN:
		options->dry_run = true;
		return 0;
	case KEY:
		options->key = optarg;
		return 0;
	case NAME:
		options->name = optarg;
		return 0;
	case NO_WAIT:
	case WAIT:
		options->no_wait = option == NO_WAIT;
		return 0;
	case PLAIN:
	case TLS:
		options->way = option == PLAIN ? OCI_PLAIN : OCI_TLS;
		return 0;
	case REMOTE:
		options->remote = optarg;
		return 0;
	case TENANT:
		options->tenant = optarg;
		return 0;
	default:
		return set_checked(options, option);
	}
}

/* The image, and the arguments that its program gets. */
static int read_words(struct deploy_options *options, int count, char *words[])
{
	json_t *arguments;
	const char *why;

	if (count > 0 && ocireference_is(words[0])) {
		why = ocireference_read(words[0], &options->from);
		if (why != NULL)
			return error("publish: %s: %s", words[0], why);
		options->from_registry = true;
	} else if (count > 0) {
		options->image = words[0];
	}
	if (!options->from_registry &&
	    (options->way != OCI_USUAL || options->silence_ms != 0))
		return error(
			"publish: --plain-http, --tls and --timeout are for "
			"registries; name an image in one");
	if (count < 2)
		return 0;
	arguments = json_array();
	set(options, "arguments", arguments);
	for (int i = 1; i < count; i++)
		if (json_array_append_new(arguments, json_string(words[i])) !=
		    0)
			return error("publish: argument %d: not UTF-8", i);
	return 0;
}

int deployoptions_read(int argc, char *argv[], struct deploy_options *options)
{
	int status;

	*options = (struct deploy_options){ .output = OUTPUT_TABLE,
					    .settings = json_object() };
	/* What follows the image is its program's, options too. */
	status = option_read("publish", argc, argv,
			     "+:he:m:n:o:p:", long_options, set_option,
			     options);
	if (status != 0 || options->help)
		return status;
	return read_words(options, argc - optind, argv + optind);
}

void deployoptions_free(struct deploy_options *options)
{
	json_decref(options->settings);
	options->settings = NULL;
}

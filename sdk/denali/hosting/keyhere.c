/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Keys of this machine: made, listed and shown; and which a host knows.
 */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api.h"
#include "config.h"
#include "error.h"
#include "help.h"
#include "keys.h"
#include "keyverb.h"
#include "optionread.h"
#include "password.h"

struct key_options {
	bool no_password, registered, help;
	const char *as, *remote, *tenant;
	enum output_kind output;
};

static int set_option(void *context, int option)
{
	struct key_options *options = context;

	switch (option) {
	case 'o':
		return option_output(&options->output, optarg);
	case 'P':
		options->no_password = true;
		break;
	case 'R':
		options->registered = true;
		break;
	case 'a':
		options->as = optarg;
		break;
	case 'r':
		options->remote = optarg;
		break;
	case 'T':
		options->tenant = optarg;
		break;
	default:
		options->help = true;
	}
	return 0;
}

/* The options, and the one word that may be behind them; null: none is. */
static int read_options(int argc, char *argv[], const char *letters,
			const struct option *known, struct key_options *options,
			const char **word)
{
	int status;

	*options = (struct key_options){ .output = OUTPUT_TABLE };
	status = option_read("key", argc, argv, letters, known, set_option,
			     options);
	*word = optind < argc ? argv[optind] : NULL;
	if (status == 0 && !options->help && argc - optind > 1)
		status = error("key %s: %s: one too many; give one", argv[0],
			       argv[optind + 1]);
	return status;
}

/* ---- create, show ---- */

static void say_created(const char *name, const struct key_pair *pair)
{
	char id[MINISIGN_ID_TEXT], line[MINISIGN_KEY_TEXT];

	minisign_id_text(pair->public.id, id);
	minisign_write_key(&pair->public, line);
	note("key %s: made (%s); `denali key add%s%s` registers it with a host",
	     name, id, strcmp(name, KEY_DEFAULT) == 0 ? "" : " ",
	     strcmp(name, KEY_DEFAULT) == 0 ? "" : name);
	printf("%s\n", line);
}

int key_create(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "no-password", no_argument, NULL, 'P' },
		{ 0 },
	};
	char password[SECRETKEY_PASSWORD], question[64];
	struct key_options options;
	struct key_pair pair = { 0 };
	const char *name;
	int status = read_options(argc, argv, ":h", known, &options, &name);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("key");
	name = name != NULL ? name : KEY_DEFAULT;
	status = keys_check_new(name);
	snprintf(question, sizeof question, "Password for key %s", name);
	if (status == 0 && !options.no_password)
		status = password_choose(question, password, sizeof password);
	if (status == 0)
		status = keys_create(
			name, options.no_password ? NULL : password, &pair);
	if (status == 0)
		say_created(name, &pair);
	sodium_memzero(password, sizeof password);
	keys_close(&pair);
	return status;
}

static const struct option only_help[] = {
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

int key_show(int argc, char *argv[])
{
	struct key_options options;
	struct minisign_key key;
	char line[MINISIGN_KEY_TEXT];
	const char *name;
	int status = read_options(argc, argv, ":h", only_help, &options, &name);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("key");
	status = keys_public(name != NULL ? name : KEY_DEFAULT, &key);
	if (status != 0)
		return status;
	minisign_write_key(&key, line);
	printf("%s\n", line);
	return 0;
}

/* ---- list ---- */

/* As the API lists them, so that both are shown in one way. */
static json_t *list_here(void)
{
	json_t *keys = json_array();
	struct key_names list;

	if (keys_list(&list) != 0) {
		json_decref(keys);
		return NULL;
	}
	for (unsigned i = 0; i < list.count; i++) {
		char id[MINISIGN_ID_TEXT] = "", line[MINISIGN_KEY_TEXT] = "";
		struct minisign_key key;
		int locked = keys_locked(list.names[i]);

		if (keys_public(list.names[i], &key) != 0)
			continue;
		minisign_id_text(key.id, id);
		minisign_write_key(&key, line);
		json_array_append_new(keys,
				      json_pack("{s:s, s:s, s:s, s:b}", "name",
						list.names[i], "id", id, "key",
						line, "password", locked == 1));
	}
	keys_free_names(&list);
	return keys;
}

static json_t *list_of(const struct key_options *options)
{
	struct remote remote = { 0 };
	json_t *answer = NULL, *keys = NULL;

	if (remote_open_for(&remote, options->remote, options->tenant) == 0)
		answer = api_get(&remote, "/v1/keys");
	if (answer != NULL)
		keys = json_incref(json_object_get(answer, "keys"));
	json_decref(answer);
	remote_free(&remote);
	return keys;
}

static void print_table(json_t *keys, bool here)
{
	json_t *key;
	size_t i;

	printf("%-31s  %-16s  %-56s%s\n", "NAME", "ID", "KEY",
	       here ? "  PASSWORD" : "");
	json_array_foreach (keys, i, key) {
		char *name = api_text(api_string(key, "name"));
		char *id = api_text(api_string(key, "id"));
		char *line = api_text(api_string(key, "key"));
		bool locked = json_is_true(json_object_get(key, "password"));

		printf("%-31s  %-16s  %-56s%s\n", name, id, line,
		       !here  ? "" :
		       locked ? "  yes" :
				"  no");
		free(name);
		free(id);
		free(line);
	}
}

static void print_names(json_t *keys)
{
	json_t *key;
	size_t i;

	json_array_foreach (keys, i, key) {
		char *name = api_text(api_string(key, "name"));

		printf("%s\n", name);
		free(name);
	}
}

static void print_list(json_t *keys, enum output_kind output, bool here)
{
	if (output == OUTPUT_TABLE) {
		print_table(keys, here);
	} else if (output == OUTPUT_JSON) {
		json_dumpf(keys, stdout, JSON_INDENT(1) | JSON_ENSURE_ASCII);
		putchar('\n');
	} else {
		print_names(keys);
	}
}

int key_list(int argc, char *argv[])
{
	static const struct option known[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "registered", no_argument, NULL, 'R' },
		{ "remote", required_argument, NULL, 'r' },
		{ "tenant", required_argument, NULL, 'T' },
		{ 0 },
	};
	struct key_options options;
	const char *word;
	json_t *keys;
	bool here;
	int status = read_options(argc, argv, ":ho:", known, &options, &word);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("key");
	if (word != NULL)
		return error("key list: takes no name: %s", word);
	here = !options.registered && options.remote == NULL &&
	       options.tenant == NULL;
	keys = here ? list_here() : list_of(&options);
	if (keys == NULL)
		return STATUS_ERROR;
	print_list(keys, options.output, here);
	json_decref(keys);
	return 0;
}

/* ---- add, remove ---- */

static const struct option for_hosts[] = {
	{ "as", required_argument, NULL, 'a' },
	{ "help", no_argument, NULL, 'h' },
	{ "remote", required_argument, NULL, 'r' },
	{ "tenant", required_argument, NULL, 'T' },
	{ 0 },
};

/* What a host is to call the key of a file: as the file. */
static char *name_of(const char *word)
{
	const char *slash = strrchr(word, '/');
	const char *base = slash != NULL ? slash + 1 : word;

	return allocate_text("%.*s", (int)strcspn(base, "."), base);
}

static int add(const char *word, const char *as, struct remote *remote)
{
	char line[MINISIGN_KEY_TEXT], *name;
	struct minisign_key key;
	int status = keys_public(word, &key);

	if (status != 0)
		return status;
	name = as != NULL ? allocate_text("%s", as) : name_of(word);
	minisign_write_key(&key, line);
	if (!hosting_name_good(name))
		status = error("key %s: no name for a key on a host; choose "
			       "one with --as",
			       name);
	if (status == 0)
		status = api_change(remote, "POST",
				    json_pack("{s:s, s:s}", "name", name, "key",
					      line),
				    NULL, "/v1/keys");
	if (status == 0)
		note("key %s: %s takes images that it has signed", name,
		     remote->name);
	free(name);
	return status;
}

int key_add(int argc, char *argv[])
{
	struct remote remote = { 0 };
	struct key_options options;
	const char *word;
	int status = read_options(argc, argv, ":h", for_hosts, &options, &word);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("key");
	status = remote_open_for(&remote, options.remote, options.tenant);
	if (status == 0)
		status = add(word != NULL ? word : KEY_DEFAULT, options.as,
			     &remote);
	remote_free(&remote);
	return status;
}

int key_remove(int argc, char *argv[])
{
	struct remote remote = { 0 };
	struct key_options options;
	const char *word;
	int status = read_options(argc, argv, ":h", for_hosts + 1, &options,
				  &word);

	if (status != 0)
		return status;
	if (options.help)
		return help_print("key");
	if (word == NULL)
		return error("key remove: name the key; `denali key list "
			     "--registered` shows those of the host");
	if (!hosting_name_good(word))
		return error("key %s: no host calls a key so", word);
	status = remote_open_for(&remote, options.remote, options.tenant);
	if (status == 0)
		status = api_change(&remote, "DELETE", NULL, NULL,
				    "/v1/keys/%s", word);
	if (status == 0)
		note("key %s: %s takes no more images that it has signed", word,
		     remote.name);
	remote_free(&remote);
	return status;
}

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What `docker login` leaves: ~/.docker/config.json, or config.json in the
 * folder that DOCKER_CONFIG names, with an entry for each registry.  Helpers
 * that keep passwords elsewhere are not asked.
 */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "registry.h"

static char *config_file(void)
{
	const char *folder = getenv("DOCKER_CONFIG");
	const char *home = getenv("HOME");

	if (folder != NULL && folder[0] != '\0')
		return allocate_text("%s/config.json", folder);
	if (home != NULL && home[0] != '\0')
		return allocate_text("%s/.docker/config.json", home);
	return NULL;
}

/* Entries are called HOST:PORT, or by the address of the registry's API. */
static bool names(const char *entry, const char *registry)
{
	size_t length = strlen(registry);

	if (strncmp(entry, "https://", 8) == 0)
		entry += 8;
	else if (strncmp(entry, "http://", 7) == 0)
		entry += 7;
	return strncmp(entry, registry, length) == 0 &&
	       (entry[length] == '\0' || entry[length] == '/');
}

/* Base64 of USER:PASSWORD. */
static char *decode(const char *auth)
{
	size_t room = strlen(auth) + 1, length;
	char *text = allocate(1, room);

	if (sodium_base642bin((uint8_t *)text, room - 1, auth, strlen(auth),
			      NULL, &length, NULL,
			      sodium_base64_VARIANT_ORIGINAL) == 0 &&
	    memchr(text, '\0', length) == NULL && strchr(text, ':') != NULL)
		return text;
	free(text);
	return NULL;
}

char *docker_credentials(const char *registry)
{
	char *path = config_file(), *found = NULL;
	json_t *config = path != NULL ? json_load_file(path, 0, NULL) : NULL;
	json_t *auths = json_object_get(config, "auths"), *entry;
	const char *name, *auth;

	json_object_foreach (auths, name, entry) {
		auth = json_string_value(json_object_get(entry, "auth"));
		if (auth == NULL || !names(name, registry))
			continue;
		found = decode(auth);
		break;
	}
	json_decref(config);
	free(path);
	return found;
}

/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * apiseeds DIR api - writes into DIR requests to start from: one of each
 * operation of openapi.json, by the administrator and by a tenant, and some
 * whose bodies are right.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static const char *const others[] = {
	"aPOST /v1/tenants\n{\"name\":\"zeta\",\"limits\":{\"services\":3}}",
	"aPATCH /v1/tenants/acme\n{\"limits\":{\"memory\":123456789}}",
	"aDELETE /v1/tenants/zeta\n",
	"tPOST /v1/tokens\n{\"name\":\"ci\",\"scopes\":[\"read\",\"deploy\"],"
	"\"lifetime\":60}",
	"aPOST /v1/tokens?tenant=acme\n{\"name\":\"ci\",\"scopes\":[\"read\"],"
	"\"expires\":\"2100-01-01T00:00:00Z\"}",
	"tPOST /v1/keys\n{\"name\":\"me\",\"key\":"
	"\"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\"}",
	"tGET /v1/audit?after=3&limit=10&wait=1\n",
	"tGET /v1/keys?tenant=%61cme\n",
	"tPOST /v1/services/web/versions\n{\"digest\":"
	"\"6105d6cc76af400325e94d588ce511be5bfdbb73b437dc51eca43917d7a43e3d\","
	"\"signature\":\"untrusted comment: x\",\"tag\":\"v1\",\"settings\":"
	"{\"ports\":[{\"host\":80,\"guest\":80,\"protocol\":\"tcp\"}],"
	"\"count\":2,\"memory\":4194304,\"environment\":{\"A\":\"b\"},"
	"\"arguments\":[\"x\"],\"disks\":[{\"name\":\"data\",\"disk\":\"d\"}],"
	"\"cpu\":{\"weight\":5,\"cap\":10},\"restart\":\"always\",\"grace\":"
	"1.5}}",
	"tPATCH /v1/services/web\n{\"memory\":1}",
	"tPOST /v1/disks\n{\"name\":\"data\",\"size\":1048576}",
	"tPUT /v1/services/web/secrets/KEY\nvalue",
	"tPUT /v1/images/"
	"6105d6cc76af400325e94d588ce511be5bfdbb73b437dc51eca43917d7a43e3d\n"
	"image",
	"rBearer dnl_abcdefgh_"
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nGET /v1\n",
	"rBasic abc\nPOST /v1/tenants\n{}",
	"kuntrusted comment: minisign public key E7620F1842B4E81F\n"
	"RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n",
	"suntrusted comment: signature\n"
	"RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/"
	"z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\ntrusted comment: "
	"service=web time=1 digest=sha256:00\n"
	"RUQf6LRCGA9i559r3g7V1qNyJDApGip8MfqcadIgT9CuhV3EMhHoN1mGTkUidF/"
	"z7SrlQgXdy8ofjb7bNJJylDOocrCo8KLzZwo=\n",
};

static const char *folder;
static int count;

static void save(const char *text)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/seed-%03d", folder, count++);
	file = fopen(path, "wb");
	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

static void save_operation(const char *method, const char *path, bool body)
{
	char text[512], plain[256];
	size_t length = 0;

	for (const char *at = path; *at != '\0'; at++) {
		if (*at == '{') {
			at = strchr(at, '}');
			plain[length++] = 'x';
		} else {
			plain[length++] = *at;
		}
	}
	plain[length] = '\0';
	for (const char *who = "at"; *who != '\0'; who++) {
		snprintf(text, sizeof text, "%c%s %s?tenant=acme\n%s", *who,
			 method, plain, body ? "{}" : "");
		for (char *at = text + 1; *at != ' '; at++)
			*at = (char)(*at & ~0x20);
		save(text);
	}
}

int main(int argc, char **argv)
{
	json_t *document = json_load_file("sdk/supervisor/openapi.json", 0,
					  NULL);
	const char *path, *method;
	json_t *methods, *operation;

	if (argc < 2 || document == NULL)
		return 1;
	folder = argv[1];
	json_object_foreach (json_object_get(document, "paths"), path, methods)
		json_object_foreach (methods, method, operation)
			save_operation(method, path,
				       json_object_get(operation,
						       "requestBody") != NULL);
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		save(others[i]);
	json_decref(document);
	return 0;
}

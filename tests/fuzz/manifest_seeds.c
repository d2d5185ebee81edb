/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * manifest_seeds DIR manifest
 *
 * Writes into DIR manifests to start from: a good one, one as a note, and those
 * with a fault each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "manifest-faults.h"

static const char good[] =
	"schema = 1\nname = \"web\"\nmemory = \"4M\"\nprivate = true\n"
	"arguments = [\"a\"]\n[cpu]\nweight = 50\ncap = \"12.5%\"\n"
	"[network]\ninbound = [\"80\", \"10.1.0.0/16:5-7/udp\"]\n"
	"outbound = [\"fd00::/8:any\"]\nbandwidth = { in = \"1K\" }\n"
	"[environment]\nA = \"1\"\n[[disk]]\nname = \"data\"\n"
	"size = \"64M\"\nmount = \"/data\"\n[[files]]\nfrom = \"site\"\n"
	"[service]\nrestart = \"always\"\ngrace = \"90s\"\n"
	"console = \"64K\"\n[health]\nhttp = \"/h\"\nport = 80\n";

static const char note[] =
	"{\"arguments\":[\"a\"],\"cpu\":{\"cap\":\"12.5%\",\"weight\":50},"
	"\"disk\":[{\"mount\":\"/data\",\"name\":\"data\","
	"\"size\":\"64M\"}],\"environment\":{\"A\":\"1\"},"
	"\"health\":{\"http\":\"/h\",\"port\":80},\"name\":\"web\","
	"\"network\":{\"inbound\":[\"80/tcp\"],\"outbound\":[]},"
	"\"private\":true,\"schema\":1,\"service\":{\"grace\":\"90s\"}}";

static void save(const char *folder, const char *name, const char *before,
		 const char *text)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (file == NULL || fputs(before, file) < 0 || fputs(text, file) < 0 ||
	    fclose(file) != 0) {
		perror(path);
		exit(1);
	}
}

int main(int argc, char *argv[])
{
	char name[32];

	if (argc != 3)
		return 1;
	save(argv[1], "good", "", good);
	save(argv[1], "note", "", note);
	for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
		snprintf(name, sizeof name, "fault-%zu", i);
		save(argv[1], name,
		     strstr(faults[i].text, "schema") != NULL ? "" :
								"schema = 1\n",
		     faults[i].text);
	}
	return 0;
}

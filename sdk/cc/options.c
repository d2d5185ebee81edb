/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "../common/rule.h"
#include "../common/suggest.h"
#include "error.h"
#include "response.h"
#include "service.h"

const char options_help[] =
	"Options of denali-cc, which compiles and links images for Denali:\n"
	"  --allow-in RULE          Let in only what RULE and others like it"
	" say.\n"
	"  --allow-out RULE         Let out no more than that.\n"
	"  --check-heap             Link a heap that finds wrong uses of it.\n"
	"  --files DIR[:MOUNT]      Bundle the files below DIR, as if at MOUNT"
	" (/).\n"
	"  --manifest FILE          Take what FILE, a denali.toml, says of the"
	" service.\n"
	"  --memory SIZE            The VM's memory, if its host says nothing"
	" else (16M).\n"
	"  --mount SOURCE:TARGET[:OPTION,...]\n"
	"                           Mount diskN (ext2, ext3, ext4) or tmpfs"
	" before main().\n"
	"                           Options: ro, nofail, noauto, size=SIZE"
	" (tmpfs),\n"
	"                           cache=SIZE (disks).\n"
	"  --name NAME              The image's name in listings.\n"
	"  --print-makefile         Print what a service's Makefile includes.\n"
	"  --print-sdk              Print the SDK's folder.\n"
	"  --stack SIZE             The main stack's size (64K).\n"
	"SIZE is in bytes, or with a suffix K, M or G.  RULE is any, none or"
	" ports, as\nin 80, 5000-5999/udp, 10.0.0.0/8:53/udp.  All other"
	" options are gcc's:\n\n";

/* The compiler's options whose argument is a word of its own, which must not
 * be taken for an option of ours. */
static const char *const with_argument[] = {
	"-o",
	"-x",
	"-I",
	"-L",
	"-l",
	"-D",
	"-U",
	"-A",
	"-T",
	"-e",
	"-u",
	"-z",
	"-MF",
	"-MT",
	"-MQ",
	"-B",
	"-Xlinker",
	"-Xassembler",
	"-Xpreprocessor",
	"-aux-info",
	"-dumpbase",
	"-dumpdir",
	"-idirafter",
	"-imacros",
	"-imultilib",
	"-include",
	"-iprefix",
	"-iquote",
	"-isysroot",
	"-isystem",
	"-iwithprefix",
	"-iwithprefixbefore",
	"-wrapper",
	"-h",
	"-Tbss",
	"-Tdata",
	"-Ttext",
	"--entry",
	"--output",
	"--param",
	"--sysroot",
	NULL,
};

bool options_take_argument(const char *word)
{
	for (int i = 0; with_argument[i] != NULL; i++)
		if (strcmp(word, with_argument[i]) == 0)
			return true;
	return false;
}

/* Bytes, rounded up to whole pages. */
static uint32_t read_size(const char *option, const char *text)
{
	static const char suffixes[] = "KMG";
	const char *suffix;
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	suffix = *end == '\0' ? NULL : strchr(suffixes, *end & ~0x20);
	if (suffix != NULL && value <= UINT32_MAX) {
		value <<= 10 * (suffix - suffixes + 1);
		end++;
	}
	if (errno != 0 || end == text || *text == '-' || *end != '\0')
		fail("%s %s: not a size; write 16M, say", option, text);
	if (value < DENALI_PAGE_SIZE || value > DENALI_MEMORY_MAX)
		fail("%s %s: must be from %d to %u bytes", option, text,
		     DENALI_PAGE_SIZE, DENALI_MEMORY_MAX);
	return (uint32_t)((value + DENALI_PAGE_SIZE - 1) &
			  ~(unsigned long long)(DENALI_PAGE_SIZE - 1));
}

static void allow(struct options *options, uint8_t direction,
		  const char *option, const char *value)
{
	const char *wrong = rule_add(&options->policy, direction, value);

	if (wrong != NULL)
		fail("%s %s: %s", option, value, wrong);
}

static void take_allow_in(struct options *options, const char *value)
{
	allow(options, DENALI_RULE_IN, "--allow-in", value);
}

static void take_allow_out(struct options *options, const char *value)
{
	allow(options, DENALI_RULE_OUT, "--allow-out", value);
}

static void take_check_heap(struct options *options, const char *value)
{
	(void)value;
	options->check_heap = true;
}

static void take_files(struct options *options, const char *value)
{
	bundle_add(&options->files, value);
	options->has_files = true;
}

static void take_manifest(struct options *options, const char *value)
{
	if (options->manifest_file != NULL)
		fail("--manifest %s: %s is the manifest already", value,
		     options->manifest_file);
	options->manifest_file = value;
}

static void take_memory(struct options *options, const char *value)
{
	uint32_t size = read_size("--memory", value);

	if (size < DENALI_MEMORY_MIN)
		fail("--memory %s: must be %d bytes or more", value,
		     DENALI_MEMORY_MIN);
	options->manifest.memory_size = size;
	options->has_manifest = true;
}

static void take_mount(struct options *options, const char *value)
{
	mounts_add(&options->mounts, &options->files, value);
	options->has_files = true;
}

static void take_name(struct options *options, const char *value)
{
	if (strlen(value) >= sizeof(options->manifest.name))
		fail("--name %s: longer than %zu characters", value,
		     sizeof(options->manifest.name) - 1);
	memset(options->manifest.name, 0, sizeof(options->manifest.name));
	memcpy(options->manifest.name, value, strlen(value));
	options->has_manifest = true;
}

static void take_print_makefile(struct options *options, const char *value)
{
	(void)value;
	options->print_makefile = true;
}

static void take_print_sdk(struct options *options, const char *value)
{
	(void)value;
	options->print_sdk = true;
}

static void take_stack(struct options *options, const char *value)
{
	options->stack_size = read_size("--stack", value);
}

static const struct own_option {
	const char *name;
	void (*take)(struct options *options, const char *value);
	bool alone; /* it has no argument */
} own_options[] = {
	{ "--allow-in", take_allow_in, false },
	{ "--allow-out", take_allow_out, false },
	{ "--check-heap", take_check_heap, true },
	{ "--files", take_files, false },
	{ "--manifest", take_manifest, false },
	{ "--memory", take_memory, false },
	{ "--mount", take_mount, false },
	{ "--name", take_name, false },
	{ "--print-makefile", take_print_makefile, true },
	{ "--print-sdk", take_print_sdk, true },
	{ "--stack", take_stack, false },
	{ NULL, NULL, false },
};

const char *options_meant(const char *word)
{
	enum { COUNT = sizeof(own_options) / sizeof(own_options[0]) - 1 };
	const char *names[COUNT], *meant;
	char *name = need(strndup(word, strcspn(word, "=")));

	for (int i = 0; i < COUNT; i++)
		names[i] = own_options[i].name;
	meant = strncmp(name, "--", 2) == 0 ? suggest(name, names, COUNT) :
					      NULL;
	free(name);
	return meant;
}

/* Takes argv[i] if it is ours, as `--name VALUE` or `--name=VALUE`.  Returns
 * how many words that were. */
static int take_own(struct options *options, char **argv, int i)
{
	size_t length = strcspn(argv[i], "=");
	const struct own_option *own = own_options;

	while (own->name != NULL && (strlen(own->name) != length ||
				     memcmp(own->name, argv[i], length) != 0))
		own++;
	if (own->name == NULL)
		return 0;
	if (own->alone && argv[i][length] == '=')
		fail("%s takes no argument", own->name);
	if (own->alone || argv[i][length] == '=') {
		own->take(options, own->alone ? NULL : argv[i] + length + 1);
		return 1;
	}
	if (argv[i + 1] == NULL)
		fail("missing argument to '%s'", own->name);
	own->take(options, argv[i + 1]);
	return 2;
}

/* Sanitizers need a runtime library, of which gcc takes no notice where it
 * merely compiles. */
static void check_sanitizers(const char *word)
{
	static const char option[] = "-fsanitize=";
	static const char absent[][16] = {
		"address", "kernel-address", "hwaddress", "thread", "leak",
	};
	const char *name = word + strlen(option);
	size_t length;

	if (strncmp(word, option, strlen(option)) != 0)
		return;
	for (; *name != '\0'; name += length + (name[length] == ',')) {
		length = strcspn(name, ",");
		for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++)
			if (strlen(absent[i]) == length &&
			    strncmp(absent[i], name, length) == 0)
				fail("-fsanitize=%s is not there: "
				     "-fsanitize=undefined and --check-heap"
				     " are",
				     absent[i]);
	}
}

/* gcc takes the one for an option of its debugging, and says of the other
 * nothing that helps.  -shared alone is a matter of denali.specs. */
static void check_shared(const char *word)
{
	if (strcmp(word, "-dynamic") == 0 ||
	    (strncmp(word, "-Wl,", 4) == 0 && strstr(word, ",-shared") != NULL))
		fail("%s: shared objects cannot be made: an image is one static"
		     " program",
		     word);
}

void options_read(struct options *options, int argc, char **argv)
{
	argv = response_expand(&argc, argv);
	*options = (struct options){ 0 };
	options->rest = need(calloc((size_t)argc + 1, sizeof(char *)));
	for (int i = 1; i < argc;) {
		int taken = take_own(options, argv, i);

		i += taken;
		if (taken > 0)
			continue;
		check_sanitizers(argv[i]);
		check_shared(argv[i]);
		options->help |= strcmp(argv[i], "--help") == 0;
		options->version |= strcmp(argv[i], "--version") == 0;
		options->rest[options->rest_count++] = argv[i];
		if (options_take_argument(argv[i++]) && i < argc)
			options->rest[options->rest_count++] = argv[i++];
	}
	service_apply(options);
}

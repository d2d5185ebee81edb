/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali host backup` and `restore`.
 */
#include "backup.h"
#include "error.h"
#include "hostverbs.h"
#include "outoptions.h"

int host_backup(int argc, char *argv[])
{
	struct out_options options;
	struct folder folder;
	int status = out_options_read(argc, argv, false, &options);

	if (status != 0)
		return status;
	status = folder_open(&folder, options.path);
	if (status == 0)
		status = folder_lock(&folder, "backup");
	if (status == 0)
		status = backup_write(&folder, options.file);
	folder_close(&folder);
	return status;
}

int host_restore(int argc, char *argv[])
{
	int status;

	if (argc != 3 || argv[1][0] == '-')
		return error("host restore: name the backup and a folder to "
			     "make, as in `denali host restore h.backup h`");
	status = backup_check(argv[1]);
	if (status == 0)
		status = folder_make(argv[2], "restore");
	if (status != 0)
		return status;
	status = backup_restore(argv[1], argv[2]);
	if (status != 0)
		folder_remove(argv[2]);
	return status;
}
